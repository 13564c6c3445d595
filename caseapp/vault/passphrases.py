"""Changing how a slot is opened. The old key file stays until the new one has opened the stores."""

import contextlib
from pathlib import Path
from uuid import UUID

from caseapp.errors import BugError
from caseapp.vault import errors, files, kdf, keyfile, slots
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.key_folder import keep_keys_copy, read_keys
from caseapp.vault.keyfile import COPY_NAME, FILE_NAME, Derivation, KeyFile, Slot
from caseapp.vault.make import open_stores
from caseapp.vault.session import Session


def _find(keys: KeyFile, slot_id: UUID) -> Slot:
    for slot in keys.slots:
        if slot.id == slot_id:
            return slot
    raise errors.DamagedKeysError


def _derive(passphrase: str, how: Derivation) -> bytes:
    if how.parameters is None:
        raise BugError("a recovery slot has a code, not a passphrase")
    return kdf.derive(passphrase, how.salt, how.parameters)


def _refuse_taken(keys: KeyFile, slot: Slot, key: bytes) -> None:
    """One passphrase must not open two slots: the first would always win, with its role."""
    for other in keys.slots:
        if other.id != slot.id and other.derivation == slot.derivation:
            try:
                slots.open_slot(keys.vault_id, other, key)
            except DoesNotOpenError:
                continue
            raise errors.PassphraseTakenError


def _commit(folder: Path, changed: KeyFile, slot_id: UUID, passphrase: str) -> None:
    """Write aside, open both stores by the new passphrase from what was written, and only then rename."""
    path = folder / FILE_NAME
    aside = files.write_aside(path, changed.dump())
    try:
        written = keyfile.parse(files.read_bounded(aside, keyfile.LARGEST_FILE))
        slot = _find(written, slot_id)
        opened = slots.open_slot(written.vault_id, slot, _derive(passphrase, slot.derivation))
        open_stores(keyfile.stores_folder(folder, written.generation), opened.secrets)
    except DoesNotOpenError:
        aside.unlink(missing_ok=True)
        raise errors.DeviceFailedError(FILE_NAME) from None
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    files.put_in_place(aside, path)
    # The change stands. The copy still opens with the old passphrase: renew it, or let it go for now.
    try:
        keep_keys_copy(folder, changed)
    except errors.VaultError:
        with contextlib.suppress(OSError):
            (folder / COPY_NAME).unlink()


def change(session: Session, old: str, new: str) -> None:
    """Put the session's own slot under another passphrase. Takes two to three derivations.

    Copies of the vault made before still open with the old passphrase; the window says so.

    Args:
        session: an open session of a worker or a manager.
        old: the passphrase until now.
        new: the one from now on.

    Raises:
        WrongPassphraseError: ``old`` is not this slot's.
        WeakPassphraseError, PassphraseTakenError: not with this one.
        VaultError: no permission, disk full; the old passphrase stays.
    """
    kdf.check_new_passphrase(new)
    keys = read_keys(session.folder)
    slot = _find(keys, session.slot_id)
    try:
        opened = slots.open_slot(keys.vault_id, slot, _derive(old, slot.derivation))
    except DoesNotOpenError:
        raise errors.WrongPassphraseError from None
    key = _derive(new, slot.derivation)
    _refuse_taken(keys, slot, key)
    _commit(session.folder, slots.with_slot(keys, slots.rewrap(keys.vault_id, opened, key)), slot.id, new)


def replace_lost(session: Session, slot_id: UUID, new: str, label: str) -> None:
    """Give a worker's or manager's slot a passphrase when the old one is lost, as after the recovery code.

    The slot keeps its id and kind and gets a new key pair.

    Args:
        session: an open session that holds every secret the slot holds.
        slot_id: the slot.
        new: its passphrase from now on.
        label: what its user is called, for the old label cannot be read without the old passphrase.

    Raises:
        NotAllowedError: a manager cannot make a worker's slot.
        WeakPassphraseError, PassphraseTakenError, BadLabelError: not with these.
        VaultError: no permission, disk full; the old passphrase stays.
    """
    kdf.check_new_passphrase(new)
    slots.pad(label)
    keys = read_keys(session.folder)
    slot = _find(keys, slot_id)
    secrets = session.opened.secrets
    if slot.kind.holds_cases and secrets.case is None:
        raise errors.NotAllowedError
    key = _derive(new, slot.derivation)
    _refuse_taken(keys, slot, key)
    renewed = slots.new_slot(keys.vault_id, slot.kind, label, secrets, slot.derivation, key, slot.id)
    _commit(session.folder, slots.with_slot(keys, renewed), slot.id, new)
