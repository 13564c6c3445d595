"""What stands in a table: columns, rows of cells, and the model that fetches rows page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from caseapp.ui.theme.scale import Width
from caseapp.ui.widgets.row import RowChip

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
LINE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: translated.
        wide: its width in em; the least width where it stretches.
        stretch: takes a share of the room that is left.
        at_end: numbers: head and cells stand at the far edge.
        least: the narrowest page on which it is shown.
    """

    title: str
    wide: float
    stretch: bool = False
    at_end: bool = False
    least: Width = Width.NARROW


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Only what is set is drawn.

    Attributes:
        words: what it says.
        aside: small words after them, usually the random code.
        heavy: set in 600.
        tone: token of the words.
        chip: a state chip instead of words.
        icon: a Lucide name before the words.
        private: dots in quiet view until the row has the focus; with an `aside`, always the aside alone.
        spoken: for a screen reader, where it differs.
    """

    words: str = ""
    aside: str = ""
    heavy: bool = False
    tone: str = "text"
    chip: RowChip | None = None
    icon: str = ""
    private: bool = False
    spoken: str = ""

    @property
    def said(self) -> str:
        """The cell for a screen reader."""
        parts = (self.chip.words if self.chip else "", self.words, self.aside)
        return self.spoken or ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table.

    Attributes:
        key: what the page stores for it.
        cells: one for each column.
        second: what the hidden columns say, under the first cell of a narrow page.
        sunken: secondary look (retired).
        sum: a total: a stronger line above, heavy numbers.
    """

    key: object
    cells: tuple[Cell, ...]
    second: str = ""
    sunken: bool = False
    sum: bool = False


Need = Callable[[int, Sequence[object]], None]
_WAITING: Final = Cell("…", tone="text2")


class TableModel(QAbstractTableModel):
    """Lines that are all there, or keys whose lines are fetched page by page as they come into view.

    Args:
        columns: of the table.
        parent: owner.
    """

    PAGE: Final = 60

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._keys: list[object] = []
        self._lines: dict[int, Line] = {}
        self._asked: set[int] = set()
        self._need: Need | None = None

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the lines go."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._keys, self._lines, self._need = [], {}, None
        self.endResetModel()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self._need = None
        self._keys = [line.key for line in lines]
        self._lines = dict(enumerate(lines))
        self.endResetModel()

    def set_keys(self, keys: Sequence[object], need: Need) -> None:
        """Show as many lines as there are keys.

        Args:
            keys: in order; a hundred thousand are fine.
            need: called with the first line's number and the keys of a page; answer with `put`.
        """
        self.beginResetModel()
        self._keys = list(keys)
        self._lines, self._asked = {}, set()
        self._need = need
        self.endResetModel()

    def put(self, first: int, keys: Sequence[object], lines: Sequence[Line]) -> None:
        """Fill in lines that were asked for; lines of a list that was replaced since are dropped.

        Args:
            first: number of the first line, as in `set_keys`.
            keys: as they were asked for.
            lines: in the same order, with those keys.
        """
        if self._need is None or self._keys[first : first + len(keys)] != list(keys):
            return
        self._lines.update((first + number, line) for number, line in enumerate(lines))
        if lines:
            end = self.index(first + len(lines) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(first, 0), end)

    @property
    def has_second(self) -> bool:
        """Whether any line may have words for a second line; lines that are fetched may."""
        return self._need is not None or any(line.second for line in self._lines.values())

    def clear(self) -> None:
        """Forget everything shown; called at lock."""
        self.set_lines(())

    def key(self, number: int) -> object:
        """The key of a line."""
        return self._keys[number]

    def find(self, key: object) -> int:
        """The number of the line with a key, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def line(self, number: int) -> Line:
        """A line; asks for its page and says "…" until it comes."""
        found = self._lines.get(number)
        if found is not None:
            return found
        page = number // self.PAGE
        if self._need is not None and page not in self._asked:
            self._asked.add(page)
            first = page * self.PAGE
            self._need(first, self._keys[first : first + self.PAGE])
            if number in self._lines:  # it was at hand
                return self._lines[number]
        return Line(self._keys[number], (_WAITING, *(Cell() for _ in self.columns[1:])))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's default and name
        """How many lines."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's default and name
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:  # noqa: ANN401 - Qt's variant
        """A cell for the painter and its words for everyone else."""
        if not index.isValid():
            return None
        line = self.line(index.row())
        if role == LINE_ROLE:
            return line
        cell = line.cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == int(Qt.ItemDataRole.DisplayRole):
            return cell.words or cell.said
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return cell.said
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:  # noqa: ANN401 - Qt's variant
        """The title of a column, at the edge where its cells stand."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return column.title
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            edge = Qt.AlignmentFlag.AlignTrailing if column.at_end else Qt.AlignmentFlag.AlignLeading
            return int(edge | Qt.AlignmentFlag.AlignVCenter)
        return None
