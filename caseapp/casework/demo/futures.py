"""What becomes of a need and of a referral in the days after they were raised."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from caseapp.casework.demo import words
from caseapp.domain.need import NeedState, PutOffReason
from caseapp.domain.referral import Company, EndedBy, Step, StepFacts

NeedFuture = tuple[tuple[date, NeedState, tuple[PutOffReason, ...]], ...]

_OUTCOMES = (
    (NeedState.MET, 53),
    (NeedState.MET_BY_PEERS, 15),
    (NeedState.PUT_OFF, 16),
    (NeedState.NO_LONGER_WANTED, 12),
    (None, 4),
)
_MOTHERS_PUT_OFF = (
    PutOffReason.CHILDREN_FIRST,
    PutOffReason.CHILDREN_FIRST,
    PutOffReason.CHILDREN_FIRST,
    PutOffReason.NO_CHILDCARE,
    PutOffReason.FEAR_LOSING_CHILDREN,
    PutOffReason.MONEY_FIRST,
)
_OTHERS_PUT_OFF = (
    PutOffReason.MONEY_FIRST,
    PutOffReason.COST,
    PutOffReason.HOURS,
    PutOffReason.FEAR_JUDGED,
    PutOffReason.DISTANCE,
    PutOffReason.LANGUAGE,
    PutOffReason.NO_PAPERS,
)


def need_future(rng: random.Random, on: date, *, mother: bool) -> NeedFuture:
    """The states a need goes through, each with its day and, where it is put off, the reasons.

    Args:
        rng: the story's dice.
        on: the day it was raised.
        mother: mothers put off for their children first.
    """
    future: list[tuple[date, NeedState, tuple[PutOffReason, ...]]] = []
    if rng.random() < 0.35:
        on += timedelta(days=rng.randrange(8))
        future.append((on, NeedState.IN_HAND, ()))
    outcome = rng.choices([state for state, _ in _OUTCOMES], [share for _, share in _OUTCOMES])[0]
    if outcome is None:
        return tuple(future)
    on += timedelta(days=rng.randrange(2, 40))
    if outcome is not NeedState.PUT_OFF:
        return (*future, (on, outcome, ()))
    why = _MOTHERS_PUT_OFF if mother else _OTHERS_PUT_OFF
    reasons = tuple(dict.fromkeys(rng.choices(why, k=rng.choice((1, 1, 2)))))
    future.append((on, NeedState.PUT_OFF, reasons))
    if rng.random() < 0.8:
        on += timedelta(days=rng.randrange(14, 60))
        future.append((on, rng.choice((NeedState.MET, NeedState.NO_LONGER_WANTED)), ()))
    return tuple(future)


def referral_steps(rng: random.Random, on: date, *, shared: bool) -> tuple[StepFacts, ...]:
    """The steps of a referral from its offer on.

    Args:
        rng: the story's dice.
        on: the day it was offered.
        shared: whether her name may go to the service.
    """
    steps = [StepFacts(Step.OFFERED, on)]
    if rng.random() < 0.12:
        reason = rng.choice(words.END_REASONS["person"])
        return (*steps, StepFacts(Step.DECLINED, on, ended_by=EndedBy.PERSON, reason=reason))
    if rng.random() < 0.75:
        steps.append(StepFacts(Step.ACCEPTED, on))
    on += timedelta(days=rng.choice((0, 0, 1, 2, 4)))
    steps.append(StepFacts(Step.MADE, on, named=shared))
    if rng.random() < 0.14:
        return (*steps, _end(rng, on + timedelta(days=rng.randrange(4, 40))))
    steps += _way_there(rng, on)
    if steps[-1].step is not Step.ATTENDED:
        on = steps[-1].on + timedelta(days=rng.randrange(5, 30))
        return tuple(steps) if rng.random() < 0.3 else (*steps, _end(rng, on))
    return (*steps, *_afterwards(rng, steps[-1].on))


def _way_there(rng: random.Random, on: date) -> Sequence[StepFacts]:
    steps = []
    if rng.random() < 0.65:
        day = on + timedelta(days=rng.randrange(2, 16))
        at = datetime.combine(day, time(rng.randrange(9, 17), rng.choice((0, 30))))
        steps.append(StepFacts(Step.APPOINTMENT, on, appointment_at=at))
        on = day
    else:
        on += timedelta(days=rng.randrange(1, 20))
    if rng.random() < 0.2:
        steps.append(StepFacts(Step.NOT_ATTENDED, on))
        if rng.random() < 0.5:
            return steps
        on += timedelta(days=rng.randrange(3, 20))
    if rng.random() < 0.4:
        company = rng.choice((Company.WORKER, Company.WORKER, Company.PEER, Company.NOBODY))
        steps.append(StepFacts(Step.ACCOMPANIED, on, company=company))
    return [*steps, StepFacts(Step.ATTENDED, on)]


def _afterwards(rng: random.Random, on: date) -> Sequence[StepFacts]:
    steps = []
    if rng.random() < 0.7:
        on += timedelta(days=rng.choice((0, 0, 3, 7, 14)))
        steps.append(StepFacts(Step.RECEIVED, on))
    on += timedelta(days=rng.randrange(1, 25))
    chance = rng.random()
    if chance < 0.62:
        said = rng.choice(words.HELPED) if rng.random() < 0.8 else ""
        steps.append(StepFacts(Step.HELPED, on, words=said))
    elif chance < 0.76:
        steps.append(
            StepFacts(Step.NOT_HELPED, on, ended_by=EndedBy.SERVICE, words=rng.choice(words.NOT_HELPED))
        )
    elif chance < 0.86:
        steps.append(_end(rng, on))
    return steps


def _end(rng: random.Random, on: date) -> StepFacts:
    by = rng.choices(list(EndedBy), (5, 5, 1, 2))[0]
    return StepFacts(Step.CLOSED, on, ended_by=by, reason=rng.choice(words.END_REASONS[by.value]))
