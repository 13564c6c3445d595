"""The page of the contact form: coming to it, leaving it, a lock in between; one save."""

from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.team import Staff, StaffRow
from caseapp.domain.consent import Purpose
from caseapp.domain.requests import Changes, Kind
from caseapp.ui.naming import Labels
from caseapp.ui.pages.log_contact.asking import Asking
from caseapp.ui.pages.log_contact.ending import Ending
from caseapp.ui.pages.log_contact.filling import Filling
from caseapp.ui.pages.log_contact.form import Form
from caseapp.ui.pages.log_contact.saving import is_blank
from caseapp.ui.shell.page import PageContext, State
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.words import mark, tr


class LogContactPage(Form):
    """Log contact (Ctrl+N)."""

    key: ClassVar[str] = "log_contact"
    title: ClassVar[str] = mark("Log contact")
    icon: ClassVar[str] = "message-square-text"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.filling = Filling(self)
        self.asking = Asking(self, self.filling)
        self.ending = Ending(self)
        self._connect()
        Labels.load(self.asker, self._set_labels)
        self.asker.ask(Staff(), self._set_staff)

    def _connect(self) -> None:
        for section in (*self.in_words, self.note, self.next_step, self.keep_question):
            section.changed.connect(self.touched)
        self.who.selected.connect(self.show_selected)
        self.bar.save.clicked.connect(self.main_act)
        self.bar.keep.clicked.connect(self.keep_and_go)
        self.bar.discard.clicked.connect(self.ending.ask_discard)
        self.bar.wanted.connect(self.ending.go_to)
        same = QShortcut(QKeySequence("Ctrl+D"), self)
        same.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        same.activated.connect(self.supplies.same_as_last)

    def _set_labels(self, labels: Labels) -> None:
        self.labels = labels
        for section in self.in_words:
            section.set_labels(labels)
        self.show_form()

    def _set_staff(self, staff: tuple[StaffRow, ...]) -> None:
        self.more.set_staff(staff)
        self.next_step.set_staff(staff)

    # --- coming and going ---------------------------------------------------------------------------------

    def arrive(self, arguments: State) -> None:
        """Begin a form, continue a draft, or go on with the form that was left open."""
        draft_id, person_id = arguments.get("draft_id"), arguments.get("person_id")
        if isinstance(draft_id, UUID):
            if draft_id != self.keeper.draft_id or self._left:
                self.leave_form()
                self.filling.load(draft_id)
            return
        there = isinstance(person_id, UUID) and any(p.person_id == person_id for p in self.state.people)
        if not self._left and (person_id is None or there):
            return
        self.leave_form()
        self.filling.begin(person_id if isinstance(person_id, UUID) else None)

    def leave_form(self) -> None:
        """Keep what was typed so far as a draft; the page is free for another form."""
        if not self._left and not is_blank(self.state):
            self.keeper.flush()
        self._left = True

    def start_focus(self) -> QWidget | None:
        """The search comes first."""
        return self.who.search

    def step_back(self) -> bool:
        """Esc: the draft is kept, the window goes back."""
        self.leave_form()
        return False

    def keep_and_go(self) -> None:
        """Keep as draft and go back."""
        blank = is_blank(self.state)
        self.leave_form()
        self.context.navigator.back()
        if not blank:
            self.context.messenger.say(tr("Kept as an encrypted draft. It waits on Today."))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Whatever way the page is left, what was typed is written."""
        super().hideEvent(event)
        if self.keeper.waiting:
            self.keeper.flush()

    def save_state(self) -> State:
        """Hand in the draft and say where the caret is."""
        state: dict[str, object] = {}
        if not self._left:
            if not is_blank(self.state):
                self.keeper.flush()
                state["draft_id"] = self.keeper.draft_id
            state |= self.filling.focus_state()
        return state

    def where(self, arguments: State) -> State:  # noqa: ARG002 - as Page's
        """The draft of this form."""
        return {} if self._left or is_blank(self.state) else {"draft_id": self.keeper.draft_id}

    def reopen(self, act: str, facts: State) -> Overlay | None:
        """Open a dialog of the form again, once the form is there."""
        if self._left or not self.labels.terms:
            return None
        match act:
            case "need":
                return self.needs.add_need()
            case "referral":
                return self.needs.offer_referral()
            case "facts":
                return self.asking.facts()
            case _:
                return self.asking.ask(Purpose(str(facts["purpose"])))

    def restore_state(self, state: State) -> None:
        """Go on where the lock came."""
        draft_id = state.get("draft_id")
        if isinstance(draft_id, UUID):
            self._left = True
            self.filling.load(draft_id, state)
        else:
            self.filling.focus_later(state)

    def on_changes(self, changes: Changes) -> None:
        """Follow the lists and the colleagues."""
        if changes.touches(Kind.TAXONOMY):
            Labels.load(self.asker, self._set_labels)
        if changes.touches(Kind.STAFF):
            self.asker.ask(Staff(), self._set_staff)

    def main_act(self) -> None:
        """Ctrl+Enter: save, or say what is missing."""
        self.ending.save()
