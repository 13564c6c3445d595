"""A table of records: one row is current, its ring and bar drawn inside; narrow pages fold columns away."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme, tokens
from caseapp.ui.widgets.table_delegate import TableDelegate
from caseapp.ui.widgets.table_model import Column, Index, Line, Need, TableModel

_ORDER = (Width.NARROW, Width.MIDDLE, Width.WIDE)


class Table(QTableView):
    """Rows of cells under a head.

    Args:
        name: for screen readers.
        columns: what the cells of each line mean.
        head: whether the titles are shown.
        second_from: the broadest page on which what is folded away is said under a cell.
        parent: owner.

    Attributes:
        taken: sent with a line's key on Enter or double click.
        current_changed: sent with the current key, or None.
        letter: sent with a single letter typed in the table and the current key.
    """

    taken = Signal(object)
    current_changed = Signal(object)
    letter = Signal(str, object)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        head: bool = True,
        second_from: Width = Width.NARROW,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.lines = TableModel(columns, self)
        self.cells = TableDelegate(self)
        self._width = Width.WIDE
        self._second_from = second_from
        self._row_height = 0
        self.setModel(self.lines)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(name)
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        across = self.horizontalHeader()
        across.setVisible(head)
        across.setHighlightSections(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setMinimumSectionSize(1)
        across.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.doubleClicked.connect(lambda index: self.taken.emit(self.lines.key(index.row())))
        self._fit()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the current one stays current if it is still there."""
        now = self.current_key()
        self.lines.set_lines(lines)
        self._fit()
        self._return_to(now)

    def show_keys(self, keys: Sequence[object], need: Need) -> None:
        """Show as many lines as there are keys, fetched as they come into view; see `TableModel.set_keys`."""
        now = self.current_key()
        self.lines.set_keys(keys, need)
        self._fit()
        self._return_to(now)

    def _return_to(self, key: object) -> None:
        if key is not None and not self.go_to(key):
            self.current_changed.emit(None)
        if self.hasFocus() and not self.currentIndex().isValid() and self.lines.rowCount():
            self.selectRow(0)  # the keyboard was here before the lines came

    def current_key(self) -> object:
        """The key of the current line, or None."""
        index = self.currentIndex()
        return self.lines.key(index.row()) if index.isValid() else None

    def go_to(self, key: object) -> bool:
        """Make a key's line the current one.

        Returns:
            Whether it is there.
        """
        number = self.lines.find(key)
        if number >= 0:
            self.selectRow(number)
            self.scrollTo(self.lines.index(number, 0))
        return number >= 0

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self.cells.quiet = on
        self.viewport().update()

    def set_width(self, width: Width) -> None:
        """Fold away the columns that a page of this width has no room for."""
        self._width = width
        narrow = _ORDER.index(width) <= _ORDER.index(self._second_from)
        self.cells.second_line = narrow and any(self._folded(column) for column in self.lines.columns)
        shown = [n for n, column in enumerate(self.lines.columns) if not self._folded(column)]
        broad = [n for n in shown if self.lines.columns[n].stretch]
        self.cells.second_column = (broad or shown or [0])[0]
        self._fit()

    def _folded(self, column: Column) -> bool:
        return _ORDER.index(column.least) > _ORDER.index(self._width)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the lines go."""
        self.lines.set_columns(columns)
        self.set_width(self._width)

    def set_row_height(self, height: int) -> None:
        """Set the rows closer or further apart than lists are.

        Args:
            height: in logical pixels.
        """
        self._row_height = height
        self._fit()

    def whole_height(self) -> int:
        """The height at which nothing has to scroll."""
        head = self.horizontalHeader()
        rows = self.lines.rowCount() * self.verticalHeader().defaultSectionSize()
        return rows + (head.sizeHint().height() if not head.isHidden() else 0)

    def _fit(self) -> None:
        """Set the heights of the rows and share the width among the columns."""
        scale = theme().scale
        double = self.cells.second_line and self.lines.has_second
        height = scale.two_line_row if double else self._row_height or scale.row
        self.verticalHeader().setDefaultSectionSize(height)
        # The titles stand over their cells, which keep the panel's padding at both ends of the row.
        sides = ("right", "left") if self.isRightToLeft() else ("left", "right")
        outer = [f"padding-{side}: {scale.px(14)}px;" for side in sides]
        ends = " ".join(
            f"QHeaderView::section:{place} {{ {words} }}"
            for place, words in (("first", outer[0]), ("last", outer[1]), ("only-one", " ".join(outer)))
        )
        if self.horizontalHeader().styleSheet() != ends:
            self.horizontalHeader().setStyleSheet(ends)
        shown = [n for n, column in enumerate(self.lines.columns) if not self._folded(column)]
        for number in range(len(self.lines.columns)):
            self.setColumnHidden(number, number not in shown)
        room = self.viewport().width()
        widths = {n: round(self.lines.columns[n].wide * scale.em) for n in shown}
        stretching = [n for n in shown if self.lines.columns[n].stretch] or shown[:1]
        left = max(room - sum(widths.values()), 0)
        for place, number in enumerate(stretching):
            share = left // (len(stretching) - place)
            widths[number] += share
            left -= share
        for number, width in widths.items():
            self.setColumnWidth(number, width)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share the new width."""
        super().resizeEvent(event)
        self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell the page, and paint the old and the new row whole."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if not current.isValid() or not previous.isValid() or current.row() != previous.row():
            self.current_changed.emit(self.current_key())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The first line becomes current, so that the ring has a place."""
        super().focusInEvent(event)
        index = self.currentIndex()
        if self.lines.rowCount() and not (index.isValid() and self.selectionModel().isSelected(index)):
            self.selectRow(max(index.row(), 0))  # Qt makes one current, unselected
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the line, Home and End go to the ends, a letter goes to the page."""
        index, key = self.currentIndex(), event.key()
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain and index.isValid():
            self.taken.emit(self.lines.key(index.row()))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and plain and self.lines.rowCount():
            number = 0 if key == Qt.Key.Key_Home else self.lines.rowCount() - 1
            self.selectRow(number)
            self.scrollTo(self.lines.index(number, 0))
        elif plain and event.text().isalpha():
            self.letter.emit(event.text().upper(), self.current_key())
        elif key in {Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the cells, then the ring inside the current row."""
        super().paintEvent(event)
        index = self.currentIndex()
        if not self.hasFocus() or not index.isValid():
            return
        row = QRect(
            0, self.rowViewportPosition(index.row()), self.viewport().width(), self.rowHeight(index.row())
        )
        width = px(2)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().focus), width))
        half = width / 2
        painter.drawRect(QRectF(row).adjusted(half, half, -half, -half))
