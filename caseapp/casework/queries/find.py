"""Finding people, and searching everything that was typed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from caseapp.domain.person import PersonFacts
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person found, with what tells her apart.

    Attributes:
        person_id: the person.
        alias, code: names to show.
        age_band: coarse age or None.
        last_on, last_place: last contact; None / empty.
        phone_end: last two digits of her first phone, empty if none.
        matched: what matched: ``alias``, ``name``, ``code`` or ``phone``.
        distance: 0 exact or prefix, larger = further away.
    """

    person_id: UUID
    alias: str
    code: str
    age_band: str | None
    last_on: date | None
    last_place: str
    phone_end: str
    matched: str
    distance: int


@dataclass(frozen=True, slots=True)
class FindPeople(Query[tuple[PersonHit, ...]]):
    """People by alias, other name, code or phone (three digits on), typing mistakes and accents allowed."""

    text: str
    limit: int = 8


@dataclass(frozen=True, slots=True)
class LikelyDuplicates(Query[tuple[PersonHit, ...]]):
    """People who may be the one about to be made; shown, never blocking."""

    facts: PersonFacts
    phones: tuple[str, ...] = ()


class HitKind(StrEnum):
    """Where a word was found."""

    PERSON = "person"
    CONTACT = "contact"
    NEED = "need"
    REFERRAL = "referral"
    SERVICE = "service"
    FOLLOW_UP = "follow_up"
    CONSENT = "consent"
    MEANS = "means"
    DRAFT = "draft"
    WAITING = "waiting"  # waits for a consent outside the record
    TERM = "term"
    STAFF = "staff"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result of the global search.

    Attributes:
        kind: kind of record.
        row_id: its id, what to open.
        person_id: the person it belongs to, None for services and the like.
        title: alias and code, or the service's name.
        snippet: the text around the match, plain.
        on: date of the record, None where it has none.
    """

    kind: HitKind
    row_id: UUID
    person_id: UUID | None
    title: str
    snippet: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Search(Query[tuple[SearchHit, ...]]):
    """Global search: people first, then services, then notes and words, newest first."""

    text: str
    limit: int = 30
