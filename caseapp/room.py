"""An open vault with everything that may be asked of it, and asking without a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from caseapp.domain.roles import Role
from caseapp.errors import BugError, KnownError

if TYPE_CHECKING:
    from caseapp.casework.backups import Backups
    from caseapp.casework.checks import Checks
    from caseapp.casework.house import House
    from caseapp.figures.office import Office
    from caseapp.tasks.desk import Handler, Long
    from caseapp.vault.head import Which
    from caseapp.vault.integrity import Finding
    from caseapp.vault.integrity_part import Part, Readers
    from caseapp.vault.session import Session


@dataclass
class Room:
    """An open vault with everything that may be asked of it; used and closed on one thread.

    Attributes:
        session: the keys.
        office: the figures.
        house: the cases; None in a manager's session.
        backups: of the vault; None in a manager's session, which cannot read what they hold.
        handlers: which request is answered by what.
        checks: of the vault, slow and asked for.
        somebody_waits: whether a request was handed in meanwhile; long work gives way then.
    """

    session: Session
    office: Office
    house: House | None
    handlers: Mapping[type, Handler | Long]
    backups: Backups | None = None
    checks: Checks | None = None
    somebody_waits: Callable[[], bool] = lambda: False

    @property
    def role(self) -> Role:
        """What the passphrase could decrypt."""
        return self.session.role

    def idle(self) -> bool:
        """Do one small piece of idle work; returns whether there is more.

        While a backup is being made the write-ahead file cannot be emptied, so that waits. What fails now is
        done in another idle moment.
        """
        from caseapp.casework.attachments import tidy
        from caseapp.storage.names import read_ahead

        checks = self.checks
        if self.house is None:
            return checks is not None and checks.idle()
        store, backups = self.house.store, self.backups
        with suppress(KnownError):
            if tidy(self.house) or read_ahead(store):
                return True
            if backups is not None and backups.running:
                return backups.idle()
            if store.idle_work() or (backups is not None and backups.idle()):
                return True
            return checks is not None and checks.idle()
        return False

    def close(self) -> None:
        """Close the stores and drop the keys; a backup under way is dropped, and due again."""
        try:
            self.put_down()
        finally:
            self.session.close()

    def put_down(self) -> None:
        """Leave the stores, with the keys still at hand; a backup under way is dropped, and due again."""
        if self.backups is not None:
            self.backups.stop()
        if self.checks is not None:
            self.checks.close()
        if self.house is not None:
            from caseapp.casework.attachments import close

            try:
                close(self.house)
            finally:
                self.house.store.close()


def workers_house(room: Room) -> House:
    """The cases of a room.

    Raises:
        KnownError: a manager's passphrase opened it.
    """
    if room.house is None:
        raise KnownError("This passphrase opens the figures only. Use a worker's passphrase.")
    return room.house


def answer(room: Room, request: object, progress: Callable[[int, int], None] | None = None) -> Any:  # noqa: ANN401
    """Answer one request on the calling thread, for work without a window.

    Args:
        room: an open room.
        request: a query or a command.
        progress: told done and total of a long one.

    Returns:
        What the handler returns.

    Raises:
        KnownError: refused, or not for this passphrase.
    """
    from caseapp.tasks.desk import Long
    from caseapp.tasks.progress import Progress

    handler = room.handlers.get(type(request))
    if handler is None:
        workers_house(room)
        raise BugError(f"nobody answers {type(request).__name__}")
    if isinstance(handler, Long):
        return handler.run(request, Progress(progress))
    return handler(request)


def preference(room: Room, key: str) -> str:
    """A small setting kept inside the vault; empty when never set, and in a manager's session."""
    from caseapp.casework.queries.team import Preference

    handler: Any = room.handlers.get(Preference)
    return "" if handler is None else str(handler(Preference(key)))


def keep_preference(room: Room, key: str, value: str) -> None:
    """Keep a small setting inside the vault of an open worker's room."""
    from caseapp.casework.commands.team import SetPreference

    handler: Any = room.handlers[SetPreference]
    handler(SetPreference(key, value))


def check_room(room: Room, progress: Callable[[str, int, int], None] | None = None) -> list[Finding]:
    """Check everything that the room's keys open.

    Args:
        room: an open room.
        progress: told the part, milliseconds of work done and in all, about; may raise to stop.

    Returns:
        What is not as it should be.
    """
    from caseapp.vault.integrity import check

    return check(room.session, readers_of(room), progress, backup_parts(room))


def repair_room(room: Room, progress: Callable[[int, int], None] | None = None) -> int:
    """Make anew what follows from the rest of a room's vault, if a whole check finds it wrong.

    Args:
        room: an open room.
        progress: told steps done and in all.

    Returns:
        How many findings are mended.

    Raises:
        KnownError: it could not be made anew; what was there before stays.
    """
    from caseapp.casework.commands.checks import Repair
    from caseapp.casework.queries.checks import LookOn

    looked = answer(room, LookOn(fresh=True))
    while not looked.finished:
        looked = answer(room, LookOn())
        if progress is not None:
            progress(looked.done, looked.total)
    return int(answer(room, Repair(), progress).result.mended)


def readers_of(room: Room) -> Mapping[Which, Readers]:
    """How the tables of a room are checked."""
    from caseapp.domain.sentences import Sentence
    from caseapp.figures.ledger import LedgerError
    from caseapp.vault.head import Which
    from caseapp.vault.integrity_part import Readers
    from caseapp.vault.integrity_parts import whole

    def said(verify: Callable[[], None]) -> list[Sentence]:
        try:
            verify()
        except LedgerError as error:
            return [Sentence.of_error(error)]
        return []

    file, house = Which.FIGURES.file_name, room.house
    parts = [whole("ledger", file, partial(said, room.office.ledger.verify))]
    if house is None:
        return {Which.FIGURES: Readers(parts=lambda _connect: parts)}

    from caseapp.casework.close_month import check_ledger
    from caseapp.storage import checks

    parts.append(whole("history", file, partial(said, partial(check_ledger, house))))
    return {Which.CASES: checks.readers(), Which.FIGURES: Readers(parts=lambda _connect: parts)}


def backup_parts(room: Room) -> Sequence[Part]:
    """The backups of a room, each read whole."""
    from caseapp.casework.backup_checks import parts

    return () if room.backups is None else parts(room.backups)
