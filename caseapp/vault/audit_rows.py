"""The state of a row in few bytes: its keyed digest, and what an audit entry says of the rows it touched."""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from caseapp.errors import BugError
from caseapp.vault.envelope import keyed_digest

DIGEST_BYTES = 16

RowId = UUID | int | str
RowState = tuple[str, RowId, bytes | None]
"""Table, row id, digest of the row's new state; None when the row is gone."""
RowName = tuple[str, RowId]
"""Table and row id."""
FIRST_ROW: RowName = ("", "")
"""Before every row."""
Values = Mapping[str, object]


def stored_id(row_id: RowId) -> bytes | int | str:
    """A row id as a column holds it."""
    return row_id.bytes if isinstance(row_id, UUID) else row_id


def read_id(stored: object) -> RowId:
    """A row id as a column gave it."""
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


def pack(rows: Sequence[RowState]) -> bytes:
    """What an entry holds about the rows it touched."""
    parts: list[bytes] = []
    for table, row_id, digest in rows:
        if digest is not None and len(digest) != DIGEST_BYTES:
            raise BugError("a row digest has 16 bytes")
        parts += (_name(table), _value(row_id), _value(digest))
    return b"".join(parts)


def unpack(touched: bytes) -> Iterator[RowState]:
    """Read back what :func:`pack` wrote.

    A right mac does not make it well-formed: whoever holds a store's keys, a manager for one, can write any.

    Raises:
        ValueError: it was not written by :func:`pack`.
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


def entry_mac(key: bytes, parts: tuple[bytes, int, str, bytes | None, str, bytes]) -> bytes:
    """What ties an entry to the one before it.

    Args:
        key: audit key of its time.
        parts: the mac before it, its counter, time, member of staff, action and packed rows.
    """
    return keyed_digest(key, b"entry\0" + b"".join(_value(part) for part in parts))
