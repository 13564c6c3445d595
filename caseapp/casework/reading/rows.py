"""What several questions share: labels of colleagues, names of people, last dates, pieces of a list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Label, Row, ScalarSelect, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from caseapp.domain.contact import Reached
from caseapp.domain.need import NeedState
from caseapp.domain.person import MeansKind, SafeContact
from caseapp.storage.tables import (
    Contact,
    ContactMeans,
    ContactPerson,
    FollowUp,
    Person,
    Referral,
    Service,
    Staff,
)

T = TypeVar("T")

OPEN_STATES = tuple(state.value for state in NeedState if state.is_open)
SOON_DAYS = 7
"""How far ahead "the next days" reach, in days."""
_PIECE = 400  # keys in one IN (...): far below SQLite's limit of host parameters


def pieces(keys: Iterable[T]) -> Iterator[list[T]]:
    """Cut a list of keys into pieces that fit one statement.

    Args:
        keys: any number of keys.

    Yields:
        Lists of at most 400 keys, in order.
    """
    rest = iter(keys)
    while piece := list(islice(rest, _PIECE)):
        yield piece


def staff_labels(session: Session) -> dict[UUID, str]:
    """The label of every colleague by id."""
    return {row.id: row.label for row in session.execute(select(Staff.id, Staff.label))}


def names_of(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Alias and code of some people.

    Args:
        session: an open reading session.
        person_ids: people; the same one may stand there twice.

    Returns:
        id -> (alias, code).
    """
    names: dict[UUID, tuple[str, str]] = {}
    for piece in pieces(dict.fromkeys(person_ids)):
        found = session.execute(select(Person.id, Person.alias, Person.code).where(Person.id.in_(piece)))
        names.update((row.id, (row.alias, row.code)) for row in found)
    return names


def safe_contact(means: Row[*tuple[Any, ...]] | ContactMeans) -> SafeContact:
    """The safe-contact rule of a row of ``contact_means``."""
    return SafeContact(
        how=means.rule_how,
        when=means.rule_when,
        say=means.rule_say,
        voicemail=means.rule_voicemail,
        by_whom=means.rule_by_whom,
        seen_by_others=means.rule_seen,
    )


def short_rules(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The safe-contact rule of some people in short, such as ``text only, 14-18 h``.

    Args:
        session: an open reading session.
        person_ids: people.

    Returns:
        id -> how and when of the first means that has a rule; people without a rule are left out.
    """
    rules: dict[UUID, str] = {}
    for piece in pieces(dict.fromkeys(person_ids)):
        found = session.execute(
            select(ContactMeans.person_id, ContactMeans.rule_how, ContactMeans.rule_when)
            .where(ContactMeans.person_id.in_(piece))
            .order_by(ContactMeans.created_at, ContactMeans.id)
        )
        for row in found:
            short = ", ".join(part for part in (row.rule_how, row.rule_when) if part)
            if short:
                rules.setdefault(row.person_id, short)
    return rules


def hint(kind: MeansKind, value: str) -> str:
    """What may be shown of a contact means: the last two digits of a number, nothing of anything else."""
    if kind not in {MeansKind.PHONE, MeansKind.MESSAGE}:
        return ""
    digits = [letter for letter in value if letter.isdigit()]
    return "".join(digits[-2:]) if len(digits) >= 6 else ""


def last_seen(column: SQLColumnExpression[T], person_id: SQLColumnExpression[UUID]) -> ScalarSelect[T]:
    """A column of the latest contact in which a person was met, as a subquery.

    Args:
        column: a column of ``contacts``.
        person_id: the person's id in the enclosing statement.
    """
    return (
        select(column)
        .select_from(ContactPerson)
        .join(Contact, Contact.id == ContactPerson.contact_id)
        .where(ContactPerson.person_id == person_id, Contact.reached == Reached.YES.value)
        .order_by(ContactPerson.on_date.desc(), ContactPerson.key.desc())
        .limit(1)
        .scalar_subquery()
    )


def has_next_step(person_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether a person has a follow-up that is not done."""
    return exists().where(FollowUp.person_id == person_id, FollowUp.done_on.is_(None))


def told() -> Label[str | None]:
    """The service that a follow-up says to tell, as the column ``tells``; NULL where words were typed."""
    service = (
        select(func.coalesce(Service.name, ""))
        .select_from(Referral)
        .outerjoin(Service, Service.id == Referral.service_id)
        .where(FollowUp.what == "", Referral.id == FollowUp.referral_id)
        .scalar_subquery()
    )
    return service.label("tells")


def local_clock(utc: datetime, offset_minutes: int) -> datetime:
    """Wall-clock time, without zone, of a stored moment."""
    return utc.replace(tzinfo=None) + timedelta(minutes=offset_minutes)


def days_between(earlier: date, later: date) -> int:
    """Whole days from one date to another, 0 when the second is not later."""
    return max((later - earlier).days, 0)


def in_order(keys: Sequence[int], rows: dict[int, T]) -> tuple[T, ...]:
    """Rows in the order of their keys; keys that are gone are left out."""
    return tuple(rows[key] for key in keys if key in rows)
