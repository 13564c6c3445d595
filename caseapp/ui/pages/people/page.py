"""The list of everybody, ten thousand and more: filtered as one types, opened with Enter."""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Future
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from caseapp.casework.queries.people import PeopleFilter, PeopleIds, PeopleRows, PersonRow
from caseapp.domain.requests import Changes, Kind
from caseapp.ui.pages.naming import Labels
from caseapp.ui.pages.people.new_person import NewPerson
from caseapp.ui.pages.people.rows import people_columns, person_line
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, tr, trn

_SHOWN = (Kind.PERSON, Kind.CONTACT, Kind.NEED, Kind.FOLLOW_UP, Kind.CONSENT, Kind.TAXONOMY)
_FILTERS = (
    (PeopleFilter.ALL, mark("All")),
    (PeopleFilter.OPEN_NEEDS, mark("Open needs")),
    (PeopleFilter.NO_NEXT_STEP, mark("No next step")),
    (PeopleFilter.NOT_SEEN_90, mark("Not seen for 90 days")),
)


class PeoplePage(Page):
    """Everybody, by alias."""

    key, title, icon = "people", mark("People"), "users"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._labels = Labels()
        self._today = dt.date.today()  # noqa: DTZ011 - the local day
        self._people: dict[int, UUID] = {}
        self._question: Future[tuple[int, ...]] | None = None
        self._go_to: object = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(0)
        self._wait.timeout.connect(self._ask)
        self._count = text("", "small", tone="text2")
        self.new = Button(tr("New person"), icon_name="plus", keys="Ctrl+Shift+N", size="bar")
        self.new.clicked.connect(lambda _on: self.make_new())
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(text(tr("People"), "title"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.new)
        self.filter = SearchField(tr("Alias, name, code or phone"))
        self.filter.setMaximumWidth(px(380))
        self.filter.setMinimumWidth(px(220))
        self.filter.asked.connect(lambda _text: self._wait.start())
        self.filter.installEventFilter(self)
        self.show_only = Segments(tr("Show"), [(value, tr(words)) for value, words in _FILTERS])
        self.show_only.chosen.connect(lambda _value: self._wait.start())
        tools = QWidget()
        flow = FlowLayout(tools, gap=px(10))
        flow.addWidget(self.filter)
        flow.addWidget(self.show_only)
        self.table = Table(tr("People"), people_columns())
        self.table.taken.connect(self._open)
        self.table.letter.connect(self._type_on)
        panel = Panel()
        self._stack = QStackedWidget()
        self.nobody = EmptyState("", tr("New person"), self._new_from_filter, keys="Ctrl+Shift+N")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nobody)
        panel.body.addWidget(self._stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(tools)
        column.addWidget(panel, 1)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+N"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._new_from_filter)

    def start_focus(self) -> QWidget:
        """The filter: whoever comes here looks for somebody."""
        return self.filter

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Down and Enter go from the filter into the list."""
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers()
            if (enter or event.key() == Qt.Key.Key_Down) and self.table.lines.rowCount():
                self.table.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def arrive(self, arguments: State) -> None:
        """Show the list; ``show`` chooses a filter, ``new`` opens the dialog with an alias.

        Args:
            arguments: ``show``: value of a `PeopleFilter`; ``new``: text to begin an alias with.
        """
        show = arguments.get("show")
        if isinstance(show, str):
            self.show_only.choose(PeopleFilter(show))
            self.filter.clear_all()
        self.refresh()
        alias = arguments.get("new")
        if isinstance(alias, str):
            self.make_new(alias)

    def refresh(self) -> None:
        """Ask again, staying where the keyboard is."""
        Labels.load(self.asker, self._keep_labels)
        self._ask()

    def _keep_labels(self, labels: Labels) -> None:
        self._labels = labels

    def _ask(self) -> None:
        if self._question is not None:
            self._question.cancel()  # a newer question replaces it
        show = self.show_only.value()
        assert isinstance(show, PeopleFilter)
        self._today = dt.date.today()  # noqa: DTZ011 - the local day
        words = self.filter.text().strip()
        self._question = self.asker.ask(PeopleIds(show, words), self._show)

    def _show(self, keys: tuple[int, ...]) -> None:
        self._question = None
        self._people = {}
        self._count.setText(trn("{n} person", "{n} people", len(keys)))
        self.table.show_keys(keys, self._fetch)
        if self._go_to is not None:
            self.table.go_to(self._go_to)
            self._go_to = None
        if not keys:
            self._say_nobody()
        had_focus = self.table.hasFocus()
        self._stack.setCurrentIndex(0 if keys else 1)
        if had_focus and not keys:
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_nobody(self) -> None:
        words = self.filter.text().strip()
        if words:
            said = tr("Nobody found for “{text}”. Look at the spelling, or make a new person.", text=words)
        elif self.show_only.value() is PeopleFilter.ALL:
            said = tr(
                "Nobody here yet. People appear when you log a contact with them, or make a new person."
            )
        else:
            said = tr("Nobody to show with this filter.")
        self.nobody.words.setText(said)

    def _fetch(self, first: int, keys: Sequence[object]) -> None:
        wanted = tuple(key for key in keys if isinstance(key, int))
        self.asker.ask(PeopleRows(wanted), lambda rows: self._fill(first, wanted, rows))

    def _fill(self, first: int, keys: Sequence[int], rows: Sequence[PersonRow]) -> None:
        if len(rows) != len(keys):
            return  # somebody was erased in between; the change brings the list anew
        self._people.update((row.key, row.person_id) for row in rows)
        self.table.lines.put(first, keys, [person_line(row, self._today, self._labels) for row in rows])

    def _open(self, key: object) -> None:
        person = self._people.get(key) if isinstance(key, int) else None
        if person is not None:
            self.context.navigator.open_person(person)

    def _type_on(self, letter: str, _key: object) -> None:
        """A letter typed in the list goes on in the filter."""
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.setText(letter.lower())
        self._wait.start()

    def _new_from_filter(self) -> None:
        self.make_new(self.filter.text().strip())

    def make_new(self, alias: str = "") -> NewPerson:
        """Open the dialog for someone new.

        Args:
            alias: what was searched for.
        """
        dialog = NewPerson(self.context, self.window(), self._labels, alias)
        dialog.made.connect(self.context.navigator.open_person)
        dialog.comes_back("new")
        dialog.open_over(dialog.alias)
        return dialog

    def reopen(self, act: str, facts: State) -> Overlay | None:  # noqa: ARG002 - as Page's
        """Open the dialog for someone new again, once the lists are here."""
        return self.make_new() if act == "new" and self._labels.terms else None

    def on_changes(self, changes: Changes) -> None:
        """Names, last contacts, needs and next steps stand in the list."""
        if changes.touches(*_SHOWN):
            self.refresh()

    def save_state(self) -> State:
        """Which filter, which line; never what was typed."""
        show = self.show_only.value()
        return {"show": str(show), "key": self.table.current_key()}

    def restore_state(self, state: State) -> None:
        """Go back to the filter and the line."""
        show = state.get("show")
        if isinstance(show, str):
            self.show_only.choose(PeopleFilter(show))
        self._go_to = state.get("key")
        self._ask()

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes."""
        self.table.set_quiet(on)

    def set_width(self, width: Width) -> None:
        """Fold columns away."""
        self.table.set_width(width)

    def step_back(self) -> bool:
        """Esc empties the filter first."""
        if self.filter.text():
            self.filter.clear_all()
            self._wait.start()
            return True
        return False
