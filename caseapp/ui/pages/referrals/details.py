"""One referral in detail: how far it is, who goes along, what is known of the service, what comes next."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from caseapp.casework.commands.services import ServiceFacts
from caseapp.casework.queries.referrals import ReferralRow
from caseapp.domain.referral import Stage, Step
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import Labels
from caseapp.ui.pages.referrals.words import along_words, barriers_words, steps_of
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.state_chip import StateChip
from caseapp.ui.widgets.step_list import StepList
from caseapp.ui.widgets.text import IconLabel, line, text
from caseapp.ui.words import dots, isolated, mark, tr

# The one primary act of each stage: its step, its words, its letter.
_MAIN: Final = {
    Stage.OFFERED: (Step.MADE, mark("Made…"), ""),
    Stage.MADE: (Step.ATTENDED, mark("Attended"), "A"),
    Stage.ATTENDED: (Step.HELPED, mark("Did it help?"), ""),
    Stage.CLOSED: (Step.REOPENED, mark("Open again…"), ""),
}


class ReferralDetails(Panel):
    """The chosen referral.

    Args:
        parent: the page.

    Attributes:
        step_wanted: sent with the `Step` to record, or None to choose one.
        person_wanted: sent with the person's id.
    """

    step_wanted = Signal(object)
    person_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Referral"))
        self._quiet = False
        self._row: ReferralRow | None = None
        self._facts: ServiceFacts | None = None
        self._labels = Labels()
        self._scroll = Scroll()
        self._shown = QWidget()
        self._scroll.column.addWidget(self._shown)
        self.body.addWidget(self._scroll, 1)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(px(14), px(8), px(14), px(12))
        foot.setSpacing(px(8))
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=px(8))
        self.main = Button(tr("Made…"), "primary", size="bar")
        self.attended = Button(tr("Attended"), "primary", keys="A", size="bar")
        self.close_it = Button(tr("Close…"), keys="C", size="bar")
        self.other = Button(tr("Another step…"), "link")
        for button in (self.main, self.attended, self.close_it, self.other):
            flow.addWidget(button)
        self.main.clicked.connect(lambda _on: self._want_main())
        self.attended.clicked.connect(lambda: self.step_wanted.emit(Step.ATTENDED))
        self.close_it.clicked.connect(lambda: self.step_wanted.emit(Step.CLOSED))
        self.other.clicked.connect(lambda: self.step_wanted.emit(None))
        foot.addWidget(buttons)
        self._hint = text("", "caption", tone="text2", wrap=True)
        foot.addWidget(self._hint)
        self.body.addWidget(self._foot)
        self.show_nothing()

    def _want_main(self) -> None:
        if self._row is not None:
            self.step_wanted.emit(_MAIN[self._row.stage][0])

    def set_wide(self, on: bool) -> None:  # noqa: FBT001 - the state of one flag
        """Below the board the acts stand beside the words, so that both keep their height."""
        direction = QBoxLayout.Direction.LeftToRight if on else QBoxLayout.Direction.TopToBottom
        self.body.setDirection(direction)
        self._foot.setMinimumWidth(px(260) if on else 0)
        self._hint.setVisible(not on)

    def take_focus(self) -> None:
        """Move the keyboard to the main act."""
        (self.attended if self.attended.isVisibleTo(self) else self.main).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Aliases become codes, needs and words become dots."""
        self._quiet = on
        self._build()

    def show_nothing(self) -> None:
        """No referral is chosen."""
        self._row = None
        self._build()

    def show_referral(self, row: ReferralRow, facts: ServiceFacts | None, labels: Labels) -> None:
        """Show one.

        Args:
            row: the referral.
            facts: what the directory says of its service, None while it is not known.
            labels: of the lists.
        """
        self._row, self._facts, self._labels = row, facts, labels
        self._build()

    def _build(self) -> None:
        row, old = self._row, self._shown
        self._foot.setVisible(row is not None)
        if row is None:
            self._shown = EmptyState(tr("Choose a referral to see how far it is."))
        else:
            self._shown = self._content(row)
            self._show_acts(row)
        self._scroll.column.replaceWidget(old, self._shown)
        old.hide()
        old.deleteLater()

    def _show_acts(self, row: ReferralRow) -> None:
        _step, words, letter = _MAIN[row.stage]
        self.attended.setVisible(letter == "A")
        self.main.setVisible(letter != "A")
        self.main.setText(tr(words))
        self.close_it.setVisible(row.stage is not Stage.CLOSED)
        self.other.setVisible(row.stage is not Stage.CLOSED)
        hint = tr("Closing asks who ended it: the person, the service, us, or not available.")
        if row.stage is Stage.CLOSED:
            hint = tr("Opening it again keeps every step so far.")
        self._hint.setText(hint)

    def _content(self, row: ReferralRow) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(14), px(12), px(14), px(8))
        column.setSpacing(px(6))
        what = self._labels.of(ListName.NEED, row.kind)
        column.addWidget(text(dots(what) if self._quiet else what, "heading", wrap=True))
        name = row.code if self._quiet or not row.alias else f"{row.alias} {isolated(row.code)}"
        way = tr("{person}, to {service}", person=name, service=row.service or tr("no service chosen yet"))
        column.addWidget(text(way, "small", tone="text2", wrap=True))
        steps = StepList()
        steps.show_steps(steps_of(row))
        column.addWidget(steps)
        self._add_along(column, row)
        met = barriers_words(row)
        if met:
            column.addWidget(text(tr("In the way: {what}", what=met), "small", tone="warn", wrap=True))
        open_person = Button(tr("Open the person"), "link")
        open_person.clicked.connect(lambda: self._emit_person(row.person_id))
        links = QHBoxLayout()
        links.addWidget(open_person)
        links.addStretch(1)
        column.addLayout(links)
        if self._facts is not None:
            column.addWidget(line())
            self._add_service(column, self._facts)
        column.addStretch(1)
        for label in holder.findChildren(QLabel):
            # In a scroll area the layout asks each label how high it is at its width; its hint is more.
            label.setSizePolicy(label.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Preferred)
        return holder

    def _emit_person(self, person_id: UUID) -> None:
        self.person_wanted.emit(person_id)

    def _add_along(self, column: QVBoxLayout, row: ReferralRow) -> None:
        if row.stage not in {Stage.MADE, Stage.ATTENDED}:
            return
        along = along_words(row)
        beside = QHBoxLayout()
        beside.setSpacing(px(8))
        beside.addWidget(IconLabel("footprints"))
        beside.addWidget(text(tr("Going along:"), weight=600))
        beside.addWidget(text(along or tr("nobody said yet"), wrap=True), 1)
        change = Button(tr("Change"), "link")
        change.setAccessibleName(tr("Change who goes along"))
        change.clicked.connect(lambda: self.step_wanted.emit(Step.ACCOMPANIED))
        beside.addWidget(change)
        column.addLayout(beside)

    def _add_service(self, column: QVBoxLayout, facts: ServiceFacts) -> None:
        column.addWidget(text(facts.name, weight=600, wrap=True))
        parts = (
            (tr("Hours"), facts.hours),
            (tr("How to refer"), facts.how_to_refer),
            (tr("Ask for"), facts.ask_for),
            (tr("Languages"), facts.languages),
            (tr("Costs"), facts.costs),
            (tr("Phone"), isolated(facts.phone) if facts.phone else ""),
            (tr("Where"), facts.address),
        )
        for title, words in parts:
            if words:
                column.addWidget(text(tr("{what}: {words}", what=title, words=words), "small", wrap=True))
        chips = QWidget()
        flow = FlowLayout(chips, gap=px(6))
        if facts.children_welcome is not None:
            told = tr("Children welcome") if facts.children_welcome else tr("No children")
            flow.addWidget(StateChip(told, "plain"))
        if facts.papers_needed is not None:
            told = tr("Papers needed") if facts.papers_needed else tr("No papers asked")
            flow.addWidget(StateChip(told, "plain"))
        column.addWidget(chips)
