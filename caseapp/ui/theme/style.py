"""Fusion with our metrics: icon sizes, focus frame, scroll bars and menus in em instead of pixels."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleFactory, QStyleHintReturn, QStyleOption, QWidget

from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.scale import Scale
from caseapp.ui.theme.tokens import LIGHT, Tokens

_HABITS: Final[dict[QStyle.StyleHint, int]] = {
    QStyle.StyleHint.SH_UnderlineShortcut: 1,
    QStyle.StyleHint.SH_Widget_Animate: 0,
    QStyle.StyleHint.SH_Widget_Animation_Duration: 0,
    QStyle.StyleHint.SH_FocusFrame_AboveWidget: 1,  # else the ring is cut at the edge of the next widget up
    QStyle.StyleHint.SH_ComboBox_Popup: 0,
    QStyle.StyleHint.SH_ScrollBar_LeftClickAbsolutePosition: 1,
    QStyle.StyleHint.SH_ItemView_ShowDecorationSelected: 1,
}


class CaseStyle(QProxyStyle):
    """The base style; colours come from palette and style sheet, lengths from here."""

    def __init__(self) -> None:
        super().__init__(QStyleFactory.create("Fusion"))
        self._scale = Scale()
        self._icon = 16
        self._tokens = LIGHT

    def use(self, tokens: Tokens, scale: Scale) -> None:
        """Take colours and lengths from here from now on."""
        self._tokens = tokens
        self._scale = scale
        self._icon = scale.px(16)

    def drawPrimitive(  # noqa: N802 - Qt's name
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw check boxes and radio buttons ourselves, everything else as Fusion does."""
        if element is QStyle.PrimitiveElement.PE_IndicatorCheckBox:
            self._box(option, painter, round_=False)
        elif element is QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            self._box(option, painter, round_=True)
        elif element is not QStyle.PrimitiveElement.PE_FrameFocusRect:  # the ring is one for all
            super().drawPrimitive(element, option, painter, widget)

    def _box(self, option: QStyleOption, painter: QPainter, *, round_: bool) -> None:
        colours, enabled = self._tokens, bool(option.state & QStyle.StateFlag.State_Enabled)
        on = bool(option.state & QStyle.StateFlag.State_On)
        edge = colours.disabled if not enabled else colours.fill_edge if on else colours.control
        ground = colours.surface if not on else colours.fill if enabled else colours.disabled
        spot = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = spot.width() / 2 if round_ else self._scale.px(3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(spot, radius, radius)
        if on and round_:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.on_fill))
            painter.drawEllipse(spot.center(), spot.width() / 5, spot.width() / 5)
        elif on:
            size = self._scale.px(13)
            at = option.rect.center()
            drawn = picture("check", colours.on_fill, size, painter.device().devicePixelRatio())
            painter.drawPixmap(at.x() - size // 2 + 1, at.y() - size // 2 + 1, drawn)
        painter.restore()

    def pixelMetric(  # noqa: N802 - Qt's name
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """A length of the base style, or ours."""
        match metric:
            case (
                QStyle.PixelMetric.PM_SmallIconSize
                | QStyle.PixelMetric.PM_ButtonIconSize
                | QStyle.PixelMetric.PM_ToolBarIconSize
                | QStyle.PixelMetric.PM_ListViewIconSize
                | QStyle.PixelMetric.PM_LineEditIconSize
                | QStyle.PixelMetric.PM_IndicatorWidth
                | QStyle.PixelMetric.PM_IndicatorHeight
            ):
                return self._icon
            case QStyle.PixelMetric.PM_ScrollBarExtent:
                return self._scale.px(12)
            case QStyle.PixelMetric.PM_FocusFrameHMargin | QStyle.PixelMetric.PM_FocusFrameVMargin:
                return self._scale.px(3)
            case QStyle.PixelMetric.PM_ButtonShiftHorizontal | QStyle.PixelMetric.PM_ButtonShiftVertical:
                return 0
            case _:
                return super().pixelMetric(metric, option, widget)

    def styleHint(  # noqa: N802 - Qt's name
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        """A habit of the base style, or ours: no animation, mnemonics always underlined."""
        ours = _HABITS.get(hint)
        return super().styleHint(hint, option, widget, returnData) if ours is None else ours
