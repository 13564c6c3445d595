"""The tables of the audit, local to one laptop, and the triggers that keep them append-only."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from caseapp.vault import audit_keys

TABLES = ("audit_entry", "audit_latest", audit_keys.TABLE)
SCHEMA = (
    """CREATE TABLE audit_entry (
        counter INTEGER PRIMARY KEY,
        at_utc TEXT NOT NULL,
        staff_id BLOB,
        action TEXT NOT NULL,
        touched BLOB NOT NULL,
        mac BLOB NOT NULL
    )""",
    # The latest state of each row, so that rows can be verified as a stream; itself verified against the
    # entries.
    """CREATE TABLE audit_latest (
        table_name TEXT NOT NULL,
        row_id BLOB NOT NULL,
        counter INTEGER NOT NULL,
        digest BLOB,
        PRIMARY KEY (table_name, row_id)
    ) WITHOUT ROWID""",
    audit_keys.SCHEMA,
    """CREATE TRIGGER audit_entry_not_changed BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_entry_not_deleted BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_entry_in_order BEFORE INSERT ON audit_entry
        WHEN NEW.counter IS NOT (SELECT coalesce(max(counter), 0) + 1 FROM audit_entry)
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_latest_not_deleted BEFORE DELETE ON audit_latest
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
)


class Cursor(Protocol):
    """What a DB-API cursor answers with."""

    def fetchone(self) -> tuple[object, ...] | None:
        """Next row or None."""

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        """Rows."""


class Executes(Protocol):
    """A DB-API connection of sqlite's kind (under SQLAlchemy: the driver connection)."""

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Sequence[Sequence[object]], /) -> Cursor:
        """Run one statement for many rows."""


def create_schema(connection: Executes) -> None:
    """Create the audit tables and the triggers that keep them append-only.

    Args:
        connection: an open store in a transaction of its own or the caller's.
    """
    for statement in SCHEMA:
        connection.execute(statement)
