"""Erasing the keys of a vault: afterwards nothing in its folder opens with any passphrase or code.

One small file is the commit. Before it is there the vault opens as ever; after it nothing opens, because
every opening first goes on with what the file orders, and only then says so. What was copied elsewhere before
is not reached: other folders, sticks, the second backup place, snapshots, blocks that the device keeps aside.
"""

import contextlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from caseapp.errors import KnownError
from caseapp.vault import backup_sets, errors, files, key_errors
from caseapp.vault.keyfile import COPY_NAME, FILE_NAME

MARKER = "keys-erased.json"
_FORMAT = "caseapp-keys-erased-1"
_LARGEST = 1024
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@dataclass(frozen=True, slots=True)
class Order:
    """What the file says.

    Attributes:
        at: when the keys were erased, ISO 8601 UTC; empty when it cannot be read any more.
        done: whether all of them went. What is put there later is somebody's own copy, and is left alone.
    """

    at: str
    done: bool

    def dump(self) -> bytes:
        """The bytes of the file."""
        return json.dumps({"format": _FORMAT, "at": self.at, "done": self.done}).encode()

    @property
    def day(self) -> str:
        """The date for a sentence, of this computer's zone."""
        if not self.at:
            return "?"
        return datetime.fromisoformat(self.at).astimezone().strftime("%Y-%m-%d")


def order_in(folder: Path) -> Order | None:
    """Whether the keys of a vault were erased; None when they were not.

    Args:
        folder: the vault.

    Raises:
        VaultError: no permission.
    """
    if not os.path.lexists(folder / MARKER):
        return None
    try:
        body = json.loads(files.read_bounded(folder / MARKER, _LARGEST) or b"")
        order = Order(str(body["at"]), body["done"] is True)
        if body["format"] == _FORMAT and _MOMENT.fullmatch(order.at) and type(body["done"]) is bool:
            datetime.fromisoformat(order.at)
            return order
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return Order("", done=True)  # nothing is destroyed on the word of a file that is not whole


def erase(folder: Path) -> None:
    """Overwrite and take away every key file in a vault's folder, those of its backups among them.

    A session that is open goes on until it is closed: what is typed can still be kept, under keys that nobody
    can have again. Who may ask for this is decided before.

    Args:
        folder: the vault, locked by the caller, with no backup under way.

    Raises:
        EraseUnfinishedError: some are left; every opening tries again, and opens nothing.
        VaultError: no permission, disk full; nothing was erased.
    """
    order = Order(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), done=False)
    path = folder / MARKER
    try:
        files.write_whole(path, order.dump())
    except errors.DiskFullError:
        # Who is in a hurry need not tidy up first: the copy is renewed by any opening, and makes room.
        _overwrite(folder / COPY_NAME)
        files.write_whole(path, order.dump())
    _carry_out(folder, order)


def carry_on(folder: Path) -> Order | None:
    """Finish what was ordered and interrupted. The caller holds the lock.

    Args:
        folder: the vault.

    Returns:
        What was ordered; None when nothing was.

    Raises:
        EraseUnfinishedError: some keys cannot be taken away.
    """
    order = order_in(folder)
    if order is not None and not order.done:
        _carry_out(folder, order)
    return order


def refuse_erased(folder: Path) -> None:
    """Finish what was interrupted, and say so instead of opening. The caller holds the lock.

    Args:
        folder: the vault.

    Raises:
        KeysErasedError: the keys of this vault were erased, and nobody put a copy of them back.
        EraseUnfinishedError: some keys cannot be taken away.
    """
    order = carry_on(folder)
    if order is not None and not any((folder / name).exists() for name in (FILE_NAME, COPY_NAME)):
        raise key_errors.KeysErasedError(order.day)


def forget(folder: Path) -> None:
    """The vault opens again, with keys from elsewhere: what was erased is not worth telling any more.

    The backups in it have no keys of their own and open nothing for good: they go.

    Args:
        folder: the vault, with keys.
    """
    if not os.path.lexists(folder / MARKER):
        return
    clear_keyless(folder)
    with contextlib.suppress(OSError):
        (folder / MARKER).unlink(missing_ok=True)


def clear_keyless(folder: Path) -> None:
    """Take away the backups in a vault whose keys were erased.

    Args:
        folder: the vault.
    """
    with contextlib.suppress(OSError):
        for path in (folder / backup_sets.FOLDER).iterdir():
            if backup_sets.made_of(path.name) is not None and not (path / FILE_NAME).exists():
                backup_sets.remove(path)


def _carry_out(folder: Path, order: Order) -> None:
    left: list[str] = []
    places = {folder}
    for path in _key_files(folder, left):
        places.add(path.parent)
        try:
            _overwrite(path)
        except OSError as error:
            left.append(f"{path.relative_to(folder)} ({error.strerror or type(error).__name__})")
    if left:
        raise key_errors.EraseUnfinishedError(order.day, min(left))
    # All names are gone. Where that cannot be made to last, or said, the next opening looks once more.
    with contextlib.suppress(OSError, KnownError):
        for place in places:
            files.sync_folder(place)
        files.write_whole(folder / MARKER, replace(order, done=True).dump())


def _key_files(folder: Path, left: list[str]) -> Iterator[Path]:
    """Every file that may hold slots: also of backups, of what a restore replaced, and those kept as damaged.

    A folder that cannot be looked into is named in ``left``.
    """

    def unreadable(error: OSError) -> None:
        left.append(f"{Path(str(error.filename)).name} ({error.strerror})")

    for place, _, names in os.walk(folder, onerror=unreadable):
        for name in sorted(names):
            # The vault's own last: for as long as it is there, the folder looks like what it was.
            if name.startswith(FILE_NAME) and Path(place, name) != folder / FILE_NAME:
                yield Path(place, name)
    if os.path.lexists(folder / FILE_NAME):
        yield folder / FILE_NAME


def _overwrite(path: Path) -> None:
    """Write chance over a file, to the device, and take it away; a failing write does not keep it there."""
    with contextlib.suppress(OSError, errors.VaultError):
        descriptor = files.open_file(path, os.O_RDWR)
        try:
            about = os.fstat(descriptor)
            if about.st_nlink == 1:  # else it is somebody's other file as well
                files.write_all(descriptor, secrets.token_bytes(about.st_size))
                files.sync(descriptor)
        finally:
            os.close(descriptor)
    path.unlink(missing_ok=True)
