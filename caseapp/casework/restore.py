"""Putting a backup in the vault's place: found whole before anything gives way, and nothing is thrown away.

What is restored is made ready in a folder aside: the set is copied and checked, put under the keys that hold
now where they were changed since, the longer ledger is kept, what was erased since is erased again,
and the copy gets an identity of its own. Then old and new content are exchanged in one step
(``vault.restoring``), and the old one stays in a folder of its own.
"""

import contextlib
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from caseapp.casework import device
from caseapp.casework.backups import Steps
from caseapp.casework.commands.backups import Restored
from caseapp.casework.erasures import ErasedAgain, Receipt, erase_again
from caseapp.casework.house import House
from caseapp.casework.later_keys import put_under_later_keys
from caseapp.casework.opened_set import OpenedSet, Way, open_set
from caseapp.casework.present_vault import (
    ErasedSince,
    LedgerFound,
    PresentVault,
    erased_since,
    keep_longer_ledger,
    look_at_present,
)
from caseapp.casework.waiting_time import purge
from caseapp.vault import (
    backup_sets,
    errors,
    key_erasure,
    key_folder,
    keyfile,
    lockfile,
    restoring,
)
from caseapp.vault.backup_errors import (
    BackupDamagedError,
    BackupNotTrueError,
    ErasuresUnknownError,
    LedgerLostError,
)
from caseapp.vault.head import Head, Which
from caseapp.vault.integrity import Finding
from caseapp.vault.last_seen import LastSeen
from caseapp.vault.noting import note
from caseapp.vault.session import Session
from caseapp.vault.slots import OpenSlot
from caseapp.vault.store_copies import sync_file

RESTORED = "vault.restored"
"""Action of the audit entry."""


class Furnished(Protocol):
    """An open vault with its house, as the wiring makes it of a session."""

    session: Session
    house: House | None

    def close(self) -> None:
        """Close the stores and drop the keys."""


RoomT = TypeVar("RoomT", bound=Furnished)


def restore(
    folder: Path,
    source: Path,
    way: Way,
    *,
    furnish: Callable[[Session], RoomT],
    check: Callable[[RoomT, Callable[[str, int, int], None]], Sequence[Finding]],
    steps: Steps,
    accept: AbstractSet[str] = frozenset(),
    state_folder: Path | None = None,
) -> Restored:
    """Put a backup in the place of a vault, or make a vault of it where there is none.

    Args:
        folder: the vault, which nobody has open; or a folder that is empty or not there.
        source: the set's folder.
        way: what opens the set.
        furnish: makes a room of a session, as at opening.
        check: checks all of a room.
        steps: told parts of a thousand; may raise to stop until the exchange begins.
        accept: codes of ``backup_errors.QUESTIONS`` and of opening that were answered with "go on".
        state_folder: where this computer remembers how far vaults had come.

    Returns:
        What was done.

    Raises:
        LedgerLostError, ErasuresUnknownError: questions; nothing was changed.
        VaultError: anything else that is refused or fails; nothing was changed.
    """
    folder = folder.absolute()
    elsewhere = errors.HeldElsewhereError.code in accept
    chosen = open_set(source, way)
    made = _make_room_for(folder)
    restoring.finish(folder, even_if_elsewhere=elsewhere)
    lock = lockfile.acquire(folder, even_if_elsewhere=elsewhere)
    staging = restoring.new_staging(folder)
    try:
        erased = key_erasure.carry_on(folder)
        restoring.clear(folder)
        ready = _make_ready(folder, chosen, way, staging, _Rooms(furnish, check), _Parts(steps), accept)
        _seen(state_folder, ready)
        move = restoring.commit(folder, staging, restoring.staged_names(ready.keys.generation))
        if erased is not None:
            key_erasure.clear_keyless(folder)
    except BaseException as error:
        # A commit that was begun is finished by the next opening, which needs what stands aside.
        restoring.clear(folder)
        if isinstance(error, OSError):
            raise errors.from_os_error(error, folder.name) from None
        raise
    finally:
        lock.release()
        if made:
            _take_back(folder)
    present = ready.present
    return Restored(
        name=chosen.one.name,
        made_at=chosen.manifest.made_at,
        replaced=move.replaced if move.out else "",
        people_erased=ready.again.people,
        rows_erased=ready.again.rows,
        erasures_known=ready.erased.complete,
        ledger_kept=ready.ledger.kept,
        ledger_known=ready.ledger.known,
        ways=len(ready.keys.slots),
        older_keys=present.generation is not None and present.generation > ready.keys.generation,
        keys_kept=ready.keys.generation > chosen.keys.generation,
    )


@dataclass(frozen=True, slots=True)
class _Rooms(Generic[RoomT]):
    """How a room is made of a session, and checked."""

    furnish: Callable[[Session], RoomT]
    check: Callable[[RoomT, Callable[[str, int, int], None]], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class _Ready:
    """What stands aside, the keys it is under, and what was found on the way."""

    keys: keyfile.KeyFile
    slot: OpenSlot
    present: PresentVault
    ledger: LedgerFound
    erased: ErasedSince
    again: ErasedAgain
    heads: dict[Which, Head]


def _make_ready(
    folder: Path,
    chosen: OpenedSet,
    way: Way,
    staging: Path,
    rooms: _Rooms[RoomT],
    progress: "_Parts",
    accept: AbstractSet[str],
) -> _Ready:
    """Make the complete new content in a folder aside; the vault is only read."""
    present = look_at_present(folder, chosen, way)
    _stage(chosen, staging, progress)
    key_folder.keep_keys_copy(staging, chosen.keys)
    room = _open_staged(staging, chosen.keys, chosen.slot, rooms.furnish)
    try:
        found = rooms.check(room, lambda _part, done, total: progress.say(500, 900, done, total))
    finally:
        room.close()
    if found:
        raise BackupDamagedError(chosen.one.name, found[0].file)
    keys, slot = chosen.keys, chosen.slot
    later = put_under_later_keys(present, chosen, staging)
    if later is not None:
        keys, slot, ledger = later.keys, later.slot, later.ledger
    else:
        ledger = keep_longer_ledger(present, chosen, staging)
    if not ledger.known and LedgerLostError.code not in accept:
        raise LedgerLostError
    erased = erased_since(present)
    if not erased.complete and ErasuresUnknownError.code not in accept:
        raise ErasuresUnknownError
    progress.say(900, 950, 1, 1)
    again, heads = _make_its_own(_open_staged(staging, keys, slot, rooms.furnish), erased.receipts)
    progress.say(950, 1000, 1, 1)
    _leave_only_the_vault(staging, keys.generation)
    return _Ready(keys, slot, present, ledger, erased, again, heads)


class _Parts:
    """Tells one long act of several parts in thousandths."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def say(self, first: int, last: int, done: int, total: int) -> None:
        self._steps(first + (last - first) * min(done, total) // max(total, 1), 1000)


def _make_room_for(folder: Path) -> bool:
    """Make sure that there is a folder; True when it was made for this."""
    if folder.is_dir():
        names = {each.name for each in folder.iterdir()}
        ours = {keyfile.FILE_NAME, keyfile.COPY_NAME, backup_sets.FOLDER, restoring.MARKER}
        ours |= {which.file_name for which in Which}
        if names - {lockfile.FILE_NAME} and not names & ours:
            raise errors.ExistsAlreadyError(folder.name)
        return False
    if folder.exists():
        raise errors.ExistsAlreadyError(folder.name)
    if not folder.parent.is_dir():
        raise errors.FolderAbsentError(folder.parent.name)
    backup_sets.make_folder(folder)
    backup_sets.sync_folders(folder.parent)
    return True


def _take_back(folder: Path) -> None:
    """Take away a folder that was made for nothing."""
    if not (folder / keyfile.FILE_NAME).exists() and not (folder / restoring.MARKER).exists():
        with contextlib.suppress(OSError):
            (folder / lockfile.FILE_NAME).unlink(missing_ok=True)
            folder.rmdir()


# --- made ready aside -------------------------------------------------------------------------------------


def _stage(chosen: OpenedSet, staging: Path, progress: _Parts) -> None:
    """Copy the set and read the copy: from here on nothing depends on a stick that may be pulled out."""
    total = 2 * sum(seal.size for seal in chosen.manifest.files.values())
    done = 0

    def tick(size: int) -> None:
        nonlocal done
        done += size
        progress.say(0, 500, done, total)

    backup_sets.copy_set(chosen.one, staging, tick)
    backup_sets.verify_bytes(staging, chosen.manifest, chosen.one.name, tick)


def _open_staged(
    staging: Path, keys: keyfile.KeyFile, slot: OpenSlot, furnish: Callable[[Session], RoomT]
) -> RoomT:
    """Open the copy as a vault of its own."""
    lock = lockfile.acquire(staging)
    try:
        session = Session(staging, keys, slot, lock, LastSeen(None))
    except BaseException:
        lock.release()
        raise
    try:
        session.verify_ends()
    except BaseException:
        session.abandon()
        raise
    return furnish(session)


def _make_its_own(room: Furnished, receipts: Sequence[Receipt]) -> tuple[ErasedAgain, dict[Which, Head]]:
    """Erase again, give it an identity, and let its audit say that it was restored."""
    try:
        house = room.house
        assert house is not None
        again = erase_again(house, receipts)
        purge(house, whatever_the_clock=True)  # it went from the vault when its time was over
        device.mint(house)
        note(room.session, RESTORED, house.staff_id)
        heads = {which: room.session.read_head(which) for which in Which}
    finally:
        room.close()
    known = {which: head for which, head in heads.items() if head is not None}
    return again, known


def _seen(state_folder: Path | None, ready: _Ready) -> None:
    """Let this computer know that an older vault is what somebody asked for."""
    seen = LastSeen(state_folder)
    case, figures = ready.slot.secrets.case_keys(), ready.slot.secrets.figures_keys()
    assert case is not None
    for which, key in ((Which.CASES, case.head), (Which.FIGURES, figures.head)):
        if which in ready.heads:
            seen.choose(key, ready.keys.vault_id, which, ready.heads[which])


def _leave_only_the_vault(staging: Path, generation: int) -> None:
    """See that all of the vault is there in single files, and all of it on the device."""
    stores = keyfile.stores_folder(staging, generation)
    for which in Which:
        wal = stores / f"{which.file_name}-wal"
        if wal.exists() and wal.stat().st_size:
            raise BackupNotTrueError(which.file_name)
        sync_file(stores / which.file_name)
    backup_sets.sync_folders(stores, staging, staging.parent)
