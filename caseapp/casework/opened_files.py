"""Files that stand in clear for another program, until the vault is locked.

Each run has a folder of its own that nobody else may enter, held by a lock of the system: what a run that
ended in a crash has left can be told from what another vault has open now. Files are removed, not written
over: on a disk of today that would promise more than it does.
"""

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from caseapp.errors import KnownError
from caseapp.paths import opened_folder, private_folder
from caseapp.vault import errors, lockfile
from caseapp.vault.lockfile import VaultLock


class OpenedFiles:
    """What this run has opened.

    Args:
        base: of all runs; None for the usual place.
    """

    def __init__(self, base: Path | None = None) -> None:
        self._base = base
        self._folder: Path | None = None
        self._lock: VaultLock | None = None

    def new_path(self, ending: str) -> Path:
        """A path in the folder, which is made when it is first needed; the name says nothing.

        Args:
            ending: with its dot.

        Raises:
            KnownError: the folder cannot be made.
        """
        if self._folder is None or not self._folder.is_dir():
            base = private_folder(self._base if self._base is not None else opened_folder())
            folder = private_folder(base / secrets.token_hex(8))
            self._lock = lockfile.acquire(folder)
            self._folder = folder
        return self._folder / f"{secrets.token_hex(8)}{ending}"

    def remove(self, path: Path) -> None:
        """Remove one file; what another program holds on to goes with the folder, or later."""
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove everything this run has opened."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def remove_left_behind(base: Path | None = None) -> int:
    """Remove what runs left that ended without a lock.

    Args:
        base: of all runs; None for the usual place.

    Returns:
        How many folders went.
    """
    base = base if base is not None else opened_folder()
    gone = 0
    try:
        folders = [Path(each) for each in os.scandir(base) if each.is_dir(follow_symlinks=False)]
    except OSError:
        return 0  # nothing was ever opened, or it is not ours to look at
    for folder in folders:
        try:
            held = lockfile.acquire(folder, even_if_elsewhere=True)
        except errors.HeldByAnotherError:
            continue
        except KnownError:
            held = None
        if held is not None:
            held.release()
        shutil.rmtree(folder, ignore_errors=True)
        gone += not folder.exists()
    return gone
