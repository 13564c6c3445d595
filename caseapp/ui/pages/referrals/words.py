"""A referral in words: as a card, as a line, as steps."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from caseapp.casework.queries.referrals import ReferralRow
from caseapp.domain.consent import Answer
from caseapp.domain.referral import EndedBy, Stage, Step, StepFacts
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.words import BARRIERS
from caseapp.ui.naming import COMPANY, ENDED_BY, STAGES, Labels, said
from caseapp.ui.theme.scale import Width
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.step_list import ListedStep
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.words import day_text, isolated, tr, trn

LATE_FROM: Final = 15  # waiting days
_END_ICONS: Final = {
    EndedBy.PERSON: "user",
    EndedBy.SERVICE: "building-complex",
    EndedBy.US: "users",
    EndedBy.NOT_AVAILABLE: "ban",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A referral on the board.

    Attributes:
        key: its id.
        name, code: of the person.
        what: kind of need.
        where: the service.
        days: the waiting chip; None when it ended.
        icon, note: what comes next or who goes along.
        end: how it ended, on a soft ground; may take several lines.
    """

    key: UUID
    name: str
    code: str
    what: str
    where: str
    days: RowChip | None
    icon: str = ""
    note: str = ""
    end: RowChip | None = None

    @property
    def spoken(self) -> str:
        """The card for a screen reader."""
        parts = (
            self.name,
            self.code,
            self.what,
            self.where,
            self.days.words if self.days else "",
            self.note,
            self.end.words if self.end else "",
        )
        return ", ".join(part for part in parts if part)


def is_late(row: ReferralRow) -> bool:
    """Whether it waits for so long that somebody should ask again."""
    return row.waiting_days is not None and row.waiting_days >= LATE_FROM


def days_chip(row: ReferralRow) -> RowChip | None:
    """How long it has been waiting."""
    if row.waiting_days is None:
        return None
    words = trn("{n} day", "{n} days", row.waiting_days) if row.waiting_days else tr("today")
    return RowChip(words, "warn" if is_late(row) else "neutral", "clock")


def end_chip(row: ReferralRow) -> RowChip | None:
    """How it ended: it helped, it did not, or who ended it and why."""
    if row.stage is not Stage.CLOSED:
        return None
    if row.helped is True:
        words = tr("It helped: “{words}”", words=row.words) if row.words else tr("It helped")
        return RowChip(words, "ok", "check")
    if row.helped is False:
        words = tr("It did not help: “{words}”", words=row.words) if row.words else tr("It did not help")
        return RowChip(words, "neutral", "circle-x")
    icon = "check" if row.ended_by is None else _END_ICONS[row.ended_by]
    return RowChip(ended_words(row), "neutral", icon)


def ended_words(row: ReferralRow) -> str:
    """Who ended a referral and why, as far as it was said."""
    if row.ended_by is None:
        return tr("Closed: {reason}", reason=row.reason) if row.reason else tr("Closed")
    if row.ended_by is EndedBy.NOT_AVAILABLE:
        return tr("Not available: {reason}", reason=row.reason) if row.reason else tr("Not available")
    who = said(ENDED_BY, row.ended_by)
    if row.reason:
        return tr("Ended by {who}: {reason}", who=who, reason=row.reason)
    return tr("Ended by {who}", who=who)


def moment_words(moment: dt.datetime) -> str:
    """An appointment, such as "Tue 10 Nov 15:00"."""
    return f"{day_text(moment.date())} {isolated(moment.strftime('%H:%M'))}"


def along_words(row: ReferralRow) -> str:
    """Who goes along; empty when nobody said."""
    if row.going_along:
        return row.going_along
    company = next((step.company for step in reversed(row.steps) if step.company is not None), None)
    return said(COMPANY, company)


def barriers_words(row: ReferralRow) -> str:
    """What stood in the way at any step, each once; empty when nothing did."""
    met = dict.fromkeys(barrier for step in row.steps for barrier in step.barriers)
    return ", ".join(said(BARRIERS, barrier).lower() for barrier in met)


def _note(row: ReferralRow) -> tuple[str, str]:
    along = along_words(row)
    if row.stage is Stage.CLOSED:
        return "", ""
    if row.appointment_at is not None:
        when = moment_words(row.appointment_at)
        return ("footprints", tr("{who}, {when}", who=along, when=when)) if along else ("calendar", when)
    if along:
        return "footprints", tr("{who} can go along", who=along) if row.going_along else along
    if row.stage is Stage.OFFERED and row.share is Answer.GIVEN:
        return "circle-check", tr("Consent to share given")
    if row.stage is Stage.MADE and not row.shared:
        return "info", tr("Information given, no name")
    return "", ""


def card_of(row: ReferralRow, labels: Labels) -> Card:
    """A referral as a card."""
    icon, note = _note(row)
    return Card(
        row.referral_id,
        row.alias or row.code,
        row.code if row.alias else "",
        labels.of(ListName.NEED, row.kind),
        row.service or tr("no service chosen yet"),
        days_chip(row),
        icon,
        note,
        end_chip(row),
    )


def list_columns() -> list[Column]:
    """Who, for what, where, how far, how long it waits."""
    return [
        Column(tr("Person"), 12, stretch=True),
        Column(tr("Need"), 10, stretch=True, least=Width.MIDDLE),
        Column(tr("Service"), 10, stretch=True, least=Width.MIDDLE),
        Column(tr("Step"), 12, stretch=True),
        Column(tr("Waiting"), 9),
    ]


def line_of(row: ReferralRow, labels: Labels) -> Line:
    """A referral in the list."""
    what = labels.of(ListName.NEED, row.kind)
    end = end_chip(row)
    return Line(
        row.referral_id,
        (
            Cell(row.alias or row.code, row.code, heavy=True, private=True),
            Cell(what, private=True),
            Cell(row.service, tone="text2"),
            Cell(chip=end) if end is not None else Cell(said(STAGES, row.stage)),
            Cell(chip=days_chip(row)),
        ),
        second=" · ".join(part for part in (what, row.service) if part),
        sunken=row.stage is Stage.CLOSED,
    )


def steps_of(row: ReferralRow) -> list[ListedStep]:
    """The four steps with what is known of each."""

    def last(*steps: Step) -> StepFacts | None:
        return next((each for each in reversed(row.steps) if each.step in steps), None)

    accepted, made, attended = last(Step.ACCEPTED), last(Step.MADE), last(Step.ATTENDED, Step.RECEIVED)
    offered = day_text(row.offered_on)
    if accepted is not None:
        offered = tr("{day}, the answer was yes", day=offered)
    made_words = ""
    if made is not None:
        made_words = day_text(made.on)
        if row.stage is Stage.MADE and row.waiting_days:
            waiting = trn("waiting {n} day", "waiting {n} days", row.waiting_days)
            made_words = tr("{day}, {waiting}", day=made_words, waiting=waiting)
    attended_words = day_text(attended.on) if attended is not None else ""
    if row.appointment_at is not None:
        attended_words = tr("visit {when}", when=moment_words(row.appointment_at))
    closed = row.stage is Stage.CLOSED
    end = end_chip(row)
    end_words = tr("{day}. {how}", day=day_text(row.changed_on), how=end.words) if end is not None else ""
    return [
        ListedStep(tr("Offered"), offered, done=True),
        ListedStep(tr("Made"), made_words, done=made is not None),
        ListedStep(tr("Attended"), attended_words, done=attended is not None),
        ListedStep(tr("It helped / closed"), end_words, done=closed),
    ]
