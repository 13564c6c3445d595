"""A page that is a list: title and count, what narrows it, the table, and beside it what is chosen.

A new one says which kinds it shows, makes its table and calls `ListPage.lay_out`, asks in `ListPage.ask` and
shows what comes. A list of thousands gives `LongList` the query of its rows.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from caseapp.domain.requests import Changes, Kind, Query
from caseapp.ui.naming import Labels
from caseapp.ui.shell.asker import Asker
from caseapp.ui.shell.page import Page, PageContext
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Line
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

_LIST_SHARE: Final = 5  # of the width, beside what is chosen
_LIST_SHARE_ABOVE: Final = 3


class ListPage(Page):
    """Base of the pages that are a list. Subclasses call `lay_out` at the end of building themselves.

    Attributes:
        shows: kinds of which a change brings the list anew.
        below: whether what is chosen stands below the list on a page of middle width, not instead of it.
        table_beside: the width the table folds its columns for, with what is chosen beside it.
        details_least: least width of what is chosen beside the list, as drawn; 0 for its own.
        labels: words of the lists.
        today: the local day of the last question.
    """

    shows: ClassVar[tuple[Kind, ...]] = ()
    below: ClassVar[bool] = False
    table_beside: ClassVar[Width] = Width.WIDE
    details_least: ClassVar[int] = 0

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.labels = Labels()
        self.today = dt.date.today()  # noqa: DTZ011 - the local day
        self._question: Future[Any] | None = None
        self._alone = False

    def lay_out(
        self,
        table: Table,
        empty: EmptyState,
        tools: Sequence[QWidget] = (),
        act: Button | None = None,
        details: QWidget | None = None,
        share: int = 2,
    ) -> None:
        """Put the parts in their places.

        Args:
            table: the list.
            empty: what stands there when the list is empty.
            tools: what narrows the list, in the order of Tab.
            act: what can be done on this page before anything is chosen.
            details: what is chosen, in full.
            share: of the width for it; the list has five.
        """
        self.table, self.empty = table, empty
        self._details = details
        self._count = text("", "small", tone="text2")
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(text(tr(self.title), "title"))
        head.addWidget(self._count)
        head.addStretch(1)
        if act is not None:
            head.addWidget(act)
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(empty)
        self._panel = Panel()
        self._panel.body.addWidget(self._stack)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(12))
        self._columns.addWidget(self._panel, _LIST_SHARE)
        if details is not None:
            self._columns.addWidget(details, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(10))
        column.addLayout(head)
        if tools:
            row = QWidget()
            flow = FlowLayout(row, gap=px(10))
            for tool in tools:
                flow.addWidget(tool)
            column.addWidget(row)
        column.addLayout(self._columns, 1)

    @staticmethod
    def make_filter(placeholder: str) -> SearchField:
        """A field that narrows the list as one types.

        Args:
            placeholder: what it looks in.
        """
        field = SearchField(placeholder)
        field.setMinimumWidth(px(220))
        field.setMaximumWidth(px(380))
        return field

    # --- asking and showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask again, staying where the keyboard is."""
        Labels.load(self.asker, self.keep_labels)
        self.ask()

    def keep_labels(self, labels: Labels) -> None:
        """Take the words of the lists; choices that are made of them are filled anew here."""
        self.labels = labels

    def ask(self) -> None:
        """Ask for the list, as it is narrowed now, with `ask_for`."""
        raise NotImplementedError

    def ask_for(self, query: "Query[T]", then: "Callable[[T], None]") -> None:
        """Ask for the list; a question that is still under way is replaced.

        Args:
            query: for the list.
            then: shows it.
        """
        if self._question is not None:
            self._question.cancel()
        self.today = dt.date.today()  # noqa: DTZ011 - the local day
        self._question = self.asker.ask(query, then)

    def show_count(self, words: str, number: int) -> None:
        """Say how many there are, and show the list or what stands in its place.

        Args:
            words: such as "12 people".
            number: of lines.
        """
        self._question = None
        self._count.setText(words)
        self._stack.setCurrentIndex(0 if number else 1)

    def on_changes(self, changes: Changes) -> None:
        """Ask again when something in the list was touched."""
        if changes.touches(*self.shows):
            self.refresh()

    # --- the keyboard -------------------------------------------------------------------------------------

    def start_focus(self) -> QWidget:
        """Where most comes from."""
        return self.table

    def show_details(self) -> None:
        """Show what is chosen, where there is room for one of both only."""
        if self._alone and self._details is not None:
            self._panel.hide()
            self._details.show()

    def back_to_list(self) -> bool:
        """Go from what is chosen back to the list.

        Returns:
            Whether the keyboard was there, or the list was hidden.
        """
        if self._details is None:
            return False
        inside = self._details.isAncestorOf(self.window().focusWidget() or self)
        if not inside and self._panel.isVisible():
            return False
        self._show_list()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def step_back(self) -> bool:
        """Esc goes from what is chosen back to the list."""
        return self.back_to_list()

    def _show_list(self) -> None:
        self._panel.show()
        if self._details is not None:
            self._details.setVisible(not self._alone)

    # --- looks --------------------------------------------------------------------------------------------

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes, words become dots."""
        self.table.set_quiet(on)

    def set_width(self, width: Width) -> None:
        """What is chosen stands beside the list, below it, or instead of it."""
        if self._details is None:
            self.table.set_width(width)
            return
        beside = width is Width.WIDE
        right, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(right if beside else down)
        self._columns.setStretch(0, _LIST_SHARE if beside else _LIST_SHARE_ABOVE)
        self.table.set_width(self.table_beside if beside else width)
        if self.details_least:
            self._details.setMinimumWidth(px(self.details_least) if beside else 0)
        self._alone = width is Width.NARROW if self.below else not beside
        self._show_list()


class Keyed(Protocol):
    """A row of a long list."""

    @property
    def key(self) -> int:
        """Its local key."""


T = TypeVar("T")
R = TypeVar("R", bound=Keyed)


class LongList(Generic[R]):
    """Fetches the lines of a table as they come into view; ten thousand and more.

    Args:
        table: that shows them.
        asker: of the page.
        rows: makes the query for some rows from their keys.
        line: what stands in the table for a row.
        id_of: a row.
        arrived: called when the row of the current line has come.
    """

    def __init__(
        self,
        table: Table,
        asker: Asker,
        rows: Callable[[tuple[int, ...]], Query[tuple[R, ...]]],
        line: Callable[[R], Line],
        id_of: Callable[[R], UUID],
        arrived: Callable[[], None] = lambda: None,
    ) -> None:
        self._table, self._asker = table, asker
        self._query, self._line, self._id_of, self._arrived = rows, line, id_of, arrived
        self._ids: dict[int, UUID] = {}

    def show(self, keys: Sequence[int]) -> None:
        """Show as many lines as there are keys."""
        self._ids = {}
        self._table.show_keys(keys, self._fetch)

    def id(self, key: object) -> UUID | None:
        """Whose line it is; None until it was fetched."""
        return self._ids.get(key) if isinstance(key, int) else None

    def _fetch(self, first: int, keys: Sequence[object]) -> None:
        wanted = tuple(key for key in keys if isinstance(key, int))
        self._asker.ask(self._query(wanted), lambda rows: self._fill(first, wanted, rows))

    def _fill(self, first: int, keys: Sequence[int], rows: Sequence[R]) -> None:
        if len(rows) != len(keys):
            return  # one is gone since; the change brings the list anew
        waited = self._table.current_key() not in self._ids
        self._ids.update((row.key, self._id_of(row)) for row in rows)
        self._table.lines.put(first, keys, [self._line(row) for row in rows])
        if waited:
            self._arrived()
