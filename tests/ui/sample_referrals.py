"""The referrals of an invented team, one a line: whose, for what, where to, and the steps so far."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any, Final

from caseapp.domain.referral import Company, EndedBy, Step, StepFacts

YEAR: Final = 2026
_STEPS: Final = {step.value: step for step in Step}


@dataclass(frozen=True)
class Given:
    """A referral as it is written down here.

    Attributes:
        alias: of the person.
        kind: of the need.
        service: its name.
        way: steps and days, such as ``"offered 1.10 made 2.10"``.
        last: facts of the last step, beside its day.
        company: who went along, where somebody was accompanied.
        along: who is to go along.
        appointment: when, as the clock on the wall says.
    """

    alias: str
    kind: str
    service: str
    way: str
    last: dict[str, Any] = field(default_factory=dict)
    company: Company | None = None
    along: str = ""
    appointment: dt.datetime | None = None

    def steps(self) -> list[StepFacts]:
        """The steps with their days."""
        words = self.way.split()
        steps = [self._step(name, on) for name, on in zip(words[::2], words[1::2], strict=True)]
        return [*steps[:-1], replace(steps[-1], **self.last)]

    def _step(self, name: str, on: str) -> StepFacts:
        day, month = on.split(".")
        step = _STEPS[name]
        company = self.company if step is Step.ACCOMPANIED else None
        return StepFacts(step, dt.date(YEAR, int(month), int(day)), company=company)


REFERRALS: Final = (
    Given("Ruby", "night_place", "St. Anne shelter", "offered 6.11", along="Ines"),
    Given("Nadi", "school_fees", "Family Fund", "offered 3.11"),
    Given("Bee", "dental", "Harbour Clinic", "offered 31.10"),
    Given(
        "Marisol",
        "safe_place",
        "Lindenhof, family rooms",
        "offered 1.11 accepted 1.11 made 2.11",
        {"named": True},
        along="Dana",
        appointment=dt.datetime(YEAR, 11, 10, 15, 0),  # noqa: DTZ001 - wall-clock time
    ),
    Given("Tee", "debt", "Open Desk", "offered 20.10 made 21.10"),
    Given("Jola", "health_check", "Harbour Clinic", "offered 5.11 made 5.11", along="Ines"),
    Given("Sam", "work_papers", "Legal Aid Desk", "offered 28.10 made 28.10"),
    Given(
        "Marisol",
        "papers",
        "Legal Aid Desk",
        "offered 20.10 made 25.10 accompanied 1.11 attended 1.11",
        company=Company.NOBODY,
    ),
    Given(
        "Lio",
        "counselling",
        "Blue Door",
        "offered 20.10 made 25.10 accompanied 4.11 attended 4.11",
        company=Company.PEER,
    ),
    Given(
        "Marisol",
        "sti_test",
        "Harbour Clinic",
        "offered 1.10 made 2.10 attended 30.10 helped 2.11",
        {"words": "they were kind"},
    ),
    Given("Ana", "birth", "Town Office", "offered 1.10 made 2.10 attended 30.10 helped 3.11"),
    Given(
        "Ruby",
        "day_care",
        "Little Oak",
        "offered 1.10 made 2.10 closed 1.11",
        {"ended_by": EndedBy.SERVICE, "reason": "no place free"},
    ),
    Given(
        "Bee",
        "language",
        "Evening School",
        "offered 1.10 made 2.10 closed 1.11",
        {"ended_by": EndedBy.PERSON, "reason": "not now"},
    ),
)
