"""A list of rows: the model that holds them and the view that shows them."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.row_delegate import ROW_ROLE, RowDelegate

Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractListModel):
    """The rows of a list.

    Args:
        parent: owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def clear(self) -> None:
        """Forget every row; called at lock."""
        self.set_rows(())

    def row(self, number: int) -> Row:
        """The row at a place."""
        return self._rows[number]

    def find(self, key: object) -> int:
        """The place of a key, or -1."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's signature
        """A row, or its words."""
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be selected."""
        if self.row(index.row()).heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowList(QListView):
    """A list of rows with the selected bar and the focus ring inside the current row.

    Args:
        name: for screen readers.
        delegate: another painter than the plain `RowDelegate`.
        parent: owner.

    Attributes:
        taken: sent with the row's key on Enter, double click, or a click when `one_click` is set.
        current_changed: sent with the current key or None.
        letter: sent with a single letter typed in the list and the current key.
    """

    taken = Signal(object)
    current_changed = Signal(object)
    letter = Signal(str, object)

    def __init__(
        self,
        name: str,
        delegate: RowDelegate | None = None,
        *,
        one_click: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = RowModel(self)
        self._actions: Callable[[Row], Sequence[QWidget]] | None = None
        self._acting: QPersistentModelIndex | None = None
        self.painter_of_rows = delegate or RowDelegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self.painter_of_rows)
        self.setAccessibleName(name)
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._take)
        if one_click:
            self.clicked.connect(self._take)
        self._one_click = one_click

    def set_actions(self, make: Callable[[Row], Sequence[QWidget]]) -> None:
        """Show real buttons at the end of the current row while the list has focus.

        Args:
            make: builds the buttons of a row; each must have a name.
        """
        self._actions = make

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self.painter_of_rows.quiet = on
        self.viewport().update()

    def current_row(self) -> Row | None:
        """The current row, or None."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def go_to(self, key: object) -> bool:
        """Make a key's row the current one.

        Returns:
            Whether it is there.
        """
        number = self.rows.find(key)
        if number >= 0:
            self.setCurrentIndex(self.rows.index(number))
        return number >= 0

    def whole_height(self) -> int:
        """The height at which nothing has to scroll."""
        return sum(self.sizeHintForRow(n) for n in range(self.rows.rowCount())) + 2 * self.frameWidth()

    def _take(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        if not row.heading:
            self.taken.emit(row.key)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Move the buttons along and tell the page."""
        super().currentChanged(current, previous)
        self._place_actions()
        row = self.rows.row(current.row()) if current.isValid() else None
        self.current_changed.emit(row.key if row is not None else None)

    def _place_actions(self) -> None:
        index = self.currentIndex()
        inside = self.hasFocus() or self.isAncestorOf(self.window().focusWidget() or self)
        if inside and self._acting is not None and self._acting.isValid() and self._acting == index:
            return  # the focus moves among the row and its buttons
        if self._acting is not None and self._acting.isValid():
            self.setIndexWidget(self._acting, None)  # type: ignore[arg-type]  # Qt takes null to remove it
        self._acting = None
        self.painter_of_rows.room_at_end = 0
        if self._actions is None or not index.isValid() or not inside:
            return
        buttons = self._actions(self.rows.row(index.row()))
        if not buttons:
            return
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        row.addSpacing(px(8))  # a margin would not mirror
        self._acting = QPersistentModelIndex(index)
        self.painter_of_rows.room_at_end = row.sizeHint().width()
        self.setIndexWidget(index, holder)
        before: QWidget = self
        for button in buttons:
            # They come after everything else on the page otherwise.
            QWidget.setTabOrder(before, button)
            button.installEventFilter(self)
            before = button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The buttons go when the focus leaves them for another place."""
        if event.type() is QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._place_actions)
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The first row becomes current, so that the ring has a place."""
        super().focusInEvent(event)
        index = self.currentIndex()
        # Qt makes a row current without selecting it.
        if not index.isValid() or not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index if index.isValid() else self._first_row())
        self._place_actions()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Buttons go unless the focus went into them."""
        super().focusOutEvent(event)
        self._place_actions()
        self.viewport().update()

    def _first_row(self) -> QModelIndex:
        for number in range(min(self.rows.rowCount(), 10)):
            if not self.rows.row(number).heading:
                return self.rows.index(number)
        return QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the row; a letter goes to the page."""
        index = self.currentIndex()
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain and index.isValid():
            self._take(index)
            return
        if plain and event.text().isalpha() and index.isValid():
            self.letter.emit(event.text().upper(), self.rows.row(index.row()).key)
            return
        super().keyPressEvent(event)
