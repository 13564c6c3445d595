"""One question asked now: the answer, how it was said, until when, her words, whom to keep it from."""

from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from caseapp.domain.consent import Answer, ConsentEntry, How, NotNowReason, Purpose
from caseapp.ui.dialogs.answer import AnswerChips
from caseapp.ui.dialogs.words import HOW, NOT_NOW
from caseapp.ui.naming import said
from caseapp.ui.organisation_texts import LIMITS, ask_text, shipped
from caseapp.ui.shell.asker import Asker
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, DayEdit
from caseapp.ui.widgets.note import Note
from caseapp.ui.words import mark, tr

QUESTIONS: Final[dict[Purpose, str]] = {
    Purpose.KEEP: mark("May we keep a record about you?"),
    Purpose.CONTACT: mark("May we contact you this way?"),
    Purpose.HEALTH: mark("May we note what you say about your health?"),
    Purpose.CHILDREN: mark("May we note what your children need?"),
    Purpose.SHARE: mark("May we share this with the service?"),
    Purpose.COUNT: mark("May we count you in monthly figures, without your name?"),
}


class LimitsNote(Note):
    """The limits of confidentiality, there to be read aloud before children or violence are asked.

    Args:
        asker: of the dialog.
    """

    def __init__(self, asker: Asker) -> None:
        super().__init__("info", shipped(LIMITS), tr("Read aloud first:"))
        ask_text(asker, LIMITS, self.say)


class ConsentFields(QWidget):
    """How, when, until, own words, whom to keep it from; shared by the question and the ledger.

    Args:
        today: the local day.
        parent: owner.

    Attributes:
        rest: until when and whom to keep it from; a dialog may put it elsewhere.
    """

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.how = Choice()
        for how in How:
            self.how.add(how, said(HOW, how))
        self.said_on = DayEdit()
        self.said_on.set_day(today)
        self.has_end = QCheckBox(tr("&Until"))
        self.until = DayEdit(tr("Until"))
        self.until.set_day(date(today.year + 1, today.month, min(today.day, 28)))
        self.until.setEnabled(False)
        self.has_end.toggled.connect(self.until.setEnabled)
        self.words = QLineEdit()
        self.keep_from = QLineEdit()
        self.reason = Choice()
        for reason in NotNowReason:
            self.reason.add(reason, said(NOT_NOW, reason))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(10))
        self._how = Field(tr("&How was it said?"), self.how)
        self._when = Field(tr("&When?"), self.said_on)
        self._reason = Field(tr("Wh&y not now?"), self.reason)
        end = QWidget()
        row = QGridLayout(end)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.has_end, 0, 0)
        row.addWidget(self.until, 0, 1)
        row.setColumnStretch(2, 1)
        self._end = end
        self._words = Field(tr("&Own words"), self.words, tr("if wanted"))
        self._from = Field(tr("&Keep it from"), self.keep_from, tr("whom, and why"))
        self._grid.addWidget(self._reason, 0, 0, 1, 2)
        self._grid.addWidget(self._how, 1, 0)
        self._grid.addWidget(self._when, 1, 1)
        self._grid.addWidget(self._words, 2, 0, 1, 2)
        self.rest = QWidget()
        below = QVBoxLayout(self.rest)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(px(10))
        below.addWidget(self._end)
        below.addWidget(self._from)
        self._grid.addWidget(self.rest, 3, 0, 1, 2)
        self.show_for(Answer.GIVEN)

    def show_for(self, answer: Answer) -> None:
        """Show what can be said about an answer."""
        told = answer in {Answer.GIVEN, Answer.DECLINED, Answer.WITHDRAWN}
        self._reason.setVisible(answer is Answer.NOT_NOW)
        self._how.setVisible(told)
        self._when.setVisible(answer is not Answer.NOT_ASKED)
        self._words.setVisible(told)
        self._end.setVisible(answer is Answer.GIVEN)
        self._from.setVisible(told)

    def entry(self, purpose: Purpose, answer: Answer, subject: UUID | None = None) -> ConsentEntry:
        """The line of the ledger as filled in."""
        told = answer in {Answer.GIVEN, Answer.DECLINED, Answer.WITHDRAWN}
        how, reason = self.how.value(), self.reason.value()
        return ConsentEntry(
            purpose=purpose,
            answer=answer,
            said_on=self.said_on.day(),
            subject=subject,
            how=how if told and isinstance(how, How) else None,
            until=self.until.day() if answer is Answer.GIVEN and self.has_end.isChecked() else None,
            not_now=reason if answer is Answer.NOT_NOW and isinstance(reason, NotNowReason) else None,
            words=self.words.text().strip() if told else "",
            keep_from=self.keep_from.text().strip() if told else "",
        )

    def show_entry(self, entry: ConsentEntry) -> None:
        """Show an answer given before."""
        self.how.choose(entry.how or How.SPOKEN)
        self.said_on.set_day(entry.said_on)
        self.has_end.setChecked(entry.until is not None)
        if entry.until is not None:
            self.until.set_day(entry.until)
        self.words.setText(entry.words)
        self.keep_from.setText(entry.keep_from)
        if entry.not_now is not None:
            self.reason.choose(entry.not_now)
        self.show_for(entry.answer)


class ConsentQuestion(Overlay):
    """Ask now: a small dialog whose answer goes to whoever asked.

    Args:
        context: of the page.
        window: to cover.
        purpose: the question.
        who: what the person is called here.
        today: the local day.
        before: an answer given before in the same form.

    Attributes:
        answered: sent with the `ConsentEntry`.
    """

    answered = Signal(object)

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        purpose: Purpose,
        who: str,
        today: date,
        before: ConsentEntry | None = None,
    ) -> None:
        super().__init__(
            window, tr(QUESTIONS[purpose]), tr("Asked of {who}. A no is an answer too.", who=who), wide=38
        )
        self._purpose = purpose
        if purpose is Purpose.CHILDREN:
            self.body.addWidget(LimitsNote(context.asker(self)))
        self.answer = AnswerChips(tr("Answer"), (Answer.GIVEN, Answer.DECLINED, Answer.NOT_NOW))
        self._answer_field = Field(tr("&Answer"), self.answer, "G  D  C")
        self.body.addWidget(self._answer_field)
        self.fields = ConsentFields(today)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        # Nothing is picked beforehand: a yes is never what is noted by pressing on.
        self.answer.set_answer(before.answer if before is not None else None)
        if before is not None:
            self.fields.show_entry(before)
        self.answer.changed.connect(self._look)
        self.add_cancel()
        self._look()
        self.act = self.add_act(tr("Note this answer"), self._note)
        self.open_over(self.answer)

    def _look(self) -> None:
        self.fields.show_for(self.answer.answer() or Answer.NOT_ASKED)
        self._place()

    def _note(self) -> None:
        answer = self.answer.answer()
        if answer is None:
            self._answer_field.refuse(tr("choose the answer that was given: G, D or C"))
            return
        entry = self.fields.entry(self._purpose, answer)
        self.close_with(done=True)
        self.answered.emit(entry)
