"""The ways into a vault: listing, adding, removing, naming. keys.json stays until its successor works."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from caseapp.vault import errors, files, key_errors, keyfile, recovery, slots
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.kdf import SALT_BYTES, KdfParameters, calibrate, check_new_passphrase
from caseapp.vault.key_folder import keep_keys_copy, read_keys
from caseapp.vault.keyfile import COPY_NAME, FILE_NAME, MOST_SLOTS, Derivation, KeyFile, Slot, SlotKind
from caseapp.vault.keyring import Secrets
from caseapp.vault.make import open_stores
from caseapp.vault.session import Session
from caseapp.vault.slots import Way
from caseapp.vault.unlocking import Trial


@dataclass(frozen=True, slots=True)
class WayIn:
    """A slot, as whoever has the vault open may know it.

    Attributes:
        id: the id that a row of staff is tied to.
        kind: worker, manager or recovery.
        label: what it is called.
        is_mine: whether this session was opened by it.
        key_file: whether its passphrase needs a key file.
        opened_since: whether its owner has opened the vault since the keys were last changed completely.
    """

    id: UUID
    kind: SlotKind
    label: str
    is_mine: bool
    key_file: bool
    opened_since: bool


def ways_in(session: Session) -> tuple[WayIn, ...]:
    """All ways to open the vault, in the order they were made.

    Args:
        session: of anybody.

    Raises:
        DamagedKeysError: a label is not whole.
    """
    keys = read_keys(session.folder)
    secrets = session.opened.secrets
    try:
        return tuple(
            WayIn(
                slot.id,
                slot.kind,
                slots.read_label(keys, slot, secrets),
                slot.id == session.slot_id,
                slot.key_file is not None,
                slot.bound == keys.generation,
            )
            for slot in keys.slots
        )
    except DoesNotOpenError:
        raise errors.DamagedKeysError from None


def add_way(
    session: Session,
    kind: SlotKind,
    label: str,
    passphrase: str,
    *,
    key_file: bytes | None = None,
    cost: KdfParameters | None = None,
) -> UUID:
    """Add a worker's or a manager's way in.

    Args:
        session: of a worker or the recovery code.
        kind: worker or manager.
        label: what its user is called; kept encrypted.
        passphrase: hers.
        key_file: content of the key file that goes with a worker's passphrase.
        cost: of a guess; None to calibrate here.

    Returns:
        The new slot's id.

    Raises:
        OwnWayOnlyError: a manager's session.
        WeakPassphraseError, PassphraseTakenError, BadLabelError, DamagedKeyFileError: not with these.
        TooManyWaysError: there are 64 already.
        VaultError: no permission, disk full; nothing was changed.
    """
    check_new_passphrase(passphrase)
    keys = _keys_to_grow(session, label)
    trial = Trial(passphrase, key_file if kind is SlotKind.WORKER else None)
    refuse_taken(keys, trial, None)
    way = trial.way(derivation_for(keys, None, cost), trial.secret)
    slot = slots.new_slot(keys, kind, label, session.opened, way)
    commit(session, slots.of_slots(keys, (*keys.slots, slot)), slot.id, way.key)
    return slot.id


def add_recovery(session: Session, label: str) -> tuple[UUID, str]:
    """Add a recovery code.

    Args:
        session: of a worker or the recovery code.
        label: where it is kept, for instance; kept encrypted.

    Returns:
        The new slot's id, and the code, which is kept nowhere.

    Raises:
        OwnWayOnlyError, BadLabelError, TooManyWaysError, VaultError: nothing was changed.
    """
    keys = _keys_to_grow(session, label)
    code, way = _new_code()
    slot = slots.new_slot(keys, SlotKind.RECOVERY, label, session.opened, way)
    commit(session, slots.of_slots(keys, (*keys.slots, slot)), slot.id, way.key)
    return slot.id, code


def renew_recovery(session: Session, slot_id: UUID) -> str:
    """Let a recovery slot be opened by a new code; the old one opens nothing any more, copies apart.

    Args:
        session: of a worker or the recovery code.
        slot_id: the recovery slot.

    Returns:
        The new code, which is kept nowhere.

    Raises:
        OwnWayOnlyError: a manager's session.
        NoSuchWayError: not there, or no recovery slot.
        VaultError: nothing was changed.
    """
    _refuse_manager(session)
    keys = read_keys(session.folder)
    old = find(keys, slot_id)
    if old.kind is not SlotKind.RECOVERY:
        raise key_errors.NoSuchWayError
    code, way = _new_code()
    label = label_of(keys, old, session.opened.secrets)
    slot = slots.new_slot(keys, SlotKind.RECOVERY, label, session.opened, way, old.id)
    commit(session, slots.with_slot(keys, slot), slot.id, way.key)
    return code


def remove_way(session: Session, slot_id: UUID) -> None:
    """Take a way in away. Copies of the vault made before still open by it; ``change_all`` says what helps.

    Args:
        session: of a worker or the recovery code.
        slot_id: the slot.

    Raises:
        OwnWayOnlyError: a manager's session.
        LastWorkerError: nobody could open the notes any more.
        NoSuchWayError: not there.
        VaultError: nothing was changed.
    """
    _refuse_manager(session)
    keys = read_keys(session.folder)
    gone = find(keys, slot_id)
    kept = tuple(slot for slot in keys.slots if slot.id != gone.id)
    # A recovery code opens the notes as well, but is a sheet of paper: somebody must be left to work.
    if not any(slot.kind is SlotKind.WORKER for slot in kept):
        raise key_errors.LastWorkerError
    own = session.opened
    commit(session, slots.of_slots(keys, kept), None if own.slot.id == gone.id else own.slot.id, own.key)


def rename_way(session: Session, slot_id: UUID, label: str) -> None:
    """Call a way in something else.

    Args:
        session: of a worker or the recovery code; of a manager for her own.
        slot_id: the slot.
        label: its new name; kept encrypted.

    Raises:
        OwnWayOnlyError, BadLabelError, NoSuchWayError, VaultError: nothing was changed.
    """
    if slot_id != session.slot_id:
        _refuse_manager(session)
    keys = read_keys(session.folder)
    changed = slots.relabel(keys, find(keys, slot_id), session.opened.secrets, label)
    commit(session, slots.with_slot(keys, changed), session.slot_id, session.opened.key)


def find(keys: KeyFile, slot_id: UUID) -> Slot:
    """A slot by its id.

    Raises:
        NoSuchWayError: not there.
    """
    for slot in keys.slots:
        if slot.id == slot_id:
            return slot
    raise key_errors.NoSuchWayError


def label_of(keys: KeyFile, slot: Slot, secrets: Secrets) -> str:
    """What a slot is called.

    Raises:
        DamagedKeysError: its label is not whole.
    """
    try:
        return slots.read_label(keys, slot, secrets)
    except DoesNotOpenError:
        raise errors.DamagedKeysError from None


def refuse_taken(keys: KeyFile, trial: Trial, own: UUID | None) -> None:
    """One passphrase must not open two slots: the first would always win, with its role.

    Args:
        keys: the key file.
        trial: the new passphrase, with its key file.
        own: the slot it is for, which it may open already.

    Raises:
        PassphraseTakenError: it opens another slot.
    """
    if any(trial.open(keys, slot) is not None for slot in keys.slots if slot.id != own):
        raise errors.PassphraseTakenError


def derivation_for(keys: KeyFile, slot: Slot | None, cost: KdfParameters | None) -> Derivation:
    """The derivation of a new passphrase: as dear as this computer bears, never cheaper than it was.

    Slots with the same parameters share a salt, and no more than three derivations stand in one file, so that
    unlocking stays quick.

    Args:
        keys: the key file.
        slot: the slot whose passphrase is changed, if there is one.
        cost: of a guess; None to calibrate here.

    Returns:
        One that stands in the file already, or a new one.
    """
    cost = cost or calibrate()
    others = {other.derivation for other in keys.slots if slot is None or other.id != slot.id}
    dear = {how for how in others if how.parameters is not None}
    if slot is not None and slot.derivation.parameters is not None:
        dear.add(slot.derivation)
        if not cost.at_least(slot.derivation.parameters):
            return slot.derivation
    same = [how for how in dear if how.parameters == cost]
    if same:
        return same[0]
    if len(dear - ({slot.derivation} - others if slot is not None else set())) < keyfile.MOST_DERIVATIONS:
        return Derivation(os.urandom(SALT_BYTES), cost)
    floor = None if slot is None else slot.derivation.parameters
    fit = [how for how in dear if how.parameters and (floor is None or how.parameters.at_least(floor))]
    return max(fit, key=lambda how: how.parameters.work if how.parameters else 0)


def commit(session: Session, changed: KeyFile, slot_id: UUID | None, key: bytes) -> KeyFile:
    """Write aside, open a slot and both stores from what was written, and only then rename.

    Args:
        session: whose vault it is.
        changed: the new key file.
        slot_id: the slot that must open; None when the session's own was taken away.
        key: its key.

    Returns:
        What stands in the file now.

    Raises:
        VaultError: the old key file stays.
    """
    folder = session.folder
    path = folder / FILE_NAME
    aside = files.write_aside(path, changed.dump())
    try:
        written = keyfile.parse(files.read_bounded(aside, keyfile.LARGEST_FILE))
        _require_same(written, changed)
        secrets = session.opened.secrets
        if slot_id is not None:
            secrets = slots.open_slot(written, find(written, slot_id), key).secrets
        open_stores(keyfile.stores_folder(folder, written.generation), secrets)
    except (DoesNotOpenError, errors.DamagedKeysError, key_errors.NoSuchWayError):
        aside.unlink(missing_ok=True)
        raise errors.DeviceFailedError(FILE_NAME) from None
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    files.put_in_place(aside, path)
    renew_copy(folder, changed)
    if slot_id == session.slot_id:
        session.reopen(changed, key)
    return changed


def _require_same(written: KeyFile, meant: KeyFile) -> None:
    if written != meant:
        raise errors.DeviceFailedError(FILE_NAME)


def renew_copy(folder: Path, keys: KeyFile) -> bool:
    """The change stands. The copy still opens the old way: renew it, or let it go for now.

    Args:
        folder: the vault.
        keys: what stands in keys.json.

    Returns:
        Whether no copy of the old file is left.
    """
    try:
        keep_keys_copy(folder, keys)
    except errors.VaultError:
        with contextlib.suppress(OSError):
            (folder / COPY_NAME).unlink()
        return not (folder / COPY_NAME).exists()
    return True


def _refuse_manager(session: Session) -> None:
    if not session.slot_kind.holds_cases:
        raise key_errors.OwnWayOnlyError


def _keys_to_grow(session: Session, label: str) -> KeyFile:
    _refuse_manager(session)
    slots.pad(label)
    keys = read_keys(session.folder)
    if len(keys.slots) >= MOST_SLOTS:
        raise key_errors.TooManyWaysError(MOST_SLOTS)
    return keys


def _new_code() -> tuple[str, Way]:
    secret, code = recovery.new()
    how = Derivation(os.urandom(SALT_BYTES), None)
    return code, Way(how, slots.recovery_key(secret, how.salt))
