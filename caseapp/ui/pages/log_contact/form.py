"""The contact form itself: its sections, what they hold together, and its draft."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework import as_json
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.errors import KnownError
from caseapp.ui.dates import long_day
from caseapp.ui.naming import Labels
from caseapp.ui.pages.log_contact.bar import ActionBar
from caseapp.ui.pages.log_contact.columns import Columns
from caseapp.ui.pages.log_contact.keep_question import KeepQuestion
from caseapp.ui.pages.log_contact.keeper import FORM, DraftKeeper
from caseapp.ui.pages.log_contact.marks import GoingWell, Supplies, Topics
from caseapp.ui.pages.log_contact.needs import Needs
from caseapp.ui.pages.log_contact.next_step import NextStepSection, NoteSection
from caseapp.ui.pages.log_contact.saving import draft_title, is_blank, missing
from caseapp.ui.pages.log_contact.state import FormState
from caseapp.ui.pages.log_contact.when import More, When, now_local
from caseapp.ui.pages.log_contact.who import Who
from caseapp.ui.shell.page import Page, PageContext
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.draft import DraftIndicator
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr


class Form(Page):
    """The form as the page shows it; whoever fills, asks in or ends it works on this.

    Attributes:
        state: what the form holds.
        saving: whether a save is on its way to the vault.
        quiet: whether quiet view is on.
        labels: words of the lists.
        in_words: sections that offer the organisation's own words.
    """

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.state = FormState()
        self.saving = False
        self.quiet = False
        self.labels = Labels()
        self._left = True  # the form now held is finished or kept: the next visit begins a new one
        self._build()
        self.setProperty("kept", True)  # noqa: FBT003 - by the keeper
        self.keeper = DraftKeeper(self.asker, self.indicator, self._draft, self._draft_failed, self)

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
        self.in_words = (
            self.who,
            self.when,
            self.going_well,
            self.topics,
            self.supplies,
            self.more,
            self.needs,
        )
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

    def _day(self) -> date:
        return (self.state.when or now_local()).date()

    # --- one form after another ---------------------------------------------------------------------------

    def take_form(self, state: FormState, draft_id: UUID | None) -> None:
        """Show another form.

        Args:
            state: of the form.
            draft_id: of the draft it came from, None for a new form.
        """
        self.state = state
        self._left = False
        self.saving = False
        self.trouble.hide()
        self.bar.show_missing(())
        self.who.search.clear_all()  # letters left in the search of the form before would begin this one
        self.keeper.begin(draft_id)
        self.show_form()

    def end_form(self) -> None:
        """What is saved or discarded is not held any longer."""
        self._left = True
        self.state = FormState()
        self.show_form()

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
        if self._left or self.saving:
            return
        self._entitle()
        self.needs.follow_day()
        self.keep_question.follow_day(self._day())
        if self.bar.links:
            self.bar.show_missing(self.missing())
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

    def missing(self) -> tuple[str, ...]:
        """What a save still needs; a name typed but not taken would be lost without a word."""
        unfinished = ("search",) if self.who.search.text().strip() else ()
        codes = missing(self.state, now_local())
        return (*unfinished, *(code for code in codes if code != "people" or not unfinished))
