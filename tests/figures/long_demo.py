"""``python -m tests.figures.long_demo [MONTHS]``: how far shown figures lie from a demo's truth.

The invented organisation lives through many months with late entries and withdrawals; each month is counted
and rounded as at its closing, with the residuals of its year, and every published figure is held against its
truth.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from caseapp.casework import close_month as closing_room
from caseapp.casework.close_month import specification_for
from caseapp.casework.counting import count_month
from caseapp.casework.demo import words
from caseapp.casework.demo.story import Plan
from caseapp.casework.demo.tell import Teller
from caseapp.casework.house import House
from caseapp.domain.dates import Month
from caseapp.figures.cells import complete, figure_values
from caseapp.figures.closing import residuals_after
from caseapp.figures.ledger import Ledger
from caseapp.figures.rounding import round_month
from caseapp.figures.solver import Solver
from caseapp.figures.specification import Key, RelationKind, Specification
from tests.figures.figures_tools import DRAW_KEY
from tests.storage.house import Clock
from tests.unit.figured_house import figured_house

LAST_DAY = date(2026, 10, 31)
PEOPLE_A_MONTH, CONTACTS_A_MONTH = 9, 60
MOST, MOSTLY = 7, 4


@dataclass
class Distances:
    """What was found.

    Attributes:
        apart: shown minus true -> how many figures.
        by_measure: the same per measure.
        broken: public relations that did not hold for what is shown, in words.
        months: how many were rounded.
    """

    apart: Counter[int] = field(default_factory=Counter)
    by_measure: dict[str, Counter[int]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    months: int = 0

    @property
    def within_mostly(self) -> float:
        """Share of figures within 4."""
        return sum(n for distance, n in self.apart.items() if abs(distance) <= MOSTLY) / self.apart.total()

    @property
    def largest(self) -> int:
        """The largest distance."""
        return max(map(abs, self.apart))


class Rounds:
    """Counts and rounds each month in place of closing it: the attack is not the subject here."""

    def __init__(self, house: House, solver: Solver) -> None:
        self.house = house
        self.solver = solver
        self.found = Distances()
        self._specifications: dict[int, Specification] = {}
        self._residuals: dict[str, int] = {}

    def close(self, period: str) -> None:
        month = Month.parse(period)
        with self.house.writing("test.count", audited=False) as unit:
            specification = self._specification(month)
            truth = count_month(unit.session, specification, month)
            closing_room._note_closing(unit, month)
        shown = round_month(specification, truth, DRAW_KEY, self._residuals, self.solver)
        self._residuals = residuals_after(specification, truth, shown, self._residuals)
        whole = complete(specification, truth)
        self.found.months += 1
        figures: dict[str, dict[Key, int]] = {}
        for measure in specification.measures:
            figures[measure.id] = figure_values(measure, shown[measure.id])
            true_figures = figure_values(measure, whole[measure.id])
            apart = Counter(figures[measure.id][key] - true_figures[key] for key in measure.figures)
            self.found.apart += apart
            self.found.by_measure.setdefault(measure.id, Counter()).update(apart)
        self.found.broken += [f"{period}: {words_}" for words_ in broken_relations(specification, figures)]

    def _specification(self, month: Month) -> Specification:
        """Fixed for a year, as the ledger would keep it."""
        known = self._specifications.get(month.year)
        if known is None:
            self._residuals = {}
            ledger: Ledger = self.house.figures.ledger
            with self.house.reading() as session:
                known = specification_for(session, ledger, month)
            self._specifications[month.year] = known
        return known


def broken_relations(specification: Specification, figures: dict[str, dict[Key, int]]) -> Iterator[str]:
    """The relations that do not hold for shown figures, worked out from the sentences, not from the model."""
    for relation in specification.relations:
        measure = specification.measure(relation.measure)
        shown = figures[relation.measure]
        if relation.kind is RelationKind.ANY:
            at = [each.id for each in measure.dimensions].index(relation.dimension)
            for key, any_of in shown.items():
                if key[at] != "any":
                    continue
                parts = [
                    shown[(*key[:at], value, *key[at + 1 :])]
                    for value in measure.dimensions[at].values
                    if (*key[:at], value, *key[at + 1 :]) in shown
                ]
                if parts and not max(parts) <= any_of <= sum(parts):
                    yield f"{relation.sentence} {key}"
        elif relation.kind is RelationKind.WITHIN:
            other = specification.measure(relation.other)
            for key, number in shown.items():
                named = {
                    each.id: code
                    for each, code in zip(measure.dimensions, key, strict=True)
                    if not each.multi
                }
                multi = [code for each, code in zip(measure.dimensions, key, strict=True) if each.multi]
                bound = figures[other.id].get(tuple(named.get(each.id, "all") for each in other.dimensions))
                if all(code == "any" for code in multi) and bound is not None and number > bound:
                    yield f"{relation.sentence} {key}"


def run(months: int, folder: Path) -> Distances:
    """Live through some months.

    Args:
        months: how many are rounded.
        folder: for the (unused) ledger.
    """
    first = Month.of(LAST_DAY)
    for _ in range(months):
        first = first.previous
    clock = Clock(datetime(2026, 11, 21, 9, tzinfo=UTC))
    house = figured_house(folder, clock, words.AREAS)
    plan = Plan(PEOPLE_A_MONTH * months + 60, CONTACTS_A_MONTH * (months + 1), first.first, LAST_DAY, seed=11)
    with Solver() as solver:
        rounds = Rounds(house, solver)
        Teller(house, plan, UTC, rounds.close, lambda _done, _all: None).tell()
    return rounds.found


def main() -> int:
    """Print the distribution; 1 when a figure lies too far away or a relation is broken."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with TemporaryDirectory() as folder:
        found = run(months, Path(folder))
    lines = [f"{found.months} months, {found.apart.total()} figures; shown minus true:"]
    for distance, number in sorted(found.apart.items()):
        lines.append(f"  {distance:+3d}  {number:7d}  {100 * number / found.apart.total():6.2f} %")
    for measure, apart in found.by_measure.items():
        within = sum(n for distance, n in apart.items() if abs(distance) <= MOSTLY) / apart.total()
        lines.append(f"  {measure}: {100 * within:.2f} % within {MOSTLY}, largest {max(map(abs, apart))}")
    lines.append(f"within {MOSTLY}: {100 * found.within_mostly:.2f} %, largest {found.largest}")
    sys.stdout.write("\n".join([*lines, *found.broken]) + "\n")
    return int(found.largest > MOST or bool(found.broken) or found.within_mostly < 0.9)


if __name__ == "__main__":
    sys.exit(main())
