"""What is to be asked again: consents near or past their date, and what could not be asked at its time."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.casework.queries.consent import ReviewRow
from caseapp.casework.reading.rows import hint, pieces
from caseapp.domain.consent import Answer, NotNowReason, Purpose
from caseapp.domain.person import MeansKind
from caseapp.storage.tables import Consent, ContactMeans, Person, Referral, Service

_AHEAD = timedelta(days=14)
_MOST = 50


def reviews(session: Session, day: date) -> tuple[ReviewRow, ...]:
    """What is to be asked again, at most 50 of each.

    Args:
        session: an open reading session.
        day: today.

    Returns:
        Consents that end soon or have ended, by date; then what could not be asked, longest ago first. A
        later answer to the same question, also that she was not asked, takes a row away.
    """
    ending = _standing(Consent.answer == Answer.GIVEN.value, Consent.until <= day + _AHEAD)
    # Written into the statement, because a parameter would keep SQLite from the index of this answer.
    not_now: BindParameter[str] = bindparam("not_now", Answer.NOT_NOW.value, literal_execute=True)
    unasked = _standing(Consent.answer == not_now)
    found = [
        *session.execute(ending.order_by(Consent.until, Consent.key).limit(_MOST)),
        *session.execute(unasked.order_by(Consent.said_on, Consent.key).limit(_MOST)),
    ]
    about = _about(session, [row.subject_id for row in found if row.subject_id is not None])
    return tuple(
        ReviewRow(
            consent_id=row.id,
            person_id=row.person_id,
            alias=row.alias,
            code=row.code,
            purpose=Purpose(row.purpose),
            subject=row.subject_id,
            about=about.get(row.subject_id, ""),
            answer=Answer(row.answer),
            on=row.until if row.answer == Answer.GIVEN.value else row.said_on,
            why=NotNowReason(row.not_now) if row.not_now else None,
            days_late=max((day - row.until).days, 0) if row.answer == Answer.GIVEN.value else 0,
        )
        for row in found
    )


def _standing(*which: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Answers that no later one to the same question has replaced."""
    later = aliased(Consent)
    answered_since = (
        select(later.key)
        .where(
            later.person_id == Consent.person_id,
            later.purpose == Consent.purpose,
            later.subject_id.is_not_distinct_from(Consent.subject_id),
            or_(
                later.said_on > Consent.said_on,
                (later.said_on == Consent.said_on) & (later.key > Consent.key),
            ),
        )
        .exists()
    )
    columns = (
        Consent.id,
        Consent.person_id,
        Consent.purpose,
        Consent.subject_id,
        Consent.answer,
        Consent.until,
        Consent.said_on,
        Consent.not_now,
        Person.alias,
        Person.code,
    )
    return select(*columns).join(Person, Person.id == Consent.person_id).where(*which, ~answered_since)


def _about(session: Session, subjects: Iterable[UUID]) -> dict[UUID, str]:
    """What the contact means and referrals of some answers are called."""
    labels: dict[UUID, str] = {}
    for piece in pieces(subjects):
        means = session.execute(
            select(ContactMeans.id, ContactMeans.kind, ContactMeans.value).where(ContactMeans.id.in_(piece))
        )
        labels |= {row.id: hint(MeansKind(row.kind), row.value) for row in means}
        services = session.execute(
            select(Referral.id, Service.name)
            .join(Service, Service.id == Referral.service_id)
            .where(Referral.id.in_(piece))
        )
        labels |= {row.id: row.name for row in services}
    return labels
