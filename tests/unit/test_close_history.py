"""What a manager could write into figures.db with its keys, and that no month is closed on top of it."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseapp.casework import close_month as closing_room
from caseapp.casework.close_month import check_ledger, reconcile, specification_for
from caseapp.casework.house import House
from caseapp.domain.dates import Month
from caseapp.figures import publishing
from caseapp.figures.history import HistoryError
from caseapp.figures.ledger import Ledger, LedgerError
from caseapp.figures.ledger_rows import Release, digest_of
from caseapp.figures.measures import first_specification, is_ours
from caseapp.figures.specification import Relation, RelationKind, Specification, SpecificationError, parse
from caseapp.storage.tables import Residual
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_check import verify_chain
from caseapp.vault.audit_rows import entry_mac
from tests.figures.figures_tools import AUDIT_KEY, SEED, SMALL, new_ledger
from tests.storage.house import Clock
from tests.unit.figured_house import figured_house
from tests.unit.test_close_month import closed, ledger_of, notes, with_contacts

MANAGERS = AuditChain(AUDIT_KEY)
"""The manager's keys open figures.db and chain whatever she writes there."""


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "vault").mkdir()
    return with_contacts(figured_house(tmp_path / "vault", Clock(datetime(2026, 11, 21, 9, tzinfo=UTC))))


def planned(house: House) -> Specification:
    with house.reading() as session:
        return specification_for(session, ledger_of(house), Month(2026, 9))


def plant(ledger: Ledger, specification: Specification) -> None:
    """A list of tables, with an entry in the chain as the program makes it."""
    with ledger._appending("figures.close") as touched:
        row = (specification.version, specification.year, specification.text, specification.digest)
        ledger._run("INSERT INTO specification VALUES (?, ?, ?, ?)", row)
        touched.append(("specification", specification.version))


def close_by_hand(ledger: Ledger, specification: Specification, period: str, value: int) -> None:
    """A closing that no worker made."""
    shown = {measure.id: dict.fromkeys(measure.basis, value) for measure in specification.measures}
    ledger.add_closing(specification, period, 1, shown, hashlib.sha256(b"guess").hexdigest())


def refused(house: House, month: str, why: str) -> None:
    before, known = ledger_of(house).closed(), notes(house)
    with pytest.raises(HistoryError, match=why):
        closed(house, month, through=True)
    with pytest.raises(HistoryError, match=why):
        check_ledger(house)
    assert (ledger_of(house).closed(), notes(house)) == (before, known)


def rewritten(house: House, folder: Path) -> Ledger:
    """Another figures.db of the same vault, written from nothing by a manager."""
    folder.mkdir()
    _connection, ledger = new_ledger(folder)
    house.figures = replace(house.figures, ledger=ledger)
    return ledger


def test_publishing_and_handing_over_go_on_from_the_kept_end(house: House, tmp_path: Path) -> None:
    closed(house, "2026-09")
    ledger = ledger_of(house)
    publishing.publish(ledger, "2026-09", SEED)
    publishing.export(ledger, "2026-09", tmp_path, recipient="City", purpose="", by="Noor", at="2026-11-21")
    connection = ledger._connection
    connection.execute("BEGIN IMMEDIATE")  # as when a manager goes on after missing saves
    MANAGERS.append(connection, None, "vault.accepted.missing_saves", [], datetime.now(UTC))
    connection.execute("COMMIT")
    assert closed(house, "2026-10") == ("2026-10",)
    check_ledger(house)


def test_numbers_written_anew_are_refused(house: House, tmp_path: Path) -> None:
    closed(house, "2026-09")
    specification = planned(house)
    close_by_hand(rewritten(house, tmp_path / "other"), specification, "2026-09", 5)
    ledger_of(house).verify()  # the chain of the other store is whole
    refused(house, "2026-10", "no longer those that were there when 2026-09 was closed")


def test_releases_taken_out_again_are_refused(house: House, tmp_path: Path) -> None:
    """The same closings, by the same keys, but not what was there when the last month was closed."""
    closed(house, "2026-09")
    publishing.publish(ledger_of(house), "2026-09", SEED)
    closed(house, "2026-10")
    old, seals = ledger_of(house), ledger_of(house).closings()
    specification = planned(house)
    ledger = rewritten(house, tmp_path / "other")
    for closing in seals:
        ledger.add_closing(specification, closing.period, 1, old.cells(closing.period), closing.seal)
    with pytest.raises(HistoryError, match="when 2026-10 was closed"):
        check_ledger(house)


def test_a_planted_month_is_refused_and_not_taken_over(house: House) -> None:
    closed(house, "2026-09")
    close_by_hand(ledger_of(house), planned(house), "2026-10", 5)
    with pytest.raises(HistoryError, match="2026-10"):
        reconcile(house)
    refused(house, "2026-11", "no worker of this vault has closed \\(2026-10\\)")


def test_a_month_that_a_crash_left_in_the_ledger_alone_is_a_workers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(Exception):  # noqa: N818 - it is no error of ours
        pass

    def crash(*_arguments: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(closing_room, "_keep_residuals", crash)
        with pytest.raises(Crash):
            closed(house, "2026-09")
    assert reconcile(house) == ("2026-09",)
    assert closed(house, "2026-10") == ("2026-10",)


def wider(specification: Specification) -> Specification:
    """Another list of tables: every single area by age and returning and motherhood."""
    reached = specification.measures[0]
    every = replace(reached, shapes=(*reached.shapes, tuple(each.id for each in reached.dimensions)))
    return replace(specification, measures=(every, *specification.measures[1:]))


def promising(specification: Specification) -> Specification:
    """Relations that do not hold for the truth."""
    false = Relation(RelationKind.WITHIN, "No more contacts than people.", "contacts", other="people_reached")
    return replace(specification, relations=(*specification.relations, false))


@pytest.mark.parametrize("change", [wider, promising, lambda ours: ours])
def test_planted_tables_are_refused(house: House, change: Callable[[Specification], Specification]) -> None:
    """Also the very tables that we would have made: her choice of them is a choice that saw the figures."""
    plant(ledger_of(house), change(planned(house)))
    ledger_of(house).verify()
    refused(house, "2026-09", "a list of tables")


def test_tables_that_this_program_does_not_build_are_refused_even_when_sealed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = wider(planned(house))
    with monkeypatch.context() as patched:
        patched.setattr(closing_room, "is_ours", lambda _specification: True)
        patched.setattr(closing_room, "first_specification", lambda *_a, **_n: other)
        closed(house, "2026-09")
    refused(house, "2026-10", "tables that this version does not build")


def test_what_this_program_builds_is_ours_and_nothing_else() -> None:
    assert is_ours(SMALL)
    assert is_ours(SMALL.for_year(2027))
    assert is_ours(
        first_specification(2026, ["a"], ["b"], settings=["c"], channels=["d"], service_kinds=["e", "f"])
    )
    assert not is_ours(wider(SMALL))
    assert not is_ours(promising(SMALL))
    assert not is_ours(replace(SMALL, relations=SMALL.relations[1:]))
    assert not is_ours(replace(SMALL, measures=SMALL.measures[:1]))


def test_an_entry_of_another_kind_is_refused(house: House) -> None:
    closed(house, "2026-09")
    with ledger_of(house)._appending("figures.publish") as touched:
        touched.append(("closing", "2026-09"))  # as if it had been changed and noted again
    ledger_of(house).verify()
    refused(house, "2026-10", "an entry of another kind")


def test_an_entry_that_cannot_be_read_is_a_finding_and_no_crash(house: House) -> None:
    closed(house, "2026-09")
    connection = ledger_of(house)._connection
    last = MANAGERS.last(connection)
    touched = b"i" + (3).to_bytes(4, "big") + b"abc"
    at = datetime.now(UTC).isoformat()
    mac = entry_mac(MANAGERS.key, (last.mac, last.counter + 1, at, None, "figures.deliver", touched))
    connection.execute(
        "INSERT INTO audit_entry VALUES (?, ?, NULL, ?, ?, ?)",
        (last.counter + 1, at, "figures.deliver", touched, mac),
    )
    (found,) = verify_chain(MANAGERS, connection)
    assert str(found) == "Entry 2 of the audit names nothing that could be a record."
    refused(house, "2026-10", "an entry of another kind")


def test_tables_too_large_for_any_memory_are_refused_at_once() -> None:
    data = SMALL.as_data()
    for dimension in data["measures"][0]["dimensions"]:
        dimension["values"] = dimension["words"] = [f"v{number}" for number in range(5000)]
    with pytest.raises(SpecificationError, match="cannot be protected at once"):
        parse(Specification.text.func(_Data(data)))  # type: ignore[attr-defined]  # a cached_property has func


class _Data:
    def __init__(self, data: object) -> None:
        self._data = data

    def as_data(self) -> object:
        return self._data


def test_the_end_is_kept_with_the_month_and_audited(house: House) -> None:
    closed(house, "2026-10", through=True)
    kept = closing_room.kept_ends(house)
    assert sorted(kept) == ["2026-09", "2026-10"]
    assert kept["2026-10"] == ledger_of(house).end()
    assert kept["2026-10"] != kept["2026-09"]
    with house.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT count(*) FROM audit_latest WHERE table_name = 'ledger_ends' AND digest IS NOT NULL"
        )
        assert rows.scalar_one() == 2


def test_cells_have_one_digest_in_any_order() -> None:
    cells = {"a": {("x", "y"): 5, ("x", "z"): 10}}
    assert digest_of(cells) == digest_of({"a": dict(reversed(cells["a"].items()))})
    assert digest_of(cells) != digest_of({"a": {("x", "y"): 10, ("x", "z"): 5}})


def test_an_older_store_of_cases_takes_over_what_workers_closed(house: House) -> None:
    closed(house, "2026-10", through=True)
    with house.writing("test.restore") as unit:
        unit.replace(Residual)
        unit.replace(closing_room.Closing)
        unit.erase(closing_room.LedgerEnd, unit.ids(closing_room.select(closing_room.LedgerEnd.id)))
    assert reconcile(house) == ("2026-09", "2026-10")
    assert sorted(closing_room.kept_ends(house)) == ["2026-09", "2026-10"]


@pytest.mark.parametrize("content", [b"", b"no zip", "bomb"], ids=["empty", "no zip", "bomb"])
def test_a_planted_release_is_refused_and_not_unpacked(house: House, content: bytes | str) -> None:
    """A manager may append releases; one that unpacks to more than there is memory would end the program."""
    closed(house, "2026-09")
    if isinstance(content, str):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("figures.csv", bytes(50_000_000))
        content = packed.getvalue()
    ledger_of(house).add_release(Release("2026-09", 1, 1, "0" * 64, None, content))
    with pytest.raises(LedgerError, match="none that this program made"):
        closed(house, "2026-10")
    assert ledger_of(house).closed() == ("2026-09",)
