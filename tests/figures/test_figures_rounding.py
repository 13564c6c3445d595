import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.errors import BugError
from caseapp.figures.cells import TrueMonth, complete, figure_values
from caseapp.figures.rounding import WIDTH, check, residual_key, round_month
from caseapp.figures.solver import Solver
from caseapp.figures.specification import ANY, Key, Measure, Specification
from tests.figures.figures_tools import DRAW_KEY, SMALL, months, random_month, specification
from tests.figures.rounding_table import TABLES, WIDEST_MEAN, mean_error, rare_mass, shown_by_truth, table

Shown = dict[str, dict[Key, int]]


def total(cells: Mapping[Key, int], figure: Key) -> int:
    """A figure, looked up cell by cell."""
    return sum(
        number
        for key, number in cells.items()
        if all(want in {"all", code} for want, code in zip(figure, key, strict=True))
    )


def any_complaints(measure: Measure, cells: Mapping[Key, int]) -> Iterator[str]:
    """Where each <= any <= sum does not hold."""
    for place, dimension in enumerate(measure.dimensions):
        for key in cells:
            if dimension.multi and key[place] == ANY:
                parts = [cells[(*key[:place], code, *key[place + 1 :])] for code in dimension.values]
                if not max(parts) <= cells[key] <= sum(parts):
                    yield f"{measure.id} {key}: any"


def independent_complaints(tables: Specification, month: TrueMonth, shown: Shown) -> list[str]:
    """Every promise, looked up anew from the shown cells and the truth alone; no code of the rounding."""
    found: list[str] = []
    for measure in tables.measures:
        cells, true_cells = shown[measure.id], month.counts[measure.id]
        if set(cells) != set(measure.basis) or any(value % 5 or value < 0 for value in cells.values()):
            found.append(f"{measure.id}: cells")
        found += [
            f"{measure.id} {figure}: far"
            for figure in measure.figures
            if abs(total(cells, figure) - total(true_cells, figure)) > 7
        ]
        found += any_complaints(measure, cells)
    reached = shown["people_reached"]
    for area in tables.measures[0].dimensions[0].values:
        if shown["needs_raised"][ANY, area, ANY] > total(reached, (area, "all", "all", "all")):
            found.append(f"{area}: more needs than people")
    if shown["referrals"][ANY, ANY] > sum(reached.values()):
        found.append("more referrals than people")
    return found


@given(
    seed=st.integers(0, 10**9),
    people=st.one_of(st.integers(0, 12), st.integers(13, 400)),
    areas=st.integers(1, 3),
    kinds=st.integers(1, 6),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_month_keeps_every_promise(
    solver: Solver, seed: int, people: int, areas: int, kinds: int
) -> None:
    tables = specification(areas, kinds)
    month = random_month(random.Random(seed), people, tables=tables)
    shown = round_month(tables, month, seed.to_bytes(32, "big"), {}, solver)
    assert independent_complaints(tables, month, shown) == []


@given(seed=st.integers(0, 10**9), people=st.integers(10, 150))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_year_of_months_keeps_every_promise(solver: Solver, seed: int, people: int) -> None:
    rng = random.Random(seed)
    residuals: dict[str, int] = {}
    for period in months("2026-01", 12):
        month = random_month(rng, people, period)
        shown = round_month(SMALL, month, DRAW_KEY, residuals, solver)
        assert independent_complaints(SMALL, month, shown) == []
        truth = complete(SMALL, month)
        for measure in SMALL.measures:
            before, after = (
                figure_values(measure, truth[measure.id]),
                figure_values(measure, shown[measure.id]),
            )
            for key in measure.figures:
                name = residual_key(measure.id, key)
                residuals[name] = residuals.get(name, 0) + after[key] - before[key]
    assert max(map(abs, residuals.values())) <= 40  # 12 x 7 = 84 if errors only ever added up


def test_the_same_key_gives_the_same_result_in_another_process(solver: Solver) -> None:
    month = random_month(random.Random(5), 80)
    first = round_month(SMALL, month, DRAW_KEY, {}, solver)
    with Solver() as other:
        assert round_month(SMALL, month, DRAW_KEY, {}, other) == first
    for period in ("2026-02", "2027-01"):
        assert round_month(SMALL, TrueMonth(period, month.counts), DRAW_KEY, {}, solver) != first


def test_another_key_gives_another_result(solver: Solver) -> None:
    different = 0
    for seed in range(200):
        rng = random.Random(seed)
        month = random_month(rng, rng.randint(50, 300), tables=TABLES)
        one, other = (round_month(TABLES, month, rng.randbytes(32), {}, solver) for _ in range(2))
        different += any(
            figure_values(measure, one[measure.id]) != figure_values(measure, other[measure.id])
            for measure in TABLES.measures
        )
    assert different >= 190


def test_the_mechanism_hides_and_does_not_lean(solver: Solver, capsys: pytest.CaptureFixture[str]) -> None:
    shown = shown_by_truth(1_000, solver)
    with capsys.disabled():
        sys.stdout.write(f"\n{table(shown)}\n")
    for true in range(13):
        assert abs(mean_error(shown, true)) <= WIDEST_MEAN, true
    for true in range(12):
        assert rare_mass(shown, true) <= 0.05, true


def test_most_figures_stay_near(solver: Solver) -> None:
    far: Counter[int] = Counter()
    for seed in range(40):
        rng = random.Random(seed)
        month = random_month(rng, rng.randint(10, 300))
        truth, shown = complete(SMALL, month), round_month(SMALL, month, rng.randbytes(32), {}, solver)
        for measure in SMALL.measures:
            before, after = (
                figure_values(measure, truth[measure.id]),
                figure_values(measure, shown[measure.id]),
            )
            far.update(abs(after[key] - before[key]) for key in measure.figures)
    assert max(far) <= WIDTH
    assert sum(number for distance, number in far.items() if distance <= 4) >= 0.97 * far.total()


def test_a_drift_is_led_back(solver: Solver) -> None:
    """Over many months a figure that stands 60 too high is shown lower than one that stands 60 too low."""
    shown: Counter[int] = Counter()
    contacts, cell = TABLES.measure("contacts"), ("street", "phone")
    for seed in range(60):
        month = random_month(random.Random(seed), 30, tables=TABLES)
        for drift in (60, -60):
            residuals = {residual_key(contacts.id, cell): drift}
            shown[drift] += round_month(TABLES, month, seed.to_bytes(32, "big"), residuals, solver)[
                contacts.id
            ][cell]
    assert shown[60] < shown[-60]


Spoil = Callable[[Shown], None]


def _off_by_one(shown: Shown) -> None:
    shown["contacts"]["street", "phone"] += 1


def _far(shown: Shown) -> None:
    shown["contacts"]["street", "phone"] += 20


def _below_zero(shown: Shown) -> None:
    key = next(key for key, value in shown["contacts"].items() if value == 0)
    shown["contacts"][key] = -5


def _missing(shown: Shown) -> None:
    del shown["referrals"][ANY, ANY]


def _kind_above_any(shown: Shown) -> None:
    cells = shown["needs_raised"]
    key = next(
        key for key in cells if key[0] != ANY and key[2] != ANY and cells[key] == cells[key[0], key[1], ANY]
    )
    cells[key] += 5


def _any_above_reached(shown: Shown) -> None:
    for key in shown["people_reached"]:
        shown["people_reached"][key] = 0


@pytest.mark.parametrize(
    "spoil", [_off_by_one, _far, _below_zero, _missing, _kind_above_any, _any_above_reached]
)
def test_a_wrong_answer_is_never_used(solver: Solver, spoil: Spoil) -> None:
    month = random_month(random.Random(11), 7)
    truth, shown = complete(SMALL, month), round_month(SMALL, month, DRAW_KEY, {}, solver)
    check(SMALL, truth, shown)
    spoil(shown)
    with pytest.raises(BugError) as caught:
        check(SMALL, truth, shown)
    assert not any(character.isdigit() and character not in "57" for character in str(caught.value))
