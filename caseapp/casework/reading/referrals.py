"""Referrals as cards and rows, with their steps and where they stand; and the directory of services."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Subquery, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from caseapp.casework.commands.services import ServiceFacts
from caseapp.casework.house import House
from caseapp.casework.queries.referrals import ReferralRow, Referrals
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.casework.reading.rows import days_between, pieces
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.referral import Barrier, Company, EndedBy, Stage, Step, StepFacts, stage_of
from caseapp.storage.plain_words import normalised
from caseapp.storage.tables import (
    Consent,
    Person,
    Referral,
    ReferralBarrier,
    ReferralStep,
    Service,
    ServiceOffer,
    Staff,
)

_ENDED_SHOWN_DAYS = 31
_ENDS = (Step.DECLINED.value, Step.HELPED.value, Step.NOT_HELPED.value, Step.CLOSED.value)
_STARTS = {Stage.MADE: {Step.MADE}, Stage.ATTENDED: {Step.ATTENDED, Step.RECEIVED}}
_ALONG = {Step.ACCOMPANIED, Step.APPOINTMENT}


def referrals(house: House, query: Referrals) -> tuple[ReferralRow, ...]:
    """Answer ``Referrals``: open ones and those that ended in the last 31 days, longest waiting first."""
    today = house.now().date()
    last = _last_steps()
    statement = (
        select(Referral.id)
        .join(last, last.c.referral_id == Referral.id)
        .join(ReferralStep, ReferralStep.key == last.c.key)
        .where(
            or_(
                ReferralStep.step.not_in(_ENDS),
                ReferralStep.on_date >= today - timedelta(days=_ENDED_SHOWN_DAYS),
            )
        )
    )
    if query.person_id is not None:
        statement = statement.where(Referral.person_id == query.person_id)
    if query.service_id is not None:
        statement = statement.where(Referral.service_id == query.service_id)
    with house.reading() as session:
        rows: list[ReferralRow] = []
        for piece in pieces(session.scalars(statement)):
            rows += referral_rows(session, Referral.id.in_(piece), today)
    return tuple(sorted(rows, key=lambda row: (row.changed_on, row.alias, row.referral_id)))


def _last_steps() -> Subquery:
    """The key of the last step of each referral, read from one index."""
    return (
        select(ReferralStep.referral_id, func.max(ReferralStep.key).label("key"))
        .group_by(ReferralStep.referral_id)
        .subquery()
    )


def referral_rows(session: Session, which: ColumnElement[bool], today: date) -> tuple[ReferralRow, ...]:
    """Display rows of referrals with all their steps, in five statements.

    Args:
        session: an open reading session.
        which: condition on ``referrals``.
        today: for the days of waiting.
    """
    heads = session.execute(
        select(
            Referral.key,
            Referral.id,
            Referral.person_id,
            Referral.kind,
            Referral.need_id,
            Referral.service_id,
            Person.alias,
            Person.code,
            Service.name,
        )
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(Service, Service.id == Referral.service_id)
        .where(which)
        .order_by(Referral.key)
    ).all()
    steps: defaultdict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    shares: dict[int, Answer] = {}
    barriers: defaultdict[UUID, list[Barrier]] = defaultdict(list)
    for piece in pieces(row.key for row in heads):
        for step in _steps(session, piece):
            steps[step.key].append(step)
        shares.update(_share_answers(session, piece))
        for step_id, barrier in _barriers(session, piece):
            barriers[step_id].append(Barrier(barrier))
    return tuple(
        _row(
            head,
            [(step, tuple(barriers.get(step.id, ()))) for step in steps[head.key]],
            shares.get(head.key, Answer.NOT_ASKED),
            today,
        )
        for head in heads
    )


def _barriers(session: Session, referral_keys: Sequence[int]) -> Sequence[Row[UUID, str]]:
    """What stood in the way at the steps of some referrals."""
    return session.execute(
        select(ReferralBarrier.step_id, ReferralBarrier.barrier)
        .join(ReferralStep, ReferralStep.id == ReferralBarrier.step_id)
        .join(Referral, Referral.id == ReferralStep.referral_id)
        .where(Referral.key.in_(referral_keys))
        .order_by(ReferralBarrier.barrier)
    ).all()


def _steps(session: Session, referral_keys: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The steps of some referrals in the order they were recorded, each with the label of who wrote it."""
    return session.execute(
        select(
            Referral.key,
            ReferralStep.id,
            ReferralStep.step,
            ReferralStep.on_date,
            ReferralStep.company,
            ReferralStep.appointment_at,
            ReferralStep.ended_by,
            ReferralStep.reason,
            ReferralStep.words,
            ReferralStep.named,
            Staff.label,
        )
        .join(Referral, Referral.id == ReferralStep.referral_id)
        .join(Staff, Staff.id == ReferralStep.created_by)
        .where(Referral.key.in_(referral_keys))
        .order_by(ReferralStep.key)
    ).all()


def _share_answers(session: Session, referral_keys: Sequence[int]) -> dict[int, Answer]:
    """The latest answer to "may we share with this service" per referral."""
    found = session.execute(
        select(Referral.key, Consent.answer)
        .join(Consent, (Consent.subject_id == Referral.id) & (Consent.person_id == Referral.person_id))
        .where(Referral.key.in_(referral_keys), Consent.purpose == Purpose.SHARE.value)
        .order_by(Consent.said_on, Consent.created_at, Consent.key)
    )
    return {row.key: Answer(row.answer) for row in found}


def step_facts(row: Row[*tuple[Any, ...]], barriers: tuple[Barrier, ...]) -> StepFacts:
    """A row of ``referral_steps`` as it is said."""
    return StepFacts(
        step=Step(row.step),
        on=row.on_date,
        company=Company(row.company) if row.company else None,
        appointment_at=row.appointment_at,
        ended_by=EndedBy(row.ended_by) if row.ended_by else None,
        reason=row.reason,
        words=row.words,
        named=row.named,
        barriers=barriers,
    )


def _row(
    head: Row[*tuple[Any, ...]],
    step_rows: Sequence[tuple[Row[*tuple[Any, ...]], tuple[Barrier, ...]]],
    share: Answer,
    today: date,
) -> ReferralRow:
    steps = tuple(step_facts(row, barriers) for row, barriers in step_rows)
    stage = stage_of([each.step for each in steps])
    offered_on = steps[0].on if steps else today
    end = steps[-1] if stage is Stage.CLOSED else None
    along = next((row for row, _ in reversed(step_rows) if row.company and row.step in _ALONG), None)
    return ReferralRow(
        referral_id=head.id,
        person_id=head.person_id,
        alias=head.alias,
        code=head.code,
        kind=head.kind,
        need_id=head.need_id,
        service_id=head.service_id,
        service=head.name or "",
        stage=stage,
        steps=steps,
        offered_on=offered_on,
        changed_on=steps[-1].on if steps else offered_on,
        waiting_days=None if end else days_between(_waits_since(steps, stage, offered_on), today),
        appointment_at=None if end else _appointment(steps),
        going_along=along.label if along is not None and along.company == Company.WORKER.value else "",
        ended_by=end.ended_by if end else None,
        reason=end.reason if end else "",
        words=next((each.words for each in reversed(steps) if each.words), ""),
        helped=_helped(steps),
        share=share,
        shared=any(each.step is Step.MADE and each.named for each in steps),
    )


def _waits_since(steps: Sequence[StepFacts], stage: Stage, offered_on: date) -> date:
    starts = _STARTS.get(stage, set())
    return next((each.on for each in steps if each.step in starts), offered_on)


def _appointment(steps: Sequence[StepFacts]) -> datetime | None:
    """The appointment that still stands: the last one, unless she was there or was not since."""
    for each in reversed(steps):
        if each.step in {Step.ATTENDED, Step.NOT_ATTENDED, Step.RECEIVED}:
            return None
        if each.step is Step.APPOINTMENT:
            return each.appointment_at
    return None


def _helped(steps: Sequence[StepFacts]) -> bool | None:
    for each in reversed(steps):
        if each.step is Step.HELPED:
            return True
        if each.step is Step.NOT_HELPED:
            return False
    return None


def services(house: House, query: Services) -> tuple[ServiceRow, ...]:
    """Answer ``Services``: the directory by name, narrowed by an offer and by words anywhere in it."""
    statement = select(Service).order_by(func.lower(Service.name), Service.key)
    if not query.with_retired:
        statement = statement.where(Service.retired.is_(False))
    if query.offer:
        offering = select(ServiceOffer.service_id).where(ServiceOffer.kind == query.offer)
        statement = statement.where(Service.id.in_(offering))
    with house.reading() as session:
        found = session.scalars(statement).all()
        offers: defaultdict[UUID, list[str]] = defaultdict(list)
        offered = select(ServiceOffer.service_id, ServiceOffer.kind).order_by(ServiceOffer.kind)
        for row in session.execute(offered):
            offers[row.service_id].append(row.kind)
        open_by_service = _open_by_service(session)
        rows = [
            ServiceRow(
                service_id=row.id,
                facts=_service_facts(row, offers[row.id]),
                retired=row.retired,
                open_referrals=open_by_service.get(row.id, 0),
            )
            for row in found
        ]
    words = normalised(query.text).split()
    return tuple(row for row in rows if all(word in _service_text(row.facts) for word in words))


def _open_by_service(session: Session) -> dict[UUID, int]:
    last = _last_steps()
    rows = session.execute(
        select(Referral.service_id, func.count())
        .join(last, last.c.referral_id == Referral.id)
        .join(ReferralStep, ReferralStep.key == last.c.key)
        .where(Referral.service_id.is_not(None), ReferralStep.step.not_in(_ENDS))
        .group_by(Referral.service_id)
    )
    return {service_id: number for service_id, number in rows if service_id is not None}


def _service_facts(row: Service, offers: Sequence[str]) -> ServiceFacts:
    return ServiceFacts(
        name=row.name,
        offers=tuple(offers),
        area=row.area,
        hours=row.hours,
        languages=row.languages,
        costs=row.costs,
        children_welcome=row.children_welcome,
        papers_needed=row.papers_needed,
        how_to_refer=row.how_to_refer,
        ask_for=row.ask_for,
        address=row.address,
        phone=row.phone,
        checked_on=row.checked_on,
    )


def _service_text(facts: ServiceFacts) -> str:
    parts = (
        facts.name,
        facts.hours,
        facts.languages,
        facts.how_to_refer,
        facts.ask_for,
        facts.address,
        facts.phone,
    )
    return normalised(" ".join((*parts, *facts.offers)))
