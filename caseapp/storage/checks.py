"""What the check of a vault needs from the case store: rows as they were digested, and what search knows."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table

from caseapp.domain.sentences import Sentence
from caseapp.errors import BugError
from caseapp.storage import local_seals
from caseapp.storage.attachment_check import AttachmentCheck
from caseapp.storage.rows import Values, model_of, plain, shape_of
from caseapp.storage.search import NAMES as INDEX_NAMES
from caseapp.storage.statements import statements_of
from caseapp.storage.tables import Base, SearchEntry
from caseapp.storage.text import INDEXED, Entry, entry_of
from caseapp.vault.audit_schema import Executes
from caseapp.vault.head import Which
from caseapp.vault.integrity_part import Connect, Part, Readers, Slice
from caseapp.vault.integrity_parts import whole
from caseapp.vault.opener import dbapi

REPAIR_SEARCH: Final = "search"
_FILE: Final = Which.CASES.file_name
# Each look stays under some ten milliseconds on a slow laptop.
_IDS: Final = 1_000
_TEXTS: Final = 50
_CORRUPT: Final = 11  # SQLite's primary result code


def readers() -> Readers:
    """How the check reads the case store."""
    return Readers(lambda connection: partial(read_row, connection), _parts)


def read_row(driver: Executes, table: str, row_id: object) -> Values | None:
    """Read one row in the form its digest was made of.

    Args:
        driver: a connection to the case store.
        table: name of the table; one that is unknown has no rows.
        row_id: its id.

    Returns:
        Column values, or None when the row is gone.
    """
    if not isinstance(row_id, UUID):
        raise BugError("rows of the case store have a UUID")
    if table not in Base.metadata.tables:
        return None
    row = statements_of(Base.metadata.tables[table]).row(driver, row_id)
    return None if row is None else plain(row)


def _parts(connect: Connect) -> Iterable[Part]:
    audited = [table.name for table in Base.metadata.sorted_tables if shape_of(model_of(table.name)).audited]
    searched = sorted(INDEXED)
    attachments = AttachmentCheck(connect)
    return (
        Part("attachments", _FILE, attachments.look, attachments.pieces, 1_000.0),
        Part(
            "unwritten",
            _FILE,
            lambda after: _by_table(connect(), sorted(audited), after, _IDS, _unwritten),
            lambda: _count(connect(), audited),
            1.5,
        ),
        Part(
            "search",
            _FILE,
            lambda after: _by_table(connect(), searched, after, _TEXTS, _unknown),
            lambda: _count(connect(), searched),
            30.0,
            REPAIR_SEARCH,
        ),
        Part(
            "search_entries",
            _FILE,
            lambda after: _gone(connect(), after),
            lambda: _count(connect(), ["search_entries"]),
            6.0,
            REPAIR_SEARCH,
        ),
        whole("local", _FILE, lambda: local_seals.faults(connect())),
        whole("search_index", _FILE, lambda: index_faults(connect()), REPAIR_SEARCH, long=True),
    )


def _count(driver: Executes, tables: Iterable[str]) -> int:
    rows = (driver.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables)  # noqa: S608 - names of ours
    return sum(row[0] for row in rows if row is not None and isinstance(row[0], int))


def _by_table(driver: Executes, tables: Sequence[str], after: str, limit: int, find: Any) -> Slice:  # noqa: ANN401 - see its callers
    """Look at the next rows of the table that is next, in the order of their ids."""
    name, _, last = after.partition(" ")
    name = name or tables[0]
    ids = [
        str(row_id)
        for (row_id,) in driver.execute(
            f"SELECT id FROM {name} WHERE id > ? ORDER BY id LIMIT ?",  # noqa: S608 - names of ours
            (last, limit),
        )
    ]
    found = list(find(driver, name, last, ids[-1])) if ids else []
    if len(ids) == limit:
        return Slice(found, len(ids), f"{name} {ids[-1]}")
    following = tables.index(name) + 1
    return Slice(found, len(ids), f"{tables[following]} " if following < len(tables) else None)


def _unwritten(driver: Executes, name: str, after: str, last: str) -> Iterator[Sentence]:
    """Rows that no save of this program has written."""
    rows = driver.execute(
        f"SELECT id FROM {name} AS here WHERE id > ? AND id <= ? AND NOT EXISTS ("  # noqa: S608 - names of ours
        "SELECT 1 FROM audit_latest WHERE table_name = ? AND row_id = unhex(here.id) AND digest IS NOT NULL)",
        (after, last, name),
    )
    for (row_id,) in list(rows):
        yield Sentence.of(
            "A record in {table} was never written by this program ({id}).", table=name, id=row_id
        )


def _unknown(driver: Executes, name: str, after: str, last: str) -> Iterator[Sentence]:
    """Rows whose text search does not have as it is, or has twice."""
    known: dict[object, list[Entry]] = {}
    entries = f"row_id IN (SELECT id FROM {name} WHERE id > ? AND id <= ?)"  # noqa: S608 - names of ours
    for row in rows_of(driver, _entry_table(), entries, (after, last)):
        entry = Entry(row["kind"], row["target_id"], row["person_id"], row["on_date"], row["text"])
        known.setdefault(row["row_id"], []).append(entry)
    for row in rows_of(driver, Base.metadata.tables[name], "id > ? AND id <= ?", (after, last)):
        entry_now = entry_of(name, row)
        if known.get(row["id"], []) != ([] if entry_now is None else [entry_now]):
            yield Sentence.of(
                "Search does not know a record in {table} as it is ({id}).", table=name, id=row["id"]
            )


def _entry_table() -> Table:
    return shape_of(SearchEntry).table


def rows_of(driver: Executes, table: Table, where: str, values: Sequence[object]) -> Iterator[Values]:
    """Rows of a table with their values as the program knows them.

    Args:
        driver: a connection to the case store.
        table: the table.
        where: which rows, with ``?`` for each value.
        values: the values.
    """
    reads = statements_of(table).reads
    columns = ", ".join(name for name, _ in reads)
    found = list(driver.execute(f"SELECT {columns} FROM {table.name} WHERE {where}", values))  # noqa: S608 - names of ours
    for row in found:
        yield {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(reads, row, strict=True)
        }


def _gone(driver: Executes, after: str) -> Slice:
    """What search knows of rows that are not there."""
    known = {
        str(row_id): int(str(key))
        for key, row_id in driver.execute(
            "SELECT key, row_id FROM search_entries WHERE key > ? ORDER BY key LIMIT ?",
            (int(after or -(2**62)), _IDS),
        )
    }
    if not known:
        return Slice((), 0)
    last = max(known.values())
    for name in sorted(INDEXED):
        rows = driver.execute(
            f"SELECT id FROM {name} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - names of ours
            ('["' + '","'.join(known) + '"]',),
        )
        for (row_id,) in list(rows):
            known.pop(str(row_id), None)
    found = [Sentence.of("Search knows a record that is gone ({id}).", id=row_id) for row_id in known]
    return Slice(found, _IDS, str(last))


def index_faults(driver: Executes) -> Iterator[Sentence]:
    """Let FTS5 hold its index against the entries it was made of, word for word."""
    there = {
        str(name)
        for (name,) in driver.execute(
            "SELECT name FROM sqlite_master WHERE name IN (SELECT value FROM json_each(?))",
            ('["' + '","'.join(INDEX_NAMES) + '"]',),
        )
    }
    try:
        if there == set(INDEX_NAMES):
            driver.execute("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
            return
    except dbapi.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != _CORRUPT:
            raise
    yield Sentence.of(
        "The search index does not fit the notes. It can be made anew; no note is touched by that."
    )
