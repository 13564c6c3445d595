"""The ways into a vault for the window: each opens the vault on its own thread, behind a desk."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from caseapp.domain.requests import Changes, Command, Outcome
from caseapp.errors import BugError, KnownError
from caseapp.paths import places, private_folder
from caseapp.settings import Settings
from caseapp.tasks.desk import Desk
from caseapp.tasks.doors import MadeVault, NewVault, Opened

if TYPE_CHECKING:
    from caseapp.bootstrap import Room

T = TypeVar("T")

DEMO = "demo"  # preference of a vault in which nothing is real


@dataclass(frozen=True, slots=True)
class ChangePassphrase(Command[None]):
    """Rewrap the slot of whoever is signed in."""

    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the window may know of a room, read on the vault thread."""

    opened: Callable[[Desk], Opened]
    recovery_code: str = field(default="", repr=False)


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

    def default_folder(self, name: str) -> Path:
        """Where a vault would be made; the folder's name says nothing about the work."""
        del name
        return places().offered_vault()

    def work_settings(self) -> tuple[tuple[str, str], ...]:
        """Codes and English names of the work settings an organisation can count by."""
        from caseapp.casework.taxonomy import starting_choices
        from caseapp.domain.taxonomy import ListName

        return starting_choices(ListName.SETTING)

    def make(self, new: NewVault) -> Future[MadeVault]:
        """Make a vault and open it as its first worker."""

        def open_new() -> tuple[Room, _Facts]:
            from caseapp.bootstrap import make_room

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
            return room, _Facts(_opened(room), code)

        return _enter(open_new, lambda desk, facts: MadeVault(facts.opened(desk), facts.recovery_code))

    def open(self, folder: Path, passphrase: str, accept: AbstractSet[str] = frozenset()) -> Future[Opened]:
        """Open with a passphrase; ``accept`` names questions answered with "go on"."""

        def open_known() -> tuple[Room, _Facts]:
            from caseapp.bootstrap import open_room

            room = open_room(folder, passphrase, accept=accept)
            return room, _Facts(_opened(room))

        return _enter(open_known, lambda desk, facts: facts.opened(desk))

    def may_go_on(self, error: KnownError) -> bool:
        """Whether a failure to open is a question that the user may answer with "go on"."""
        from caseapp.vault.errors import ACCEPTABLE

        return error.code in ACCEPTABLE

    def open_with_code(self, folder: Path, code: str, new_passphrase: str) -> Future[Opened]:
        """Open with the recovery code and set a new passphrase for the first worker."""

        def open_anew() -> tuple[Room, _Facts]:
            from caseapp.bootstrap import open_room, replace_first_passphrase

            replace_first_passphrase(folder, code, new_passphrase)
            room = open_room(folder, new_passphrase)
            return room, _Facts(_opened(room))

        return _enter(open_anew, lambda desk, facts: facts.opened(desk))

    def change_passphrase(self, opened: Opened, old: str, new: str) -> Future[None]:
        """Rewrap the key slot of whoever is signed in."""
        changed: Future[None] = Future()

        def settle(done: Future[Outcome[None]]) -> None:
            error = done.exception()
            if error is not None:
                changed.set_exception(error)
            else:
                changed.set_result(None)

        opened.desk.do(ChangePassphrase(old, new)).add_done_callback(settle)
        return changed


def _opened(room: Room) -> Callable[[Desk], Opened]:
    """Read on the vault thread what the window may know; the desk is added when it serves."""
    from caseapp.bootstrap import preference

    role, name, label = room.role, room.session.vault_name, room.session.label
    demo = preference(room, DEMO) != ""
    return lambda desk: Opened(desk=desk, role=role, vault_name=name, label=label, demo=demo)


def _enter(open_it: Callable[[], tuple[Room, _Facts]], result: Callable[[Desk, _Facts], T]) -> Future[T]:
    facts: list[_Facts] = []

    def open_room_here() -> Room:
        room, known = open_it()

        def change(command: ChangePassphrase) -> Outcome[None]:
            room.session.change_passphrase(command.old, command.new)
            return Outcome(None, Changes())

        room.handlers = {**room.handlers, ChangePassphrase: change}
        facts.append(known)
        return room

    entered: Future[T] = Future()
    desk = Desk(open_room_here)

    def settle(started: Future[None]) -> None:
        error = started.exception()
        if error is None:
            entered.set_result(result(desk, facts.pop()))
        elif isinstance(error, KnownError):
            entered.set_exception(error)
        else:
            bug = BugError(f"The vault could not be opened: {type(error).__name__}.")
            bug.__cause__ = error
            entered.set_exception(bug)

    desk.start().add_done_callback(settle)
    return entered
