"""Which slot a passphrase or a recovery code opens, and what may be said when none does."""

from caseapp.vault import envelope, errors, kdf, key_errors, key_factor, recovery, slots
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.keyfile import Derivation, KeyFile, Slot, SlotKind
from caseapp.vault.slots import OpenSlot


class Trial:
    """A passphrase, with or without a key file, tried on slots; every distinct derivation is done once.

    Args:
        passphrase: as typed.
        key_file: content of the chosen key file, if any.

    Raises:
        DamagedKeyFileError: the chosen file is no key file.
    """

    def __init__(self, passphrase: str, key_file: bytes | None = None) -> None:
        self._passphrase = passphrase
        self.secret = None if key_file is None else key_factor.secret_of(key_file)
        self._derived: dict[Derivation, bytes] = {}

    def derived(self, how: Derivation) -> bytes:
        """The passphrase key by one derivation.

        Raises:
            OutOfMemoryError: it cannot be derived now.
        """
        if how.parameters is None:
            raise errors.DamagedKeysError
        if how not in self._derived:
            self._derived[how] = kdf.derive(self._passphrase, how.salt, how.parameters)
        return self._derived[how]

    def key(self, slot: Slot) -> bytes | None:
        """The key that would open a slot, or None when this passphrase cannot be tried on it."""
        if slot.derivation.parameters is None:
            return None
        if slot.key_file is None:
            return self.derived(slot.derivation)
        if self.secret is None or not envelope.same(key_factor.mark(self.secret, slot.id), slot.key_file):
            return None
        return key_factor.mix(self.derived(slot.derivation), self.secret, slot.derivation.salt)

    def open(self, keys: KeyFile, slot: Slot) -> OpenSlot | None:
        """Open a slot, or None when it does not open so.

        Raises:
            DamagedKeysError: it opens but is not whole.
        """
        key = self.key(slot)
        if key is None:
            return None
        try:
            return slots.open_slot(keys, slot, key)
        except DoesNotOpenError:
            return None

    def way(self, how: Derivation, secret: bytes | None) -> slots.Way:
        """How a slot with this derivation and key file would be opened.

        Args:
            how: salt and parameters.
            secret: of the key file, if one goes with the passphrase.
        """
        key = self.derived(how)
        return slots.Way(how, key if secret is None else key_factor.mix(key, secret, how.salt), secret)

    def refusal(self, keys: KeyFile) -> errors.VaultError:
        """Why nothing opened, as far as it can and may be told."""
        with_files = [slot for slot in keys.slots if slot.key_file is not None]
        if self.secret is None:
            return key_errors.KeyFileNeededError() if with_files else errors.WrongPassphraseError()
        known = any(key_factor.mark(self.secret, slot.id) == slot.key_file for slot in with_files)
        return errors.WrongPassphraseError() if known else key_errors.WrongKeyFileError()


def unlock(keys: KeyFile, passphrase: str, key_file: bytes | None = None) -> OpenSlot:
    """Find the slot that a passphrase opens; every distinct derivation is done once.

    Args:
        keys: the key file of the vault.
        passphrase: as typed.
        key_file: content of the key file that goes with it, if one was chosen.

    Returns:
        The open slot.

    Raises:
        WrongPassphraseError: none opens.
        KeyFileNeededError: none opens without a key file, and some slot has one.
        WrongKeyFileError: the key file is no slot's.
        DamagedKeyFileError: it is no key file.
        DamagedKeysError: a slot opens but is not whole.
        OutOfMemoryError: the key cannot be derived now.
    """
    trial = Trial(passphrase, key_file)
    for slot in keys.slots:
        opened = trial.open(keys, slot)
        if opened is not None:
            return opened
    raise trial.refusal(keys)


def unlock_by_recovery(keys: KeyFile, code: str) -> OpenSlot:
    """Find the slot that a recovery code opens.

    Args:
        keys: the key file.
        code: as typed.

    Returns:
        The open slot.

    Raises:
        MistypedRecoveryCodeError: says where.
        WrongRecoveryCodeError: a code, but not this vault's.
    """
    secret = recovery.decode(code)
    for slot in keys.slots:
        if slot.kind is SlotKind.RECOVERY:
            try:
                return slots.open_slot(keys, slot, slots.recovery_key(secret, slot.derivation.salt))
            except DoesNotOpenError:
                continue
    raise errors.WrongRecoveryCodeError
