"""A person: code, age band, motherhood, household, safe-contact rule."""

import secrets
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

from caseapp.domain.taxonomy import ListName

# Letters and digits that are not mistaken for one another when read aloud or written by hand.
_LETTERS = "ABCDEFGHKLMNPRSTVX"
_DIGITS = "0123456789"


class AgeBand(StrEnum):
    """Coarse age; the published bands, and under 18, which opens the safeguarding path."""

    UNDER_18 = "under_18"
    UNDER_25 = "under_25"
    FROM_25 = "25_34"
    FROM_35 = "35_44"
    FROM_45 = "45_over"


class ChildBand(StrEnum):
    """Age band of a child. There is no other field about a child."""

    BABY = "0_2"
    TODDLER = "3_5"
    SCHOOL = "6_11"
    TEEN = "12_17"
    GROWN = "grown"


class ChildLives(StrEnum):
    """Where a child lives; said only if she wants."""

    WITH_HER = "with_her"
    FAMILY = "family"
    CARE = "care"
    ELSEWHERE = "elsewhere"


class Mother(StrEnum):
    """Whether she said that she has children. Never a risk flag."""

    YES = "yes"
    NO = "no"


class MeansKind(StrEnum):
    """Kind of contact means."""

    PHONE = "phone"
    MESSAGE = "message"
    EMAIL = "email"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SafeContact:
    """The rule to read before a number is shown.

    Attributes:
        how: what is safe, e.g. "text only".
        when: when it is safe, e.g. "14-18 h".
        say: what may be said, e.g. "Say you are from the library".
        voicemail: whether a voice message may be left; None when not said.
        by_whom: who of the team may use it, free text, may be empty.
        seen_by_others: whether other people may see it; None when not said.
    """

    how: str = ""
    when: str = ""
    say: str = ""
    voicemail: bool | None = None
    by_whom: str = ""
    seen_by_others: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no rule was agreed at all."""
        return not (self.how or self.when or self.say or self.by_whom) and self.voicemail is None


@dataclass(frozen=True, slots=True)
class Child:
    """A child in the household picture: a band and where it lives, no name, no date of birth."""

    band: ChildBand
    lives: ChildLives | None = None


def new_code() -> str:
    """Draw a random code such as ``K7-204``; no part of it comes from the person."""
    letter = secrets.choice(_LETTERS)
    digits = [secrets.choice(_DIGITS) for _ in range(4)]
    return f"{letter}{digits[0]}-{''.join(digits[1:])}"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What may be noted about a person besides contacts; everything but alias or code may be empty."""

    alias: str = ""
    code: str = ""
    other_names: tuple[str, ...] = ()
    pronouns: str = ""
    languages: str = ""
    interpreter: bool | None = None
    age_band: AgeBand | None = None
    area: Annotated[str, ListName.AREA] = ""
    settings: tuple[Annotated[str, ListName.SETTING], ...] = ()
    first_contact_on: date | None = None
    served_elsewhere: bool | None = None
    adults: int | None = None
    mother: Mother | None = None
    children: tuple[Child, ...] = ()


def no_more_than_needed(facts: PersonFacts) -> PersonFacts:
    """What may be stored of somebody: all of it, but under 18 no more than the safeguarding steps need.

    Those need to find and to speak with the young person. They need no work, no household, no children.
    """
    if facts.age_band is not AgeBand.UNDER_18:
        return facts
    return replace(facts, settings=(), served_elsewhere=None, adults=None, mother=None, children=())
