"""Contacts, newest first: mine or everybody's, by place and month, with the chosen one in full beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

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
from caseapp.ui.pages.contacts.details import ContactDetails
from caseapp.ui.pages.contacts.rows import contact_columns, contact_line
from caseapp.ui.pages.naming import Labels
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, tr, trn

if TYPE_CHECKING:
    from caseapp.ui.dialogs.note import NoteDialog

_MONTHS_BACK = 24
_SHOWN = (Kind.CONTACT, Kind.PERSON, Kind.STAFF, Kind.TAXONOMY)


def month_words(month: Month) -> str:
    """A month such as "October 2026"."""
    return QLocale().toString(QDate(month.year, month.number, 1), "MMMM yyyy")


class ContactsPage(Page):
    """All contacts."""

    key, title, icon = "contacts", mark("Contacts"), "message-square-text"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._labels = Labels()
        self._today = dt.date.today()  # noqa: DTZ011 - the local day
        self._ids: dict[int, UUID] = {}
        self.details = ContactDetails(context.navigator.open_person, self._correct, self)
        self._quiet = False
        self._correcting: NoteDialog | None = None
        self._one_at_a_time = False
        self._question: Future[tuple[int, ...]] | None = None
        self._reading: Future[ContactView] | None = None
        self._wanted: UUID | None = None
        self._go_to: object = None
        self._count = text("", "small", tone="text2")
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(text(tr("Contacts"), "title"))
        head.addWidget(self._count)
        head.addStretch(1)
        tools = self._make_tools()
        self.table = Table(tr("Contacts"), contact_columns())
        self.table.current_changed.connect(self._read)
        self.table.taken.connect(lambda _key: self._open_details())
        panel = Panel()
        self._stack = QStackedWidget()
        self.nothing = EmptyState(
            tr("No contacts here yet. They appear when you log one."),
            tr("Log contact"),
            context.navigator.log_contact,
            keys="Ctrl+N",
        )
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        panel.body.addWidget(self._stack)
        self._panel = panel
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(12))
        self._columns.addWidget(panel, 5)
        self._columns.addWidget(self.details, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(tools)
        column.addLayout(self._columns, 1)

    def _make_tools(self) -> QWidget:
        """What narrows the list, and what was noted without a person."""
        self.whose = Segments(tr("Whose contacts"), [(True, tr("Mine")), (False, tr("All"))])
        self.whose.choose(False)  # noqa: FBT003 - one of two values
        self.place = Choice(tr("Place"))
        self.month = Choice(tr("Month"))
        self.without = Button("", "quiet", icon_name="clipboard-list")
        self.without.clicked.connect(lambda _on: self._show_tallies())
        self.without.hide()
        self._tallies: tuple[TallyRow, ...] = ()
        tools = QWidget()
        flow = FlowLayout(tools, gap=px(10))
        for tool in (self.whose, self.place, self.month, self.without):
            flow.addWidget(tool)
        self._fill_months()
        self.whose.chosen.connect(lambda _value: self._ask())
        self.place.activated.connect(lambda _number: self._ask())
        self.month.activated.connect(lambda _number: self._ask())
        return tools

    def _fill_months(self) -> None:
        self.month.add("", tr("All months"))
        month = Month.of(self._today)
        for _number in range(_MONTHS_BACK):
            self.month.add(str(month), month_words(month))
            month = month.previous

    def _keep_labels(self, labels: Labels) -> None:
        chosen = self.place.value()
        self._labels = labels
        self.place.clear()
        self.place.add("", tr("All places"))
        for term in labels.terms:
            if term.list_name is ListName.PLACE:
                self.place.add(term.code, term.label)
        self.place.choose(chosen or "")

    def start_focus(self) -> QWidget:
        """Where most comes from."""
        return self.table

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
        """Ask again, staying where the keyboard is."""
        Labels.load(self.asker, self._keep_labels)
        if self._wanted is not None:
            self.asker.ask(ShowContact(self._wanted), self._found)
        self.asker.ask(Tallies(), self._keep_tallies)
        self._ask()

    def _keep_tallies(self, rows: tuple[TallyRow, ...]) -> None:
        self._tallies = rows
        number = sum(row.number for row in rows)
        self.without.setText(
            trn("{n} need noted without a person", "{n} needs noted without a person", number)
        )
        self.without.setVisible(bool(rows))

    def _show_tallies(self) -> None:
        from caseapp.ui.dialogs.tallies import TalliesDialog  # noqa: PLC0415 - seldom opened

        TalliesDialog(self.window(), self._labels, self._tallies)

    def _found(self, view: ContactView) -> None:
        """The contact somebody came for: its line is chosen when the list is there."""
        self._wanted = None
        self._go_to = view.row.key
        self.details.show_contact(view, self._labels)

    def _ask(self) -> None:
        if self._question is not None:
            self._question.cancel()  # a newer question replaces it
        self._today = dt.date.today()  # noqa: DTZ011 - the local day
        place, month = self.place.value(), self.month.value()
        query = ContactIds(mine=self.whose.value() is True, place=str(place or ""), month=str(month or ""))
        self._question = self.asker.ask(query, self._show)

    def _show(self, keys: tuple[int, ...]) -> None:
        self._question = None
        self._ids = {}
        self._count.setText(trn("{n} contact", "{n} contacts", len(keys)))
        self._stack.setCurrentIndex(0 if keys else 1)
        self.table.show_keys(keys, self._fetch)
        if not keys:
            self.details.show_nothing()
        if self._go_to is not None:
            self.table.go_to(self._go_to)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._go_to = None

    def _fetch(self, first: int, keys: Sequence[object]) -> None:
        wanted = tuple(key for key in keys if isinstance(key, int))
        self.asker.ask(ContactRows(wanted), lambda rows: self._fill(first, wanted, rows))

    def _fill(self, first: int, keys: Sequence[int], rows: Sequence[ContactRow]) -> None:
        if len(rows) != len(keys):
            return  # one was taken back in between; the change brings the list anew
        waited = self.table.current_key() not in self._ids
        self._ids.update((row.key, row.contact_id) for row in rows)
        self.table.lines.put(first, keys, [contact_line(row, self._today, self._labels) for row in rows])
        if waited:
            self._read(self.table.current_key())

    def _read(self, key: object) -> None:
        if self._reading is not None:
            self._reading.cancel()  # a newer line replaces it
            self._reading = None
        contact = self._ids.get(key) if isinstance(key, int) else None
        if contact is not None:
            self._reading = self.asker.ask(ShowContact(contact), self._show_details)

    def _show_details(self, view: ContactView) -> None:
        self._reading = None
        self.details.show_contact(view, self._labels)

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
        """Contacts, names, places and staff stand in the list."""
        if changes.touches(*_SHOWN):
            self.refresh()
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
        self._ask()
        draft = state.get("draft_id")
        if isinstance(draft, UUID):
            self.asker.ask(ShowDraft(draft), self._bring_back)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes, words become dots."""
        self._quiet = on
        self.table.set_quiet(on)
        self.details.set_quiet(on)

    def set_width(self, width: Width) -> None:
        """The contact stands beside the list, below it, or instead of it."""
        beside = width is Width.WIDE
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._columns.setStretch(0, 5 if beside else 3)
        self.table.set_width(width)
        self.details.setMinimumWidth(theme().scale.px(280) if beside else 0)
        self._one_at_a_time = width is Width.NARROW
        self._panel.show()
        self.details.setVisible(not self._one_at_a_time)

    def _open_details(self) -> None:
        if self._one_at_a_time:
            self._panel.hide()
            self.details.show()
        self.details.take_focus()

    def step_back(self) -> bool:
        """Esc goes from the contact back to the list."""
        inside = self.details.isAncestorOf(self.window().focusWidget() or self)
        if not inside and self._panel.isVisible():
            return False
        self._panel.show()
        self.details.setVisible(not self._one_at_a_time)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
