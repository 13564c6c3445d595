"""What restores kept: folders ``replaced-…`` with the whole vault as it was, until somebody removes them."""

import os
import shutil
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from caseapp.vault import errors, files
from caseapp.vault.backup_errors import NotKeptError
from caseapp.vault.restoring import REPLACED


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder that a restore kept.

    Attributes:
        name: of the folder, inside the vault.
        replaced_at: when a backup took its place, UTC; by its name.
        size: bytes.
    """

    name: str
    replaced_at: datetime
    size: int


def kept_in(folder: Path) -> tuple[Kept, ...]:
    """All that restores kept in a vault, newest first.

    Args:
        folder: the vault.

    Raises:
        VaultError: it cannot be looked into.
    """
    try:
        with os.scandir(folder) as listing:
            names = [
                entry.name
                for entry in listing
                if REPLACED.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
            ]
        found = [Kept(name, _moment(name), _size(folder / name)) for name in names]
    except OSError as error:
        raise errors.from_os_error(error, folder.name) from None
    return tuple(sorted(found, key=lambda one: (one.replaced_at, one.name), reverse=True))


def _moment(name: str) -> datetime:
    return datetime.strptime(name.split("-")[1], "%Y%m%dT%H%M%S%z")


def _size(folder: Path) -> int:
    return sum((Path(inner) / name).lstat().st_size for inner, _, names in os.walk(folder) for name in names)


def remove_kept(folder: Path, name: str) -> None:
    """Remove one of them for good. The caller holds the vault's lock.

    Args:
        folder: the vault.
        name: as :func:`kept_in` gives it.

    Raises:
        NotKeptError: there is none of this name; nothing was removed.
        VaultError: no permission, failing device; what is left is found again.
    """
    path = folder / name
    if REPLACED.fullmatch(name) is None:
        raise NotKeptError(name)
    try:
        if not stat.S_ISDIR(path.lstat().st_mode):
            raise NotKeptError(name)
        shutil.rmtree(path)
        files.sync_folder(folder)
    except FileNotFoundError:
        raise NotKeptError(name) from None
    except OSError as error:
        raise errors.from_os_error(error, name) from None
