"""Consent: a purpose, a state, a date. Not asked and declined behave alike for storing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    """What she is asked; each purpose is its own question."""

    KEEP = "keep"
    CONTACT = "contact"  # per contact means
    HEALTH = "health"
    CHILDREN = "children"
    SHARE = "share"  # per referral, with a named service
    COUNT = "count"


class Answer(StrEnum):
    """The state of a consent."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"
    NOT_NOW = "not_now"  # could not be asked now: intoxicated, partner present, no interpreter


class How(StrEnum):
    """How it was said."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    INTERPRETER = "interpreter"
    MESSAGE = "message"


class NotNowReason(StrEnum):
    """Why it could not be asked."""

    INTOXICATED = "intoxicated"
    PARTNER_PRESENT = "partner_present"
    NO_INTERPRETER = "no_interpreter"
    OTHER = "other"


class CountPolicy(StrEnum):
    """Who is counted in figures; the organisation decides."""

    GIVEN = "given"  # only who said "count me"
    NOT_DECLINED = "not_declined"


COUNT_POLICY = "count_policy"
"""Name of the setting, kept in the vault, that holds the policy."""


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One line of the ledger; a new answer is added, the old one stays readable.

    Attributes:
        purpose: the question.
        subject: contact means (CONTACT) or referral (SHARE) it is about, else None.
        answer: what was said.
        said_on: local date.
        how: None where nothing was said.
        until: last day it may be used; None = until withdrawn.
        not_now: reason when the answer is NOT_NOW.
        words: her own words.
        keep_from: whom to keep it from, and why.
    """

    purpose: Purpose
    answer: Answer
    said_on: date
    subject: UUID | None = None
    how: How | None = How.SPOKEN
    until: date | None = None
    not_now: NotNowReason | None = None
    words: str = ""
    keep_from: str = ""


def allows(answer: Answer, until: date | None, on: date) -> bool:
    """Whether a consent in this state may be used on a day.

    Only GIVEN allows, and no consent older than its date is used silently.

    Args:
        answer: the latest answer.
        until: last day it holds, None = open end.
        on: the day of use.
    """
    return answer is Answer.GIVEN and (until is None or on <= until)


def latest_of(entries: Iterable[ConsentEntry]) -> ConsentEntry | None:
    """The answer that stands among several to one question, None when there is none.

    Args:
        entries: in the order in which they were given; of one day, the later one stands.
    """
    return max(reversed(list(entries)), key=lambda entry: entry.said_on, default=None)
