"""What a golden vault holds, in words that later versions can still say: named columns of named tables."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from caseapp.casework.queries.find import Search
from caseapp.room import Room, answer
from caseapp.vault import Connection
from tests.faults.world import INDEX

FOLDER = Path(__file__).parent
FILE = "golden.json"
# What a later opening may renew or add to; the check holds these against everything else.
_OWN = ("audit_entry", "audit_latest", "local_seals", "sqlite_")

Tables = dict[str, dict[str, tuple[list[str], str]]]
"""Store -> table -> its columns and a digest of all rows."""


def tables(room: Room) -> Tables:
    """Everything in both stores."""
    return {file: dict(_tables(connection)) for file, connection in _stores(room)}


def read_again(room: Room, known: Tables) -> Tables:
    """The same columns of the same tables, whatever was added since."""
    return {
        file: {
            table: (columns, _digest(connection, table, columns))
            for table, (columns, _) in known[file].items()
        }
        for file, connection in _stores(room)
    }


def found(room: Room, words: str) -> int:
    """How many hits a search has."""
    return len(answer(room, Search(words)))


def _stores(room: Room) -> Iterator[tuple[str, Connection]]:
    for which in room.session.stores:
        connection = room.session.connect(which)
        yield which.file_name, connection
        room.session.release(connection)


def _tables(connection: Connection) -> Iterator[tuple[str, tuple[list[str], str]]]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in names:
        if not str(name).startswith((*_OWN, INDEX)):
            columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({name})")]
            yield str(name), (columns, _digest(connection, str(name), columns))


def _digest(connection: Connection, table: str, columns: list[str]) -> str:
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}")
    return sha256("\n".join(sorted(map(repr, rows))).encode("utf-8", "surrogatepass")).hexdigest()
