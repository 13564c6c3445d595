"""A copy of a store: brought to the device while it grows, and believed only when it was read again."""

import os
from pathlib import Path
from typing import Final, Self

from caseapp.vault import errors, files, opener
from caseapp.vault.backup_errors import BackupNotTrueError

_SYNC_EVERY: Final = 32  # steps; so that the last sync, which a save may have to wait behind, is short


class Synced:
    """Brings a growing file to the device now and then.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._steps = 0
        self._descriptor = -1

    def __enter__(self) -> Self:
        self._descriptor = files.open_file(self._path, os.O_RDWR)
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self._descriptor)

    def step(self) -> None:
        """Count a step."""
        self._steps += 1
        if self._steps % _SYNC_EVERY == 0:
            try:
                files.sync(self._descriptor)
            except OSError as error:
                raise errors.from_os_error(error, self._path.name) from None


def sync_file(path: Path) -> None:
    """Bring a file that was written by other means to the device.

    Raises:
        VaultError: the device failed.
    """
    descriptor = files.open_file(path, os.O_RDWR)
    try:
        files.sync(descriptor)
    except OSError as error:
        raise errors.from_os_error(error, path.name) from None
    finally:
        os.close(descriptor)


def verify_copy(connection: opener.Connection, file: str) -> None:
    """Every page against its HMAC, and the structure.

    Args:
        connection: the copy, opened with its key.
        file: its name, for the sentence.

    Raises:
        BackupNotTrueError: a page or the structure is damaged.
    """
    opener.checkpoint(connection)
    pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    structure = connection.execute("PRAGMA quick_check").fetchall()
    if pages or structure != [("ok",)]:
        raise BackupNotTrueError(file)


def page_count(connection: opener.Connection) -> int:
    """How many pages a store has."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    return int(pages)


def row_counts(connection: opener.Connection) -> dict[str, int]:
    """How many rows each ordinary table has."""
    names = [
        str(name)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
            "ORDER BY name"
        )
    ]
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - its own
        for name in names
    }
