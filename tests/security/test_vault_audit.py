"""The chain: what was changed, taken out or put back in a store is named."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.errors import BugError
from caseapp.vault import Connection, audit_check, audit_schema, dbapi
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_rows import RowId, Values, row_digest
from caseapp.vault.head import Which
from caseapp.vault.session import Session
from tests.security.vault_tools import save, verify

KEY = bytes(range(32))
NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


@pytest.fixture
def cases(session: Session) -> Connection:
    connection = session.connect_cases()
    for number in range(1, 6):
        save(session, connection, number)
    return connection


def unlocked(connection: Connection) -> Connection:
    """As one who holds the key and leaves the triggers out."""
    for name in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name[0]}")
    return connection


def test_a_whole_chain_has_no_findings(session: Session, cases: Connection) -> None:
    assert verify(session, cases) == []
    assert session.audit.last(cases).counter == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE counter = 5",
        "INSERT INTO audit_entry VALUES (9, 'x', NULL, 'x', x'', x'')",
        "INSERT INTO audit_entry VALUES (0, 'x', NULL, 'x', x'', x'')",
        "INSERT OR REPLACE INTO audit_entry VALUES (5, 'x', NULL, 'x', x'', x'')",
        "DELETE FROM audit_latest",
    ],
)
def test_the_table_is_append_only(session: Session, cases: Connection, statement: str) -> None:
    with pytest.raises(dbapi.IntegrityError, match="append-only"):
        cases.execute(statement)
    assert verify(session, cases) == []


@pytest.mark.parametrize("column", ["at_utc", "staff_id", "action", "touched", "mac"])
def test_a_changed_entry_is_named(session: Session, cases: Connection, column: str) -> None:
    statement = f"UPDATE audit_entry SET {column} = 'other' WHERE counter = 3"
    unlocked(cases).execute(statement)
    assert "Entry 3 of the audit was changed." in verify(session, cases)


def test_an_entry_taken_out_is_named(session: Session, cases: Connection) -> None:
    unlocked(cases).execute("DELETE FROM audit_entry WHERE counter = 3")
    assert "The audit misses entry 3." in verify(session, cases)


def test_entries_in_another_order_are_found(session: Session, cases: Connection) -> None:
    unlocked(cases).executescript(
        "UPDATE audit_entry SET counter = -2 WHERE counter = 2; UPDATE audit_entry SET counter = 2 WHERE "
        "counter = 3; UPDATE audit_entry SET counter = 3 WHERE counter = -2;"
    )
    assert verify(session, cases) == ["Entry 2 of the audit was changed."]


def test_a_row_changed_past_the_audit_is_found(session: Session, cases: Connection) -> None:
    cases.execute("UPDATE note SET text = 'coffee' WHERE number = 2")
    (finding,) = verify(session, cases)
    assert "not as it was last saved" in finding


def test_a_row_taken_away_past_the_audit_is_found(session: Session, cases: Connection) -> None:
    cases.execute("DELETE FROM note WHERE number = 2")
    (finding,) = verify(session, cases)
    assert "is gone" in finding


def change(session: Session, connection: Connection, note: UUID, text: str | None) -> None:
    connection.execute("BEGIN IMMEDIATE")
    digest = None
    if text is None:
        connection.execute("DELETE FROM note WHERE id = ?", (note.bytes,))
    else:
        connection.execute("UPDATE note SET text = ? WHERE id = ?", (text, note.bytes))
        digest = session.audit.digest("note", note, {"text": text, "number": 1})
    entry = session.audit.append(connection, None, "note.change", [("note", note, digest)], NOW)
    connection.execute("COMMIT")
    session.write_head(Which.CASES, entry)


def test_a_row_put_back_together_with_its_latest_digest_is_found(session: Session, cases: Connection) -> None:
    """Old pages put back: row and digest agree, but not with the chain."""
    note = UUID(bytes=cases.execute("SELECT id FROM note WHERE number = 1").fetchone()[0])
    before = cases.execute(
        "SELECT counter, digest FROM audit_latest WHERE row_id = ?", (note.bytes,)
    ).fetchone()
    change(session, cases, note, "coffee")
    assert verify(session, cases) == []
    cases.execute("UPDATE note SET text = 'tea' WHERE number = 1")
    cases.execute("UPDATE audit_latest SET counter = ?, digest = ? WHERE row_id = ?", (*before, note.bytes))
    assert verify(session, cases) == ["A record in note went back behind entry 6 of the audit."]


def test_a_row_that_was_taken_away_must_stay_away(session: Session, cases: Connection) -> None:
    note = UUID(bytes=cases.execute("SELECT id FROM note WHERE number = 1").fetchone()[0])
    change(session, cases, note, None)
    assert verify(session, cases) == []
    cases.execute("INSERT INTO note VALUES (?, 'tea', 1)", (note.bytes,))
    (finding,) = verify(session, cases)
    assert "is back" in finding


def test_a_rolled_back_save_leaves_no_entry(session: Session, cases: Connection) -> None:
    before = session.audit.last(cases)
    cases.execute("BEGIN IMMEDIATE")
    session.audit.append(cases, uuid4(), "note.add", [], NOW)
    cases.execute("ROLLBACK")
    assert session.audit.last(cases) == before
    save(session, cases, 6)
    assert verify(session, cases) == []


def test_another_key_verifies_nothing(session: Session, cases: Connection) -> None:
    (found,) = audit_check.verify_chain(AuditChain(KEY), cases)
    assert str(found) == "Entry 1 of the audit was changed."


def test_the_audit_never_holds_the_text(session: Session, cases: Connection) -> None:
    save(session, cases, 7, text="a secret wish")
    for table in audit_schema.TABLES:
        rows = cases.execute(f"SELECT * FROM {table}").fetchall()
        assert "secret wish" not in str(rows)


def test_times_are_utc_and_digests_whole(session: Session, cases: Connection) -> None:
    for wrong in (NOW.replace(tzinfo=None), NOW.astimezone(timezone(timedelta(hours=2)))):
        with pytest.raises(BugError):
            session.audit.append(cases, None, "x", [], wrong)
    with pytest.raises(BugError):
        session.audit.append(cases, None, "x", [("note", uuid4(), b"short")], NOW)


SCALARS = (
    st.none() | st.integers() | st.text() | st.binary() | st.floats(allow_nan=False) | st.uuids() | st.dates()
)


@given(st.dictionaries(st.text(), SCALARS), st.dictionaries(st.text(), SCALARS))
def test_different_states_have_different_digests(one: dict[str, object], other: dict[str, object]) -> None:
    same = list(map(repr, sorted(one.items()))) == list(map(repr, sorted(other.items())))
    assert (row_digest(KEY, "t", 1, one) == row_digest(KEY, "t", 1, other)) is same


def test_a_digest_depends_on_key_table_id_and_the_borders_of_values() -> None:
    note = uuid4()
    digests = [
        row_digest(KEY, "note", note, {"a": "bc"}),
        row_digest(bytes(32), "note", note, {"a": "bc"}),
        row_digest(KEY, "need", note, {"a": "bc"}),
        row_digest(KEY, "note", uuid4(), {"a": "bc"}),
        row_digest(KEY, "note", note, {"ab": "c"}),
        row_digest(KEY, "note", note, {"a": b"bc"}),
        row_digest(KEY, "note", note, {"a": None}),
        row_digest(KEY, "note", note, {"a": "1"}),
        row_digest(KEY, "note", note, {"a": 1}),
        row_digest(KEY, "note", note, {"a": 1.0}),
        row_digest(KEY, "note", note, {"a": date(2026, 1, 1)}),
    ]
    assert len(set(digests)) == len(digests)
    # What SQLite cannot tell apart must not differ.
    assert row_digest(KEY, "note", note, {"a": True}) == row_digest(KEY, "note", note, {"a": 1})
    with pytest.raises(BugError):
        row_digest(KEY, "note", note, {"a": object()})


@pytest.mark.parametrize("row_id", [UUID(int=5), 5, "five"])
def test_ids_come_back_as_they_went_in(session: Session, row_id: RowId) -> None:
    connection = session.connect_cases()
    connection.execute("BEGIN IMMEDIATE")
    digest = session.audit.digest("note", row_id, {"a": 1})
    entry = session.audit.append(connection, None, "x", [("note", row_id, digest)], NOW)
    connection.execute("COMMIT")
    session.write_head(Which.CASES, entry)
    asked: list[object] = []

    def read(_table: str, found: RowId) -> Values:
        asked.append(found)
        return {"a": 1}

    assert audit_check.verify(session.audit, connection, read) == []
    assert asked == [row_id]
