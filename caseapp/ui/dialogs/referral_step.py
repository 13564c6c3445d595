"""The next step of a referral: what happened, when, and what belongs to that step."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from caseapp.casework.commands.referrals import StepReferral
from caseapp.casework.queries.referrals import ReferralRow
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.referral import Barrier, Company, EndedBy, Step, StepFacts, may_follow
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.ui.dialogs.answer import AnswerChips
from caseapp.ui.dialogs.referral import service_picks
from caseapp.ui.dialogs.words import BARRIERS
from caseapp.ui.naming import COMPANY, ENDED_BY, STEPS, Labels, said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, DayEdit, MomentEdit
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.pick_field import PickField
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr

_ENDS: Final = (Step.HELPED, Step.NOT_HELPED, Step.CLOSED, Step.DECLINED)
_WITH_REASON: Final = frozenset({Step.CLOSED, Step.DECLINED, Step.NOT_ATTENDED, Step.REOPENED})
_WITH_BARRIERS: Final = frozenset(
    {Step.ATTENDED, Step.NOT_ATTENDED, Step.NOT_HELPED, Step.CLOSED, Step.DECLINED}
)
_WITH_WORDS: Final = frozenset({Step.HELPED, Step.NOT_HELPED})


def offered_steps(row: ReferralRow, step: Step | None) -> tuple[Step, ...]:
    """The steps to choose from.

    Args:
        row: the referral.
        step: the one wanted; closing offers every way to end it.
    """
    before = [facts.step for facts in row.steps]
    able = [one for one in Step if may_follow(before, one)]
    if step is Step.CLOSED:
        return tuple(one for one in _ENDS if one in able)
    return tuple(sorted(able, key=lambda one: one in {Step.DECLINED, Step.CLOSED}))  # a no stands last


class StepDialog(Overlay):
    """Records one step; the page follows through the changes of the save.

    Args:
        context: of the page.
        window: to cover.
        labels: of the lists.
        row: the referral.
        step: what happened, None to choose among what may follow.
    """

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        labels: Labels,
        row: ReferralRow,
        step: Step | None = None,
    ) -> None:
        kind = labels.of(ListName.NEED, row.kind)
        about = tr("{kind}: {service}", kind=kind, service=row.service) if row.service else kind
        super().__init__(window, tr("Next step of the referral"), about, wide=42)
        self._asker = context.asker(self)
        self._row = row
        today = date.today()  # noqa: DTZ011 - the local day
        self.steps = ChipGroup(tr("What happened"), exclusive=True)
        self.steps.set_choices([(one.value, said(STEPS, one)) for one in offered_steps(row, step)])
        self.day = DayEdit()
        self.day.set_day(today)
        self.service = PickField(tr("Type part of the service’s name"))
        self.share = AnswerChips(
            tr("May we share with this service?"), (Answer.GIVEN, Answer.DECLINED, Answer.NOT_ASKED)
        )
        self.share.set_answer(row.share if row.share is Answer.GIVEN else Answer.NOT_ASKED)
        self.outcome: QLabel = text("", "small", tone="text2", wrap=True)
        self.at = MomentEdit()
        self.at.set_moment(datetime.now().replace(minute=0, second=0, microsecond=0))  # noqa: DTZ005 - wall clock
        self.company = Segments(tr("Who went along"), [(one, said(COMPANY, one)) for one in Company])
        self.ended_by = Choice()
        for one in EndedBy:
            self.ended_by.add(one, said(ENDED_BY, one))
        self.reason = QLineEdit()
        self.words = QLineEdit()
        self.barriers = ChipGroup(tr("What stood in the way"))
        self.barriers.set_choices([(one.value, said(BARRIERS, one)) for one in Barrier])
        self.trouble = Note("bad")
        self.trouble.hide()
        self._fields: dict[str, Field] = {
            "service": Field(tr("&Service"), self.service),
            "share": Field(tr("&May we share with this service?"), self.share, "G  D  N"),
            "at": Field(tr("&Appointment"), self.at),
            "company": Field(tr("Who went al&ong"), self.company),
            "ended_by": Field(tr("Who &ended it"), self.ended_by),
            "words": Field(tr("Did it help? Own &words"), self.words, tr("if wanted")),
            "barriers": Field(tr("What stood &in the way"), self.barriers, tr("if anything did")),
            "reason": Field(tr("&Reason"), self.reason, tr("in plain words, if wanted")),
        }
        self.body.addWidget(self.trouble)
        self.body.addWidget(Field(tr("What &happened"), self.steps))
        self.body.addWidget(Field(tr("&When"), self.day))
        for field in self._fields.values():
            self.body.addWidget(field)
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        first = step if step is not None and step in offered_steps(row, step) else None
        able = offered_steps(row, step)
        if first is None and able:
            first = able[0]
        if first is not None:
            self.steps.choose({first.value})
        self.steps.changed.connect(self._look)
        self.share.changed.connect(self._look)
        self.add_cancel()
        self.act = self.add_act(tr("Note this step"), self._note)
        if row.service_id is None:
            self._asker.ask(Services(), self._show_services)
        self._look()

    def open_over(self, first: QWidget | None = None) -> None:
        """Cover the window; the steps get the focus."""
        super().open_over(first or self.steps)

    def _show_services(self, rows: tuple[ServiceRow, ...]) -> None:
        self.service.set_picks(service_picks(rows, self._row.kind))

    def _step(self) -> Step | None:
        codes = self.steps.codes()
        return Step(codes[0]) if codes else None

    def _look(self) -> None:
        step = self._step()
        shown = {
            "service": step is Step.MADE and self._row.service_id is None,
            "share": step is Step.MADE,
            "at": step is Step.APPOINTMENT,
            "company": step is Step.ACCOMPANIED,
            "ended_by": step in {Step.CLOSED, Step.DECLINED},
            "words": step in _WITH_WORDS,
            "barriers": step in _WITH_BARRIERS,
            "reason": step in _WITH_REASON,
        }
        for name, on in shown.items():
            self._fields[name].setVisible(on)
        named = self.share.answer() is Answer.GIVEN
        words = tr("The service may be told who it is.") if named else tr("Information is given, no name.")
        self.outcome.setText(words if step is Step.MADE else "")
        self.outcome.setVisible(step is Step.MADE)
        self._place()

    def _facts(self, step: Step) -> StepFacts:
        company, ended_by = self.company.value(), self.ended_by.value()
        ends = step in {Step.CLOSED, Step.DECLINED}
        return StepFacts(
            step=step,
            on=self.day.day(),
            company=company if step is Step.ACCOMPANIED and isinstance(company, Company) else None,
            appointment_at=self.at.moment() if step is Step.APPOINTMENT else None,
            ended_by=ended_by if ends and isinstance(ended_by, EndedBy) else None,
            reason=self.reason.text().strip() if step in _WITH_REASON else "",
            words=self.words.text().strip() if step in _WITH_WORDS else "",
            named=step is Step.MADE and self.share.answer() is Answer.GIVEN,
            barriers=tuple(map(Barrier, self.barriers.codes())) if step in _WITH_BARRIERS else (),
        )

    def _share_entry(self, step: Step) -> ConsentEntry | None:
        answer = self.share.answer()
        if step is not Step.MADE or answer in {None, Answer.NOT_ASKED, self._row.share}:
            return None
        return ConsentEntry(Purpose.SHARE, answer or Answer.NOT_ASKED, self.day.day(), how=How.SPOKEN)

    def _note(self) -> None:
        step = self._step()
        if step is None:
            self.steps.setFocus()
            return
        service_id = self.service.value()
        if step is Step.MADE and self._row.service_id is None and service_id is None:
            self.service.setFocus()
            return
        command = StepReferral(
            self._row.referral_id,
            self._facts(step),
            self._share_entry(step),
            service_id if isinstance(service_id, UUID) else None,
        )
        self.act.setEnabled(False)
        self._asker.do(command, lambda _none: self.close_with(done=True), self._failed)

    def _failed(self, error: KnownError) -> None:
        self.act.setEnabled(True)
        self.trouble.say(sentence_of(error))
        self.trouble.show()
        self._place()
