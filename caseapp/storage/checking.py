"""What the check of a vault needs from the case store: rows as they were digested, and the search index."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Connection

from caseapp.errors import BugError
from caseapp.storage.attachments import unsound
from caseapp.storage.rows import Values, model_of, read_row, shape_of
from caseapp.storage.tables import Base, SearchEntry
from caseapp.storage.text import INDEXED, entry_of
from caseapp.vault.integrity import Readers
from caseapp.vault.opener import dbapi


def readers(connection: Connection) -> Readers:
    """How the check reads the case store.

    Args:
        connection: a reading connection that stays open as long as the check runs.
    """

    def row(table: str, row_id: UUID | int | str) -> Values | None:
        if not isinstance(row_id, UUID):
            raise BugError("rows of the case store have a UUID")
        return read_row(connection, table, row_id)

    return Readers(
        row,
        (
            _index_is_whole,
            lambda _checked: _unaudited(connection),
            lambda _checked: _entries(connection),
            unsound,
        ),
    )


def _index_is_whole(checked: Any) -> Iterator[str]:  # noqa: ANN401 - the DB-API connection has no common type
    """Let FTS5 hold its index against the entries it was made of."""
    try:
        checked.execute("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
    except dbapi.DatabaseError:
        yield "The search index does not fit the notes. It can be made anew; no note is touched by that."


def _unaudited(connection: Connection) -> Iterator[str]:
    """Rows that no save of this program has written."""
    for table in Base.metadata.sorted_tables:
        shape = shape_of(model_of(table.name))
        if not shape.audited:
            continue
        known = {
            UUID(bytes=bytes(row_id))
            for (row_id,) in connection.exec_driver_sql(
                "SELECT row_id FROM audit_latest WHERE table_name = ? AND digest IS NOT NULL",
                (shape.table.name,),
            )
        }
        for (row_id,) in connection.execute(select(shape.table.c.id)):
            if row_id not in known:
                yield f"A record in {shape.table.name} was never written by this program ({row_id})."


def _entries(connection: Connection) -> Iterator[str]:
    """Hold what search knows against the rows it was taken from."""
    entries = shape_of(SearchEntry).table
    known = {row.row_id: row.text for row in connection.execute(select(entries.c.row_id, entries.c.text))}
    for name in sorted(INDEXED):
        for row in connection.execute(select(shape_of(model_of(name)).table)).mappings():
            entry = entry_of(name, dict(row))
            if (None if entry is None else entry.text) != known.pop(row["id"], None):
                yield f"Search does not know a record in {name} as it is ({row['id']})."
    for row_id in known:
        yield f"Search knows a record that is gone ({row_id})."
