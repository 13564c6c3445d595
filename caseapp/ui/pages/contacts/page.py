"""Contacts, newest first: mine or everybody's, by place and month, with the chosen one in full beside."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.contact import (
    ContactIds,
    ContactPersonView,
    ContactRow,
    ContactRows,
    ContactView,
    ShowContact,
)
from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.waiting import Tallies, TallyRow
from caseapp.domain.dates import Month
from caseapp.domain.requests import Changes, Kind
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.naming import Labels
from caseapp.ui.pages.contacts.details import ContactDetails
from caseapp.ui.pages.contacts.rows import contact_columns, contact_line
from caseapp.ui.pages.list_page import ListPage, LongList
from caseapp.ui.shell.page import PageContext, State
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Line
from caseapp.ui.words import mark, tr, trn

if TYPE_CHECKING:
    from caseapp.ui.dialogs.note import NoteDialog

_MONTHS_BACK = 24


def month_words(month: Month) -> str:
    """A month such as "October 2026"."""
    return QLocale().toString(QDate(month.year, month.number, 1), "MMMM yyyy")


class ContactsPage(ListPage):
    """All contacts."""

    key, title, icon = "contacts", mark("Contacts"), "message-square-text"
    shows = (Kind.CONTACT, Kind.PERSON, Kind.STAFF, Kind.TAXONOMY)
    below = True
    details_least = 280

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.details = ContactDetails(context.navigator.open_person, self._correct, self)
        self._quiet = False
        self._correcting: NoteDialog | None = None
        self._reading: Future[ContactView] | None = None
        self._wanted: UUID | None = None
        self._go_to: object = None
        table = Table(tr("Contacts"), contact_columns())
        table.current_changed.connect(self._read)
        table.taken.connect(lambda _key: self._open_details())
        self._contacts = LongList(
            table, self.asker, ContactRows, self._line, lambda row: row.contact_id, self._read_current
        )
        empty = EmptyState(
            tr("No contacts here yet. They appear when you log one."),
            tr("Log contact"),
            context.navigator.log_contact,
            keys="Ctrl+N",
        )
        self.lay_out(table, empty, self._make_tools(), details=self.details)

    def _make_tools(self) -> tuple[QWidget, ...]:
        """What narrows the list, and what was noted without a person."""
        self.whose = Segments(tr("Whose contacts"), [(True, tr("Mine")), (False, tr("All"))])
        self.whose.choose(False)  # noqa: FBT003 - one of two values
        self.place = Choice(tr("Place"))
        self.month = Choice(tr("Month"))
        self.without = Button("", "quiet", icon_name="clipboard-list")
        self.without.clicked.connect(lambda _on: self._show_tallies())
        self.without.hide()
        self._tallies: tuple[TallyRow, ...] = ()
        self._fill_months()
        self.whose.chosen.connect(lambda _value: self.ask())
        self.place.activated.connect(lambda _number: self.ask())
        self.month.activated.connect(lambda _number: self.ask())
        return self.whose, self.place, self.month, self.without

    def _fill_months(self) -> None:
        self.month.add("", tr("All months"))
        month = Month.of(self.today)
        for _number in range(_MONTHS_BACK):
            self.month.add(str(month), month_words(month))
            month = month.previous

    def keep_labels(self, labels: Labels) -> None:
        """Choose among the places of the organisation."""
        super().keep_labels(labels)
        chosen = self.place.value()
        self.place.clear()
        self.place.add("", tr("All places"))
        for term in labels.terms:
            if term.list_name is ListName.PLACE:
                self.place.add(term.code, term.label)
        self.place.choose(chosen or "")

    def arrive(self, arguments: State) -> None:
        """Show the list; ``mine`` narrows it, ``contact_id`` opens one.

        Args:
            arguments: ``mine``: bool; ``contact_id``: UUID; ``draft_id``: UUID of a note to go on with.
        """
        mine = arguments.get("mine")
        if isinstance(mine, bool):
            self.whose.choose(mine)
        wanted = arguments.get("contact_id")
        self._wanted = wanted if isinstance(wanted, UUID) else None
        if self._wanted is not None:
            self._widen()
        self.refresh()
        draft = arguments.get("draft_id")
        if isinstance(draft, UUID):
            self.asker.ask(ShowDraft(draft), self._bring_back)

    def _widen(self) -> None:
        """Show everything, so that the wanted contact is in the list."""
        self.whose.choose(False)  # noqa: FBT003 - one of two values
        self.place.choose("")
        self.month.choose("")

    def refresh(self) -> None:
        """Ask again, and for what was noted without a person."""
        super().refresh()
        self.asker.ask(Tallies(), self._keep_tallies)

    def _keep_tallies(self, rows: tuple[TallyRow, ...]) -> None:
        self._tallies = rows
        number = sum(row.number for row in rows)
        self.without.setText(
            trn("{n} need noted without a person", "{n} needs noted without a person", number)
        )
        self.without.setVisible(bool(rows))

    def _show_tallies(self) -> None:
        from caseapp.ui.dialogs.tallies import TalliesDialog  # noqa: PLC0415 - seldom opened

        TalliesDialog(self.window(), self.labels, self._tallies)

    def _found(self, view: ContactView) -> None:
        """The contact somebody came for: its line is chosen when the list is there."""
        self._wanted = None
        self._go_to = view.row.key
        self.details.show_contact(view, self.labels)

    def ask(self) -> None:
        """Ask for the contacts that fit the choices, and before them for the one somebody came for."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.asker.ask(ShowContact(wanted), self._found)
        place, month = self.place.value(), self.month.value()
        query = ContactIds(mine=self.whose.value() is True, place=str(place or ""), month=str(month or ""))
        self.ask_for(query, self._show)

    def _show(self, keys: tuple[int, ...]) -> None:
        self.show_count(trn("{n} contact", "{n} contacts", len(keys)), len(keys))
        self._contacts.show(keys)
        if not keys:
            self.details.show_nothing()
        if self._go_to is not None:
            self.table.go_to(self._go_to)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._go_to = None

    def _line(self, row: ContactRow) -> Line:
        return contact_line(row, self.today, self.labels)

    def _read_current(self) -> None:
        self._read(self.table.current_key())

    def _read(self, key: object) -> None:
        if self._reading is not None:
            self._reading.cancel()  # a newer line replaces it
            self._reading = None
        contact = self._contacts.id(key)
        if contact is not None:
            self._reading = self.asker.ask(ShowContact(contact), self._show_details)

    def _show_details(self, view: ContactView) -> None:
        self._reading = None
        self.details.show_contact(view, self.labels)

    # --- correcting a note --------------------------------------------------------------------------------

    def _correct(
        self, view: ContactView, person: ContactPersonView | None, draft: DraftRow | None = None
    ) -> None:
        from caseapp.ui.dialogs.note import NoteDialog  # noqa: PLC0415 - seldom opened

        name = ""
        if person is not None:
            name = person.code if self._quiet else person.alias or person.code
        self._correcting = NoteDialog(self.context, self.window(), view, person, name, draft)
        self._correcting.closed.connect(lambda _done: self._corrected())

    def _corrected(self) -> None:
        self._correcting = None

    def _bring_back(self, draft: DraftRow | None) -> None:
        """Go on with a correction that was not saved."""
        from caseapp.ui.dialogs.note import FORM, subject_of  # noqa: PLC0415 - seldom needed

        if draft is None or draft.form != FORM:
            return
        contact_id, person_id = subject_of(draft.payload)

        def open_it(view: ContactView) -> None:
            person = next((each for each in view.people if each.person_id == person_id), None)
            if (person is not None or person_id is None) and self._correcting is None:
                self._found(view)
                self._correct(view, person, draft)

        self._widen()
        self._wanted = contact_id
        self.asker.ask(ShowContact(contact_id), open_it)

    def on_changes(self, changes: Changes) -> None:
        """The contact that is read comes anew as well."""
        super().on_changes(changes)
        if changes.touches(*self.shows):
            shown = self.details.contact_id
            if shown is not None and shown in changes.ids:
                self._reading = self.asker.ask(ShowContact(shown), self._show_details, self._went)

    def _went(self, _error: KnownError) -> None:
        """The contact read beside the list was taken back or erased; the list comes anew without it."""
        self._reading = None
        self.details.show_nothing()

    def save_state(self) -> State:
        """Which filter, which line; a correction half typed is a draft."""
        return {
            "draft_id": self._correcting.keep_draft() if self._correcting is not None else None,
            "mine": self.whose.value(),
            "place": self.place.value(),
            "month": self.month.value(),
            "key": self.table.current_key(),
        }

    def restore_state(self, state: State) -> None:
        """Go back to the filter and the line."""
        self.whose.choose(state.get("mine") is True)
        self.month.choose(state.get("month") or "")
        place = state.get("place")
        if isinstance(place, str) and place and not self.place.choose(place):
            self.place.add(place, "")  # the lists are on their way and bring its words
            self.place.choose(place)
        self._go_to = state.get("key")
        self.ask()
        draft = state.get("draft_id")
        if isinstance(draft, UUID):
            self.asker.ask(ShowDraft(draft), self._bring_back)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes, words become dots."""
        super().set_quiet(on)
        self._quiet = on
        self.details.set_quiet(on)

    def _open_details(self) -> None:
        self.show_details()
        self.details.take_focus()
