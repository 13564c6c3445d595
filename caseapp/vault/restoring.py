"""The one moment of restoring in which the old content of a vault gives way to the new.

What is restored stands complete, verified and synced in a folder ``restoring-…`` inside the vault. Writing
the file ``restoring.json`` is the commit: before it the vault is the old one, after it the new one, because
opening first finishes what the file says. All that is moved is moved by renames that can be repeated.
"""

import contextlib
import json
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from caseapp.vault import backup_sets, errors, files, keyfile, lockfile
from caseapp.vault.backup_errors import RestoreDamagedError
from caseapp.vault.head import Which

MARKER = "restoring.json"
_LARGEST = 8192
_STAGING = re.compile(r"restoring-[0-9a-f]{8}", re.ASCII)
REPLACED = re.compile(r"replaced-\d{8}T\d{6}Z(-\d{1,4})?", re.ASCII)
_CONTENT = re.compile(
    r"keys\.json(\.copy)?|keys-erased\.json|head|(cases|figures)\.db(-wal|-shm|-journal)?|generation-\d{1,6}",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Move:
    """What is exchanged.

    Attributes:
        staging: name of the folder with the new content.
        replaced: name of the folder that takes the old content.
        out: names that go there.
        into: names that come from the staging folder.
    """

    staging: str
    replaced: str
    out: tuple[str, ...]
    into: tuple[str, ...]

    @classmethod
    def parse(cls, data: bytes | None) -> "Move":
        """Read the marker.

        Raises:
            RestoreDamagedError: it is not what this program writes.
        """
        try:
            body = json.loads(data or b"")
            move = cls(body["staging"], body["replaced"], tuple(body["out"]), tuple(body["into"]))
            names = (*move.out, *move.into)
            fits = (
                set(body) == {"staging", "replaced", "out", "into"}
                and _STAGING.fullmatch(move.staging)
                and REPLACED.fullmatch(move.replaced)
                and all(_CONTENT.fullmatch(name) for name in names)
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            raise RestoreDamagedError from None
        if not fits:
            raise RestoreDamagedError
        return move

    def dump(self) -> bytes:
        """The bytes of the marker."""
        return json.dumps(
            {"staging": self.staging, "replaced": self.replaced, "out": self.out, "into": self.into}
        ).encode()


def new_staging(folder: Path) -> Path:
    """A free folder name for what is to be restored."""
    return folder / f"restoring-{uuid4().hex[:8]}"


def content_of(folder: Path) -> tuple[str, ...]:
    """The names in a vault folder that a restore exchanges: keys, stores and head of every generation."""
    return tuple(sorted(each.name for each in folder.iterdir() if _CONTENT.fullmatch(each.name)))


def commit(folder: Path, staging: Path, into: Sequence[str]) -> Move:
    """Let the staged content take the place of what is there; from here on there is no way back.

    Args:
        folder: the vault, locked by the caller.
        staging: the complete, synced new content.
        into: the names in it that make up the vault.

    Returns:
        What was exchanged.

    Raises:
        VaultError: no permission, disk full; nothing was changed, or the next opening finishes it.
    """
    stamp = datetime.now(UTC).strftime("replaced-%Y%m%dT%H%M%SZ")
    replaced, number = stamp, 1
    while (folder / replaced).exists():
        number += 1
        replaced = f"{stamp}-{number}"
    move = Move(staging.name, replaced, content_of(folder), tuple(into))
    files.write_whole(folder / MARKER, move.dump())
    _carry_out(folder, move)
    return move


def finish(folder: Path, *, even_if_elsewhere: bool = False) -> None:
    """Finish a restore that was committed and interrupted; does nothing where there is none.

    Args:
        folder: what may be a vault.
        even_if_elsewhere: the user knows that no other computer has it open.

    Raises:
        VaultError: no permission, disk full, damaged, held by another program.
    """
    if not os.path.lexists(folder / MARKER):
        return
    lock = lockfile.acquire(folder, even_if_elsewhere=even_if_elsewhere)
    try:
        data = files.read_bounded(folder / MARKER, _LARGEST)
        _carry_out(folder, Move.parse(data))
    finally:
        lock.release()


def clear(folder: Path) -> None:
    """Take away what a restore left that was interrupted before its commit. The caller holds the lock."""
    if os.path.lexists(folder / MARKER):
        return
    with contextlib.suppress(OSError):
        (folder / f"{MARKER}.new").unlink(missing_ok=True)
        for path in folder.iterdir():
            if _STAGING.fullmatch(path.name):
                backup_sets.remove(path)


def _carry_out(folder: Path, move: Move) -> None:
    staging, replaced = folder / move.staging, folder / move.replaced
    try:
        if move.out:
            replaced.mkdir(mode=files.FOLDER_MODE, exist_ok=True)
        for inner in (staging, replaced):
            if inner.exists() and not stat.S_ISDIR(inner.lstat().st_mode):
                raise errors.NotAPlainFileError(inner.name)
        for name in move.out:
            # What already lies there went in an earlier attempt; what stands here now is new.
            if not os.path.lexists(replaced / name) and os.path.lexists(folder / name):
                (folder / name).rename(replaced / name)
        if move.out:
            files.sync_folder(replaced)
        files.sync_folder(folder)
        for name in move.into:
            if os.path.lexists(staging / name):
                (staging / name).rename(folder / name)
        files.sync_folder(folder)
        (folder / MARKER).unlink()
        files.sync_folder(folder)
    except OSError as error:
        raise errors.from_os_error(error, folder.name) from None
    backup_sets.remove(staging)


def staged_names(generation: int) -> tuple[str, ...]:
    """What makes up a vault of a generation, in its folder."""
    if generation == keyfile.FIRST_GENERATION:
        return (*sorted(which.file_name for which in Which), "head", keyfile.FILE_NAME)
    return (keyfile.stores_folder(Path(), generation).name, keyfile.FILE_NAME)
