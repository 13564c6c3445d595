"""Slots: what lies between a passphrase and the secrets."""

from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from caseapp.vault import envelope, errors, key_factor
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.keyfile import Derivation, KeyFile, Slot, SlotKind, place
from caseapp.vault.keyring import Marks, Secrets

LONGEST_LABEL = 100
_PADDED_TO = 64  # the length of a name must not tell the name


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot and what was in it.

    Attributes:
        slot: the slot.
        key: what its private half is wrapped under.
        private: its private half.
        secrets: the secrets it holds.
        marks: of both secrets, as the slot was bound to them or they were handed over to it.
        label: what the user called it.
    """

    slot: Slot
    key: bytes = field(repr=False)
    private: bytes = field(repr=False)
    secrets: Secrets
    marks: Marks
    label: str


@dataclass(frozen=True, slots=True)
class Way:
    """How the key of a slot is found: what the file says of it, and the key itself.

    Attributes:
        derivation: salt and parameters.
        key: 32 bytes, of passphrase and key file, or of the recovery code.
        key_file: secret of the key file that goes with the passphrase, if any.
    """

    derivation: Derivation
    key: bytes = field(repr=False)
    key_file: bytes | None = field(default=None, repr=False)


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


def _at(vault_id: UUID, slot: Slot, use: str, generation: int) -> bytes:
    return place(
        vault_id,
        slot.id,
        slot.kind,
        slot.derivation,
        use,
        generation=generation,
        key_file=slot.key_file,
    )


def _wrapped(vault_id: UUID, slot: Slot, key: bytes, private: bytes, marks: Marks) -> bytes:
    """The private half under the passphrase, and with it which secrets it is to open.

    Anybody can seal to a public half. Without the marks, someone with the folder but no passphrase could put
    secrets of his own into the slot, and stores of his own beside it, and read all that is written next.
    """
    return envelope.wrap(
        key, private + marks.case + marks.figures, _at(vault_id, slot, "private", slot.bound)
    )


def with_secrets(vault_id: UUID, slot: Slot, secrets: Secrets, label: str, generation: int) -> Slot:
    """Seal secrets and a label into a slot without its passphrase.

    Args:
        vault_id: the vault.
        slot: the slot; what it is bound to stays.
        secrets: both; a manager's slot is given the figures secret alone.
        label: what the user calls it.
        generation: of the secrets.

    Returns:
        The slot to write. It opens only if ``secrets`` are those it is bound to, or were handed over.

    Raises:
        NotAllowedError: the slot is to hold the case secret, and it was not given.
        BadLabelError: the label cannot be kept.
    """
    case = None
    if slot.kind.holds_cases:
        if secrets.case is None:
            raise errors.NotAllowedError
        case = envelope.seal(slot.public, secrets.case, _at(vault_id, slot, "case", generation))
    return replace(
        slot,
        case=case,
        figures=envelope.seal(slot.public, secrets.figures, _at(vault_id, slot, "figures", generation)),
        label=_labelled(vault_id, slot, secrets, label, generation),
    )


def _labelled(vault_id: UUID, slot: Slot, secrets: Secrets, label: str, generation: int) -> bytes:
    where = _at(vault_id, slot, "label", generation)
    return envelope.wrap(secrets.figures_keys().labels, pad(label), where)


def new_slot(
    keys: KeyFile,
    kind: SlotKind,
    label: str,
    opened: OpenSlot,
    way: Way,
    slot_id: UUID | None = None,
) -> Slot:
    """Make a slot with a fresh key pair, for the secrets that an open slot holds.

    Args:
        keys: the key file it will stand in.
        kind: what the slot is for; a manager's gets no case secret.
        label: what the user calls it.
        opened: an open slot of this key file.
        way: how it will be opened.
        slot_id: keep this id (a passphrase that is replaced without the old one).

    Returns:
        The slot.

    Raises:
        NotAllowedError: the slot is to hold the case secret, and ``opened`` has not got it.
        BadLabelError: the label cannot be kept.
    """
    return make_slot(keys.vault_id, keys.generation, kind, label, opened.secrets, opened.marks, way, slot_id)


def make_slot(
    vault_id: UUID,
    generation: int,
    kind: SlotKind,
    label: str,
    secrets: Secrets,
    marks: Marks,
    way: Way,
    slot_id: UUID | None = None,
) -> Slot:
    """:func:`new_slot` where there is no key file and no open slot yet.

    Args:
        vault_id: the vault.
        generation: of the secrets.
        kind: what the slot is for.
        label: what the user calls it.
        secrets: what it is to hold.
        marks: of both secrets.
        way: how it will be opened.
        slot_id: keep this id.

    Returns:
        The slot.
    """
    private, public = envelope.new_key_pair()
    slot_id = slot_id or uuid4()
    mark = None if way.key_file is None else key_factor.mark(way.key_file, slot_id)
    bare = Slot(slot_id, kind, way.derivation, public, b"", None, b"", b"", generation, mark)
    full = with_secrets(vault_id, bare, secrets, label, generation)
    return replace(full, private=_wrapped(vault_id, full, way.key, private, marks))


def open_slot(keys: KeyFile, slot: Slot, key: bytes) -> OpenSlot:
    """Open a slot with its passphrase or recovery key.

    Args:
        keys: the key file.
        slot: one of its slots.
        key: 32 bytes.

    Returns:
        The slot with what was in it.

    Raises:
        DoesNotOpenError: the key is not this slot's.
        DamagedKeysError: the key is right, what it opened is not whole, or not what was put there under
            it, or was handed over by somebody who did not hold the secrets before.
    """
    wrapped = envelope.unwrap(key, slot.private, _at(keys.vault_id, slot, "private", slot.bound))
    size = envelope.SECRET_BYTES
    private, marks = wrapped[:size], Marks(wrapped[size : 2 * size], wrapped[2 * size :])
    if not envelope.same(envelope.public_half(private), slot.public):
        raise errors.DamagedKeysError
    marks = _handed_over(keys, slot, marks)

    def unsealed(sealed: bytes, use: str) -> bytes:
        return envelope.unseal(private, sealed, _at(keys.vault_id, slot, use, keys.generation))

    try:
        secrets = Secrets(
            case=None if slot.case is None else unsealed(slot.case, "case"),
            figures=unsealed(slot.figures, "figures"),
        )
        label = read_label(keys, slot, secrets)
    except DoesNotOpenError:
        raise errors.DamagedKeysError from None
    # A manager's slot cannot make the mark of the case secret; it is bound to it all the same, because only
    # whoever holds that secret may hand over.
    own_case = marks.case if secrets.case is None else Marks.of(secrets).case
    own_figures = secrets.figures_keys().mark
    if not (envelope.same(own_case, marks.case) and envelope.same(own_figures, marks.figures)):
        raise errors.DamagedKeysError
    return OpenSlot(slot, key, private, secrets, marks, label)


def _handed_over(keys: KeyFile, slot: Slot, marks: Marks) -> Marks:
    """Follow the handovers from the secrets a slot is bound to, to those that hold now.

    Raises:
        DamagedKeysError: one is not signed by the secrets before it.
    """
    for handover in keys.handovers:
        if handover.generation <= slot.bound:
            continue
        if not envelope.is_signed(marks.case, handover.signature, handover.statement(keys.vault_id)):
            raise errors.DamagedKeysError
        marks = handover.marks
    return marks


def read_label(keys: KeyFile, slot: Slot, secrets: Secrets) -> str:
    """What the user called a slot.

    Args:
        keys: the key file.
        slot: one of its slots.
        secrets: of any slot.

    Raises:
        DoesNotOpenError: it was not put there by this vault.
    """
    where = _at(keys.vault_id, slot, "label", keys.generation)
    return unpad(envelope.unwrap(secrets.figures_keys().labels, slot.label, where))


def relabel(keys: KeyFile, slot: Slot, secrets: Secrets, label: str) -> Slot:
    """Call a slot something else.

    Args:
        keys: the key file.
        slot: one of its slots.
        secrets: of any slot.
        label: its new name.

    Raises:
        BadLabelError: the label cannot be kept.
    """
    return replace(slot, label=_labelled(keys.vault_id, slot, secrets, label, keys.generation))


def rewrap(keys: KeyFile, opened: OpenSlot, way: Way) -> Slot:
    """Put an open slot under another passphrase, bound to the secrets that hold now; the key pair stays.

    Args:
        keys: the key file.
        opened: the open slot.
        way: how it will be opened from now on.

    Returns:
        The slot to write.
    """
    mark = None if way.key_file is None else key_factor.mark(way.key_file, opened.slot.id)
    moved = replace(opened.slot, derivation=way.derivation, key_file=mark, bound=keys.generation)
    # Salt, parameters and key file are a part of the place of every envelope.
    full = with_secrets(keys.vault_id, moved, opened.secrets, opened.label, keys.generation)
    return replace(full, private=_wrapped(keys.vault_id, full, way.key, opened.private, opened.marks))


def rebind(keys: KeyFile, opened: OpenSlot) -> Slot:
    """Bind an open slot to the secrets that hold now, under the key it has.

    Args:
        keys: the key file.
        opened: the open slot.
    """
    bound = replace(opened.slot, bound=keys.generation)
    private = _wrapped(keys.vault_id, bound, opened.key, opened.private, opened.marks)
    return replace(bound, private=private)


def recovery_key(secret: bytes, salt: bytes) -> bytes:
    """The key of a recovery slot: 256 random bits need no dear derivation."""
    return envelope.labelled_key(secret, "caseapp/1/recovery", salt)


def with_slot(keys: KeyFile, changed: Slot) -> KeyFile:
    """The key file with one slot put in the place of the one with its id."""
    return of_slots(keys, tuple(changed if slot.id == changed.id else slot for slot in keys.slots))


def of_slots(keys: KeyFile, kept: tuple[Slot, ...]) -> KeyFile:
    """The key file with these slots, and only the handovers that one of them still needs."""
    oldest = min((slot.bound for slot in kept), default=keys.generation)
    needed = tuple(handover for handover in keys.handovers if handover.generation > oldest)
    return replace(keys, slots=kept, handovers=needed)
