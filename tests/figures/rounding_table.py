"""What is shown for each true value from 0 to 12 over many keys, and how neighbours hide one another."""

import random
from collections import Counter

from caseapp.figures.cells import complete, figure_values
from caseapp.figures.rounding import round_month
from caseapp.figures.solver import Solver
from tests.figures.figures_tools import random_month, specification

WIDEST_MEAN = 0.5
TABLES = specification(areas=2, kinds=3)
Shown = dict[int, Counter[int]]


def shown_by_truth(keys: int, solver: Solver) -> Shown:
    """Round one small month after the other, each under a key of its own, and gather all its figures."""
    shown: Shown = {true: Counter() for true in range(13)}
    for number in range(keys):
        rng = random.Random(f"table {number}")
        month = random_month(rng, rng.randint(15, 60), tables=TABLES)
        truth, cells = complete(TABLES, month), round_month(TABLES, month, rng.randbytes(32), {}, solver)
        for measure in TABLES.measures:
            after = figure_values(measure, cells[measure.id])
            for key, true in figure_values(measure, truth[measure.id]).items():
                if true in shown:
                    shown[true][after[key]] += 1
    return shown


def mean_error(shown: Shown, true: int) -> float:
    """Mean of shown minus true."""
    return sum(value * number for value, number in shown[true].items()) / shown[true].total() - true


def ratio(shown: Shown, true: int, value: int) -> float:
    """How much likelier a shown value is under one of two neighbours than under the other."""
    one, other = (shown[each][value] / shown[each].total() for each in (true, true + 1))
    return max(one, other) / min(one, other) if min(one, other) else float("inf")


def rare_mass(shown: Shown, true: int) -> float:
    """The greater of both neighbours' probabilities of a shown value whose likelihood ratio exceeds 20."""
    telling = [value for value in {*shown[true], *shown[true + 1]} if ratio(shown, true, value) > 20]
    return max(
        sum(shown[each][value] for value in telling) / shown[each].total() for each in (true, true + 1)
    )


def table(shown: Shown) -> str:
    """The whole table in text."""
    lines = [" true  figures  mean error  shown (share)"]
    for true, numbers in shown.items():
        shares = "  ".join(f"{value}: {numbers[value] / numbers.total():.3f}" for value in sorted(numbers))
        lines.append(f"{true:5d} {numbers.total():8d} {mean_error(shown, true):+11.3f}  {shares}")
    lines.append(" pair    largest ratio up to 20    share of values beyond 20")
    for true in range(12):
        values = {*shown[true], *shown[true + 1]}
        within = [found for value in values if (found := ratio(shown, true, value)) <= 20]
        lines.append(f"{true:2d},{true + 1:2d} {max(within, default=0):15.1f} {rare_mass(shown, true):25.4f}")
    return "\n".join(lines)
