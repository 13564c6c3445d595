"""Closing over two stores: what is noted, what a crash leaves, and that it is mended."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from caseapp.casework import close_month as closing_room
from caseapp.casework.close_month import Closer, close_month, first_month, reconcile, specification_for
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import LogContact, NewNeed, PersonPart
from caseapp.casework.commands.figures import CloseMonth
from caseapp.casework.commands.team import SetTerm
from caseapp.casework.counting import count_month
from caseapp.casework.house import House
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment, Month
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import AgeBand, PersonFacts
from caseapp.errors import KnownError
from caseapp.figures import publishing
from caseapp.figures.cells import figure_values
from caseapp.figures.closing import CloseError
from caseapp.figures.ledger import Ledger
from caseapp.figures.office import Office
from caseapp.storage.tables import Closing, Residual
from caseapp.vault.audit_schema import Executes
from tests.storage.house import Clock
from tests.unit.asking import all_yes, do
from tests.unit.figured_house import figured_house


class Watched:
    """Steps that stop once a month is closed."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.done: list[int] = []
        self.ledger = ledger

    @property
    def stopping(self) -> bool:
        return self.ledger is not None and bool(self.ledger.closed())

    def __call__(self, done: int, total: int) -> None:
        self.done.append(done)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 21, 9, tzinfo=UTC))


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> House:
    return with_contacts(figured_house(tmp_path, clock))


def with_contacts(house: House) -> House:
    """Six people met in September and October."""
    for number, alias in enumerate(("Marisol", "Tee", "Jola", "Nadi", "Ruby", "Sam")):
        meet(house, date(2026, 9 + number % 2, 3 + number), alias)
    return house


def meet(house: House, on: date, alias: str) -> None:
    part = PersonPart(
        new=PersonFacts(alias=alias, age_band=AgeBand.FROM_25, area="north"),
        consents=all_yes(on),
        needs=(NewNeed(NeedFacts("housing")),),
    )
    when = Moment.of(datetime.combine(on, time(20), UTC))
    do(house, LogContact(when, "street_round", Channel.IN_PERSON, people=(part,), unidentified=1))


def closed(house: House, month: str, *, through: bool = False) -> tuple[str, ...]:
    return close_month(house, CloseMonth(month, through), Watched()).result.months


def reached(house: House, month: str) -> int:
    """People who would be counted in an open month."""
    with house.reading() as session:
        which = Month.parse(month)
        specification = specification_for(session, ledger_of(house), which)
        return sum(count_month(session, specification, which).counts["people_reached"].values())


def ledger_of(house: House) -> Ledger:
    assert isinstance(house.figures, Office)
    return house.figures.ledger


def notes(house: House) -> tuple[list[str], dict[str, int]]:
    """Closed months as the case store notes them, and the residuals."""
    with house.reading() as session:
        months = list(session.scalars(select(Closing.month).order_by(Closing.month)))
        rows = session.execute(select(Residual.figure, Residual.value))
        return months, {row.figure: row.value for row in rows}


def test_months_are_closed_in_order_and_from_the_tenth(house: House, clock: Clock) -> None:
    assert first_month(house) == "2026-09"
    with pytest.raises(CloseError, match="Still open before 2026-10: 2026-09"):
        closed(house, "2026-10")
    with pytest.raises(CloseError, match="closes from"):
        closed(house, "2026-11", through=True)
    assert notes(house)[0] == ["2026-09", "2026-10"], "the months before it were closed"
    with pytest.raises(CloseError, match="closed already"):
        closed(house, "2026-10")
    with pytest.raises(CloseError, match="YYYY-MM"):
        closed(house, "October")


def test_through_closes_all_and_tells_how_far_it_is(house: House) -> None:
    steps = Watched()
    done = close_month(house, CloseMonth("2026-10", through=True), steps).result.months
    assert done == ("2026-09", "2026-10")
    assert steps.done == [0, 1]
    assert ledger_of(house).closed() == done


def test_a_stop_keeps_the_months_before_it(house: House) -> None:
    steps = Watched(ledger_of(house))
    done = close_month(house, CloseMonth("2026-10", through=True), steps).result.months
    assert done == ("2026-09",)
    assert closed(house, "2026-10", through=True) == ("2026-10",)


def test_figures_are_near_the_truth_and_residuals_are_the_difference(house: House) -> None:
    with house.reading() as session:
        specification = specification_for(session, ledger_of(house), Month(2026, 9))
        truth = count_month(session, specification, Month(2026, 9))
    closed(house, "2026-09")
    shown = ledger_of(house).cells("2026-09")
    months, residuals = notes(house)
    assert months == ["2026-09"]
    for measure in specification.measures:
        true_cells = {key: truth.counts[measure.id].get(key, 0) for key in measure.basis}
        true_figures, figures = (
            figure_values(measure, true_cells),
            figure_values(measure, shown[measure.id]),
        )
        for key in measure.figures:
            assert abs(figures[key] - true_figures[key]) <= 7
            assert residuals[f"{measure.id}|{'/'.join(key)}"] == figures[key] - true_figures[key]


def test_what_comes_late_counts_once_in_the_next_open_month(house: House) -> None:
    assert reached(house, "2026-09") == 3
    closed(house, "2026-09")
    assert reached(house, "2026-10") == 3
    meet(house, date(2026, 9, 30), "Lio")
    assert reached(house, "2026-10") == 4
    closed(house, "2026-10")
    meet(house, date(2026, 9, 1), "Bee")
    assert reached(house, "2026-11") == 1


def test_a_new_year_has_tables_of_its_own_and_no_old_residuals(house: House, clock: Clock) -> None:
    closed(house, "2026-10", through=True)
    clock.at = datetime(2027, 2, 15, tzinfo=UTC)
    meet(house, date(2027, 1, 5), "Ana")
    do(house, SetTerm(closing_room.ListName.AREA, "", "Mill fields"))
    assert closed(house, "2027-01", through=True)[-1] == "2027-01"
    before, after = ledger_of(house).specifications()
    assert (before.version, after.version) == (1, 2)
    assert "mill_fields" in after.measures[0].dimensions[0].values
    assert "mill_fields" not in before.measures[0].dimensions[0].values
    with house.reading() as session:
        assert set(session.scalars(select(Residual.year))) == {2027}


# --- crashes ----------------------------------------------------------------------------------------------


class Crash(Exception):  # noqa: N818 - it is no error of ours
    """The program ends here."""


def crash(*_arguments: object, **_named: object) -> None:
    raise Crash


def test_a_failure_before_the_ledger_leaves_the_month_open(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "add_closing", crash)
        with pytest.raises(Crash):
            closed(house, "2026-09")
    assert notes(house) == ([], {})
    assert closed(house, "2026-09") == ("2026-09",)


def test_a_kill_before_the_ledger_is_mended_at_the_next_opening(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "add_closing", crash)
        broken.setattr(closing_room, "reconcile", lambda _house: ())
        with pytest.raises(Crash):
            closed(house, "2026-09")
    assert notes(house)[0] == ["2026-09"], "the kill came between the two stores"
    meet(house, date(2026, 9, 29), "Bee")
    assert reconcile(house) == ("2026-09",)
    assert notes(house) == ([], {})
    assert reached(house, "2026-09") == 4


def test_a_kill_after_the_ledger_loses_neither_late_rows_nor_residuals(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    unhurt = with_contacts(figured_house(tmp_path / "a", clock))
    house = with_contacts(figured_house(tmp_path / "b", clock))
    closed(unhurt, "2026-09")
    with monkeypatch.context() as broken:
        broken.setattr(closing_room, "_keep_residuals", crash)
        with pytest.raises(Crash):
            closed(house, "2026-09")
    assert ledger_of(house).closed() == ("2026-09",)
    assert notes(house)[1] == {}
    meet(house, date(2026, 9, 29), "Bee")  # written before anybody noticed
    assert reconcile(house) == ("2026-09",)
    assert notes(house) == notes(unhurt)
    assert reached(house, "2026-10") == 4
    assert reconcile(house) == ()


def put_back_figures(house: House, month: str) -> None:
    """The ledger as it was before a month was closed, as an older figures.db has it."""
    connection = ledger_of(house)._connection
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for table in ("cell", "closing"):
        connection.execute(f"DELETE FROM {table} WHERE period >= ?", (month,))


@pytest.mark.parametrize("back_to", ["2026-09", "2026-10"])
def test_a_month_that_the_ledger_lost_is_not_rounded_twice(house: House, back_to: str) -> None:
    """Two sets of numbers about one month narrow what is behind them, with the late rows between."""
    closed(house, "2026-10", through=True)
    before = notes(house)
    put_back_figures(house, back_to)
    meet(house, date(2026, 10, 29), "Bee")
    with pytest.raises(CloseError, match="does not know any more"):
        reconcile(house)
    with pytest.raises(CloseError, match="An older copy"):
        closed(house, "2026-10", through=True)
    assert notes(house) == before
    assert ledger_of(house).closed() == (() if back_to == "2026-09" else ("2026-09",))


def test_a_restored_older_store_of_cases_learns_what_is_closed(house: House) -> None:
    closed(house, "2026-10", through=True)
    months, residuals = notes(house)
    with house.writing("test.restore", audited=False) as unit:
        unit.replace(Closing)
        unit.replace(Residual)
    assert reconcile(house) == ("2026-09", "2026-10")
    assert notes(house)[0] == months
    assert notes(house)[1].keys() == residuals.keys()
    meet(house, date(2026, 9, 29), "Bee")
    assert reached(house, "2026-11") == 1


def test_a_closed_month_can_be_counted_again_as_it_was(house: House) -> None:
    with house.reading() as session:
        specification = specification_for(session, ledger_of(house), Month(2026, 9))
        before = count_month(session, specification, Month(2026, 9))
    closed(house, "2026-09")
    meet(house, date(2026, 9, 29), "Bee")
    with house.reading() as session:
        assert count_month(session, specification, Month(2026, 9), closed=True) == before


def test_a_refused_closing_is_told_even_when_mending_fails(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_house: House) -> tuple[str, ...]:
        raise KnownError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "add_closing", crash)
        with Closer(house) as closer:
            broken.setattr(closing_room, "reconcile", full)
            with pytest.raises(Crash):
                closer.close("2026-09")


# --- what leaves ------------------------------------------------------------------------------------------


def test_exporting_twice_gives_the_same_bytes_whatever_happened_since(house: House, tmp_path: Path) -> None:
    closed(house, "2026-10", through=True)
    office = house.figures
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    for month in ("2026-09", "2026-10"):
        publishing.publish(office.ledger, month, office.signing_seed)

    def export(folder: Path) -> list[bytes]:
        return [
            publishing.export(
                office.ledger,
                month,
                folder,
                recipient="City fund",
                purpose="Grant",
                by="Dana",
                at="2026-11-21",
            ).read_bytes()
            for month in ("2026-09", "2026-10")
        ]

    before = export(first)
    meet(house, date(2026, 9, 29), "Bee")
    with house.reading() as session:
        person_id = session.scalar(select(func.min(closing_room.ContactPerson.person_id)))
    assert person_id is not None
    entry = ConsentEntry(Purpose.KEEP, Answer.WITHDRAWN, date(2026, 11, 21))
    do(house, RecordConsent(person_id, entry))
    assert export(second) == before


def test_residuals_of_an_earlier_day_are_worked_out_anew_from_the_beginning(house: House) -> None:
    """Part of them went back, as when one old page of the store was put back."""
    closed(house, "2026-10", through=True)
    months, residuals = notes(house)
    figure = min(name for name in residuals if name != "through")
    driver_of_house(house).execute("UPDATE residuals SET value = value + 3 WHERE figure = ?", (figure,))
    driver_of_house(house).execute("UPDATE residuals SET value = 9 WHERE figure = 'through'")
    assert reconcile(house) == ("2026-09", "2026-10")
    assert notes(house) == (months, residuals)


def test_notes_of_an_earlier_day_are_not_written_anew(house: House) -> None:
    """They would say that what came late since was counted already."""
    closed(house, "2026-10", through=True)
    driver_of_house(house).execute("DELETE FROM closings WHERE month = '2026-10'")
    meet(house, date(2026, 9, 30), "Lio")
    with pytest.raises(CloseError, match="of an earlier day"):
        reconcile(house)
    with pytest.raises(CloseError, match="of an earlier day"):
        closed(house, "2026-11")


def driver_of_house(house: House) -> Executes:
    return house.store._driver()
