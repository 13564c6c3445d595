"""The keys that held before a complete change of the keys, kept inside the store they belong to.

What was written under them stays as it is, because a chain that is written anew proves nothing: each entry,
row digest and seal is verified with the key that held when it was made. They open nothing: the stores they
opened are gone, and copies made before open without this table.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from caseapp.vault.envelope import SECRET_BYTES, keyed_digest, same

TABLE = "audit_earlier_key"
SCHEMA = f"""CREATE TABLE {TABLE} (
        generation INTEGER PRIMARY KEY,
        until INTEGER NOT NULL,
        drawn_until INTEGER NOT NULL,
        audit BLOB NOT NULL,
        head BLOB NOT NULL,
        draw BLOB NOT NULL,
        mac BLOB NOT NULL
    )"""
_NUMBERS = struct.Struct(">QQQ")


class Executes(Protocol):
    """A DB-API connection of sqlite's kind."""

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Iterable[tuple[object, ...]]:
        """Run one statement."""


@dataclass(frozen=True, slots=True)
class EarlierKey:
    """What held in one generation.

    Attributes:
        generation: the generation.
        until: counter of the store's last audit entry under its audit key.
        drawn_until: counter of the last audit entry of figures.db under its draw key.
        audit: audit key of the store.
        head: head key of the store.
        draw: draw key; empty in figures.db, whose readers must not have it.
    """

    generation: int
    until: int
    drawn_until: int
    audit: bytes = field(repr=False)
    head: bytes = field(repr=False)
    draw: bytes = field(repr=False)

    def mac(self, key: bytes) -> bytes:
        """What ties the row to the audit key that holds now."""
        numbers = _NUMBERS.pack(self.generation, self.until, self.drawn_until)
        lengths = bytes((len(self.audit), len(self.head), len(self.draw)))
        return keyed_digest(key, b"earlier key\0" + numbers + lengths + self.audit + self.head + self.draw)


def read(connection: Executes, key: bytes) -> tuple[EarlierKey, ...]:
    """The keys of earlier generations, in order.

    Args:
        connection: the store.
        key: its audit key as it holds now.

    Returns:
        Those that were put there under this key; a row that was not is as good as none, so that what it was
        to prove shows as changed.
    """
    found = []
    rows = connection.execute(
        f"SELECT generation, until, drawn_until, audit, head, draw, mac FROM {TABLE} "  # noqa: S608 - a constant
        "ORDER BY generation"
    )
    for generation, until, drawn_until, *blobs in rows:
        numbers = (generation, until, drawn_until)
        if not all(isinstance(number, int) and 0 <= number < 2**63 for number in numbers):
            continue
        if not all(isinstance(blob, bytes) for blob in blobs):
            continue
        audit, head, draw, mac = (bytes(blob) for blob in blobs if isinstance(blob, bytes))
        if {len(audit), len(head)} != {SECRET_BYTES} or len(draw) not in {0, SECRET_BYTES}:
            continue
        counted = [number for number in numbers if isinstance(number, int)]
        earlier = EarlierKey(counted[0], counted[1], counted[2], audit, head, draw)
        if same(mac, earlier.mac(key)):
            found.append(earlier)
    return tuple(found)


def write(connection: Executes, key: bytes, earlier: Sequence[EarlierKey]) -> None:
    """Put down the keys of all earlier generations anew.

    Args:
        connection: the new store, inside a transaction.
        key: the audit key from now on.
        earlier: of every generation before it.
    """
    connection.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - a constant
    for each in earlier:
        connection.execute(
            f"INSERT INTO {TABLE} (generation, until, drawn_until, audit, head, draw, mac) "  # noqa: S608 - a constant
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                each.generation,
                each.until,
                each.drawn_until,
                each.audit,
                each.head,
                each.draw,
                each.mac(key),
            ),
        )


def holding(earlier: Sequence[EarlierKey], counter: int) -> EarlierKey | None:
    """Which earlier generation wrote an entry; None for the one that holds now."""
    return next((each for each in earlier if counter <= each.until), None)
