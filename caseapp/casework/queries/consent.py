"""The consent ledger, and what an answer would lead to."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseapp.domain.consent import Answer, How, NotNowReason, Purpose
from caseapp.domain.need import NeedFacts
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """The current answer to one question.

    Attributes:
        purpose, subject: the question.
        about: label of the means or service it is about, or empty.
        answer: the latest answer; NOT_ASKED where the ledger has none.
        usable: whether it may be used today (given and not past its date).
        said_on, how, by, until, words, keep_from: of the latest answer.
        why: why it could not be asked.
        kind: code of the kind of need of the referral it is about, or empty.
    """

    purpose: Purpose
    subject: UUID | None
    about: str
    answer: Answer
    usable: bool
    said_on: date | None
    how: How | None
    by: str
    until: date | None
    words: str
    keep_from: str
    why: NotNowReason | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ConsentsOf(Query[tuple[ConsentRow, ...]]):
    """The whole ledger of a person, current answers, every purpose present (asked or not)."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class ConsentHistory(Query[tuple[ConsentRow, ...]]):
    """Every answer ever given, newest first."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of "What will happen now".

    Attributes:
        kind: ``stops``, ``erases``, ``added``, ``sent`` or ``stays``.
        template, values: the sentence, translatable.
        rows: ids of rows it would erase (can be kept for a named reason).
    """

    kind: str
    template: str
    values: tuple[tuple[str, str | int], ...] = ()
    rows: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawalPreview(Query[tuple[Effect, ...]]):
    """What an answer would lead to, before anything is done."""

    person_id: UUID
    purpose: Purpose
    subject: UUID | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class NeededConsent(Query["Purpose | None"]):
    """Which consent a need asks for: None when keeping a record is enough."""

    facts: NeedFacts


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A question to ask again at the next contact.

    Attributes:
        consent_id: the answer that stands.
        purpose, subject: the question; what opens the line of the ledger.
        about: the service or the end of the number it is about, or empty.
        answer: GIVEN, near or past its date, or NOT_NOW.
        on: the last day it holds, or the day on which it could not be asked.
        why: why it could not be asked.
        days_late: whole days since a given one ended, 0 while it holds.
    """

    consent_id: UUID
    person_id: UUID
    alias: str
    code: str
    purpose: Purpose
    subject: UUID | None
    about: str
    answer: Answer
    on: date
    why: NotNowReason | None
    days_late: int
