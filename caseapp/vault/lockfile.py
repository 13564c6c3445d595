"""One writer at a time, and who it is, without a name.

On one computer the system's own file lock decides: it ends with the process however that ended, so nothing
stale needs guessing. Across computers (a stick, a synced or network folder) such a lock is not seen; there
the file's content says that another computer holds the vault, and only the user can know whether that still
holds.
"""

import contextlib
import json
import os
import re
import secrets
import socket
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from caseapp.vault import errors, files

FILE_NAME = "lock"
_LARGEST = 4096
_DOOR_BYTES = 16
_DOOR = re.compile(r"[0-9a-f]{32}", re.ASCII)
# Windows locks byte ranges and keeps others from reading them: lock one far behind the content.
_LOCKED_BYTE = 1 << 30


def _computer() -> str:
    """This computer, as a digest: a host name often is somebody's name."""
    return sha256(b"caseapp lock " + socket.gethostname().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _take(descriptor: int) -> bool:
    """Take the system's lock without waiting; False when somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists there only

            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


class VaultLock:
    """The held lock of a vault; :func:`acquire` makes it."""

    def __init__(self, descriptor: int, *, door: str, unclean: bool) -> None:
        self._descriptor: int | None = descriptor
        self.door = door
        """A random number by which another program of this user finds the one that holds it."""
        self.unclean = unclean
        """Whether the last program that held it ended without giving it back."""

    def release(self) -> None:
        """Give the vault back; a second call does nothing."""
        if self._descriptor is None:
            return
        # Emptied, not removed: removing would let two programs lock two different files of one name.
        with contextlib.suppress(OSError):  # a disk that is gone holds no lock either
            os.ftruncate(self._descriptor, 0)
        with contextlib.suppress(OSError):
            os.close(self._descriptor)
        self._descriptor = None


def acquire(folder: Path, *, even_if_elsewhere: bool = False) -> VaultLock:
    """Become the one writer.

    Args:
        folder: the vault.
        even_if_elsewhere: the user knows that the other computer has closed it.

    Returns:
        The lock, held until released or the process ends.

    Raises:
        HeldByAnotherError: another program on this computer has it, and since when.
        HeldElsewhereError: the file names another computer.
        VaultError: no permission, disk full.
    """
    descriptor = files.open_file(folder / FILE_NAME, os.O_RDWR | os.O_CREAT)
    try:
        taken = _take(descriptor)
        os.lseek(descriptor, 0, os.SEEK_SET)
        computer, since = _read(os.read(descriptor, _LARGEST))
        if not taken:
            raise errors.HeldByAnotherError(since or "—")
        if computer not in {"", _computer()} and not even_if_elsewhere:
            raise errors.HeldElsewhereError(since)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        now = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
        door = secrets.token_hex(_DOOR_BYTES)
        content = {"computer": _computer(), "pid": os.getpid(), "since": now, "door": door}
        files.write_all(descriptor, json.dumps(content).encode())
    except OSError as error:
        os.close(descriptor)
        raise errors.from_os_error(error, FILE_NAME) from None
    except errors.VaultError:
        os.close(descriptor)
        raise
    return VaultLock(descriptor, door=door, unclean=computer != "")


def _read(content: bytes) -> tuple[str, str]:
    """Computer and time from the file; nothing from a file that is empty or was torn."""
    try:
        found = json.loads(content)
        computer, since = found["computer"], found["since"]
        # It goes into a sentence: only what reads as a time.
        datetime.fromisoformat(since)
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", ""
    return str(computer), str(since)


def door_of(folder: Path) -> str:
    """The door of whoever on this computer holds a vault, or held it when it crashed; empty for none.

    Args:
        folder: the vault, or what may be one.
    """
    with contextlib.suppress(errors.VaultError, ValueError, KeyError, TypeError, RecursionError):
        found = json.loads(files.read_bounded(folder / FILE_NAME, _LARGEST) or b"")
        door = found["door"]
        if found["computer"] == _computer() and isinstance(door, str) and _DOOR.fullmatch(door):
            return door
    return ""
