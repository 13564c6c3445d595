"""Where things live on this laptop. Nothing about a person is ever kept outside a vault's folder."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from caseapp.errors import KnownError

APP = "caseapp"
VAULT_ENDING = ".casevault"


class FolderError(KnownError):
    """A folder of ours cannot be made or is not ours alone."""

    code = "folder"


class Places(NamedTuple):
    """The folders and files that the program uses beside a vault.

    Attributes:
        vaults: where a new vault is offered to be made.
        settings_file: the settings of this user on this laptop (see settings.py).
        logs: event names and counts, never text that somebody typed.
    """

    vaults: Path
    settings_file: Path
    logs: Path

    def offered_vault(self, name: str = "Notes") -> Path:
        """A path for a new vault that does not exist yet.

        Args:
            name: the folder's name without its ending; the neutral default says nothing about the work.

        Returns:
            ``NAME.casevault`` in the vaults folder, with a number where that is taken.
        """
        path = self.vaults / f"{name}{VAULT_ENDING}"
        number = 2
        while path.exists():
            path = self.vaults / f"{name} {number}{VAULT_ENDING}"
            number += 1
        return path


def places() -> Places:
    """The places of the user who runs the program; nothing is made yet.

    Returns:
        Folders by the customs of the system (on Linux the XDG variables count).
    """
    if sys.platform == "linux":
        # By hand: asked before the first paint, where the library costs more than all the settings.
        data, config, state = (
            _xdg("DATA", ".local/share"),
            _xdg("CONFIG", ".config"),
            _xdg("STATE", ".local/state"),
        )
        return Places(data / APP, config / APP / "settings.json", state / APP / "log")
    import platformdirs  # noqa: PLC0415 - see above

    return Places(
        vaults=Path(platformdirs.user_data_dir(APP, appauthor=False)),
        settings_file=Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.json",
        logs=Path(platformdirs.user_log_dir(APP, appauthor=False)),
    )


def opened_folder() -> Path:
    """Where files stand in clear that another program shows: in memory, where the system has such a place."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    runtime = Path(given)
    if sys.platform == "linux" and runtime.is_absolute() and runtime.is_dir() and os.access(runtime, os.W_OK):
        return runtime / APP / "opened"
    return places().logs / "opened"


def _xdg(name: str, usual: str) -> Path:
    """A base folder of the XDG rules; a variable that is empty or not absolute counts for nothing."""
    path = Path(os.environ.get(f"XDG_{name}_HOME", ""))
    return path if path.is_absolute() else Path.home() / usual


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, with what is missing above it.

    A folder that is there already and open to others is closed to them.

    Args:
        path: the folder.

    Returns:
        The same path.

    Raises:
        FolderError: it cannot be made, is something else, or belongs to someone else.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sys.platform != "win32" and path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except FileExistsError as error:
        sentence = "{path} is a file, and a folder is needed there. Rename the file, or choose another place."
        raise FolderError(sentence, path=path) from error
    except OSError as error:
        sentence = "The folder {path} cannot be made or kept private ({reason}). Choose another place."
        raise FolderError(sentence, path=path, reason=error.strerror) from error
    return path
