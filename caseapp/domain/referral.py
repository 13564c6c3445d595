"""A referral: the way from a need to a service, until it helped or ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Step(StrEnum):
    """What can happen on the way; each has a date."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MADE = "made"  # consent to share, or information given without a name
    APPOINTMENT = "appointment"
    ACCOMPANIED = "accompanied"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    RECEIVED = "received"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    CLOSED = "closed"
    REOPENED = "reopened"


class Stage(StrEnum):
    """The four columns of the board."""

    OFFERED = "offered"
    MADE = "made"
    ATTENDED = "attended"
    CLOSED = "closed"  # it helped, or ended


class EndedBy(StrEnum):
    """Who ended it."""

    PERSON = "person"
    SERVICE = "service"
    US = "us"
    NOT_AVAILABLE = "not_available"


class Company(StrEnum):
    """Who went along."""

    WORKER = "worker"
    PEER = "peer"
    NOBODY = "nobody"


class Barrier(StrEnum):
    """What stood in the way at the service, or before it."""

    TURNED_AWAY = "turned_away"
    JUDGED = "judged"
    COST = "cost"
    HOURS = "hours"
    PAPERS = "papers"
    LANGUAGE = "language"
    NO_CHILDREN = "no_children"  # children not allowed
    FEAR = "fear"


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step as it is said.

    Attributes:
        step: what happened.
        on: local date it happened.
        company: for ACCOMPANIED.
        appointment_at: local wall-clock time, for APPOINTMENT.
        ended_by: for CLOSED and DECLINED.
        reason: why, in plain words.
        words: her words, for HELPED and NOT_HELPED ("did it help").
        named: for MADE: True when a name or sheet went to the service, False when information was given.
        barriers: what stood in the way.
    """

    step: Step
    on: date
    company: Company | None = None
    appointment_at: datetime | None = None
    ended_by: EndedBy | None = None
    reason: str = ""
    words: str = ""
    named: bool = False
    barriers: tuple[Barrier, ...] = ()


_ENDS = frozenset({Step.DECLINED, Step.HELPED, Step.NOT_HELPED, Step.CLOSED})

# What may follow: the last of OFFERED.. in this order decides the stage while the referral is open.
_NEXT: dict[Stage, frozenset[Step]] = {
    Stage.OFFERED: frozenset({Step.ACCEPTED, Step.DECLINED, Step.MADE, Step.CLOSED}),
    Stage.MADE: frozenset(
        {Step.APPOINTMENT, Step.ACCOMPANIED, Step.ATTENDED, Step.NOT_ATTENDED, Step.DECLINED, Step.CLOSED}
    ),
    Stage.ATTENDED: frozenset(
        {
            Step.APPOINTMENT,
            Step.ACCOMPANIED,
            Step.ATTENDED,
            Step.NOT_ATTENDED,
            Step.RECEIVED,
            Step.HELPED,
            Step.NOT_HELPED,
            Step.CLOSED,
        }
    ),
    Stage.CLOSED: frozenset({Step.REOPENED}),
}


def stage_of(steps: Sequence[Step]) -> Stage:
    """The stage that a sequence of steps has reached.

    Args:
        steps: in the order they were recorded.
    """
    reached = Stage.OFFERED
    closed = False
    for step in steps:
        if step in _ENDS:
            closed = True
        elif step is Step.REOPENED:
            closed = False
        elif step is Step.MADE and reached is Stage.OFFERED:
            reached = Stage.MADE
        elif step in {Step.ATTENDED, Step.RECEIVED}:
            reached = Stage.ATTENDED
    return Stage.CLOSED if closed else reached


def may_follow(steps: Sequence[Step], step: Step) -> bool:
    """Whether a step is possible after those already recorded.

    Args:
        steps: recorded so far, in order; empty for a new referral.
        step: the next one.
    """
    if not steps:
        return step is Step.OFFERED
    return step in _NEXT[stage_of(steps)]
