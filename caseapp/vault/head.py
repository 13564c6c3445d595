"""The small file ``head``: how far each store had come when a save was last acknowledged.

It is written and synced after the commit and before the acknowledgement. So a head ahead of its store always
means loss, and a store may be ahead of its head by the one save that nobody was promised.

Two blocks of 4 KiB per store are written in turn, in place: one write and one sync, no rename. A torn write
spoils one block, never its neighbour, and does not decrypt; the other block still holds the last acknowledged
state. Records are encrypted (AES-256-GCM), because a plain counter would tell how much is written here.
"""

import contextlib
import os
import struct
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from caseapp.vault import errors, files
from caseapp.vault.envelope import DoesNotOpenError, unwrap, wrap

FILE_NAME = "head"
BLOCK_BYTES = 4096  # the largest common sector: a torn write never reaches the neighbour
MAC_BYTES = 32
_MAGIC = b"CAHEAD1\0"
_FIELDS = struct.Struct(f">QQ{MAC_BYTES}s")  # turn, counter, mac
_RECORD_BYTES = len(_MAGIC) + 28 + _FIELDS.size


class Which(Enum):
    """Which store a head belongs to; the value is its place in the file."""

    CASES = 0
    FIGURES = 1

    @property
    def file_name(self) -> str:
        """The store's file."""
        return f"{self.name.lower()}.db"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of an audit chain.

    Attributes:
        counter: number of the last entry, 0 for none.
        mac: that entry's mac, 32 bytes.
    """

    counter: int
    mac: bytes


EMPTY = Head(0, bytes(MAC_BYTES))


def _place(which: Which) -> bytes:
    return b"caseapp head 1 " + which.name.encode()


def pack(key: bytes, which: Which, head: Head, turn: int) -> bytes:
    """One record as it stands in the file, 84 bytes."""
    return _MAGIC + wrap(key, _FIELDS.pack(turn, head.counter, head.mac), _place(which))


def unpack(key: bytes, which: Which, record: bytes) -> tuple[int, Head] | None:
    """Read one record.

    Args:
        key: the store's head key.
        which: the store.
        record: bytes from the file; anything after the record is ignored.

    Returns:
        The turn and the head, or None if it is torn, damaged or of another key.
    """
    if not record.startswith(_MAGIC):
        return None
    try:
        plain = unwrap(key, record[len(_MAGIC) : _RECORD_BYTES], _place(which))
    except DoesNotOpenError:
        return None
    if len(plain) != _FIELDS.size:
        return None
    turn, counter, mac = _FIELDS.unpack(plain)
    return turn, Head(counter, mac)


class HeadFile:
    """The open file, kept open so that a save costs one write and one sync.

    Args:
        folder: the vault.
        keys: head key of each store the session may open.
    """

    def __init__(self, folder: Path, keys: dict[Which, bytes]) -> None:
        self._path = folder / FILE_NAME
        self._keys = dict(keys)
        self._turns: dict[Which, int] = {}
        self._descriptor: int | None = None

    def create(self) -> None:
        """Write a new file with empty heads for every store there is a key for.

        Raises:
            VaultError: no permission, disk full.
        """
        image = bytearray(BLOCK_BYTES * 2 * len(Which))
        for which, key in self._keys.items():
            record = pack(key, which, EMPTY, 0)
            start = which.value * 2 * BLOCK_BYTES
            image[start : start + len(record)] = record
        files.write_whole(self._path, bytes(image))

    def read(self, which: Which) -> Head | None:
        """The last acknowledged state.

        Args:
            which: the store.

        Returns:
            Its head, or None when the file is missing or neither block can be read.

        Raises:
            VaultError: the system does not let it be read.
        """
        image = files.read_bounded(self._path, BLOCK_BYTES * 2 * len(Which))
        if image is None:
            return None
        best: tuple[int, Head] | None = None
        for block in range(2):
            start = (which.value * 2 + block) * BLOCK_BYTES
            found = unpack(self._keys[which], which, image[start : start + BLOCK_BYTES])
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        if best is None:
            return None
        self._turns[which] = best[0]
        return best[1]

    def write(self, which: Which, head: Head) -> None:
        """Put down how far a store has come, durably. Comes after the commit and before the acknowledgement.

        Args:
            which: the store.
            head: its new head.

        Raises:
            VaultError: the disk refused; the save must not be acknowledged.
        """
        if which not in self._turns:
            self.read(which)
        # A file whose blocks are both spoiled starts again at turn 1.
        turn = self._turns.get(which, 0) + 1
        record = pack(self._keys[which], which, head, turn)
        start = (which.value * 2 + turn % 2) * BLOCK_BYTES
        try:
            if self._descriptor is None:
                self._descriptor = files.open_file(self._path, os.O_RDWR | os.O_CREAT)
            write_at(self._descriptor, record, start)
            files.sync(self._descriptor)
        except OSError as error:
            raise errors.from_os_error(error, FILE_NAME) from None
        self._turns[which] = turn

    def close(self) -> None:
        """Give the file back and forget the keys."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):  # all of it was synced before
                os.close(self._descriptor)
            self._descriptor = None
        self._keys.clear()


def write_at(descriptor: int, data: bytes, offset: int) -> None:
    """Write a small record at a place of an open file."""
    if sys.platform == "win32":
        os.lseek(descriptor, offset, os.SEEK_SET)
        files.write_all(descriptor, data)
    else:
        written = os.pwrite(descriptor, data, offset)
        if written != len(data):
            os.pwrite(descriptor, data[written:], offset + written)
