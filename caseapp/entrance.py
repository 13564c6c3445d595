"""The ways into a vault for the window, and the window itself.

Each vault is opened on its own thread, behind a desk. The first paint waits for this module: everything that
only an open vault needs is imported when one is opened, or while the passphrase is typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from concurrent.futures import Future
    from pathlib import Path

    from caseapp.behind_entrance import Facts
    from caseapp.casework.commands.backups import Restored
    from caseapp.casework.queries.backups import BackupRow, Inside
    from caseapp.domain.requests import Outcome
    from caseapp.errors import KnownError
    from caseapp.room import Room
    from caseapp.settings import Settings
    from caseapp.tasks.doors import MadeVault, NewVault, Opened
    from caseapp.tasks.progress import Progress


class Entrance:
    """Implements :class:`caseapp.tasks.doors.Doors` with real vaults.

    Args:
        folder: the vault named on the command line, None = the one opened last.
        settings: of this user, for the last vault.
    """

    def __init__(self, folder: Path | None, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings

    def last_folder(self) -> Path | None:
        """The vault to open: the one named, else the one opened last, None on the first run."""
        return self._folder if self._folder is not None else self._settings.last_vault

    def door_of(self, folder: Path) -> Future[str]:
        """The door of the window that has a vault open on this computer; empty for none."""
        from caseapp.behind_entrance import door_of, in_background

        return in_background(lambda: door_of(folder))

    def default_folder(self, name: str) -> Path:
        """Where a vault would be made; the folder's name says nothing about the work."""
        from caseapp.paths import places

        del name
        return places().offered_vault()

    def work_settings(self) -> tuple[tuple[str, str], ...]:
        """Codes and English names of the work settings an organisation can count by."""
        from caseapp.casework.taxonomy import starting_choices
        from caseapp.domain.taxonomy import ListName

        return starting_choices(ListName.SETTING)

    def make(self, new: NewVault) -> Future[MadeVault]:
        """Make a vault and open it as its first worker."""
        from caseapp.behind_entrance import Facts, enter, facts_of
        from caseapp.tasks.doors import MadeVault

        def open_new() -> tuple[Room, Facts]:
            from caseapp.bootstrap import make_room
            from caseapp.paths import places, private_folder

            if new.folder.parent == places().vaults:
                private_folder(new.folder.parent)
            room, code = make_room(
                new.folder,
                name=new.name,
                worker=(new.worker_label, new.worker_passphrase),
                manager=(new.manager_label, new.manager_passphrase),
                areas=new.areas,
                counted_settings=new.settings,
            )
            return room, Facts(facts_of(room), code)

        return enter(open_new, lambda desk, facts: MadeVault(facts.opened(desk), facts.recovery_code))

    def open(
        self,
        folder: Path,
        passphrase: str,
        accept: AbstractSet[str] = frozenset(),
        key_file: Path | None = None,
    ) -> Future[Opened]:
        """Open with a passphrase; ``accept`` names questions answered with "go on"."""
        from caseapp.behind_entrance import Facts, enter, facts_of

        def open_known() -> tuple[Room, Facts]:
            from caseapp.bootstrap import open_room, read_key_file

            content = None if key_file is None else read_key_file(key_file)
            room = open_room(folder, passphrase, key_file=content, accept=accept)
            return room, Facts(facts_of(room))

        return enter(open_known, lambda desk, facts: facts.opened(desk))

    def suggest_passphrase(self) -> tuple[str, float]:
        """Six words drawn by chance, and how many bits they are worth."""
        from caseapp.vault import suggest

        return suggest.suggest(), suggest.bits()

    def may_go_on(self, error: KnownError) -> bool:
        """Whether a failure to open is a question that the user may answer with "go on"."""
        from caseapp.vault.errors import ACCEPTABLE

        return error.code in ACCEPTABLE

    def open_with_code(self, folder: Path, code: str, new_passphrase: str, whose: str = "") -> Future[Opened]:
        """Open with the recovery code and set a new passphrase for a worker."""
        from caseapp.behind_entrance import Facts, enter, facts_of

        def open_anew() -> tuple[Room, Facts]:
            from caseapp.bootstrap import open_room, replace_lost_passphrase

            replace_lost_passphrase(folder, code, new_passphrase, whose)
            room = open_room(folder, new_passphrase)
            return room, Facts(facts_of(room))

        return enter(open_anew, lambda desk, facts: facts.opened(desk))

    def change_passphrase(self, opened: Opened, old: str, new: str) -> Future[None]:
        """Rewrap the key slot of whoever is signed in."""
        from concurrent.futures import Future

        from caseapp.casework.commands.keys import ChangePassphrase

        changed: Future[None] = Future()

        def settle(done: Future[Outcome[None]]) -> None:
            error = done.exception()
            if error is not None:
                changed.set_exception(error)
            else:
                changed.set_result(None)

        opened.desk.do(ChangePassphrase(old, new)).add_done_callback(settle)
        return changed

    def backups_in(self, folder: Path) -> Future[tuple[BackupRow, ...]]:
        """All backups of a vault, a second place or any folder, newest first, without counts."""
        from caseapp.behind_entrance import in_background, rows_in

        return in_background(lambda: rows_in(folder))

    def look_inside(
        self,
        backup: Path,
        passphrase: str,
        *,
        is_code: bool = False,
        key_file: Path | None = None,
        progress: Progress | None = None,
    ) -> Future[Inside]:
        """Read every byte of a backup and say what is in it."""
        from caseapp.behind_entrance import in_background, way_of
        from caseapp.casework.opened_set import look
        from caseapp.tasks.progress import Progress

        steps = progress or Progress()
        return in_background(lambda: look(backup, way_of(passphrase, key_file, is_code=is_code), steps))

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
    ) -> Future[Restored]:
        """Put a backup in the place of a locked vault, or make a vault of it."""
        from caseapp.behind_entrance import in_background, way_of
        from caseapp.bootstrap import restore_vault

        def put_back() -> Restored:
            way = way_of(passphrase, key_file, is_code=is_code)
            return restore_vault(folder, backup, way, accept=accept, progress=progress)

        return in_background(put_back)

    def may_restore_all_the_same(self, error: KnownError) -> bool:
        """Whether a failure to restore is a question that the user may answer with "go on"."""
        from caseapp.vault.backup_errors import QUESTIONS
        from caseapp.vault.errors import HeldElsewhereError

        return error.code in QUESTIONS | {HeldElsewhereError.code}


def _clear_opened() -> None:
    """Remove files in clear that a run left which ended in a crash, whether or not a vault is opened now."""
    from caseapp.casework.opened_files import remove_left_behind

    remove_left_behind()


def open_window(folder: Path | None) -> int:
    """Show the window.

    Args:
        folder: the vault to open; None = the one opened last, or the first run.

    Returns:
        The exit status.
    """
    from caseapp.osutils.hardening import set_process_name
    from caseapp.paths import places
    from caseapp.settings import load, save
    from caseapp.ui import start

    def then() -> None:
        from threading import Thread

        from caseapp import warm_up

        Thread(target=_clear_opened, name="left-behind", daemon=True).start()
        warm_up.start()

    file = places().settings_file
    loaded = load(file)
    # Lists of processes show it, over a shoulder as well as a title; the command line stays what it was.
    set_process_name("notes" if loaded.settings.neutral_title else "caseapp")
    doors = Entrance(folder, loaded.settings)
    return start.run(doors, loaded, lambda settings: save(settings, file), then)
