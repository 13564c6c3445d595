"""Paints a card of the board: name and waiting days, need, service, what comes next, how it ended."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from caseapp.ui.pages.referrals.words import Card
from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.chip_paint import chip_size, paint_chip
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.words import dots, isolated

Index = QModelIndex | QPersistentModelIndex
MakeFont = Callable[[QStyleOptionViewItem, str, QFont.Weight], QFont]
CARD_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_GAP: Final = 8  # between two cards, as drawn


class CardDelegate(QStyledItemDelegate):
    """Paints a card as drawn; the ring is inside the card.

    Attributes:
        quiet: quiet view is on.
    """

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self._view = parent
        self.quiet = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lines."""
        # Measured as if the scroll bar were there: when it comes, nothing may stand out of its card.
        bar = self._view.verticalScrollBar()
        width = self._view.viewport().width() - (0 if bar.isVisible() else px(12))
        return QSize(
            self._view.viewport().width(), self._draw(None, QRect(0, 0, width, 0), option, index) + px(_GAP)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw frame, ring and lines."""
        colours = tokens()
        frame = option.rect.adjusted(px(1), px(1), -px(1), -px(_GAP))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = selected and self._view.hasFocus()
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colours.accent_soft if selected else colours.hover if over else colours.surface
        edge = colours.focus if focused else colours.accent if selected else colours.border
        painter.setPen(QPen(QColor(edge), px(2) if focused else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        self._draw(painter, frame, option, index)
        painter.restore()

    def _font(self, option: QStyleOptionViewItem, style: str, weight: QFont.Weight) -> QFont:
        font = QFont(option.font)
        font.setPixelSize(theme().scale.font(style))
        font.setWeight(weight)
        return font

    def _draw(
        self, painter: QPainter | None, frame: QRect, option: QStyleOptionViewItem, index: Index
    ) -> int:
        """Draw the lines, or only measure them.

        Returns:
            The height of the card without the gap.
        """
        card: Card = index.data(CARD_ROLE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hidden = self.quiet and not (selected and self._view.hasFocus())
        room = frame.adjusted(px(10), px(8), -px(10), 0)
        lines = _Lines(painter, room, option, self._font)
        name, code = (card.code or card.name, "") if self.quiet else (card.name, card.code)
        lines.head(name, code, card, selected=selected)
        lines.words(dots(card.what) if hidden else card.what, "body", "text")
        lines.words(card.where, "small", "text2")
        if card.note:
            lines.icon_words(card.icon, card.note)
        if card.end is not None:
            lines.end(card, hidden=hidden, selected=selected)
        return lines.bottom - frame.top() + px(8)


class _Lines:
    """Draws the lines of a card downwards, or measures them when there is no painter."""

    def __init__(
        self, painter: QPainter | None, room: QRect, option: QStyleOptionViewItem, font: MakeFont
    ) -> None:
        self._painter, self._room, self._option = painter, room, option
        self._font = font
        self.bottom = room.top()

    def _spot(self, left: int, top: int, width: int, height: int) -> QRect:
        return QStyle.visualRect(
            self._option.direction, self._room, QRect(self._room.left() + left, top, width, height)
        )

    def _write(self, spot: QRect, words: str, font: QFont, tone: str, *, wrap: bool = False) -> None:
        if self._painter is None:
            return
        self._painter.setFont(font)
        self._painter.setPen(QColor(tokens().colour(tone)))
        start = QStyle.visualAlignment(self._option.direction, Qt.AlignmentFlag.AlignLeft)
        flag = Qt.TextFlag.TextWordWrap if wrap else Qt.TextFlag.TextSingleLine
        flags = start | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter | flag
        self._painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._painter.drawText(spot, int(flags), words)

    def head(self, name: str, code: str, card: Card, *, selected: bool) -> None:
        """Name, code, and the days at the end."""
        heavy = self._font(self._option, "body", QFont.Weight.DemiBold)
        small = self._font(self._option, "small", QFont.Weight.Normal)
        height = px(22)
        shown = isolated(code) if code else ""
        name_wide = QFontMetrics(heavy).horizontalAdvance(name) + 1
        code_wide = QFontMetrics(small).horizontalAdvance(shown) + px(9) if code else 0
        chip_wide = chip_size(card.days, self._option.font).width() if card.days is not None else 0
        start = name_wide + px(8)
        if name_wide + code_wide + chip_wide + px(4) > self._room.width():
            # A name is never cut: code and days go to the next line.
            self.words(name, "body", "text", weight=QFont.Weight.DemiBold)
            start = 0
        else:
            self._write(self._spot(0, self.bottom, name_wide, height), name, heavy, "text")
        if code:
            self._write(self._spot(start, self.bottom, code_wide, height), shown, small, "text2")
        if card.days is not None:
            spot = self._spot(self._room.width() - chip_wide, self.bottom, chip_wide, height)
            self._chip(spot, card.days, selected=selected)
        if start or code or card.days is not None:
            self.bottom += height + px(1)

    def words(self, words: str, style: str, tone: str, *, weight: QFont.Weight = QFont.Weight.Normal) -> None:
        """A line of its own; it wraps rather than being cut."""
        font = self._font(self._option, style, weight)
        measure = QRect(0, 0, self._room.width(), 10_000)
        wrapped = QFontMetrics(font).boundingRect(measure, int(Qt.TextFlag.TextWordWrap), words)
        self._write(
            self._spot(0, self.bottom, self._room.width(), wrapped.height()), words, font, tone, wrap=True
        )
        self.bottom += wrapped.height() + px(1)

    def icon_words(self, icon: str, words: str) -> None:
        """An icon and small words."""
        size = px(16)
        font = self._font(self._option, "small", QFont.Weight.Normal)
        width = self._room.width() - size - px(6)
        measure = QRect(0, 0, width, 10_000)
        wrapped = QFontMetrics(font).boundingRect(measure, int(Qt.TextFlag.TextWordWrap), words)
        if self._painter is not None:
            ratio = self._painter.device().devicePixelRatio()
            drawn = picture(icon, tokens().text2, size, ratio)
            self._painter.drawPixmap(self._spot(0, self.bottom, size, size).topLeft(), drawn)
        spot = self._spot(size + px(6), self.bottom, width, max(wrapped.height(), size))
        self._write(spot, words, font, "text2", wrap=True)
        self.bottom += max(wrapped.height(), size) + px(1)

    def end(self, card: Card, *, hidden: bool, selected: bool) -> None:
        """How it ended, on a soft ground."""
        assert card.end is not None
        chip = replace(card.end, words=dots(card.end.words)) if hidden else card.end
        size = chip_size(chip, self._option.font, self._room.width())
        self._chip(self._spot(0, self.bottom + px(2), size.width(), size.height()), chip, selected=selected)
        self.bottom += size.height() + px(3)

    def _chip(self, spot: QRect, chip: RowChip, *, selected: bool) -> None:
        if self._painter is not None:
            paint_chip(
                self._painter, spot, chip, self._option.direction, self._option.font, selected=selected
            )
