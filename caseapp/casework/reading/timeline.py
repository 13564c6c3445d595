"""What happened with a person, newest first."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.casework.queries.person import TimelineRow
from caseapp.casework.reading.rows import local_clock, staff_labels, told
from caseapp.storage.tables import (
    Consent,
    Contact,
    ContactPerson,
    FollowUp,
    Need,
    Referral,
    ReferralStep,
    Service,
)

MOST = 200


def timeline_of(session: Session, person_id: UUID) -> tuple[TimelineRow, ...]:
    """The last 200 things that happened with a person.

    Args:
        session: an open reading session.
        person_id: the person.

    Returns:
        Newest first. ``what`` of a contact is its channel, of a need its kind, of a referral the step, of a
        consent the answer (its purpose stands in ``detail``), of a follow-up ``done`` or ``told``.
    """
    labels = staff_labels(session)
    rows = [
        *_contacts(session, person_id, labels),
        *_needs(session, person_id, labels),
        *_steps(session, person_id, labels),
        *_consents(session, person_id, labels),
        *_follow_ups(session, person_id, labels),
    ]
    # The sort is stable: within a day without a time, what was written last stands first.
    rows.sort(key=lambda row: (row.on, row.at is not None, row.at), reverse=True)
    return tuple(rows[:MOST])


def _contacts(session: Session, person_id: UUID, labels: dict[UUID, str]) -> Iterator[TimelineRow]:
    rows = session.execute(
        select(
            Contact.id,
            Contact.on_date,
            Contact.at_utc,
            Contact.offset_minutes,
            Contact.channel,
            Contact.place,
            Contact.created_by,
            ContactPerson.note,
            ContactPerson.her_words,
        )
        .join(ContactPerson, ContactPerson.contact_id == Contact.id)
        .where(ContactPerson.person_id == person_id)
        .order_by(ContactPerson.on_date.desc(), ContactPerson.key.desc())
        .limit(MOST)
    )
    for row in rows:
        yield TimelineRow(
            kind="contact",
            row_id=row.id,
            on=row.on_date,
            at=local_clock(row.at_utc, row.offset_minutes).time(),
            what=row.channel,
            detail=row.note or row.her_words,
            place=row.place,
            by=labels.get(row.created_by, ""),
        )


def _needs(session: Session, person_id: UUID, labels: dict[UUID, str]) -> Iterator[TimelineRow]:
    rows = session.execute(
        select(Need.id, Need.raised_on, Need.kind, Need.words, Need.created_by)
        .where(Need.person_id == person_id)
        .order_by(Need.raised_on.desc(), Need.key.desc())
        .limit(MOST)
    )
    for row in rows:
        yield TimelineRow(
            "need", row.id, row.raised_on, None, row.kind, row.words, "", labels.get(row.created_by, "")
        )


def _steps(session: Session, person_id: UUID, labels: dict[UUID, str]) -> Iterator[TimelineRow]:
    rows = session.execute(
        select(
            ReferralStep.referral_id,
            ReferralStep.on_date,
            ReferralStep.step,
            ReferralStep.words,
            ReferralStep.reason,
            ReferralStep.created_by,
            Service.name,
        )
        .join(Referral, Referral.id == ReferralStep.referral_id)
        .outerjoin(Service, Service.id == Referral.service_id)
        .where(ReferralStep.person_id == person_id)
        .order_by(ReferralStep.on_date.desc(), ReferralStep.key.desc())
        .limit(MOST)
    )
    for row in rows:
        detail = ". ".join(part for part in (row.name, row.words or row.reason) if part)
        yield TimelineRow(
            "referral",
            row.referral_id,
            row.on_date,
            None,
            row.step,
            detail,
            "",
            labels.get(row.created_by, ""),
        )


def _consents(session: Session, person_id: UUID, labels: dict[UUID, str]) -> Iterator[TimelineRow]:
    rows = session.execute(
        select(Consent.id, Consent.said_on, Consent.purpose, Consent.answer, Consent.created_by)
        .where(Consent.person_id == person_id)
        .order_by(Consent.said_on.desc(), Consent.key.desc())
        .limit(MOST)
    )
    for row in rows:
        yield TimelineRow(
            "consent", row.id, row.said_on, None, row.answer, row.purpose, "", labels.get(row.created_by, "")
        )


def _follow_ups(session: Session, person_id: UUID, labels: dict[UUID, str]) -> Iterator[TimelineRow]:
    rows = session.execute(
        select(FollowUp.id, FollowUp.done_on, FollowUp.what, FollowUp.created_by, told())
        .where(FollowUp.person_id == person_id, FollowUp.done_on.is_not(None))
        .order_by(FollowUp.done_on.desc(), FollowUp.key.desc())
        .limit(MOST)
    )
    for row in rows:
        what, detail = ("done", row.what) if row.tells is None else ("told", row.tells)
        by = labels.get(row.created_by, "")
        yield TimelineRow("follow_up", row.id, row.done_on, None, what, detail, "", by)
