"""Referrals."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from caseapp.domain.consent import Answer
from caseapp.domain.referral import EndedBy, Stage, StepFacts
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral as a board card, a list row and a line on the person page.

    Attributes:
        waiting_days: days since it was made (or offered) while nothing was received; None when ended.
        going_along: label of who goes along, or empty.
        ended_by, reason, words: of its end.
        helped: True, False, or None when not said.
        shared: whether a name went to the service.
    """

    referral_id: UUID
    person_id: UUID
    alias: str
    code: str
    kind: str
    need_id: UUID | None
    service_id: UUID | None
    service: str
    stage: Stage
    steps: tuple[StepFacts, ...]
    offered_on: date
    changed_on: date
    waiting_days: int | None
    appointment_at: datetime | None
    going_along: str
    ended_by: EndedBy | None
    reason: str
    words: str
    helped: bool | None
    share: Answer
    shared: bool


@dataclass(frozen=True, slots=True)
class Referrals(Query[tuple[ReferralRow, ...]]):
    """Open referrals, and those that ended in the last 31 days."""

    person_id: UUID | None = None
    service_id: UUID | None = None
