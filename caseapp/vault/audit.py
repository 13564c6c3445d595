"""Who did what to which record when: an append-only, HMAC-chained table in each store.

An entry names the rows a save touched and a keyed digest of each row's new state, never its text. The chain
finds an entry that was changed, taken out or put back; the digests find a row that went back in time while
its pages are whole. Both tables are local to one laptop.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from caseapp.errors import BugError
from caseapp.vault import audit_keys
from caseapp.vault.audit_keys import EarlierKey
from caseapp.vault.envelope import keyed_digest, same
from caseapp.vault.head import EMPTY, Head

DIGEST_BYTES = 16
_ROWS_A_STEP = 100
TABLES = ("audit_entry", "audit_latest", audit_keys.TABLE)
KEYS_CHANGED = "vault.keys_changed"
"""Action of the first entry under new keys."""

RowId = UUID | int | str
RowState = tuple[str, RowId, bytes | None]
"""Table, row id, digest of the row's new state; None when the row is gone."""
RowName = tuple[str, RowId]
"""Table and row id."""
FIRST_ROW: RowName = ("", "")
"""Before every row."""
Values = Mapping[str, object]
ReadRow = Callable[[str, RowId], Values | None]
"""Gives a row as it stands now, in the form its digest was made of; None when it is gone."""

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


def _stored_id(row_id: RowId) -> bytes | int | str:
    return row_id.bytes if isinstance(row_id, UUID) else row_id


def _read_id(stored: object) -> RowId:
    if isinstance(stored, bytes):
        return UUID(bytes=stored)
    if isinstance(stored, int | str):
        return stored
    raise BugError("an audited row id is a UUID, a number or a text")


def _long(tag: bytes, data: bytes) -> bytes:
    return tag + len(data).to_bytes(4, "big") + data


def _text(value: str) -> bytes:
    data = str.encode(value, "utf-8", "surrogatepass")
    return b"s" + len(data).to_bytes(4, "big") + data


_NONE = b"n" + bytes(4)
_UUID = b"u" + (16).to_bytes(4, "big")
_BY_TYPE: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: _NONE,
    str: _text,
    UUID: lambda value: _UUID + value.int.to_bytes(16, "big"),
    bool: lambda value: _long(b"i", str(int(value)).encode()),
    int: lambda value: _long(b"i", str(int(value)).encode()),
    float: lambda value: _long(b"f", struct.pack(">d", value)),
    bytes: lambda value: _long(b"b", bytes(value)),
    bytearray: lambda value: _long(b"b", bytes(value)),
    memoryview: lambda value: _long(b"b", bytes(value)),
    datetime: lambda value: _long(b"t", value.isoformat().encode()),
    date: lambda value: _long(b"t", value.isoformat().encode()),
    time: lambda value: _long(b"t", value.isoformat().encode()),
}


def _value(value: object) -> bytes:
    """One value, tagged and of unmistakable length; what a database gives back equal is encoded equal."""
    encode = _BY_TYPE.get(type(value))  # by the type itself: an import asks millions of times
    if encode is not None:
        return encode(value)
    for kind, encode in _BY_TYPE.items():
        if isinstance(value, kind):
            return encode(value)
    raise BugError(f"a value of type {type(value).__name__} cannot be audited")


@cache
def _name(name: str) -> bytes:
    """The name of a table or column as a value; there are few, and every row of an import asks for them."""
    return _value(name)


@cache
def _in_order(names: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    """The names of a table's columns in the order of the digest, each with itself as a value."""
    return tuple((name, _name(name)) for name in sorted(names))


def row_digest(key: bytes, table: str, row_id: RowId, values: Values) -> bytes:
    """Digest the state of a row.

    Args:
        key: the store's audit key (``AuditChain.key``); without it the digest of a guessed text cannot be
            compared.
        table: the row's table.
        row_id: its id.
        values: column name to value: None, bool, int, float, str, bytes, UUID, date, datetime, time. The
            verifying reader must give the same types (True and 1 count as the same).

    Returns:
        16 bytes.
    """
    head = b"row\0" + _name(table) + _value(row_id)
    columns = [
        encoded + _BY_TYPE.get(type(values[name]), _value)(values[name])
        for name, encoded in _in_order(tuple(values))
    ]
    return keyed_digest(key, head + b"".join(columns))[:DIGEST_BYTES]


def _pack(rows: Sequence[RowState]) -> bytes:
    parts: list[bytes] = []
    for table, row_id, digest in rows:
        if digest is not None and len(digest) != DIGEST_BYTES:
            raise BugError("a row digest has 16 bytes")
        parts += (_name(table), _value(row_id), _value(digest))
    return b"".join(parts)


def _unpack(touched: bytes) -> Iterator[RowState]:
    """Read back what :func:`_pack` wrote.

    A right mac does not make it well-formed: whoever holds a store's keys, a manager for one, can write any.

    Raises:
        ValueError: it was not written by :func:`_pack`.
    """
    try:
        yield from _unpacked(touched)
    except (struct.error, BugError) as error:
        raise ValueError("an audit entry that this program does not write") from error


def _unpacked(touched: bytes) -> Iterator[RowState]:
    values: list[object] = []
    place = 0
    while place < len(touched):
        tag = touched[place : place + 1]
        (length,) = struct.unpack_from(">I", touched, place + 1)
        data = touched[place + 5 : place + 5 + length]
        place += 5 + length
        if tag == b"n":
            values.append(None)
        elif tag == b"i":
            values.append(int(data))
        elif tag == b"s":
            values.append(data.decode("utf-8", "surrogatepass"))
        elif tag == b"u":
            values.append(UUID(bytes=data))
        else:
            values.append(data)
        if len(values) == 3:
            table, row_id, digest = values
            if not isinstance(table, str) or not isinstance(row_id, UUID | int | str):
                raise BugError("an audit entry holds something else than it was given")
            yield table, row_id, digest if isinstance(digest, bytes) else None
            values.clear()


class Step(NamedTuple):
    """A step along the chain.

    Attributes:
        found: what is wrong, in plain words.
        last: the last entry that was looked at whole.
        rows: rows of the next one that were looked at in this step.
    """

    found: list[str]
    last: int
    rows: int = 0


class AuditChain:
    """Appends to and verifies the chain of one store.

    Args:
        key: the store's audit key, 32 bytes.
    """

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key: bytes | None = key

    @property
    def key(self) -> bytes:
        """The audit key, for :func:`row_digest`."""
        if self._key is None:
            raise BugError("the audit chain was used after the vault was locked")
        return self._key

    def forget(self) -> None:
        """Drop the key; the chain is of no use afterwards."""
        self._key = None

    def digest(self, table: str, row_id: RowId, values: Values) -> bytes:
        """:func:`row_digest` with this chain's key."""
        return row_digest(self.key, table, row_id, values)

    def _mac(
        self, previous: bytes, counter: int, at_utc: str, staff: bytes | None, action: str, touched: bytes
    ) -> bytes:
        return _entry_mac(self.key, (previous, counter, at_utc, staff, action, touched))

    def earlier_keys(self, connection: Executes) -> tuple[EarlierKey, ...]:
        """What held before the keys were changed, in order; empty when they never were.

        Args:
            connection: the store.
        """
        return audit_keys.read(connection, self.key)

    def _key_at(self, earlier: Sequence[EarlierKey], counter: int) -> bytes:
        """The audit key under which an entry was made."""
        held = audit_keys.holding(earlier, counter)
        return self.key if held is None else held.audit

    def last(self, connection: Executes) -> Head:
        """The end of the chain as it stands in the store."""
        row = connection.execute(
            "SELECT counter, mac FROM audit_entry ORDER BY counter DESC LIMIT 1"
        ).fetchone()
        return EMPTY if row is None else _head(row)

    def at(self, connection: Executes, counter: int) -> Head | None:
        """The entry of one number, or None when there is none."""
        if counter == 0:
            return EMPTY
        row = connection.execute(
            "SELECT counter, mac FROM audit_entry WHERE counter = ?", (counter,)
        ).fetchone()
        return None if row is None else _head(row)

    @staticmethod
    def entries(connection: Executes) -> Iterator[tuple[str, tuple[RowState, ...]]]:
        """What each entry did to which rows, from the first on. :meth:`verify_chain` says if they are ours.

        Args:
            connection: the store.

        Raises:
            ValueError: an entry that this program does not write.
        """
        for action, touched in connection.execute("SELECT action, touched FROM audit_entry ORDER BY counter"):
            if not isinstance(action, str) or not isinstance(touched, bytes):
                raise ValueError("an audit entry that this program does not write")  # noqa: TRY004 - what was stored is wrong
            yield action, tuple(_unpack(touched))

    def append(
        self,
        connection: Executes,
        staff_id: UUID | None,
        action: str,
        rows: Sequence[RowState],
        at_utc: datetime,
    ) -> Head:
        """Add one entry inside the caller's transaction.

        After the commit the returned head goes to ``Session.write_head``, then the save may be acknowledged.

        Args:
            connection: the store, inside a transaction.
            staff_id: by whom; None for the program itself.
            action: what was done, a short stable word (``"contact.log"``), never a text about a person.
            rows: every row the save made, changed or took away.
            at_utc: when, with time zone UTC.

        Returns:
            The new end of the chain.
        """
        if at_utc.utcoffset() is None or at_utc.utcoffset():
            raise BugError("audit times are UTC")
        last = self.last(connection)
        counter = last.counter + 1
        staff = None if staff_id is None else staff_id.bytes
        touched = _pack(rows)
        at = at_utc.isoformat()
        mac = self._mac(last.mac, counter, at, staff, action, touched)
        connection.execute(
            "INSERT INTO audit_entry (counter, at_utc, staff_id, action, touched, mac) VALUES (?, ?, ?, ?, "
            "?, ?)",
            (counter, at, staff, action, touched, mac),
        )
        connection.executemany(
            "INSERT INTO audit_latest (table_name, row_id, counter, digest) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (table_name, row_id) DO UPDATE SET counter = excluded.counter, digest = "
            "excluded.digest",
            # In the order of the primary key: of a long import, each page is then looked for once.
            sorted(
                ((table, _stored_id(row_id), counter, digest) for table, row_id, digest in rows),
                key=itemgetter(0, 1),
            ),
        )
        return Head(counter, mac)

    def verify_chain(self, connection: Executes) -> list[str]:
        """Follow the chain from its first entry and hold the latest states against it.

        Args:
            connection: the store.

        Returns:
            What is wrong, in plain words; empty when all is well. The first broken link ends the walk.
        """
        return [sentence for step in self.walk(connection) for sentence in step.found]

    def walk(self, connection: Executes, after: int = 0) -> Iterator[Step]:
        """Follow the chain a little with each step: an import is one entry of very many rows.

        Args:
            connection: the store; no statement of it is open between two steps.
            after: the last entry that was looked at, 0 to begin.

        Yields:
            What each step found; a broken link ends the walk.
        """
        link = self.at(connection, after)
        if link is None:
            yield Step([f"The audit misses entry {after}."], after)
            return
        previous, expected = link.mac, after + 1
        earlier = self.earlier_keys(connection)
        while True:
            row = connection.execute(
                "SELECT counter, at_utc, staff_id, action, touched, mac FROM audit_entry "
                "WHERE counter > ? ORDER BY counter LIMIT 1",
                (expected - 1 or -(2**62),),
            ).fetchone()
            if row is None:
                return
            counter, at, staff, action, touched, mac = row
            if counter != expected:
                yield Step([f"The audit misses entry {expected}."], expected - 1)
                return
            if not (
                isinstance(at, str)
                and isinstance(action, str)
                and isinstance(touched, bytes)
                and isinstance(mac, bytes)
                and (staff is None or isinstance(staff, bytes))
                and same(
                    mac,
                    _entry_mac(
                        self._key_at(earlier, expected), (previous, expected, at, staff, action, touched)
                    ),
                )
            ):
                yield Step([f"Entry {expected} of the audit was changed."], expected - 1)
                return
            for found, rows in _verify_latest(connection, expected, touched):
                yield Step(found, expected - 1, rows)
            previous = mac
            yield Step([], expected)
            expected += 1

    def verify_rows(self, connection: Executes, read_row: ReadRow) -> list[str]:
        """Hold every audited row as it stands against its latest digest.

        Args:
            connection: the store.
            read_row: gives a row in the form its digest was made of.

        Returns:
            What is wrong, in plain words.
        """
        found: list[str] = []
        after: RowName | None = FIRST_ROW
        while after is not None:
            some, after = self.verify_states(connection, read_row, after)
            found += some
        return found

    def verify_states(
        self, connection: Executes, read_row: ReadRow, after: RowName, limit: int = 1000
    ) -> tuple[list[str], RowName | None]:
        """Hold some of the audited rows as they stand against their latest digests.

        Args:
            connection: the store.
            read_row: gives a row in the form its digest was made of.
            after: the last row that was looked at, :data:`FIRST_ROW` to begin.
            limit: at most so many rows.

        Returns:
            What is wrong, and the last row looked at; None at the end.
        """
        table, row_id = after
        latest = list(
            connection.execute(
                "SELECT table_name, row_id, counter, digest FROM audit_latest "
                "WHERE (table_name, row_id) > (?, ?) ORDER BY table_name, row_id LIMIT ?",
                (table, _stored_id(row_id), limit),
            )
        )
        earlier = self.earlier_keys(connection)
        found: list[str] = []
        for name, stored, counter, digest in latest:
            table, row_id = str(name), _read_id(stored)
            key = self._key_at(earlier, counter if isinstance(counter, int) else 0)
            found += _verify_state(key, table, row_id, read_row(table, row_id), digest)
        return found, (table, row_id) if len(latest) == limit else None


def _entry_mac(key: bytes, parts: tuple[bytes, int, str, bytes | None, str, bytes]) -> bytes:
    return keyed_digest(key, b"entry\0" + b"".join(_value(part) for part in parts))


def _verify_state(
    key: bytes, table: str, row_id: RowId, values: Values | None, digest: object
) -> Iterator[str]:
    if values is None and digest is not None:
        yield f"A record in {table} is gone that should be there ({row_id})."
    elif values is not None and digest is None:
        yield f"A record in {table} is back that was taken away ({row_id})."
    elif values is not None and row_digest(key, table, row_id, values) != digest:
        yield f"A record in {table} is not as it was last saved ({row_id})."


def _verify_latest(connection: Executes, counter: int, touched: bytes) -> Iterator[tuple[list[str], int]]:
    """Hold the latest states against those that an entry names, some rows at a time."""
    states = _unpack(touched)
    while True:
        try:
            some = list(islice(states, _ROWS_A_STEP))
        except ValueError:
            yield [f"Entry {counter} of the audit names nothing that could be a record."], 0
            return
        if not some:
            return
        found = []
        for table, row_id, digest in some:
            latest = connection.execute(
                "SELECT counter, digest FROM audit_latest WHERE table_name = ? AND row_id = ?",
                (table, _stored_id(row_id)),
            ).fetchone()
            if latest is None or not isinstance(latest[0], int) or latest[0] < counter:
                found.append(f"A record in {table} went back behind entry {counter} of the audit.")
            elif latest[0] == counter and latest[1] != digest:
                found.append(
                    f"The latest state of a record in {table} is not that of entry {counter} of the audit."
                )
        yield found, len(some)


def _head(row: tuple[object, ...]) -> Head:
    counter, mac = row
    if not isinstance(counter, int) or not isinstance(mac, bytes):
        raise BugError("an audit entry holds something else than it was given")
    return Head(counter, mac)


def verify(connection: Executes, chain: AuditChain, read_row: ReadRow) -> list[str]:
    """Verify chain and rows of one store.

    Args:
        connection: the store.
        chain: its chain.
        read_row: gives a row in the form its digest was made of.

    Returns:
        What is wrong, in plain words; empty when all is well.
    """
    return chain.verify_chain(connection) + chain.verify_rows(connection, read_row)
