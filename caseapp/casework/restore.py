"""Putting a backup in the vault's place: found whole before anything gives way, and nothing is thrown away.

What is restored is made ready in a folder aside: the set is copied and checked, the longer ledger of figures
is kept, what was erased since is erased again, and the copy gets an identity of its own. Then old and new
content are exchanged in one step (``vault.restoring``), and the old one stays in a folder of its own.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from caseapp.casework import device
from caseapp.casework.backups import Steps, inside
from caseapp.casework.commands.backups import Restored
from caseapp.casework.erasures import ErasedAgain, Receipt, erase_again, receipts_in
from caseapp.casework.house import House
from caseapp.casework.queries.backups import Inside
from caseapp.figures.ledger import Ledger, LedgerError
from caseapp.vault import (
    backup_manifest,
    backup_sets,
    errors,
    files,
    key_folder,
    keyfile,
    lockfile,
    opener,
    restoring,
    unlocking,
)
from caseapp.vault.audit import AuditChain
from caseapp.vault.backup import sync_file, verify_copy
from caseapp.vault.backup_errors import (
    BackupDamagedError,
    BackupNotTrueError,
    BackupOfAnotherVaultError,
    ErasuresUnknownError,
    LedgerLostError,
    NeedsAWorkerError,
)
from caseapp.vault.backup_manifest import Manifest
from caseapp.vault.backup_sets import BackupSet
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.integrity import Finding
from caseapp.vault.keyring import Secrets
from caseapp.vault.last_seen import LastSeen
from caseapp.vault.session import Session
from caseapp.vault.slots import OpenSlot

RESTORED = "vault.restored"
"""Action of the audit entry."""


class Furnished(Protocol):
    """An open vault with its house, as the wiring makes it of a session."""

    session: Session
    house: House | None

    def close(self) -> None:
        """Close the stores and drop the keys."""


RoomT = TypeVar("RoomT", bound=Furnished)


@dataclass(frozen=True, slots=True)
class Way:
    """What opens a backup.

    Attributes:
        passphrase: of a worker, of the day the backup was made; or
        recovery_code: the code of that day.
        key_file: content of the key file that goes with the passphrase, if one does.
    """

    passphrase: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)
    key_file: bytes | None = field(default=None, repr=False)

    def open(self, keys: keyfile.KeyFile) -> OpenSlot:
        """Open a slot of a key file.

        Raises:
            VaultError: none opens.
        """
        if self.recovery_code is not None:
            return unlocking.unlock_by_recovery(keys, self.recovery_code)
        return unlocking.unlock(keys, self.passphrase or "", self.key_file)


def way_of(typed: str, *, is_code: bool, key_file: bytes | None = None) -> Way:
    """A way from what was typed: a passphrase, or the recovery code."""
    return Way(recovery_code=typed) if is_code else Way(typed, key_file=key_file)


def look(source: Path, way: Way, steps: Steps) -> Inside:
    """Read every byte of a set and say what is in it, without an open vault.

    Args:
        source: the set's folder.
        way: what opens it.
        steps: told the bytes read.

    Raises:
        VaultError: it does not open, is damaged or newer.
    """
    return inside(_opened(source, way).one, steps)


@dataclass(frozen=True, slots=True)
class _Set:
    """A set that was opened by a passphrase."""

    one: BackupSet
    keys: keyfile.KeyFile
    slot: OpenSlot
    manifest: Manifest

    @property
    def secrets(self) -> Secrets:
        return self.slot.secrets


def _opened(source: Path, way: Way) -> _Set:
    """Open the key file of a set, and with it the manifest."""
    source = source.absolute()
    if not (source / backup_manifest.FILE_NAME).exists() and not (source / keyfile.FILE_NAME).exists():
        raise errors.FolderAbsentError(source.name)
    data = files.read_bounded(source / backup_manifest.FILE_NAME, backup_manifest.LARGEST)
    label = backup_manifest.label_of(data, source.name)
    try:
        keys = key_folder.read_keys(source)
    except errors.DamagedKeysError:
        raise BackupDamagedError(source.name, keyfile.FILE_NAME) from None
    if (keys.vault_id, keys.generation) != (label.vault_id, label.generation):
        raise BackupDamagedError(source.name, keyfile.FILE_NAME)
    slot = way.open(keys)
    key = backup_manifest.manifest_key(slot.secrets)
    if key is None:
        raise NeedsAWorkerError
    manifest = backup_manifest.parse(data, key, source.name)
    return _Set(backup_sets.read_set(source, key), keys, slot, manifest)


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
    chosen = _opened(source, way)
    made = _make_room_for(folder)
    restoring.finish(folder, even_if_elsewhere=elsewhere)
    lock = lockfile.acquire(folder, even_if_elsewhere=elsewhere)
    staging = restoring.new_staging(folder)
    try:
        restoring.clear(folder)
        ready = _make_ready(folder, chosen, way, staging, _Rooms(furnish, check), _Parts(steps), accept)
        _seen(state_folder, chosen, ready.heads)
        move = restoring.commit(folder, staging, restoring.staged_names(chosen.keys.generation))
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
        ways=len(chosen.keys.slots),
        older_keys=present.generation is not None and present.generation > chosen.keys.generation,
    )


@dataclass(frozen=True, slots=True)
class _Rooms(Generic[RoomT]):
    """How a room is made of a session, and checked."""

    furnish: Callable[[Session], RoomT]
    check: Callable[[RoomT, Callable[[str, int, int], None]], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class _Ready:
    """What stands aside, and what was found on the way."""

    present: "_Present"
    ledger: "_LedgerFound"
    erased: "_Erased"
    again: ErasedAgain
    heads: dict[Which, Head]


def _make_ready(
    folder: Path,
    chosen: "_Set",
    way: Way,
    staging: Path,
    rooms: _Rooms[RoomT],
    progress: "_Parts",
    accept: AbstractSet[str],
) -> _Ready:
    """Make the complete new content in a folder aside; the vault is only read."""
    present = _present(folder, chosen, way)
    _stage(chosen, staging, progress)
    key_folder.keep_keys_copy(staging, chosen.keys)
    room = _open_staged(staging, chosen, rooms.furnish)
    try:
        found = rooms.check(room, lambda _part, done, total: progress.say(500, 900, done, total))
    finally:
        room.close()
    if found:
        raise BackupDamagedError(chosen.one.name, found[0].file)
    ledger = _keep_longer_ledger(present, chosen, staging)
    if not ledger.known and LedgerLostError.code not in accept:
        raise LedgerLostError
    erased = _erased_since(present)
    if not erased.complete and ErasuresUnknownError.code not in accept:
        raise ErasuresUnknownError
    progress.say(900, 950, 1, 1)
    again, heads = _make_its_own(staging, chosen, rooms.furnish, erased.receipts)
    progress.say(950, 1000, 1, 1)
    _leave_only_the_vault(staging, chosen.keys.generation)
    return _Ready(present, ledger, erased, again, heads)


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


# --- what is there now ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Present:
    """The vault as it is, as far as it can be read.

    Attributes:
        stores: where its stores lie; None when there is no vault yet.
        secrets: what opens them; None when nothing that was typed does.
        generation: of its keys, None when keys.json cannot be read.
        newer: sets of the same keys in the vault's backups that were made after the chosen one, newest first.
    """

    stores: Path | None
    secrets: Secrets | None
    generation: int | None
    newer: tuple[BackupSet, ...]


def _present(folder: Path, chosen: _Set, way: Way) -> _Present:
    if not restoring.content_of(folder):
        return _Present(None, None, None, ())
    keys: keyfile.KeyFile | None = None
    with contextlib.suppress(errors.VaultError):
        keys, _ = key_folder.keys_or_copy(folder, frozenset({errors.DamagedKeysCopyReadyError.code}))
    if keys is not None and keys.vault_id != chosen.keys.vault_id:
        raise BackupOfAnotherVaultError(chosen.one.name)
    generation = chosen.keys.generation if keys is None else keys.generation
    secrets: Secrets | None = chosen.secrets
    if keys is not None and generation != chosen.keys.generation:
        secrets = None
        with contextlib.suppress(errors.VaultError):
            secrets = way.open(keys).secrets
    key = backup_manifest.manifest_key(chosen.secrets)
    sets: tuple[BackupSet, ...] = ()
    with contextlib.suppress(errors.VaultError):
        sets = backup_sets.sets_in(folder / backup_sets.FOLDER, key)
    newer = tuple(one for one in sets if one.manifest is not None and one.made_at > chosen.one.made_at)
    return _Present(
        keyfile.stores_folder(folder, generation), secrets, None if keys is None else generation, newer
    )


@contextlib.contextmanager
def _reading(stores: Path, which: Which, key: bytes) -> Iterator[opener.Connection]:
    """A store of the present vault or of a set, opened as opening the vault would."""
    connection = opener.connect(stores / which.file_name, key)
    try:
        yield connection
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        connection.close()


def _promised(stores: Path, which: Which, key: bytes) -> Head | None:
    """How far a store is known to have come."""
    heads = HeadFile(stores, {which: key})
    try:
        return heads.read(which)
    except errors.VaultError:
        return None
    finally:
        heads.close()


# --- made ready aside -------------------------------------------------------------------------------------


def _stage(chosen: _Set, staging: Path, progress: _Parts) -> None:
    """Copy the set and read the copy: from here on nothing depends on a stick that may be pulled out."""
    total = 2 * sum(seal.size for seal in chosen.manifest.files.values())
    done = 0

    def tick(size: int) -> None:
        nonlocal done
        done += size
        progress.say(0, 500, done, total)

    backup_sets.copy_set(chosen.one, staging, tick)
    backup_sets.verify_bytes(staging, chosen.manifest, chosen.one.name, tick)


def _open_staged(staging: Path, chosen: _Set, furnish: Callable[[Session], RoomT]) -> RoomT:
    """Open the copy as a vault of its own."""
    lock = lockfile.acquire(staging)
    try:
        session = Session(staging, chosen.keys, chosen.slot, lock, LastSeen(None))
    except BaseException:
        lock.release()
        raise
    try:
        session.verify_ends()
    except BaseException:
        session.abandon()
        raise
    return furnish(session)


@dataclass(frozen=True, slots=True)
class _LedgerFound:
    kept: bool
    known: bool


def _keep_longer_ledger(present: _Present, chosen: _Set, staging: Path) -> _LedgerFound:
    """Put the longest whole ledger that goes on from the set's into the copy."""
    if present.stores is None:
        return _LedgerFound(kept=False, known=True)
    base = chosen.manifest.heads[Which.FIGURES]
    same_keys = present.secrets is not None and present.secrets.figures == chosen.secrets.figures
    if not same_keys:
        return _LedgerFound(kept=False, known=_closed_nothing_since(present, base))
    figures = chosen.secrets.figures_keys()
    chain = AuditChain(figures.audit)
    promised = _promised(present.stores, Which.FIGURES, figures.head)
    reached, kept = base.counter, False
    places = [present.stores] + [
        keyfile.stores_folder(one.path, chosen.keys.generation) for one in present.newer
    ]
    read_whole = False
    for place in places:
        with (
            contextlib.suppress(errors.VaultError, LedgerError),
            _reading(place, Which.FIGURES, figures.store) as connection,
        ):
            verify_copy(connection, Which.FIGURES.file_name)
            Ledger(connection, chain, lambda _head: None).verify()
            end = chain.last(connection)
            goes_on = chain.at(connection, base.counter) == base
            read_whole = read_whole or place == present.stores
            if goes_on and end.counter > reached:
                _take_ledger(connection, staging, chosen, end)
                reached, kept = end.counter, True
            elif not goes_on and end.counter >= base.counter:
                read_whole = False  # went its own way: what it holds cannot be taken over
    known = reached >= promised.counter if promised is not None else read_whole
    return _LedgerFound(kept, known and (read_whole or promised is not None))


def _closed_nothing_since(present: _Present, base: Head) -> bool:
    """Whether a ledger under newer keys holds nothing that the set's lacks; False when it cannot be read."""
    if present.secrets is None or present.stores is None:
        return False
    figures = present.secrets.figures_keys()
    with (
        contextlib.suppress(errors.VaultError),
        _reading(present.stores, Which.FIGURES, figures.store) as connection,
    ):
        later = connection.execute(
            "SELECT count(*) FROM audit_entry WHERE counter > ? AND action NOT LIKE 'vault.%'",
            (base.counter,),
        ).fetchone()
        return AuditChain(figures.audit).at(connection, base.counter) == base and later == (0,)
    return False


def _take_ledger(source: opener.Connection, staging: Path, chosen: _Set, end: Head) -> None:
    figures = chosen.secrets.figures_keys()
    stores = keyfile.stores_folder(staging, chosen.keys.generation)
    path = stores / Which.FIGURES.file_name
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    target = opener.connect_copy(aside, figures.store)
    try:
        source.backup(target)
    finally:
        target.close()
    sync_file(aside)
    for left in ("-wal", "-shm"):
        path.with_name(path.name + left).unlink(missing_ok=True)
    aside.replace(path)
    backup_sets.sync_folders(stores)
    heads = HeadFile(stores, {Which.FIGURES: figures.head})
    try:
        heads.write(Which.FIGURES, end)
    finally:
        heads.close()


@dataclass(frozen=True, slots=True)
class _Erased:
    receipts: tuple[Receipt, ...]
    complete: bool


def _erased_since(present: _Present) -> _Erased:
    """What the present vault knows to have been erased; of newer backups, where it cannot be read."""
    if present.stores is None:
        return _Erased((), complete=True)
    case = None if present.secrets is None else present.secrets.case_keys()
    if case is None:
        return _Erased((), complete=False)
    chain = AuditChain(case.audit)
    promised = _promised(present.stores, Which.CASES, case.head)
    with (
        contextlib.suppress(errors.VaultError),
        _reading(present.stores, Which.CASES, case.store) as connection,
    ):
        found = receipts_in(connection)
        end = chain.last(connection)
        return _Erased(found, complete=promised is None or end.counter >= promised.counter)
    for one in present.newer:
        assert one.label is not None
        stores = keyfile.stores_folder(one.path, one.label.generation)
        with contextlib.suppress(errors.VaultError), _reading(stores, Which.CASES, case.store) as connection:
            return _Erased(receipts_in(connection), complete=False)
    return _Erased((), complete=False)


def _make_its_own(
    staging: Path, chosen: _Set, furnish: Callable[[Session], RoomT], receipts: Sequence[Receipt]
) -> tuple[ErasedAgain, dict[Which, Head]]:
    """Erase again, give it an identity, and let its audit say that it was restored."""
    room = _open_staged(staging, chosen, furnish)
    try:
        house = room.house
        assert house is not None
        again = erase_again(house, receipts)
        device.mint(house)
        _say_restored(room.session, house.staff_id)
        heads = {which: room.session.read_head(which) for which in Which}
    finally:
        room.close()
    known = {which: head for which, head in heads.items() if head is not None}
    return again, known


def _say_restored(session: Session, staff_id: UUID) -> None:
    connection = session.connect_cases()
    try:
        connection.execute("BEGIN IMMEDIATE")
        head = session.audit.append(connection, staff_id, RESTORED, [], datetime.now(UTC))
        connection.execute("COMMIT")
    except opener.dbapi.Error as error:
        raise opener.known(error) from None
    finally:
        session.release(connection)
    session.write_head(Which.CASES, head)


def _seen(state_folder: Path | None, chosen: _Set, heads: dict[Which, Head]) -> None:
    """Let this computer know that an older vault is what somebody asked for."""
    seen = LastSeen(state_folder)
    case, figures = chosen.secrets.case_keys(), chosen.secrets.figures_keys()
    assert case is not None
    for which, key in ((Which.CASES, case.head), (Which.FIGURES, figures.head)):
        if which in heads:
            seen.choose(key, chosen.keys.vault_id, which, heads[which])


def _leave_only_the_vault(staging: Path, generation: int) -> None:
    """See that all of the vault is there in single files, and all of it on the device."""
    stores = keyfile.stores_folder(staging, generation)
    for which in Which:
        wal = stores / f"{which.file_name}-wal"
        if wal.exists() and wal.stat().st_size:
            raise BackupNotTrueError(which.file_name)
        sync_file(stores / which.file_name)
    backup_sets.sync_folders(stores, staging, staging.parent)
