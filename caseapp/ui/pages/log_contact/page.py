"""The contact form: who, when, what works, topics, supplies, needs, note and next step; one save."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework import as_json
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.queries.team import Staff, StaffRow
from caseapp.domain.consent import Purpose
from caseapp.domain.requests import Changes, Kind
from caseapp.errors import KnownError
from caseapp.ui.dates import long_day
from caseapp.ui.pages.log_contact.asking import Asking
from caseapp.ui.pages.log_contact.bar import ActionBar
from caseapp.ui.pages.log_contact.columns import Columns
from caseapp.ui.pages.log_contact.ending import Ending
from caseapp.ui.pages.log_contact.filling import Filling
from caseapp.ui.pages.log_contact.keep_question import KeepQuestion
from caseapp.ui.pages.log_contact.keeper import FORM, DraftKeeper
from caseapp.ui.pages.log_contact.marks import GoingWell, Supplies, Topics
from caseapp.ui.pages.log_contact.needs import Needs
from caseapp.ui.pages.log_contact.next_step import NextStepSection, NoteSection
from caseapp.ui.pages.log_contact.saving import draft_title, is_blank, missing
from caseapp.ui.pages.log_contact.state import FormState
from caseapp.ui.pages.log_contact.when import More, When, now_local
from caseapp.ui.pages.log_contact.who import Who
from caseapp.ui.pages.naming import Labels
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.draft import DraftIndicator
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, sentence_of, tr


class LogContactPage(Page):
    """Log contact (Ctrl+N)."""

    key: ClassVar[str] = "log_contact"
    title: ClassVar[str] = mark("Log contact")
    icon: ClassVar[str] = "message-square-text"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.state = FormState()
        self.quiet = False
        self._left = True  # the form now held is finished or kept: the next visit begins a new one
        self._build()
        self.setProperty("kept", True)  # noqa: FBT003 - by the keeper
        self.keeper = DraftKeeper(self.asker, self.indicator, self._draft, self._draft_failed, self)
        self.filling = Filling(self)
        self.asking = Asking(self)
        self.ending = Ending(self)
        self.labels = Labels()
        self._connect()
        Labels.load(self.asker, self._set_labels)
        self.asker.ask(Staff(), self._set_staff)

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.who = Who(self.asker)
        self.keep_question = KeepQuestion()
        self.who.extra.addWidget(self.keep_question)
        self.when = When()
        self.going_well = GoingWell()
        self.topics = Topics()
        self.supplies = Supplies()
        self.more = More(self.asker)
        self.needs = Needs(self.context, self._day)
        self.note = NoteSection()
        self.next_step = NextStepSection(lambda: now_local().date())
        self.left, self.right = Panel(), Panel()
        # Closer than elsewhere: with the widest system fonts all of it is to stand on a screen 768 px high.
        compact = theme().scale.compact
        for section in (self.who, self.when, self.going_well, self.topics, self.supplies):
            self.left.add_section(section, pad=px(4 if compact else 6))
        self.left.body.addStretch(1)
        self.right.add_section(self.needs)
        self.right.add_section(self.note, stretch=1)
        self.right.add_section(self.next_step)
        # At the end, where the note gives it room: in the first column it was found only by scrolling.
        self.right.add_section(self.more)
        self.bar = ActionBar()
        self.trouble = Note("bad")
        self.trouble.hide()
        self.columns = Columns(self.left, self.right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.columns, 1)
        column.addWidget(self.bar)

    def _head(self) -> QWidget:
        head = QWidget()
        self.heading = text(tr(self.title), "title")
        self.about = text("", "body", tone="text2")
        self.about.setMinimumWidth(1)  # so that the page can be narrower than this line
        self.indicator = DraftIndicator()
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.heading)
        row.addWidget(self.about, 100, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self.indicator, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(head)
        column.setContentsMargins(px(16), px(4 if theme().scale.compact else 8), px(16), px(6))
        column.setSpacing(px(8))
        column.addLayout(row)
        column.addWidget(self.trouble)
        return head

    def _connect(self) -> None:
        for section in (
            self.who,
            self.when,
            self.going_well,
            self.topics,
            self.supplies,
            self.more,
            self.needs,
            self.note,
            self.next_step,
            self.keep_question,
        ):
            section.changed.connect(self.touched)
        self.who.selected.connect(self.show_selected)
        self.bar.save.clicked.connect(self.main_act)
        self.bar.keep.clicked.connect(self.keep_and_go)
        self.bar.discard.clicked.connect(self.ending.ask_discard)
        self.bar.wanted.connect(self.ending.go_to)
        same = QShortcut(QKeySequence("Ctrl+D"), self)
        same.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        same.activated.connect(self.supplies.same_as_last)

    def _day(self) -> date:
        return (self.state.when or now_local()).date()

    def _set_labels(self, labels: Labels) -> None:
        self.labels = labels
        for section in (
            self.who,
            self.when,
            self.going_well,
            self.topics,
            self.supplies,
            self.more,
            self.needs,
        ):
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

    def take_form(self, state: FormState, draft_id: UUID | None) -> None:
        """Show another form.

        Args:
            state: of the form.
            draft_id: of the draft it came from, None for a new form.
        """
        self.state = state
        self._left = False
        self.ending.under_way = False
        self.trouble.hide()
        self.bar.show_missing(())
        self.who.search.clear_all()  # letters left in the search of the form before would begin this one
        self.keeper.begin(draft_id)
        self.show_form()

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

    # --- showing ------------------------------------------------------------------------------------------

    def show_form(self) -> None:
        """Show the whole state."""
        self.who.show_state(self.state)
        self.when.show_state(self.state)
        self.topics.show_state(self.state)
        self.supplies.show_state(self.state)
        self.more.show_state(self.state)
        self.show_selected()

    def show_selected(self) -> None:
        """Show what belongs to the person selected."""
        person = self.state.shown
        for section in (self.going_well, self.needs, self.note, self.next_step):
            section.show_person(person)
        self.keep_question.show_person(person, self._day())
        self.who.look()
        self._entitle()

    def _entitle(self) -> None:
        names = self.who.spoken_names()
        day = long_day(self._day())
        if names:
            self.about.setText(tr("Draft for {who}, {day}", who=names, day=day))
        else:
            self.about.setText(day)

    def touched(self) -> None:
        """The user changed something."""
        if self._left or self.ending.under_way:
            return
        self._entitle()
        self.needs.follow_day()
        self.keep_question.follow_day(self._day())
        if self.bar.links:
            self.bar.show_missing(self.ending.missing())
        self.keeper.touch()

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self.quiet = on
        for part in (
            self.who,
            self.needs,
            self.note.words,
            self.next_step.what,
            self.going_well.words,
            self.keep_question,
        ):
            part.set_quiet(on)
        self._entitle()

    def set_width(self, width: Width) -> None:
        """Two columns, or one."""
        wide, narrow = width is Width.WIDE, width is Width.NARROW
        self.columns.set_beside(beside=wide)
        self.about.setVisible(not narrow)
        self.bar.set_width(width)
        self.who.set_narrow(narrow=narrow)
        self.needs.set_narrow(narrow=narrow)
        self.next_step.set_narrow(narrow=narrow)

    # --- drafts -------------------------------------------------------------------------------------------

    def _draft(self, draft_id: UUID) -> KeepDraft | None:
        if is_blank(self.state):
            return None
        first = next((p.person_id for p in self.state.people if p.person_id is not None), None)
        return KeepDraft(
            draft_id=draft_id,
            form=FORM,
            payload=as_json.text_of(self.state.to_keep()),
            title=draft_title(self.state),
            missing=missing(self.state, now_local()),
            person_id=first,
        )

    def _draft_failed(self, error: KnownError | None) -> None:
        self.trouble.setVisible(error is not None)
        if error is not None:
            self.trouble.say(sentence_of(error))

    # --- the end of a form --------------------------------------------------------------------------------

    def main_act(self) -> None:
        """Ctrl+Enter: save, or say what is missing."""
        self.ending.save()

    def end_form(self) -> None:
        """What is saved or discarded is not held any longer."""
        self._left = True
        self.state = FormState()
        self.show_form()
