"""The invented people: who they are, what they agreed to, how often they are met."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from caseapp.casework.demo import words
from caseapp.domain.consent import Answer, ConsentEntry, How, NotNowReason, Purpose
from caseapp.domain.person import (
    AgeBand,
    Child,
    ChildBand,
    ChildLives,
    MeansKind,
    Mother,
    PersonFacts,
    SafeContact,
)

_AGES = (
    (AgeBand.UNDER_18, 1),
    (AgeBand.UNDER_25, 23),
    (AgeBand.FROM_25, 35),
    (AgeBand.FROM_35, 22),
    (AgeBand.FROM_45, 11),
    (None, 8),
)
_MOTHERS = {AgeBand.UNDER_25: 0.28, AgeBand.FROM_25: 0.5, AgeBand.FROM_35: 0.6, AgeBand.FROM_45: 0.55}
_BANDS = {
    AgeBand.UNDER_25: (ChildBand.BABY, ChildBand.BABY, ChildBand.TODDLER),
    AgeBand.FROM_25: (ChildBand.BABY, ChildBand.TODDLER, ChildBand.SCHOOL, ChildBand.SCHOOL),
    AgeBand.FROM_35: (ChildBand.TODDLER, ChildBand.SCHOOL, ChildBand.TEEN, ChildBand.GROWN),
    AgeBand.FROM_45: (ChildBand.TEEN, ChildBand.GROWN, ChildBand.GROWN),
}
_LIVES = (
    ChildLives.WITH_HER,
    ChildLives.WITH_HER,
    ChildLives.WITH_HER,
    ChildLives.FAMILY,
    ChildLives.CARE,
    None,
)
_CODE_LETTERS = "ABCDEFGHKLMNPRSTVX"
_KNOWN_BEFORE = 0.35
_MANY_MONTHS = 500  # days before the first one shown, in which somebody was met first


@dataclass
class Somebody:
    """One invented person.

    Attributes:
        facts: what is noted of her.
        area: label of the area where she is met.
        settings: codes of the settings she works in.
        agreed: purposes she said yes to when she was first met.
        weight: how often she is met, against others.
        stays_days: for how long after the first meeting.
        answers: what else was said when first met, without dates.
        changes_mind: days after the first meeting -> a withdrawal.
        number: phone number, empty for most.
        rule: its safe-contact rule.
    """

    facts: PersonFacts
    area: str
    settings: tuple[str, ...]
    agreed: frozenset[Purpose]
    weight: float
    stays_days: int
    answers: tuple[tuple[Purpose, Answer], ...]
    changes_mind: tuple[tuple[int, Purpose], ...] = ()
    number: str = ""
    rule: SafeContact = field(default_factory=SafeContact)
    means_kind: MeansKind = MeansKind.PHONE

    def consents(self, on: date, rng: random.Random) -> tuple[ConsentEntry, ...]:
        """Her answers when she is first met.

        Args:
            on: the day.
            rng: the story's dice.
        """
        entries = []
        for purpose, answer in self.answers:
            until = on + timedelta(days=rng.choice((90, 180, 365))) if rng.random() < 0.015 else None
            silent = answer in {Answer.NOT_NOW, Answer.NOT_ASKED}
            entries.append(
                ConsentEntry(
                    purpose,
                    answer,
                    on,
                    how=None if silent else rng.choice((How.SPOKEN, How.SPOKEN, How.SPOKEN, How.WRITTEN)),
                    until=until if answer is Answer.GIVEN and purpose is not Purpose.KEEP else None,
                    not_now=rng.choice(list(NotNowReason)) if answer is Answer.NOT_NOW else None,
                )
            )
        return tuple(entries)


def cast(rng: random.Random, number: int, first_day: date) -> list[Somebody]:
    """Invent people.

    Args:
        rng: the story's dice.
        number: how many.
        first_day: of the story; some were known before it.
    """
    codes: set[str] = set()
    return [_somebody(rng, first_day, codes) for _ in range(number)]


def _somebody(rng: random.Random, first_day: date, codes: set[str]) -> Somebody:
    age = rng.choices([age for age, _ in _AGES], [share for _, share in _AGES])[0]
    place = rng.choices(words.PLACES, [each[4] for each in words.PLACES])[0]
    settings = tuple(
        dict.fromkeys(filter(None, (place[2], rng.choice(("street", "own_place", "online", "", "")))))
    )
    answers = _answers(rng)
    agreed = frozenset(purpose for purpose, answer in answers if answer is Answer.GIVEN)
    mother, children = _household(rng, age) if Purpose.CHILDREN in agreed else (None, ())
    known_before = rng.random() < _KNOWN_BEFORE
    alias = " ".join(filter(None, (rng.choice(words.ALIASES), rng.choice(words.EPITHETS))))
    somebody = Somebody(
        facts=PersonFacts(
            alias=alias,
            code=_code(rng, codes),
            other_names=(rng.choice(words.ALIASES),) if rng.random() < 0.12 else (),
            pronouns=rng.choice(words.PRONOUNS),
            languages=rng.choice(words.LANGUAGES) if rng.random() < 0.7 else "",
            interpreter=True if rng.random() < 0.05 else None,
            age_band=age,
            settings=settings,
            first_contact_on=(
                first_day - timedelta(days=rng.randrange(20, _MANY_MONTHS)) if known_before else None
            ),
            served_elsewhere=rng.choice((None, None, True, False)),
            adults=rng.choice((None, None, 1, 1, 2, 2, 3)),
            mother=mother,
            children=children,
        ),
        area=place[1],
        settings=settings,
        agreed=agreed,
        weight=rng.lognormvariate(0, 0.9),
        stays_days=int(rng.expovariate(1 / 260)) + 20,
        answers=answers,
        changes_mind=tuple(
            (rng.randrange(20, 220), purpose)
            for purpose, chance in ((Purpose.COUNT, 0.05), (Purpose.HEALTH, 0.02))
            if purpose in agreed and rng.random() < chance
        ),
    )
    if age is not AgeBand.UNDER_18 and rng.random() < 0.45:
        somebody.number = _number(rng)
        somebody.means_kind = rng.choice((MeansKind.PHONE, MeansKind.PHONE, MeansKind.MESSAGE))
        somebody.rule = SafeContact(
            how=rng.choice(words.SAFE_HOW),
            when=rng.choice(words.SAFE_WHEN),
            say=rng.choice(words.SAFE_SAY),
            voicemail=rng.choice((None, False, False, True)),
            seen_by_others=rng.choice((None, True, False)),
        )
    return somebody


def _answers(rng: random.Random) -> tuple[tuple[Purpose, Answer], ...]:
    def pick(given: float, declined: float, not_now: float) -> Answer:
        chance = rng.random()
        if chance < given:
            return Answer.GIVEN
        if chance < given + declined:
            return Answer.DECLINED
        return Answer.NOT_NOW if chance < given + declined + not_now else Answer.NOT_ASKED

    asked = (
        (Purpose.KEEP, Answer.GIVEN),
        (Purpose.COUNT, pick(0.8, 0.09, 0.05)),
        (Purpose.HEALTH, pick(0.62, 0.12, 0.06)),
        (Purpose.CHILDREN, pick(0.66, 0.1, 0.04)),
    )
    return tuple((purpose, answer) for purpose, answer in asked if answer is not Answer.NOT_ASKED)


def _household(rng: random.Random, age: AgeBand | None) -> tuple[Mother | None, tuple[Child, ...]]:
    if age not in _MOTHERS:
        return None, ()
    if rng.random() >= _MOTHERS[age]:
        return (Mother.NO if rng.random() < 0.7 else None), ()
    bands = [rng.choice(_BANDS[age]) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
    return Mother.YES, tuple(Child(band, rng.choice(_LIVES)) for band in bands)


def _code(rng: random.Random, codes: set[str]) -> str:
    while True:
        code = f"{rng.choice(_CODE_LETTERS)}{rng.randrange(10)}-{rng.randrange(1000):03d}"
        if code not in codes or len(codes) > 100_000:
            codes.add(code)
            return code


def _number(rng: random.Random) -> str:
    """A phone number from the ranges kept for films and books."""
    if rng.random() < 0.7:
        return f"+44 7700 900{rng.randrange(1000):03d}"
    return f"+44 1632 960{rng.randrange(1000):03d}"
