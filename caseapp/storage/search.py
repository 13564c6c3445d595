"""The full-text index over what people typed: its make, its questions, its upkeep.

FTS5 over ``search_entries`` (external content), newest first by row number: by rank, a common word over a
million notes takes ten seconds. Its own option ``secure-delete`` is set, because it keeps deleted words in
its blocks in spite of the pragma of that name; merges are done when idle, not on someone's save.
"""

import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from caseapp.storage.engine import driver_of
from caseapp.storage.plain_words import normalised
from caseapp.storage.rows import model_of, shape_of
from caseapp.storage.text import SCANNED, entry_of

SCHEMA = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        text, content='search_entries', content_rowid='key',
        tokenize="unicode61 remove_diacritics 2", prefix='1 2 3', detail=full
    )""",
    "INSERT INTO search_index(search_index, rank) VALUES('secure-delete', 1)",
    # Merging on a save costs its worker up to 70 ms; idle_work does it. The crisis limit is only a stop.
    "INSERT INTO search_index(search_index, rank) VALUES('automerge', 0)",
    "INSERT INTO search_index(search_index, rank) VALUES('crisismerge', 200)",
    """CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
        INSERT INTO search_index(rowid, text) VALUES (new.key, new.text); END""",
    """CREATE TRIGGER search_entries_gone AFTER DELETE ON search_entries BEGIN
        INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.key, old.text); END""",
    """CREATE TRIGGER search_entries_changed AFTER UPDATE OF text ON search_entries BEGIN
        INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.key, old.text);
        INSERT INTO search_index(rowid, text) VALUES (new.key, new.text); END""",
)

NAMES = ("search_index", "search_entries_added", "search_entries_gone", "search_entries_changed")
"""What :data:`SCHEMA` makes, in the order in which it can be taken away again."""

_WORDS_ASKED = 8  # more words do not make a search better, only slower
_LETTERS_ASKED = 60
_MERGE_PAGES = 64
_SNIPPET = 120  # letters of a draft to show

QUESTION = (
    "SELECT e.kind, e.row_id, e.target_id, e.person_id, e.on_date, "
    "snippet(search_index, 0, '', '', '…', 16) "
    "FROM search_index JOIN search_entries AS e ON e.key = search_index.rowid "
    "WHERE search_index MATCH :match ORDER BY search_index.rowid DESC LIMIT :limit"
)


def create_schema(connection: Connection) -> None:
    """Create the index and what keeps it in step with its entries."""
    for statement in SCHEMA:
        connection.exec_driver_sql(statement)


def _is_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNM" or unicodedata.category(letter) == "Co"


def expression(asked: str) -> str:
    """Turn whatever somebody typed into a question FTS5 understands.

    Every word must stand in the text; the last one may be unfinished. Marks and operators mean nothing.

    Args:
        asked: any text.

    Returns:
        The expression, empty when there is no word in it.
    """
    words = "".join(letter if _is_word(letter) else " " for letter in asked).split()[:_WORDS_ASKED]
    if not words:
        return ""
    finished = not asked[-1:].strip()
    quoted = [f'"{word[:_LETTERS_ASKED]}"' for word in words]
    return " ".join(quoted) + ("" if finished and len(words) == 1 and len(words[0]) > 3 else "*")


class Found(NamedTuple):
    """A place where the words stand.

    Attributes:
        kind: kind of record, a value of ``casework.queries.HitKind``.
        row_id, target_id, person_id: 32 hexadecimal digits; ``person_id`` may be None.
        on_date: ISO text or None.
        snippet: plain text around the match.
    """

    kind: str
    row_id: str
    target_id: str
    person_id: str | None
    on_date: str | None
    snippet: str


class Scanned(NamedTuple):
    """A text that is not in the index.

    Attributes:
        found: what is shown of its row, without a snippet.
        text: as it was typed.
        words: as it is compared, a blank before each word.
    """

    found: Found
    text: str
    words: str


def find(session: Session, asked: str, limit: int, scanned: Sequence[Scanned] | None = None) -> list[Found]:
    """Where the words stand: drafts and what waits first, then everything else, newest first.

    Args:
        session: reading.
        asked: any text.
        limit: at most so many.
        scanned: drafts and what waits, as `read_scanned` gave them and nothing changed since.
    """
    match = expression(asked)
    if not match:
        return []
    words = normalised(asked).split()
    among = read_scanned(session) if scanned is None else scanned
    there = (each for each in among if all(f" {word}" in each.words for word in words))
    found = [each.found._replace(snippet=_around(each.text, words)) for each in islice(there, limit)]
    asking = {"match": match, "limit": limit - len(found)}
    rows = session.connection().exec_driver_sql(QUESTION, asking)
    return found + [Found(*row) for row in rows]


def read_scanned(session: Session) -> tuple[Scanned, ...]:
    """The few rows that are not in the index."""
    rows = (
        (row["id"].hex, entry)
        for table in sorted(SCANNED)
        for row in session.execute(select(shape_of(model_of(table)).table)).mappings()
        if (entry := entry_of(table, dict(row))) is not None
    )
    return tuple(
        Scanned(
            Found(
                entry.kind,
                row_id,
                row_id,
                entry.person_id.hex if entry.person_id else None,
                entry.on_date.isoformat() if entry.on_date else None,
                "",
            ),
            entry.text,
            f" {normalised(entry.text)}",
        )
        for row_id, entry in rows
    )


def _around(text: str, words: list[str]) -> str:
    """The lines in which a word stands, shortened."""
    lines = [line for line in text.splitlines() if any(word in normalised(line) for word in words)]
    shown = " … ".join(lines or [text])
    at = min((place for word in words if (place := normalised(shown).find(word)) >= 0), default=0)
    start = max(0, at - _SNIPPET // 3)
    return ("…" if start else "") + shown[start : start + _SNIPPET]


def merge_some(connection: Connection) -> bool:
    """Merge a little of the index, a few milliseconds of work.

    Args:
        connection: inside a writing transaction.

    Returns:
        Whether there may be more to do.
    """
    driver = driver_of(connection)
    before = driver.total_changes
    connection.exec_driver_sql(
        f"INSERT INTO search_index(search_index, rank) VALUES('merge', {_MERGE_PAGES:d})"
    )
    # The statement counts itself; a merge that found nothing changes less than two rows (fts5.html, 6.8).
    return bool(driver.total_changes - before >= 2)
