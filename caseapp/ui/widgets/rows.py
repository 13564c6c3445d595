"""Rows of a list: what stands in them, the models that hold them, and the view that shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
from caseapp.ui.widgets.row_delegate import RowDelegate
from caseapp.ui.widgets.state_chip import ChipTone
from caseapp.ui.widgets.steps import Steps

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class RowChip:
    """A state chip inside a row."""

    words: str
    tone: ChipTone = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says. Only what is set is drawn.

    Attributes:
        key: what the page stores for it (an id).
        title: heavy words, usually the alias.
        code: random code after the title.
        detail: words in the second column.
        second: a second, smaller line under title (makes two-line rows).
        end: small words at the far end.
        end_icon: a Lucide name before the end words.
        lead: a chip before the title.
        icon: a Lucide name before everything.
        chips: state chips before the end words.
        steps: the four bars of a referral, in the second column.
        heading: a section heading: not selectable, sunken ground.
        action: drawn in accent, such as "New person".
        keys: a key box at the far end.
        chevron: an arrow at the far end: Enter goes somewhere.
        private: in quiet view the title gives way to the code, and words become dots without focus.
        sunken: secondary look for the whole title (archived, retired).
        end_private: the end words become dots in quiet view without focus, too.
        stacked: the end words stand on a third line, where the row is too narrow for them at its end.
    """

    key: object = None
    title: str = ""
    code: str = ""
    detail: str = ""
    second: str = ""
    end: str = ""
    end_icon: str = ""
    lead: RowChip | None = None
    icon: str = ""
    chips: tuple[RowChip, ...] = ()
    steps: Steps | None = None
    heading: bool = False
    action: bool = False
    keys: str = ""
    chevron: bool = False
    private: bool = True
    sunken: bool = False
    end_private: bool = False
    stacked: bool = False

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        parts = [
            self.lead.words if self.lead else "",
            self.title,
            self.code,
            self.detail,
            self.second,
            f"{self.steps.words} {self.steps.end}".strip() if self.steps else "",
            *(chip.words for chip in self.chips),
            self.end,
        ]
        return ", ".join(part for part in parts if part)


_WAITING: Final = Row(title="…", private=False)


class RowModel(QAbstractListModel):
    """Rows that are all there, or keys whose rows are fetched page by page as they come into view.

    Args:
        parent: owner.
    """

    PAGE: Final = 100

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[object] = []
        self._rows: dict[int, Row] = {}
        self._need: Callable[[int, Sequence[object]], None] | None = None
        self._asked: set[int] = set()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._need = None
        self._keys = [row.key for row in rows]
        self._rows = dict(enumerate(rows))
        self.endResetModel()

    def set_keys(self, keys: Sequence[object], need: Callable[[int, Sequence[object]], None]) -> None:
        """Show as many rows as there are keys; ask for them when they come into view.

        Args:
            keys: in order; a hundred thousand are fine.
            need: called with the first row number and the keys of a page; answer with `put`.
        """
        self.beginResetModel()
        self._keys = list(keys)
        self._rows = {}
        self._asked = set()
        self._need = need
        self.endResetModel()

    @property
    def paged(self) -> bool:
        """Whether rows are fetched as they come into view."""
        return self._need is not None

    def put(self, first: int, rows: Sequence[Row]) -> None:
        """Fill in rows that were asked for.

        Args:
            first: row number of the first.
            rows: in the order of their keys.
        """
        kept = [
            (first + n, row)
            for n, row in enumerate(rows)
            if first + n < len(self._keys) and self._keys[first + n] == row.key
        ]
        self._rows.update(kept)
        if kept:
            self.dataChanged.emit(self.index(kept[0][0]), self.index(kept[-1][0]))

    def clear(self) -> None:
        """Forget every row and key; called at lock."""
        self.set_rows(())

    def row(self, number: int) -> Row:
        """The row at a place; a waiting one until it was fetched."""
        found = self._rows.get(number)
        if found is not None:
            return found
        page = number // self.PAGE
        if self._need is not None and page not in self._asked:
            self._asked.add(page)
            first = page * self.PAGE
            self._need(first, self._keys[first : first + self.PAGE])
        return self._rows.get(number, _WAITING)

    def find(self, key: object) -> int:
        """The place of a key, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """How many rows."""
        return 0 if parent.isValid() else len(self._keys)

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
        self.rows.modelReset.connect(self._fit_sizes)
        self.rows.dataChanged.connect(lambda: self.scheduleDelayedItemsLayout() if self.rows.paged else None)
        if one_click:
            self.clicked.connect(self._take)
        self._one_click = one_click

    def _fit_sizes(self) -> None:
        # Asking every row for its height would fetch every row.
        self.setUniformItemSizes(self.rows.paged)

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
