"""Slots: what lies between a passphrase and the secrets."""

from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from caseapp.vault import envelope, errors, kdf, recovery
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.keyfile import Derivation, KeyFile, Slot, SlotKind, place
from caseapp.vault.keyring import Secrets

LONGEST_LABEL = 100
_PADDED_TO = 64  # the length of a name must not tell the name


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot and what was in it.

    Attributes:
        slot: the slot.
        private: its private half.
        secrets: the secrets it holds.
        label: what the user called it.
    """

    slot: Slot
    private: bytes = field(repr=False)
    secrets: Secrets
    label: str


def pad(text: str) -> bytes:
    """Text with its length hidden.

    Args:
        text: 1 to 100 characters, no NUL.

    Returns:
        UTF-8, filled with NUL to a multiple of 64 bytes.

    Raises:
        BadLabelError: empty, too long, or not text.
    """
    if not 1 <= len(text.strip()) <= LONGEST_LABEL or not text.isprintable():
        raise errors.BadLabelError(LONGEST_LABEL)
    data = text.strip().encode()
    return data + bytes(-len(data) % _PADDED_TO)


def unpad(data: bytes) -> str:
    """Back to the text that :func:`pad` was given."""
    try:
        return data.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        raise errors.DamagedKeysError from None


def _bound(private: bytes, case: bytes | None, figures: bytes) -> bytes:
    """What is wrapped under the passphrase: the private half, and which secrets it is to open.

    Anybody can seal to a public half. Without this, someone with the folder but no passphrase could put
    secrets of his own into the slot, and stores of his own beside it, and read all that is written next.
    """
    return private + envelope.keyed_digest(private, b"caseapp slot 1" + (case or b"") + figures)


def new_slot(
    vault_id: UUID,
    kind: SlotKind,
    label: str,
    secrets: Secrets,
    derivation: Derivation,
    key: bytes,
    slot_id: UUID | None = None,
) -> Slot:
    """Make a slot with a fresh key pair.

    Args:
        vault_id: the vault.
        kind: what the slot is for; a manager's gets no case secret.
        label: what the user calls it.
        secrets: both secrets, or the figures secret alone for a manager.
        derivation: how ``key`` is found again.
        key: the passphrase or recovery key, 32 bytes.
        slot_id: keep this id (a passphrase that is replaced without the old one).

    Returns:
        The slot.

    Raises:
        NotAllowedError: the slot is to hold the case secret, and it was not given.
        BadLabelError: the label cannot be kept.
    """
    slot_id = slot_id or uuid4()
    private, public = envelope.new_key_pair()

    def at(use: str) -> bytes:
        return place(vault_id, slot_id, kind, derivation, use)

    case = secrets.case if kind.holds_cases else None
    if kind.holds_cases and case is None:
        raise errors.NotAllowedError
    return Slot(
        id=slot_id,
        kind=kind,
        derivation=derivation,
        public=public,
        private=envelope.wrap(key, _bound(private, case, secrets.figures), at("private")),
        case=None if case is None else envelope.seal(public, case, at("case")),
        figures=envelope.seal(public, secrets.figures, at("figures")),
        label=envelope.seal(public, pad(label), at("label")),
    )


def open_slot(vault_id: UUID, slot: Slot, key: bytes) -> OpenSlot:
    """Open a slot with its passphrase or recovery key.

    Args:
        vault_id: the vault.
        slot: the slot.
        key: 32 bytes.

    Returns:
        The slot with what was in it.

    Raises:
        DoesNotOpenError: the key is not this slot's.
        DamagedKeysError: the key is right, what it opened is not whole, or not what was put there under it.
    """

    def at(use: str) -> bytes:
        return place(vault_id, slot.id, slot.kind, slot.derivation, use)

    bound = envelope.unwrap(key, slot.private, at("private"))
    private = bound[: envelope.SECRET_BYTES]
    if not envelope.same(envelope.public_half(private), slot.public):
        raise errors.DamagedKeysError
    try:
        secrets = Secrets(
            case=None if slot.case is None else envelope.unseal(private, slot.case, at("case")),
            figures=envelope.unseal(private, slot.figures, at("figures")),
        )
        label = unpad(envelope.unseal(private, slot.label, at("label")))
    except DoesNotOpenError:
        raise errors.DamagedKeysError from None
    if not envelope.same(_bound(private, secrets.case, secrets.figures), bound):
        raise errors.DamagedKeysError
    return OpenSlot(slot=slot, private=private, secrets=secrets, label=label)


def rewrap(vault_id: UUID, opened: OpenSlot, key: bytes) -> Slot:
    """Put a slot under another passphrase; key pair, secrets and label stay.

    Args:
        vault_id: the vault.
        opened: the open slot.
        key: the new passphrase key, of the slot's own derivation.

    Returns:
        The slot to write.
    """
    slot = opened.slot
    where = place(vault_id, slot.id, slot.kind, slot.derivation, "private")
    bound = _bound(opened.private, opened.secrets.case, opened.secrets.figures)
    return replace(slot, private=envelope.wrap(key, bound, where))


def recovery_key(secret: bytes, salt: bytes) -> bytes:
    """The key of a recovery slot: 256 random bits need no dear derivation."""
    return envelope.labelled_key(secret, "caseapp/1/recovery", salt)


def unlock(keys: KeyFile, passphrase: str) -> OpenSlot:
    """Find the slot that a passphrase opens; every distinct derivation is done once.

    Args:
        keys: the key file.
        passphrase: as typed.

    Returns:
        The open slot.

    Raises:
        WrongPassphraseError: none opens.
        DamagedKeysError: one opens but is not whole.
        OutOfMemoryError: the key cannot be derived now.
    """
    derived: dict[Derivation, bytes] = {}
    for slot in keys.slots:
        how = slot.derivation
        if how.parameters is None:
            continue
        if how not in derived:
            derived[how] = kdf.derive(passphrase, how.salt, how.parameters)
        try:
            return open_slot(keys.vault_id, slot, derived[how])
        except DoesNotOpenError:
            continue
    raise errors.WrongPassphraseError


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
                return open_slot(keys.vault_id, slot, recovery_key(secret, slot.derivation.salt))
            except DoesNotOpenError:
                continue
    raise errors.WrongRecoveryCodeError


def with_slot(keys: KeyFile, changed: Slot) -> KeyFile:
    """The key file with one slot put in the place of the one with its id."""
    return replace(keys, slots=tuple(changed if slot.id == changed.id else slot for slot in keys.slots))
