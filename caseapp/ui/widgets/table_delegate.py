"""Paints the cells of a table: words, code, chip, icon; a second line where columns are folded away."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from caseapp.ui.theme.pictures import picture
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.chip_paint import chip_size, paint_chip
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.table_model import CELL_ROLE, LINE_ROLE, Cell, Line, TableModel
from caseapp.ui.words import dots, isolated


class TableDelegate(QStyledItemDelegate):
    """Paints one cell at a time; the ring is the table's.

    Attributes:
        quiet: quiet view is on.
        second_line: folded columns are said under a cell.
        second_column: under which: the one that takes the room left over.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.quiet = False
        self.second_line = False
        self.second_column = 0

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw ground and bar, then what the cell says."""
        line: Line = index.data(LINE_ROLE)
        cell: Cell = index.data(CELL_ROLE)
        model = index.model()
        assert isinstance(model, TableModel)
        column = model.columns[index.column()]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = selected and bool(option.state & QStyle.StateFlag.State_Active) and self._has_focus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, line, first=index.column() == 0, selected=selected)
        rect = self._inside(option, index)
        pen = _CellPen(painter, option, rect, at_end=column.at_end)
        hidden = self.quiet and cell.private and (not focused or bool(cell.aside))
        if index.column() == self.second_column and self.second_line and line.second:
            below = QRect(rect.left(), rect.center().y(), rect.width(), rect.height() // 2 - px(2))
            second = dots(line.second) if self.quiet and not focused else line.second
            _CellPen(painter, option, below, at_end=False).words(second, "caption", "text2")
            pen.rect = QRect(rect.left(), rect.top() + px(2), rect.width(), rect.height() // 2)
        pen.cell(cell, line, hidden=hidden, selected=selected)
        painter.restore()

    def _inside(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """The room for words: the panel's padding at both ends of the row, less between cells."""
        view = self.parent()
        assert isinstance(view, QTableView)
        shown = [n for n in range(index.model().columnCount()) if not view.isColumnHidden(n)]
        start = px(14) if index.column() == shown[0] else px(8)
        end = px(14) if index.column() == shown[-1] else px(8)
        if option.direction is Qt.LayoutDirection.RightToLeft:
            start, end = end, start
        return option.rect.adjusted(start, 0, -end, 0)

    def _has_focus(self) -> bool:
        view = self.parent()
        return isinstance(view, QWidget) and view.hasFocus()

    @staticmethod
    def _ground(
        painter: QPainter, option: QStyleOptionViewItem, line: Line, *, first: bool, selected: bool
    ) -> None:
        colours, rect = tokens(), option.rect
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or over:
            painter.fillRect(rect, QColor(colours.accent_soft if selected else colours.hover))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(colours.border))
        if line.sum:
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), QColor(colours.control))
        if selected and first:
            bar = QRect(rect.left(), rect.top(), px(3), rect.height())
            painter.fillRect(QStyle.visualRect(option.direction, rect, bar), QColor(colours.accent))


class _CellPen:
    """Draws the parts of a cell one after the other along the reading direction."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, *, at_end: bool) -> None:
        self._painter, self._option = painter, option
        self._ratio = painter.device().devicePixelRatio()
        self._at_end = at_end
        self.rect = rect
        self._start = 0

    def cell(self, cell: Cell, line: Line, *, hidden: bool, selected: bool) -> None:
        """Draw a whole cell."""
        if cell.icon:
            self.icon(cell.icon)
        if cell.chip is not None:
            self.chip(cell.chip, selected=selected)
        words, aside = cell.words, cell.aside
        if hidden:
            words, aside = (aside, "") if aside else (dots(words) if words else "", "")
        tone = "text2" if line.sunken else cell.tone
        self.words(words, "body", tone, heavy=cell.heavy or line.sum)
        if aside and self._fits(aside):  # half a code is none
            self.words(isolated(aside), "small", "text2")

    def _spot(self, width: int, height: int) -> QRect:
        left = self.rect.left() + self._start
        if self._at_end:
            left = self.rect.right() - width - self._start
        top = self.rect.top() + (self.rect.height() - height) // 2
        return QStyle.visualRect(self._option.direction, self.rect, QRect(left, top, width, height))

    def _room(self) -> int:
        return max(self.rect.width() - self._start, 0)

    def _fits(self, aside: str) -> bool:
        font = QFont(self._option.font)
        font.setPixelSize(theme().scale.font("small"))
        return QFontMetrics(font).horizontalAdvance(aside) + 2 <= self._room()

    def words(self, words: str, style: str, tone: str, *, heavy: bool = False) -> None:
        """Write what fits, then an ellipsis."""
        if not words:
            return
        font = QFont(self._option.font)
        font.setPixelSize(theme().scale.font(style))
        if heavy:
            font.setWeight(QFont.Weight.DemiBold)
        if self._at_end:
            font.setFeature(QFont.Tag("tnum"), 1)  # tabular figures, so that columns of numbers line up
        self._painter.setFont(font)
        self._painter.setPen(QColor(tokens().colour(tone)))
        metrics = QFontMetrics(font)
        fitted = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self._room())
        width = min(metrics.horizontalAdvance(fitted) + 2, self._room())
        edge = QStyle.visualAlignment(self._option.direction, Qt.AlignmentFlag.AlignLeft)
        flags = (
            edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        )
        # What somebody typed keeps its own direction, whichever way the window runs.
        self._painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._painter.drawText(self._spot(width, self.rect.height()), int(flags), fitted)
        self._start += width + px(6)

    def icon(self, name: str) -> None:
        """Draw an icon."""
        size = px(16)
        drawn = picture(name, tokens().text2, size, self._ratio)
        self._painter.drawPixmap(self._spot(size, size).topLeft(), drawn)
        self._start += size + px(6)

    def chip(self, chip: RowChip, *, selected: bool) -> None:
        """Draw a state chip."""
        size = chip_size(chip, self._option.font)
        spot = self._spot(min(size.width(), self._room()), size.height())
        paint_chip(self._painter, spot, chip, self._option.direction, self._option.font, selected=selected)
        self._start += spot.width() + px(8)
