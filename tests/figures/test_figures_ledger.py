import random
from collections.abc import Callable
from pathlib import Path

import pytest

from caseapp.figures.closing import close_month
from caseapp.figures.ledger import Ledger, LedgerError, create_schema
from caseapp.figures.publishing import export, publish
from caseapp.figures.solver import Solver
from caseapp.vault import Connection, connect
from caseapp.vault.audit import AuditChain
from caseapp.vault.head import Head
from tests.figures.conftest import Year
from tests.figures.figures_tools import (
    AUDIT_KEY,
    DRAW_KEY,
    SEED,
    SMALL,
    STORE_KEY,
    TODAY,
    new_ledger,
    random_month,
)

TABLES = ("specification", "closing", "cell", "release", "delivery")


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_changed_or_taken_out(year: Year, table: str) -> None:
    column = next(iter(year.connection.execute(f"SELECT * FROM {table}").description))[0]
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):
        with pytest.raises(year.connection.IntegrityError, match="only grows"):
            year.connection.execute(change)


def test_a_number_that_is_no_multiple_of_5_cannot_be_kept(year: Year) -> None:
    for value in (7, -5):
        with pytest.raises(year.connection.IntegrityError):
            year.connection.execute("INSERT INTO cell VALUES ('x', '2026-01', 'x', ?)", (value,))


def test_a_whole_ledger_is_verified(year: Year) -> None:
    year.ledger.verify()
    assert year.ledger.closed() == year.ledger.published() == ("2026-01", "2026-02", "2026-03", "2026-04")
    assert year.ledger.next_to_close() == "2026-05"
    assert year.ledger.specification(2026) == SMALL
    assert year.ledger.specifications() == (SMALL,)
    assert year.ledger.specification(2025) is None


@pytest.fixture
def closed(tmp_path: Path, solver: Solver) -> tuple[Connection, Ledger, list[Head]]:
    heads: list[Head] = []
    connection, ledger = new_ledger(tmp_path, heads)
    close_month(ledger, SMALL, random_month(random.Random(1), 30), DRAW_KEY, {}, today=TODAY, solver=solver)
    publish(ledger, "2026-01", SEED)
    export(ledger, "2026-01", tmp_path, recipient="City", purpose="", by="Lio", at="2026-11-21")
    return connection, ledger, heads


def test_each_append_is_one_entry_and_reaches_the_head(closed: tuple[Connection, Ledger, list[Head]]) -> None:
    connection, _, heads = closed
    assert [head.counter for head in heads] == [1, 2, 3]
    assert heads[-1] == AuditChain(AUDIT_KEY).last(connection)
    actions = [action for (action,) in connection.execute("SELECT action FROM audit_entry ORDER BY counter")]
    assert actions == ["figures.close", "figures.publish", "figures.deliver"]


def _change(statement: str) -> Callable[[Connection], None]:
    def act(connection: Connection) -> None:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ]
        for name in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute(statement)

    return act


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cell SET value = value + 5 WHERE rowid_of = 1",
        "DELETE FROM cell WHERE measure = 'contacts'",
        "INSERT INTO cell VALUES ('contacts', '2026-01', 'moon/phone', 5)",
        "UPDATE closing SET policy = 2",
        "INSERT INTO closing VALUES ('2026-02', 1, 1, 'x')",
        "UPDATE specification SET text = replace(text, 'harbour', 'haven')",
        "UPDATE release SET bytes = x'00'",
        "UPDATE release SET previous = 'x'",
        "UPDATE delivery SET recipient = 'Somebody'",
        "DELETE FROM delivery",
        "INSERT INTO delivery VALUES (2, '2026-01', 'a', 'b', 'c', 'd')",
        "UPDATE audit_entry SET action = 'figures.deliver'",
        "DELETE FROM audit_entry WHERE counter = 1",
    ],
)
def test_a_change_from_outside_is_noticed_and_stops_everything(
    closed: tuple[Connection, Ledger, list[Head]], tmp_path: Path, solver: Solver, statement: str
) -> None:
    connection, ledger, _ = closed
    statement = statement.replace("WHERE rowid_of = 1", "WHERE measure = 'contacts' AND key = 'street/phone'")
    _change(statement)(connection)
    with pytest.raises(LedgerError, match="changed from outside or is damaged"):
        ledger.verify()
    february = random_month(random.Random(2), 30, "2026-02")
    with pytest.raises(LedgerError):
        close_month(ledger, SMALL, february, DRAW_KEY, {}, today=TODAY, solver=solver)


def test_the_schema_is_made_once(closed: tuple[Connection, Ledger, list[Head]]) -> None:
    connection, ledger, _ = closed
    create_schema(connection)
    assert ledger.closed() == ("2026-01",)


def test_a_failing_append_keeps_nothing(closed: tuple[Connection, Ledger, list[Head]]) -> None:
    connection, ledger, heads = closed
    shown = {measure.id: dict.fromkeys(measure.basis, 5) for measure in SMALL.measures}
    shown["contacts"]["street", "phone"] = 3
    with pytest.raises(connection.IntegrityError):
        ledger.add_closing(SMALL, "2026-02", 1, shown, "seal")
    assert ledger.closed() == ("2026-01",)
    assert ledger.cells("2026-02") == {}
    assert len(heads) == 3
    ledger.verify()


def test_a_closed_month_survives_reopening(
    tmp_path: Path, closed: tuple[Connection, Ledger, list[Head]]
) -> None:
    connection, ledger, _ = closed
    cells, release = ledger.cells("2026-01"), ledger.release("2026-01")
    connection.close()
    again = connect(tmp_path / "figures.db", STORE_KEY)
    reopened = Ledger(again, AuditChain(AUDIT_KEY), lambda _head: None)
    reopened.verify()
    assert (reopened.cells("2026-01"), reopened.release("2026-01")) == (cells, release)
    again.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER later AFTER INSERT ON release BEGIN INSERT INTO cell VALUES ('x', 'y', 'z', 5); END",
        "CREATE TRIGGER again BEFORE INSERT ON cell BEGIN SELECT RAISE(IGNORE); END",
        "CREATE VIEW closings AS SELECT * FROM closing",
    ],
)
def test_a_store_that_acts_by_itself_is_noticed(
    closed: tuple[Connection, Ledger, list[Head]], statement: str
) -> None:
    """A manager can write the schema of figures.db as well; it would run in the worker's session."""
    connection, ledger, _ = closed
    connection.execute(statement)
    with pytest.raises(LedgerError, match="would change what is written or read"):
        ledger.verify()
