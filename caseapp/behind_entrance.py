"""What lies behind the entrance: the room is opened on the vault thread, and the window is told of it.

Apart from `entrance`, which the first paint waits for.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from caseapp.bootstrap import read_key_file
from caseapp.casework.queries.backups import BackupRow, Place
from caseapp.errors import BugError, KnownError
from caseapp.room import Room, preference
from caseapp.tasks.desk import Desk
from caseapp.tasks.doors import Opened

if TYPE_CHECKING:
    from caseapp.casework.opened_set import Way

T = TypeVar("T")

DEMO = "demo"  # preference of practice vaults that were made before the figures told it to managers too


@dataclass(frozen=True, slots=True)
class Facts:
    """What the window may know of a room, read on the vault thread."""

    opened: Callable[[Desk], Opened]
    recovery_code: str = field(default="", repr=False)


def facts_of(room: Room) -> Callable[[Desk], Opened]:
    """Read on the vault thread what the window may know; the desk is added when it serves."""
    role, name, label = room.role, room.session.vault_name, room.session.label
    demo = room.office.ledger.is_practice or preference(room, DEMO) != ""
    backs_up = room.backups is not None
    door = room.session.lock.door
    return lambda desk: Opened(
        desk=desk, role=role, vault_name=name, label=label, demo=demo, backs_up=backs_up, door=door
    )


def in_background(act: Callable[[], T]) -> Future[T]:
    """Do something that needs no open vault on a thread of its own; settles off the interface thread."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            result = act()
        except BaseException as error:  # noqa: BLE001 - handed to the caller whole, nothing is swallowed
            done.set_exception(error)
        else:
            done.set_result(result)

    threading.Thread(target=run, name="restoring", daemon=True).start()
    return done


def way_of(typed: str, key_file: Path | None, *, is_code: bool) -> "Way":
    """What opens a backup, of what was typed and chosen.

    Args:
        typed: a passphrase, or the recovery code.
        key_file: that goes with the passphrase; not looked at beside a code.
        is_code: which of them it is.

    Raises:
        KnownError: the file is no key file, or may not be read.
    """
    from caseapp.casework.opened_set import Way  # noqa: PLC0415 - late, as everything heavy here

    if is_code:
        return Way(recovery_code=typed)
    return Way(typed, key_file=None if key_file is None else read_key_file(key_file))


def door_of(folder: Path) -> str:
    """See ``vault.lockfile.door_of``."""
    from caseapp.vault import lockfile  # noqa: PLC0415 - late, as everything heavy here

    return lockfile.door_of(folder)


def rows_in(folder: Path) -> tuple[BackupRow, ...]:
    """The backups in a folder, as far as they can be known without a passphrase."""
    from caseapp.vault.backup_sets import find_sets  # noqa: PLC0415 - late, as everything heavy here

    own = folder.absolute() / "backups"
    return tuple(
        BackupRow(
            path=str(one.path),
            name=one.name,
            made_at=one.made_at,
            place=Place.VAULT if one.path.parent == own else Place.SECOND,
            good=one.complete,
        )
        for one in find_sets(folder.absolute())
    )


def enter(open_it: Callable[[], tuple[Room, Facts]], result: Callable[[Desk, Facts], T]) -> Future[T]:
    """Open a room on a thread of its own.

    Args:
        open_it: called on that thread.
        result: makes of desk and facts what the future holds; called there too.

    Returns:
        Settled off the interface thread; fails with the sentence that fits.
    """
    facts: list[Facts] = []

    def open_room_here() -> Room:
        room, known = open_it()
        room.somebody_waits = lambda: desk.somebody_waits
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
