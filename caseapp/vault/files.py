"""Writing files so that a cut leaves the old one or the new one, never half of either."""

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path

from caseapp.vault import errors

FOLDER_MODE = 0o700
FILE_MODE = 0o600
# Windows translates line ends and may execute nothing here; on other systems these flags do not exist.
_BINARY = getattr(os, "O_BINARY", 0)
_CLOSE_ON_EXEC = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
# A vault that somebody else made may hold links to the user's other files, and pipes that never answer.
_PLAIN_ONLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_ALWAYS = _BINARY | _CLOSE_ON_EXEC | _PLAIN_ONLY


def open_file(path: Path, flags: int) -> int:
    """Open a file of the vault, private to the user, never inherited by a child process.

    Args:
        path: the file.
        flags: ``os.O_RDWR`` and the like.

    Returns:
        A file descriptor the caller closes.

    Raises:
        VaultError: no permission, disk full, absent, not a plain file.
    """
    try:
        return _open_plain(path, flags)
    except OSError as error:
        raise errors.from_os_error(error, path.name) from None


def _open_plain(path: Path, flags: int) -> int:
    """Open a plain file; a link is not followed, and nothing else is touched."""
    try:
        descriptor = os.open(path, flags | _ALWAYS, FILE_MODE)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EMLINK, errno.ENXIO}:  # a link (EMLINK: BSD), a pipe
            raise errors.NotAPlainFileError(path.name) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise errors.NotAPlainFileError(path.name)
    return descriptor


def make_private(folder: Path) -> None:
    """Close a vault's folder and files to other users, as after a copy from a stick that knows no owners.

    Args:
        folder: the vault. Where the system does not allow it nothing is done: opening says what it cannot do.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        for path in (folder, *folder.iterdir()):
            mode = path.lstat().st_mode
            if mode & 0o077 and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & 0o700)


def read_bounded(path: Path, limit: int) -> bytes | None:
    """Read a whole small file.

    Args:
        path: the file.
        limit: bytes above which it is not read at all.

    Returns:
        Its bytes, or None when it is absent or longer than the limit.

    Raises:
        VaultError: the system does not let it be read.
    """
    try:
        descriptor = _open_plain(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise errors.from_os_error(error, path.name) from None
    try:
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise errors.from_os_error(error, path.name) from None
    return data if len(data) <= limit else None


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte at the descriptor's place; a short write is not an end."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync(descriptor: int) -> None:
    """Bring what was written to the device itself, not only to the system's memory."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - does not exist on Windows

        # fsync on macOS stops at the drive's cache.
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    elif hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in the folder last. Windows does it with the rename itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | _CLOSE_ON_EXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_aside(path: Path, data: bytes) -> Path:
    """Write and sync a new file beside the one it may replace.

    Args:
        path: the file that is meant.
        data: its new content.

    Returns:
        The new file's path, ``path`` with ``.new`` after it.

    Raises:
        VaultError: no permission, disk full, failing device; then the file aside is gone again.
    """
    aside = path.with_name(path.name + ".new")
    try:
        # What a crash, or somebody else, left under this name is taken away and never written into.
        aside.unlink(missing_ok=True)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _ALWAYS, FILE_MODE)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        with contextlib.suppress(OSError):  # a folder of that name, or a disk that is gone
            aside.unlink(missing_ok=True)
        raise errors.from_os_error(error, path.name) from None
    return aside


def put_in_place(aside: Path, path: Path) -> None:
    """Let the file aside take the place of the old one, lastingly.

    Args:
        aside: what :func:`write_aside` returned.
        path: the file it replaces.

    Raises:
        VaultError: no permission, failing device.
    """
    try:
        aside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise errors.from_os_error(error, path.name) from None


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by new content in one step.

    Args:
        path: the file.
        data: its new content.

    Raises:
        VaultError: as :func:`write_aside` and :func:`put_in_place`; the old file stays.
    """
    put_in_place(write_aside(path, data), path)
