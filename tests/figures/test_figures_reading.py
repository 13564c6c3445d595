from datetime import date

from caseapp.figures.ledger import Ledger
from caseapp.figures.reading import month_tables, series, status
from caseapp.figures.specification import ANY
from caseapp.vault import Connection
from tests.figures.conftest import Year
from tests.figures.figures_tools import SMALL


def test_status_says_what_is_missing(year: Year) -> None:
    found = status(year.ledger, date(2026, 7, 4))
    assert [(month.period, month.published) for month in found.closed] == [
        (f"2026-0{number}", True) for number in range(1, 5)
    ]
    assert found.closed[0].delivered == (("City fund", "Grant 12", "2026-11-21", "Lio"),)
    assert [(month.period, month.can_close, month.missing) for month in found.open] == [
        ("2026-05", True, ()),
        ("2026-06", False, ("2026-05 is still open.", "It closes from 10 July.")),
        ("2026-07", False, ("2026-05 is still open.", "2026-06 is still open.", "It closes from 10 August.")),
    ]


def test_status_of_an_empty_ledger(fresh: tuple[Connection, Ledger]) -> None:
    _, ledger = fresh
    assert status(ledger, date(2026, 7, 4)) == status(ledger, date(2026, 7, 4), None)
    assert status(ledger, date(2026, 7, 4)).open == ()
    found = status(ledger, date(2026, 7, 4), "2026-06")
    assert [month.period for month in found.open] == ["2026-06", "2026-07"]
    assert found.open[0].closes_from == date(2026, 7, 10)


def test_an_open_month_shows_no_number(year: Year) -> None:
    assert month_tables(year.ledger, "2026-05") is None
    assert month_tables(year.ledger, "2031-01") is None


def test_tables_show_what_is_published(year: Year) -> None:
    found = month_tables(year.ledger, "2026-02")
    assert found is not None
    assert [measure for measure, _, _ in found.totals] == [measure.id for measure in SMALL.measures]
    needs = next(table for table in found.tables if table.measure == "needs_raised")
    assert [row.code for row in needs.rows][-1] == ANY
    assert not needs.adds_up
    assert [words for _, words in needs.columns] == [
        "The Harbour",
        "Station, north side",
        "old town",
        "area not said",
        "all",
    ]
    for table in found.tables:
        for row in table.rows:
            assert all(number % 5 == 0 for number in row.numbers)
        if table.adds_up:
            *parts, whole = table.rows
            for column in range(len(whole.numbers)):
                assert sum(row.numbers[column] for row in parts) == whole.numbers[column]
    totals = {measure: number for measure, _, number in found.totals}
    for measure in SMALL.measures:
        whole_figure = tuple(dimension.folded for dimension in measure.dimensions)
        points = dict(series(year.ledger, measure.id, whole_figure))
        assert list(points) == ["2026-01", "2026-02", "2026-03", "2026-04"]
        assert points["2026-02"] == totals[measure.id]
    assert series(year.ledger, "contacts", ("moon", "phone")) == ()
