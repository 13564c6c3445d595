import random
import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caseapp.errors import BugError
from caseapp.figures import attack as attacking
from caseapp.figures import closing
from caseapp.figures.cells import TrueMonth, complete, figure_values
from caseapp.figures.closing import CloseError, close_month, closes_from
from caseapp.figures.ledger import Ledger
from caseapp.figures.publishing import publish
from caseapp.figures.rounding import WIDTH, residual_key
from caseapp.figures.solver import Solver
from caseapp.vault import Connection
from tests.figures.conftest import Year
from tests.figures.figures_tools import (
    DRAW_KEY,
    SEED,
    SMALL,
    TODAY,
    everything,
    months,
    new_ledger,
    random_month,
    specification,
)


def close(
    ledger: Ledger, solver: Solver, period: str, today: date = TODAY, people: int = 20
) -> dict[str, int]:
    month = random_month(random.Random(period), people, period)
    return close_month(ledger, SMALL, month, DRAW_KEY, {}, today=today, solver=solver)


def test_months_are_closed_in_order_and_once(fresh: tuple[Connection, Ledger], solver: Solver) -> None:
    _, ledger = fresh
    with pytest.raises(CloseError, match="first month of these figures is 2026-01"):
        close(ledger, solver, "2026-02")
    close(ledger, solver, "2026-01")
    with pytest.raises(CloseError, match=r"Still open before 2026-04: 2026-02, 2026-03\."):
        close(ledger, solver, "2026-04")
    with pytest.raises(CloseError, match="2026-01 is closed already"):
        close(ledger, solver, "2026-01")
    with pytest.raises(CloseError, match="before the first month"):
        closing.check_order(ledger, "2025-12", TODAY)
    with pytest.raises(CloseError, match="YYYY-MM"):
        closing.check_order(ledger, "2026-1", TODAY)
    assert ledger.closed() == ("2026-01",)


def test_a_month_closes_from_the_tenth_of_the_next(fresh: tuple[Connection, Ledger], solver: Solver) -> None:
    _, ledger = fresh
    assert closes_from("2026-12") == date(2027, 1, 10)
    with pytest.raises(CloseError, match="closes from 2026-02-10"):
        close(ledger, solver, "2026-01", date(2026, 2, 9))
    close(ledger, solver, "2026-01", date(2026, 2, 10))


def test_tables_do_not_change_within_the_year(fresh: tuple[Connection, Ledger], solver: Solver) -> None:
    _, ledger = fresh
    close(ledger, solver, "2026-01")
    for other in (specification(areas=2), replace(SMALL, version=2), SMALL.for_year(2027)):
        month = TrueMonth("2026-02", {})
        with pytest.raises(CloseError, match="fixed and do not change within the year"):
            close_month(ledger, other, month, DRAW_KEY, {}, today=TODAY, solver=solver)
    assert ledger.closed() == ("2026-01",)


def test_another_year_may_have_other_tables(fresh: tuple[Connection, Ledger], solver: Solver) -> None:
    _, ledger = fresh
    today = date(2027, 6, 1)
    for period in months("2026-01", 12):
        residuals = close(ledger, solver, period, today, people=3)
    wider = replace(specification(areas=4).for_year(2027))
    month = random_month(random.Random(0), 5, "2027-01", wider)
    drifted = dict.fromkeys(residuals, 1000)
    after = close_month(ledger, wider, month, DRAW_KEY, drifted, today=today, solver=solver)
    assert max(map(abs, after.values())) <= WIDTH  # last year's residuals are left aside
    assert ledger.specifications() == (SMALL, wider)
    ledger.verify()


def test_residuals_run_through_the_year(year: Year) -> None:
    residuals: dict[str, int] = {}
    for period, month in year.truth.items():
        truth, shown = complete(SMALL, month), year.ledger.cells(period)
        for measure in SMALL.measures:
            before, after = (
                figure_values(measure, truth[measure.id]),
                figure_values(measure, shown[measure.id]),
            )
            for key in measure.figures:
                assert abs(after[key] - before[key]) <= WIDTH
                name = residual_key(measure.id, key)
                residuals[name] = residuals.get(name, 0) + after[key] - before[key]
    assert len(residuals) == sum(len(measure.figures) for measure in SMALL.measures)
    assert max(len(name) for name in residuals) <= 200


def distinctive(rng: random.Random, period: str) -> TrueMonth:
    """Counts that are in no file by chance: each basis cell of the contacts is a seven-digit number."""
    contacts = SMALL.measure("contacts")
    counts = {key: rng.randrange(1_000_003, 9_000_000, 10) for key in contacts.basis}
    reached = SMALL.measure("people_reached")
    people = {key: rng.randrange(1_000_002, 9_000_000, 10) for key in reached.basis}
    return TrueMonth(period, {"contacts": counts, "people_reached": people})


def test_no_true_count_is_kept(tmp_path: Path, solver: Solver) -> None:
    connection, ledger = new_ledger(tmp_path)
    month = distinctive(random.Random(4), "2026-01")
    close_month(ledger, SMALL, month, DRAW_KEY, {}, today=TODAY, solver=solver)
    publish(ledger, "2026-01", SEED)
    truth = complete(SMALL, month)
    planted = {
        number for measure in SMALL.measures for number in figure_values(measure, truth[measure.id]).values()
    } | {number for cells in month.counts.values() for number in cells.values()}
    planted = {number for number in planted if number > 1_000_000 and number % 5}
    assert len(planted) > 100
    stored = list(everything(connection))
    numbers = [value for value in stored if isinstance(value, int)]
    text = "\n".join(str(value) for value in stored if isinstance(value, str))
    blobs = b"\n".join(value for value in stored if isinstance(value, bytes))
    assert not planted.intersection(numbers)
    assert any(number > 1_000_000 for number in numbers)
    assert all(number % 5 == 0 for number in numbers if number > 1_000_000)
    for number in planted:
        assert str(number) not in text
        assert str(number).encode() not in blobs
    connection.close()


def test_a_month_the_attack_gets_into_is_not_closed(
    fresh: tuple[Connection, Ledger], solver: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, ledger = fresh
    before = list(everything(connection))

    def found(*_: object) -> attacking.Verdict:
        return attacking.Verdict(safe=False, found=("x",), narrowest=(0, 0), figures=0, releases=0)

    monkeypatch.setattr(closing, "attack", found)
    with pytest.raises(attacking.UnsafeError, match="2026-01 is not closed"):
        close(ledger, solver, "2026-01")
    assert list(everything(connection)) == before


def test_no_exception_on_the_way_holds_a_count(
    fresh: tuple[Connection, Ledger], solver: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ledger = fresh
    month = distinctive(random.Random(9), "2026-01")

    def broken(*_: object) -> Mapping[str, int]:
        raise BugError("in the middle")

    for place in ("caseapp.figures.rounding.check", "caseapp.figures.closing._attack"):
        with monkeypatch.context() as patch:
            patch.setattr(place, broken)
            with pytest.raises(BugError) as caught:
                close_month(ledger, SMALL, month, DRAW_KEY, {}, today=TODAY, solver=solver)
        said = "".join(traceback.format_exception(caught.value))
        assert not any(str(number) in said for number in month.counts["contacts"].values())
    assert ledger.closed() == ()
