"""What the window needs while no vault is open: make one, open one, change a passphrase.

`bootstrap` implements it with the vault; tests with a fake. All futures settle off the interface thread.
"""

from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from caseapp.casework.commands.backups import Restored
from caseapp.casework.queries.backups import BackupRow, Inside
from caseapp.domain.roles import Role
from caseapp.errors import KnownError
from caseapp.tasks.desk import Desk
from caseapp.tasks.progress import Progress


@dataclass(frozen=True, slots=True)
class Opened:
    """An open vault, as the window may know it.

    Attributes:
        desk: where questions and acts are handed in.
        role: what the passphrase could decrypt.
        vault_name: shown at the foot of the navigation only.
        label: the name the user chose for themselves.
        demo: whether nothing in it is real.
        backs_up: whether backups are made here, by a worker.
        door: a random number by which a second start finds this window; empty where none is to be found.
        notices: sentences to show after opening (missing saves, an older vault), translation keys with
            their values.
    """

    desk: Desk
    role: Role
    vault_name: str
    label: str
    demo: bool = False
    backs_up: bool = False
    door: str = ""
    notices: tuple[tuple[str, dict[str, object]], ...] = ()


@dataclass(frozen=True, slots=True)
class NewVault:
    """The answers of the first run.

    Attributes:
        folder: where the vault folder is made.
        name: of the organisation or team.
        worker_label: what the first worker is called here.
        worker_passphrase: opens cases and figures.
        manager_label: what the manager is called here.
        manager_passphrase: opens figures only.
        areas: coarse areas, in order; the figures use the same.
        settings: codes of the work settings that are counted, in order.
        idle_minutes: when an untouched window locks.
    """

    folder: Path
    name: str
    worker_label: str
    worker_passphrase: str = field(repr=False)
    manager_label: str = ""
    manager_passphrase: str = field(default="", repr=False)
    areas: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    idle_minutes: int = 5


@dataclass(frozen=True, slots=True)
class MadeVault:
    """A vault just made and open.

    Attributes:
        opened: signed in as its first worker.
        recovery_code: shown once, kept nowhere.
    """

    opened: Opened
    recovery_code: str = field(repr=False)


class RestoreDoors(Protocol):
    """Backups as they can be had while no vault is open: for the unlock page, and after a lock.

    Whoever has a vault open locks it first (`Desk.lock`), waits, restores, and unlocks again with a
    passphrase from when the backup was made.
    """

    def backups_in(self, folder: Path) -> "Future[tuple[BackupRow, ...]]":
        """All backups of a vault, a second place or any folder, newest first, without counts.

        Args:
            folder: what the user pointed at.
        """

    def look_inside(
        self,
        backup: Path,
        passphrase: str,
        *,
        is_code: bool = False,
        key_file: Path | None = None,
        progress: Progress | None = None,
    ) -> "Future[Inside]":
        """Read every byte of a backup and say what is in it.

        Args:
            backup: the folder of the backup.
            passphrase: of a worker, from when it was made, or the recovery code.
            is_code: that it is the recovery code.
            key_file: the file that goes with the passphrase, if one was chosen.
            progress: told how far it is; may stop it.
        """

    def restore(
        self,
        folder: Path,
        backup: Path,
        passphrase: str,
        *,
        is_code: bool = False,
        key_file: Path | None = None,
        accept: AbstractSet[str] = frozenset(),
        progress: Progress | None = None,
    ) -> "Future[Restored]":
        """Put a backup in the place of a locked vault, or make a vault of it; fails with a sentence.

        Args:
            folder: the vault, or a folder that is not there or empty.
            backup: the folder of the backup.
            passphrase: of a worker, from when it was made, or the recovery code.
            is_code: that it is the recovery code.
            key_file: the file that goes with the passphrase, if one was chosen.
            accept: codes of earlier failures that were questions and were answered with "go on".
            progress: told how far it is; may stop it until the exchange begins.
        """

    def may_restore_all_the_same(self, error: KnownError) -> bool:
        """Whether a failure to restore is a question that the user may answer with "go on"."""


class Doors(Protocol):
    """Ways into a vault."""

    def last_folder(self) -> Path | None:
        """The vault folder to open, or None on the first run."""

    def door_of(self, folder: Path) -> "Future[str]":
        """The door of the window that has a vault open on this computer; empty for none.

        Args:
            folder: the vault.
        """

    def default_folder(self, name: str) -> Path:
        """Where a vault of this name would be made."""

    def work_settings(self) -> tuple[tuple[str, str], ...]:
        """Codes and English names of the work settings an organisation can count by."""

    def make(self, new: NewVault) -> "Future[MadeVault]":
        """Make a vault and open it as its first worker."""

    def open(
        self,
        folder: Path,
        passphrase: str,
        accept: AbstractSet[str] = frozenset(),
        key_file: Path | None = None,
    ) -> "Future[Opened]":
        """Open with a passphrase; fails with the sentence that fits.

        Args:
            folder: of the vault.
            passphrase: of any slot.
            accept: codes of earlier failures that were questions and were answered with "go on".
            key_file: the file that goes with the passphrase, if one was chosen.
        """

    def suggest_passphrase(self) -> tuple[str, float]:
        """Six words drawn by chance, and how many bits they are worth."""

    def may_go_on(self, error: KnownError) -> bool:
        """Whether a failure to open is a question that the user may answer with "go on"."""

    def open_with_code(
        self, folder: Path, code: str, new_passphrase: str, whose: str = ""
    ) -> "Future[Opened]":
        """Open with the recovery code and set a new passphrase for a worker.

        Args:
            folder: of the vault.
            code: as typed.
            new_passphrase: hers from now on.
            whose: her label; where there are several and none is named, it fails with the code
                ``whose_passphrase`` and a sentence that names them.
        """

    def change_passphrase(self, opened: Opened, old: str, new: str) -> "Future[None]":
        """Rewrap the key slot of whoever is signed in."""
