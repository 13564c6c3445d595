"""The rounding at full size, too long for tests: python -m tests.figures.long_rounding [MONTHS] [KEYS].

Prints how far the figures of many months of a whole organisation are from the truth, the same month under
many keys, and whether the errors of a figure depend on one another from month to month.
"""

import random
import sys
import time
from collections import Counter

from caseapp.figures.cells import complete, figure_values
from caseapp.figures.rounding import residual_key, round_month
from caseapp.figures.solver import Solver
from tests.figures.figures_tools import DRAW_KEY, months, random_month, specification
from tests.figures.rounding_table import Shown, table

TABLES = specification(areas=6, kinds=6)


def distances(count: int, solver: Solver) -> str:
    """Years of months in a row: share of figures by distance, seconds, errors from month to month."""
    far: Counter[int] = Counter()
    seconds: list[float] = []
    pairs: list[tuple[int, int]] = []
    for year in range(count // 12):
        rng = random.Random(year)
        people, residuals, last = rng.randint(20, 500), dict[str, int](), dict[str, int]()
        for period in months("2026-01", 12):
            month = random_month(rng, int(people * rng.uniform(0.7, 1.3)), period, TABLES)
            start = time.perf_counter()
            shown = round_month(TABLES, month, rng.randbytes(32), residuals, solver)
            seconds.append(time.perf_counter() - start)
            truth, errors = complete(TABLES, month), dict[str, int]()
            for measure in TABLES.measures:
                after = figure_values(measure, shown[measure.id])
                for key, true in figure_values(measure, truth[measure.id]).items():
                    errors[residual_key(measure.id, key)] = after[key] - true
            far.update(map(abs, errors.values()))
            pairs += [(last[name], error) for name, error in errors.items() if last]
            last = errors
            residuals = {name: residuals.get(name, 0) + error for name, error in errors.items()}
    seconds.sort()
    shares = "  ".join(f"{distance}: {far[distance] / far.total():.4f}" for distance in sorted(far))
    return (
        f"{len(seconds)} months of {sum(len(each.figures) for each in TABLES.measures)} figures\n"
        f"seconds a month: median {seconds[len(seconds) // 2]:.2f}, longest {seconds[-1]:.2f}\n"
        f"distance from the truth (share): {shares}\n"
        f"errors of a figure from month to month: correlation {correlation(pairs):+.4f}"
    )


def correlation(pairs: list[tuple[int, int]]) -> float:
    """Of two columns."""
    count = len(pairs)
    left, right = (sum(pair[side] for pair in pairs) / count for side in (0, 1))
    together = sum((one - left) * (other - right) for one, other in pairs)
    spread = sum((one - left) ** 2 for one, _ in pairs) * sum((other - right) ** 2 for _, other in pairs)
    return float(together / spread**0.5)


def one_month(keys: int, solver: Solver) -> str:
    """The same month of 70 people under many keys."""
    month = random_month(random.Random("one month"), 70, tables=TABLES)
    truth = complete(TABLES, month)
    shown: Shown = {true: Counter() for true in range(13)}
    for number in range(keys):
        key = DRAW_KEY[:24] + number.to_bytes(8, "big")
        cells = round_month(TABLES, month, key, {}, solver)
        for measure in TABLES.measures:
            after = figure_values(measure, cells[measure.id])
            for figure, true in figure_values(measure, truth[measure.id]).items():
                if true in shown:
                    shown[true][after[figure]] += 1
    return f"one month, {keys} keys\n{table(shown)}"


if __name__ == "__main__":
    many = [int(each) for each in sys.argv[1:]] + [204, 1_000][len(sys.argv) - 1 :]
    with Solver() as running:
        sys.stdout.write(distances(many[0], running) + "\n\n")
        sys.stdout.write(one_month(many[1], running) + "\n")
