"""The list of everybody, ten thousand and more: filtered as one types, opened with Enter."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.people import PeopleFilter, PeopleIds, PeopleRows, PersonRow
from caseapp.domain.requests import Kind
from caseapp.ui.pages.list_page import ListPage, LongList
from caseapp.ui.pages.people.new_person import NewPerson
from caseapp.ui.pages.people.rows import people_columns, person_line
from caseapp.ui.shell.page import PageContext, State
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Line
from caseapp.ui.words import mark, tr, trn

_FILTERS = (
    (PeopleFilter.ALL, mark("All")),
    (PeopleFilter.OPEN_NEEDS, mark("Open needs")),
    (PeopleFilter.NO_NEXT_STEP, mark("No next step")),
    (PeopleFilter.NOT_SEEN_90, mark("Not seen for 90 days")),
)


class PeoplePage(ListPage):
    """Everybody, by alias."""

    key, title, icon = "people", mark("People"), "users"
    shows = (Kind.PERSON, Kind.CONTACT, Kind.NEED, Kind.FOLLOW_UP, Kind.CONSENT, Kind.TAXONOMY)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._go_to: object = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(0)
        self._wait.timeout.connect(self.ask)
        self.new = Button(tr("New person"), icon_name="plus", keys="Ctrl+Shift+N", size="bar")
        self.new.clicked.connect(lambda _on: self.make_new())
        self.filter = self.make_filter(tr("Alias, name, code or phone"))
        self.filter.asked.connect(lambda _text: self._wait.start())
        self.filter.installEventFilter(self)
        self.show_only = Segments(tr("Show"), [(value, tr(words)) for value, words in _FILTERS])
        self.show_only.chosen.connect(lambda _value: self._wait.start())
        table = Table(tr("People"), people_columns())
        table.taken.connect(self._open)
        table.letter.connect(self._type_on)
        self._people = LongList(table, self.asker, PeopleRows, self._line, lambda row: row.person_id)
        empty = EmptyState("", tr("New person"), self._new_from_filter, keys="Ctrl+Shift+N")
        self.lay_out(table, empty, (self.filter, self.show_only), self.new)
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

    def ask(self) -> None:
        """Ask for those who fit the filter."""
        show = self.show_only.value()
        assert isinstance(show, PeopleFilter)
        self.ask_for(PeopleIds(show, self.filter.text().strip()), self._show)

    def _show(self, keys: tuple[int, ...]) -> None:
        self._people.show(keys)
        if self._go_to is not None:
            self.table.go_to(self._go_to)
            self._go_to = None
        if not keys:
            self._say_nobody()
        had_focus = self.table.hasFocus()
        self.show_count(trn("{n} person", "{n} people", len(keys)), len(keys))
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
        self.empty.words.setText(said)

    def _line(self, row: PersonRow) -> Line:
        return person_line(row, self.today, self.labels)

    def _open(self, key: object) -> None:
        person = self._people.id(key)
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
        dialog = NewPerson(self.context, self.window(), self.labels, alias)
        dialog.made.connect(self.context.navigator.open_person)
        dialog.comes_back("new")
        dialog.open_over(dialog.alias)
        return dialog

    def reopen(self, act: str, facts: State) -> Overlay | None:  # noqa: ARG002 - as Page's
        """Open the dialog for someone new again, once the lists are here."""
        return self.make_new() if act == "new" and self.labels.terms else None

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
        self.ask()

    def step_back(self) -> bool:
        """Esc empties the filter first."""
        if self.filter.text():
            self.filter.clear_all()
            self._wait.start()
            return True
        return False
