"""Changing how a slot is opened: its passphrase, and the key file beside it."""

from uuid import UUID

from caseapp.vault import errors, kdf, key_errors, slots
from caseapp.vault.kdf import KdfParameters
from caseapp.vault.key_folder import read_keys
from caseapp.vault.keyfile import KeyFile, SlotKind
from caseapp.vault.session import Session
from caseapp.vault.slot_changes import commit, derivation_for, find, label_of, refuse_taken
from caseapp.vault.slots import OpenSlot
from caseapp.vault.unlocking import Trial


def change(
    session: Session,
    old: str,
    new: str,
    *,
    key_file: bytes | None = None,
    cost: KdfParameters | None = None,
) -> None:
    """Put the session's own slot under another passphrase. A key file that goes with it stays.

    Copies of the vault made before still open with the old passphrase; the window says so.

    Args:
        session: an open session of a worker or a manager.
        old: the passphrase until now.
        new: the one from now on.
        key_file: content of the key file that goes with it, if one does.
        cost: of a guess; None to calibrate here. Never lower than it was.

    Raises:
        WrongPassphraseError, KeyFileNeededError, WrongKeyFileError: ``old`` does not open this slot so.
        WeakPassphraseError, PassphraseTakenError: not with this one.
        VaultError: no permission, disk full; the old passphrase stays.
    """
    kdf.check_new_passphrase(new)
    keys = read_keys(session.folder)
    opened = _own(session, keys, old, key_file)
    trial = Trial(new, key_file)
    refuse_taken(keys, trial, session.slot_id)
    secret = trial.secret if opened.slot.key_file is not None else None
    way = trial.way(derivation_for(keys, opened.slot, cost), secret)
    changed = slots.with_slot(keys, slots.rewrap(keys, opened, way))
    commit(session, changed, session.slot_id, way.key)


def set_key_file(
    session: Session, passphrase: str, *, key_file: bytes | None, new_key_file: bytes | None
) -> None:
    """Let the session's own passphrase need a key file from now on, another one, or none any more.

    Args:
        session: an open session of a worker.
        passphrase: hers.
        key_file: content of the key file until now; None where there is none.
        new_key_file: content of the one from now on; None for none.

    Raises:
        NoSuchWayError: not a worker's slot.
        WrongPassphraseError, KeyFileNeededError, WrongKeyFileError, DamagedKeyFileError: not so.
        VaultError: no permission, disk full; nothing was changed.
    """
    keys = read_keys(session.folder)
    if find(keys, session.slot_id).kind is not SlotKind.WORKER:
        raise key_errors.NoSuchWayError
    opened = _own(session, keys, passphrase, key_file)
    trial = Trial(passphrase, new_key_file)
    way = trial.way(opened.slot.derivation, trial.secret)
    changed = slots.with_slot(keys, slots.rewrap(keys, opened, way))
    commit(session, changed, session.slot_id, way.key)


def replace_lost(
    session: Session,
    slot_id: UUID,
    new: str,
    *,
    key_file: bytes | None = None,
    cost: KdfParameters | None = None,
) -> None:
    """Give a worker's or manager's slot a passphrase when the old one is lost, as after the recovery code.

    The slot keeps its id, kind and label and gets a new key pair. A key file it had goes with the passphrase,
    for it may be lost too.

    Args:
        session: of a worker or the recovery code.
        slot_id: the slot.
        new: its passphrase from now on.
        key_file: content of a key file that is to go with a worker's new passphrase.
        cost: of a guess; None to calibrate here.

    Raises:
        NotAllowedError: a manager cannot make a worker's slot, nor another manager's.
        NoSuchWayError: not there, or a recovery slot.
        WeakPassphraseError, PassphraseTakenError: not with these.
        VaultError: no permission, disk full; the old passphrase stays.
    """
    kdf.check_new_passphrase(new)
    keys = read_keys(session.folder)
    slot = find(keys, slot_id)
    if not session.slot_kind.holds_cases:
        raise errors.NotAllowedError
    if slot.kind is SlotKind.RECOVERY:
        raise key_errors.NoSuchWayError
    trial = Trial(new, key_file if slot.kind is SlotKind.WORKER else None)
    refuse_taken(keys, trial, slot.id)
    way = trial.way(derivation_for(keys, slot, cost), trial.secret)
    label = label_of(keys, slot, session.opened.secrets)
    renewed = slots.new_slot(keys, slot.kind, label, session.opened, way, slot.id)
    commit(session, slots.with_slot(keys, renewed), slot.id, way.key)


def is_passphrase_of_another_worker(session: Session, passphrase: str, key_file: bytes | None = None) -> bool:
    """Whether a second worker stands beside the first one and agrees.

    Args:
        session: of the one who asks.
        passphrase: typed by the other.
        key_file: content of the key file that goes with it, if one does.

    Returns:
        Whether it opens the slot of a worker that is not this session's.
    """
    keys = read_keys(session.folder)
    trial = Trial(passphrase, key_file)
    others = (slot for slot in keys.slots if slot.kind is SlotKind.WORKER and slot.id != session.slot_id)
    return any(trial.open(keys, slot) is not None for slot in others)


def _own(session: Session, keys: KeyFile, passphrase: str, key_file: bytes | None) -> OpenSlot:
    slot = find(keys, session.slot_id)
    if slot.kind is SlotKind.RECOVERY:
        raise key_errors.NoSuchWayError
    trial = Trial(passphrase, key_file)
    opened = trial.open(keys, slot)
    if opened is not None:
        return opened
    if slot.key_file is None:
        raise errors.WrongPassphraseError
    raise trial.refusal(keys)
