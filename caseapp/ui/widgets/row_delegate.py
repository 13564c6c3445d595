"""Paints the rows of a list from tokens: chip, title, code, detail, second line, steps and end words."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.chip_paint import chip_size, paint_chip
from caseapp.ui.widgets.keys import key_words
from caseapp.ui.widgets.row import Row, RowChip
from caseapp.ui.widgets.steps import Steps, paint_steps
from caseapp.ui.words import dots, isolated

ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_THIRD: Final = 20  # height of a third line as drawn


class RowDelegate(QStyledItemDelegate):
    """Paints a `Row`.

    Args:
        parent: the list.
        lead: width of the lead chip's column as drawn; 0 for as wide as the chip.
        name: width of the title's column as drawn; 0 for as wide as title and code.
        two_lines: every row is two lines high.

    Attributes:
        quiet: quiet view is on.
        room_at_end: pixels the current row's buttons take.
    """

    def __init__(self, parent: QWidget, *, lead: int = 0, name: int = 0, two_lines: bool = False) -> None:
        super().__init__(parent)
        self._lead = lead
        self._name = name
        self._two_lines = two_lines
        self.quiet = False
        self.room_at_end = 0

    def sizeHint(  # noqa: N802 - Qt's name
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """One or two lines by the density in force."""
        row: Row = index.data(ROW_ROLE)
        scale = theme().scale
        if row.heading:
            height = px(26)
        elif row.stacked and row.end:
            height = scale.two_line_row + px(_THIRD)
        elif self._two_lines or row.second:
            height = scale.two_line_row
        elif row.lead is not None or row.steps is not None:
            height = scale.px(38 if scale.compact else 43)
        else:
            height = scale.row
        return QSize(option.rect.width(), height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw ground, bar and ring, then the parts from the start edge and from the end."""
        row: Row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # What somebody typed keeps its own direction, whichever way the window runs.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
        last = index.row() == index.model().rowCount() - 1
        self._ground(painter, option, row, selected=selected, last=last)
        pen = _Pen(painter, option)
        if row.heading:
            pen.start = px(14)
            pen.words(row.title, "caption", "text2", weight=QFont.Weight.DemiBold)
            painter.restore()
            return
        pen.end -= self.room_at_end if selected and self.room_at_end else 0
        hidden = self.quiet and row.private
        self._from_end(pen, row, selected=selected)
        if row.icon:
            pen.icon(row.icon, "accent" if row.action else "text2")
        if row.lead is not None:
            at = pen.start
            pen.chip(row.lead, selected=selected)
            pen.start = max(pen.start, at + px(self._lead))
        if row.stacked and row.end:
            pen.leave_below(px(_THIRD))
        self._write(pen, row, option, open_=not hidden or focused)
        painter.restore()

    def _write(self, pen: "_Pen", row: Row, option: QStyleOptionViewItem, *, open_: bool) -> None:
        """Title and code, the second and third line, then what stands in the second column.

        Args:
            pen: after chip and icon.
            row: what is said.
            option: of the row.
            open_: False where quiet view hides words.
        """
        hidden = self.quiet and row.private
        title, code = (row.code or dots(row.title), "") if hidden else (row.title, row.code)
        detail = row.detail if open_ or not row.detail else dots(row.detail)
        second = row.second if open_ or not row.second else dots(row.second)
        at = pen.start
        if second:
            pen.top_half(two=True)
        tone = "accent" if row.action else "text2" if row.sunken else "text"
        limit = at + px(self._name) if self._name else pen.end
        if row.steps is not None and not self._name:
            limit = at + (pen.end - at) * 2 // 5
        room = pen.end if row.stacked else limit
        pen.words(title, "body", tone, weight=QFont.Weight.DemiBold, limit=room)
        pen.words(isolated(code) if code else "", "small", "text2", limit=room)
        after = max(pen.start, at + px(self._name)) if self._name else pen.start
        if second:
            pen.bottom_half()
            pen.start = at
            pen.words(second, "caption", "text2", limit=limit if row.detail or row.steps else pen.end)
            pen.whole()
            after = max(after, pen.start if not self._name else after)
        if row.stacked and row.end:
            self._write_below(pen, row, at, open_=open_ or not row.end_private)
        pen.start = limit if row.steps is not None and not self._name else after
        if row.steps is not None:
            pen.steps(row.steps if open_ else row.steps.hushed(), option)
        pen.words(detail, "body", "text")

    @staticmethod
    def _write_below(pen: "_Pen", row: Row, at: int, *, open_: bool) -> None:
        """The end words on a line of their own."""
        pen.below(px(_THIRD))
        pen.start = at
        if row.end_icon:
            pen.icon(row.end_icon, "text2")
        pen.words(row.end if open_ else dots(row.end), "small", "text2")
        pen.whole()

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, row: Row, *, selected: bool, last: bool
    ) -> None:
        colours = tokens()
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        name = "window" if row.heading else "accent_soft" if selected else "hover" if over else ""
        if name:
            painter.fillRect(option.rect, QColor(colours.colour(name)))
        if not last:
            under = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
            painter.fillRect(under, QColor(colours.border))
        if selected:
            bar = QRect(option.rect.left(), option.rect.top(), px(3), option.rect.height())
            bar = QStyle.visualRect(option.direction, option.rect, bar)
            painter.fillRect(bar, QColor(colours.accent))
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            width = px(2)
            painter.setPen(QPen(QColor(colours.focus), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = width / 2
            painter.drawRect(QRectF(option.rect).adjusted(half, half, -half, -half))

    def _from_end(self, pen: "_Pen", row: Row, *, selected: bool) -> None:
        if row.chevron and not (selected and self.room_at_end):
            pen.end_icon("chevron-right", "text2")
        if row.keys:
            pen.end_key(row.keys)
        if row.end and not row.stacked:
            pen.end_words(row.end, "small", "text2")
            if row.end_icon:
                pen.end_icon(row.end_icon, "text2")
        for chip in reversed(row.chips):
            pen.end_chip(chip, selected=selected)


class _Pen:
    """Draws parts one after the other from the start and from the end of a row, mirrored where needed."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        self._painter = painter
        self._rect: QRect = option.rect
        self._direction: Qt.LayoutDirection = option.direction
        self._font: QFont = option.font
        self._ratio = painter.device().devicePixelRatio()
        self.start = px(14)
        self.end = self._rect.width() - px(14)
        self._top, self._height = 0, self._rect.height()
        self._below = 0

    def leave_below(self, height: int) -> None:
        """Keep room for a third line under the two."""
        self._below = height

    def below(self, height: int) -> None:
        """Write into the third line."""
        self._top, self._height = self._rect.height() - height - px(3), height

    def top_half(self, *, two: bool) -> None:
        """Write into the upper line."""
        if two:
            line = (self._rect.height() - self._below) // 2
            self._top, self._height = px(3), line - px(2)

    def bottom_half(self) -> None:
        """Write into the lower line."""
        line = (self._rect.height() - self._below) // 2
        self._top, self._height = line, line - px(4)

    def whole(self) -> None:
        """Write in the middle again."""
        self._top, self._height = 0, self._rect.height()

    def _spot(self, left: int, width: int, height: int | None = None) -> QRect:
        tall = self._height if height is None else height
        top = self._rect.top() + self._top + (self._height - tall) // 2
        spot = QRect(self._rect.left() + left, top, width, tall)
        return QStyle.visualRect(self._direction, self._rect, spot)

    def _styled(self, style: str, weight: QFont.Weight) -> QFontMetrics:
        font = QFont(self._font)
        font.setPixelSize(theme().scale.font(style))
        font.setWeight(weight)
        self._painter.setFont(font)
        return QFontMetrics(font)

    def words(
        self,
        words: str,
        style: str,
        tone: str,
        weight: QFont.Weight = QFont.Weight.Normal,
        limit: int | None = None,
    ) -> None:
        """Write at the start, shortened at the limit."""
        room = min(self.end, limit if limit is not None else self.end) - self.start
        if not words or room <= 0:
            return
        metrics = self._styled(style, weight)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        width = min(metrics.horizontalAdvance(shown) + 1, room)
        self._painter.setPen(QColor(tokens().colour(tone)))
        self._painter.drawText(self._spot(self.start, width), Qt.AlignmentFlag.AlignCenter, shown)
        self.start += width + px(8)

    def icon(self, name: str, tone: str) -> None:
        """Draw an icon at the start."""
        size = px(16)
        drawn = picture(name, tokens().colour(tone), size, self._ratio)
        self._painter.drawPixmap(self._spot(self.start, size, size).topLeft(), drawn)
        self.start += size + px(9)

    def end_icon(self, name: str, tone: str) -> None:
        """Draw an icon at the end."""
        size = px(16)
        self.end -= size
        drawn = picture(name, tokens().colour(tone), size, self._ratio)
        self._painter.drawPixmap(self._spot(self.end, size, size).topLeft(), drawn)
        self.end -= px(8)

    def end_words(self, words: str, style: str, tone: str) -> None:
        """Write at the end."""
        metrics = self._styled(style, QFont.Weight.Normal)
        width = metrics.horizontalAdvance(words) + 1
        self.end -= width
        self._painter.setPen(QColor(tokens().colour(tone)))
        self._painter.drawText(self._spot(self.end, width), Qt.AlignmentFlag.AlignCenter, words)
        self.end -= px(8)

    def end_key(self, keys: str) -> None:
        """Draw a key box at the end."""
        metrics = self._styled("caption", QFont.Weight.Normal)
        width = metrics.horizontalAdvance(key_words(keys)) + px(10)
        self.end -= width
        spot = self._spot(self.end, width, px(18))
        self._painter.setPen(QPen(QColor(tokens().border), 1))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(QRectF(spot).adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))
        self._painter.setPen(QColor(tokens().text2))
        self._painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, isolated(key_words(keys)))
        self.end -= px(10)

    def chip(self, chip: RowChip, *, selected: bool) -> None:
        """Draw a chip at the start."""
        width = self._draw(chip, self.start, selected=selected)
        self.start += width + px(8)

    def end_chip(self, chip: RowChip, *, selected: bool) -> None:
        """Draw a chip at the end."""
        self.end -= chip_size(chip, self._font).width()
        self._draw(chip, self.end, selected=selected)
        self.end -= px(8)

    def _draw(self, chip: RowChip, left: int, *, selected: bool) -> int:
        size = chip_size(chip, self._font)
        spot = self._spot(left, size.width(), size.height())
        paint_chip(self._painter, spot, chip, self._direction, self._font, selected=selected)
        return size.width()

    def steps(self, steps: Steps, option: QStyleOptionViewItem) -> None:
        """Draw the four bars between start and end."""
        width = max(self.end - self.start - px(8), px(80))
        height = px(26)
        spot = self._spot(self.start, width, height)
        paint_steps(self._painter, spot, steps, option.direction, option.font)
        self.start += width + px(8)
