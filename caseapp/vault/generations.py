"""Changing the keys completely: new secrets, new stores beside the old, and one rename as the only commit.

The stores of the old generation are never written to. Each is copied page by page into a file of the new key;
the copy is read again and compared; then keys.json, which names the generation, is replaced in one step.
Until that rename the vault opens with the old keys, after it with the new ones. The old files go when the
copy of keys.json names the new generation, too; what an interruption leaves goes at the next opening.

Every slot that stays gets the new secrets sealed to its public half, without its passphrase, and a handover
signed by the old secrets: a slot takes no secrets that were not handed over by those it is bound to.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from caseapp.vault import (
    audit_keys,
    envelope,
    errors,
    files,
    key_errors,
    keyfile,
    leftovers,
    opener,
    signing_handover,
    slots,
)
from caseapp.vault.audit import KEYS_CHANGED, AuditChain
from caseapp.vault.audit_check import verify_chain
from caseapp.vault.audit_keys import EarlierKey
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.key_folder import read_keys
from caseapp.vault.keyfile import FILE_NAME, Handover, KeyFile, SlotKind, stores_folder
from caseapp.vault.keyring import CaseKeys, Marks, Secrets
from caseapp.vault.make import open_stores
from caseapp.vault.session import Session
from caseapp.vault.slot_changes import find, label_of, renew_copy
from caseapp.vault.slots import OpenSlot
from caseapp.vault.unlocking import Trial, unlock_by_recovery

Progress = Callable[[int, int], None]
"""Called with steps done and steps in all; what it raises stops the change, and nothing was changed."""

_PAGES = 512
_STEPS = 100
_COPIED = 60  # of these steps; the rest is reading again
_SPARE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one generation, by store."""

    case: CaseKeys
    secrets: Secrets

    @classmethod
    def of(cls, secrets: Secrets) -> "Keys":
        """The keys that follow from both secrets.

        Raises:
            NotAllowedError: a manager's slot holds but one.
        """
        case = secrets.case_keys()
        if case is None:
            raise errors.NotAllowedError
        return cls(case, secrets)

    def store(self, which: Which) -> bytes:
        """Raw key of a store."""
        return self.case.store if which is Which.CASES else self.secrets.figures_keys().store

    def audit(self, which: Which) -> bytes:
        """Key of its audit chain."""
        return self.case.audit if which is Which.CASES else self.secrets.figures_keys().audit

    def head(self, which: Which) -> bytes:
        """Key of its records in the file ``head``."""
        return self.case.head if which is Which.CASES else self.secrets.figures_keys().head


def change_all(
    session: Session,
    passphrase: str | None = None,
    *,
    recovery_code: str | None = None,
    key_file: bytes | None = None,
    staff_id: UUID | None = None,
    progress: Progress | None = None,
) -> Session:
    """Give the vault new secrets, new stores and a new generation, for every slot that is in it now.

    Runs on the vault thread, with no store in use: connections of the session are closed. What it does not
    do: copies of the vault made before, and backups, stay readable with the passphrases of their day.

    Args:
        session: of a worker or the recovery code. It is closed when this returns, and open still when this
            raises before the rename.
        passphrase: that the session's slot opens with, typed again; or
        recovery_code: the code.
        key_file: content of the key file that goes with the passphrase, if one does.
        staff_id: by whom, for the audit.
        progress: see :data:`Progress`.

    Returns:
        A session of the new generation, open by the same slot.

    Raises:
        OwnWayOnlyError: a manager's session.
        WrongPassphraseError, KeyFileNeededError and the like: the slot does not open so.
        LongAwaySlotError: some slot was not opened for 64 changes.
        CopyDiffersError: what was written is not what was there.
        VaultError: no permission, disk full, damaged; the old keys stay.
    """
    if not session.slot_kind.holds_cases:
        raise key_errors.OwnWayOnlyError
    report = progress or (lambda _done, _all: None)
    report(0, _STEPS)
    keys = read_keys(session.folder)
    own = own_again(session, keys, passphrase, recovery_code, key_file)
    generation = _next_generation(session.folder, keys)
    session.release_all()
    place = stores_folder(session.folder, generation)
    new = Secrets.new()
    try:
        _make_folder(place)
        _make_stores(session, keys, Keys.of(own.secrets), Keys.of(new), place, report, staff_id)
        changed = _handed_over(keys, own, new)
        aside = files.write_aside(session.folder / FILE_NAME, changed.dump())
        try:
            opened = _try(aside, changed, own, place)
            report(_STEPS, _STEPS)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        files.put_in_place(aside, session.folder / FILE_NAME)
    except BaseException as error:
        # A rename that took place and could not be made lasting is told as a failure, but it took place: what
        # keys.json says now decides. The next opening takes away what it does not name.
        if _names(session.folder, generation) is False:
            leftovers.remove(session.folder, generation)
        if isinstance(error, OSError):
            raise errors.from_os_error(error, place.name) from None
        raise
    renewed = session.succeeded_by(changed, opened)
    if renew_copy(session.folder, changed):
        leftovers.clear(session.folder, generation)
    return renewed


def own_again(
    session: Session, keys: KeyFile, passphrase: str | None, code: str | None, key_file: bytes | None
) -> OpenSlot:
    """The session's own slot, opened anew: who changes or erases all keys types hers again.

    Raises:
        WrongPassphraseError, WrongRecoveryCodeError, KeyFileNeededError, WrongKeyFileError: not so.
    """
    slot = find(keys, session.slot_id)
    if slot.kind is SlotKind.RECOVERY:
        opened = unlock_by_recovery(keys, code or "")
        if opened.slot.id != slot.id:
            raise errors.WrongRecoveryCodeError
        return opened
    trial = Trial(passphrase or "", key_file)
    found = trial.open(keys, slot)
    if found is None:
        raise trial.refusal(keys) if slot.key_file is not None else errors.WrongPassphraseError()
    return found


def _next_generation(folder: Path, keys: KeyFile) -> int:
    """The number of the new generation; what an interrupted change left under it goes.

    Raises:
        LongAwaySlotError: some slot could not be shown so many handovers.
        ExistsAlreadyError: stores of later keys lie here, of which nobody knows that they are worth nothing.
    """
    if keys.generation + 1 - min(slot.bound for slot in keys.slots) > keyfile.MOST_HANDOVERS:
        raise key_errors.LongAwaySlotError(keyfile.MOST_HANDOVERS)
    for found, place in list(leftovers.generations(folder)):
        if found > keys.generation:
            if not leftovers.is_unfinished(place):
                raise errors.ExistsAlreadyError(place.name)
            leftovers.remove(folder, found)
    return keys.generation + 1


def _make_folder(place: Path) -> None:
    place.mkdir(mode=files.FOLDER_MODE)
    files.write_whole(place / leftovers.UNFINISHED, b"")
    files.sync_folder(place.parent)


class _Steps:
    """Progress by bytes while stores are copied, and step by step while they are read again."""

    def __init__(self, report: Progress, total: int) -> None:
        self._report = report
        self._total = max(total, 1)
        self._before = 0

    def copying(self, size: int, left: int, pages: int) -> None:
        """So many pages of a store of a size are left."""
        share = size * (pages - left) // max(pages, 1)
        self._report(_COPIED * (self._before + share) // self._total, _STEPS)

    def copied(self, size: int) -> None:
        """A whole store was copied."""
        self._before += size

    def reading(self, done: int, steps: int) -> None:
        """So many of the steps of reading again were done."""
        self._report(_COPIED + (_STEPS - 1 - _COPIED) * done // steps, _STEPS)


def _make_stores(
    session: Session,
    keys: KeyFile,
    old: Keys,
    new: Keys,
    place: Path,
    report: Progress,
    staff_id: UUID | None,
) -> None:
    """Copy both stores, let their chains go on under the new keys, and read all of it again."""
    sizes = {which: _size(session.stores_folder / which.file_name) for which in Which}
    if shutil.disk_usage(place).free < sum(sizes.values()) + _SPARE:
        raise errors.DiskFullError
    steps = _Steps(report, sum(sizes.values()))
    heads = HeadFile(place, {which: new.head(which) for which in Which})
    heads.create()
    try:
        ends = {which: _end(session, which) for which in Which}
        for which in Which:
            _copy(session, which, place, new, partial(steps.copying, sizes[which]))
            steps.copied(sizes[which])
            earlier = _earlier(session, which, keys.generation, old, ends)
            # In the figures, so that whoever reads releases is told by the old key which one comes after it.
            signers = (old.secrets.figures_keys().signing_seed, new.secrets.figures_keys().signing_seed)
            more = (signing_handover.action(*signers),) if which is Which.FIGURES else ()
            heads.write(which, go_on(place, which, new, earlier, staff_id, more))
        for done, which in enumerate(Which):
            steps.reading(done, len(Which))
            _compare(session, which, place, new)
    finally:
        heads.close()
    files.sync_folder(place)


def _size(path: Path) -> int:
    wal = path.with_name(path.name + "-wal")
    return path.stat().st_size + (wal.stat().st_size if wal.exists() else 0)


def _end(session: Session, which: Which) -> Head:
    connection = session.connect(which)
    try:
        return session.chain(which).last(connection)
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        session.release(connection)


def _earlier(
    session: Session, which: Which, generation: int, old: Keys, ends: dict[Which, Head]
) -> list[EarlierKey]:
    """All keys that held before, those that held until now at the end."""
    connection = session.connect(which)
    try:
        before = session.chain(which).earlier_keys(connection)
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        session.release(connection)
    until_now = EarlierKey(
        generation,
        ends[which].counter,
        ends[Which.FIGURES].counter,
        old.audit(which),
        old.head(which),
        old.case.draw if which is Which.CASES else b"",
    )
    return [*before, until_now]


def _copy(session: Session, which: Which, place: Path, new: Keys, report: Callable[[int, int], None]) -> None:
    """Copy a store page by page; SQLCipher encrypts each page of the copy under the copy's own key."""
    path = place / which.file_name
    source = session.connect(which)
    try:
        copy = opener.connect_copy(path, new.store(which))
        try:
            source.backup(copy, pages=_PAGES, progress=lambda _status, left, pages: report(left, pages))
        finally:
            copy.close()
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        session.release(source)
    descriptor = files.open_file(path, os.O_RDWR)
    try:
        files.sync(descriptor)
    finally:
        os.close(descriptor)


def go_on(
    place: Path,
    which: Which,
    new: Keys,
    earlier: list[EarlierKey],
    staff_id: UUID | None,
    more: Sequence[str] = (),
) -> Head:
    """Let the chain of a copy go on under its new key.

    Args:
        place: the folder of the copy.
        which: the store.
        new: the keys it is under.
        earlier: of every generation before.
        staff_id: by whom.
        more: actions of further entries.

    Returns:
        The new end of the chain.

    Raises:
        VaultError: damaged, no permission, disk full.
    """
    connection = opener.connect(place / which.file_name, new.store(which))
    try:
        connection.execute("BEGIN IMMEDIATE")
        audit_keys.write(connection, new.audit(which), earlier)
        chain = AuditChain(new.audit(which))
        for action in (KEYS_CHANGED, *more):
            end = chain.append(connection, staff_id, action, [], datetime.now(UTC))
        connection.execute("COMMIT")
        opener.checkpoint(connection, truncate=True)
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        connection.close()
    return end


def _compare(session: Session, which: Which, place: Path, new: Keys) -> None:
    """Read the new store again: its pages, its structure, its chain, and what the old one holds.

    Raises:
        CopyDiffersError: it is not the same.
    """
    old = session.connect(which)
    try:
        copy = opener.connect(place / which.file_name, new.store(which))
        try:
            whole = (
                not list(copy.execute("PRAGMA cipher_integrity_check"))
                and [row[0] for row in copy.execute("PRAGMA quick_check")] == ["ok"]
                and _contents(copy) == _contents(old)
                and not verify_chain(AuditChain(new.audit(which)), copy)
            )
        finally:
            copy.close()
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        session.release(old)
    if not whole:
        raise key_errors.CopyDiffersError(which.file_name)


def _contents(connection: opener.Connection) -> tuple[object, ...]:
    """What must be the same: the schema, how many rows each table has, and the numbers in the header."""
    schema = list(
        connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    )
    tables = [name for kind, name, _, _ in schema if kind == "table"]
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]  # noqa: S608 - quoted
        for name in tables
        if name != audit_keys.TABLE
    }
    # The first entries under the new key are those that the old store has not got.
    counts["audit_entry"] -= connection.execute(
        "SELECT count(*) FROM audit_entry WHERE action = ? OR action LIKE ?",
        (KEYS_CHANGED, f"{signing_handover.PREFIX}%"),
    ).fetchone()[0]
    header = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("user_version", "application_id", "page_size", "encoding")
    ]
    return schema, counts, header


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _handed_over(keys: KeyFile, own: OpenSlot, new: Secrets) -> KeyFile:
    """The key file of the next generation: all slots hold the new secrets, with the word of the old ones."""
    generation = keys.generation + 1
    seed = Keys.of(own.secrets).case.handover
    unsigned = Handover(generation, Marks.of(new), b"")
    signed = replace(unsigned, signature=envelope.sign(seed, unsigned.statement(keys.vault_id)))
    renewed = tuple(
        slots.with_secrets(keys.vault_id, slot, new, label_of(keys, slot, own.secrets), generation)
        for slot in keys.slots
    )
    name = envelope.unwrap(
        own.secrets.figures_keys().name, keys.name, keyfile.name_place(keys.vault_id, keys.generation)
    )
    changed = KeyFile(
        vault_id=keys.vault_id,
        name=envelope.wrap(new.figures_keys().name, name, keyfile.name_place(keys.vault_id, generation)),
        slots=renewed,
        generation=generation,
        handovers=(*keys.handovers, signed),
    )
    mine = replace(own, slot=find(changed, own.slot.id), secrets=new, marks=signed.marks)
    return slots.with_slot(changed, slots.rebind(changed, mine))


def _try(aside: Path, changed: KeyFile, own: OpenSlot, place: Path) -> OpenSlot:
    """Open the slot from the written key file, and both new stores with what was found in it."""
    written = keyfile.parse(files.read_bounded(aside, keyfile.LARGEST_FILE))
    if written != changed:
        raise errors.DeviceFailedError(FILE_NAME)
    opened = slots.open_slot(written, find(written, own.slot.id), own.key)
    open_stores(place, opened.secrets)
    return opened


def _names(folder: Path, generation: int) -> bool | None:
    """Whether keys.json names a generation; None when it cannot be read just now."""
    try:
        return read_keys(folder).generation == generation
    except errors.VaultError:
        return None
