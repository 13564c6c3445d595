"""What lies behind the entrance: the room is opened on the vault thread, and the window is told of it.

Apart from `entrance`, which the first paint waits for.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

from caseapp.bootstrap import Room, preference
from caseapp.errors import BugError, KnownError
from caseapp.tasks.desk import Desk
from caseapp.tasks.doors import Opened

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
    return lambda desk: Opened(desk=desk, role=role, vault_name=name, label=label, demo=demo)


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
