"""keys.json: its form, read strictly and within bounds, because anybody may have written it.

Reading allocates at most a small multiple of 256 KiB and derives nothing. Whatever is not exactly what this
program writes is damage; a checksum tells damage from a wrong passphrase (it is no protection against intent:
that is what the associated data of every envelope is for). No person's name stands in the file.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from caseapp.vault import envelope, errors
from caseapp.vault.kdf import SALT_BYTES, KdfParameters
from caseapp.vault.keyring import Marks
from caseapp.vault.strict_json import (
    NotOursError,
    elements,
    exactly,
    from_base64,
    identifier,
    read,
    require,
    to_base64,
    whole_number,
)
from caseapp.vault.strict_json import members as members_of

FILE_NAME = "keys.json"
COPY_NAME = "keys.json.copy"
FORMAT = 1
LARGEST_FORMAT = 9999
FIRST_GENERATION = 1
LARGEST_GENERATION = 999_999
GENERATION_PREFIX = "generation-"
LARGEST_FILE = 256 * 1024
MOST_SLOTS = 64
# One hostile file must not cost many derivations: slots with the same parameters share a salt.
MOST_DERIVATIONS = 3
LARGEST_TEXT = 1024
# A slot that was not opened for so many changes of the keys keeps them from being changed again.
MOST_HANDOVERS = 64
KEY_FILE_MARK_BYTES = 8
MARK_BYTES = 32
SIGNATURE_BYTES = 64
# What is wrapped under a passphrase: the private half, and the marks of the secrets it is bound to.
PRIVATE_BYTES = 3 * MARK_BYTES


class SlotKind(StrEnum):
    """What a slot is for."""

    WORKER = "worker"
    MANAGER = "manager"
    RECOVERY = "recovery"

    @property
    def holds_cases(self) -> bool:
        """Whether such a slot holds the case secret."""
        return self is not SlotKind.MANAGER


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the key that wraps a slot's private half is found.

    Attributes:
        salt: 16 bytes, shared by slots with the same parameters.
        parameters: Argon2id's cost; None for a recovery code, which is random enough without.
    """

    salt: bytes
    parameters: KdfParameters | None

    def to_json(self) -> dict[str, object]:
        """As it stands in the file and in the associated data."""
        if self.parameters is None:
            return {"algorithm": "hkdf-sha256", "salt": to_base64(self.salt)}
        return {
            "algorithm": "argon2id",
            "lanes": self.parameters.lanes,
            "memory_kib": self.parameters.memory_kib,
            "passes": self.parameters.passes,
            "salt": to_base64(self.salt),
        }


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to open the vault.

    Attributes:
        id: random id; a row of staff is tied to it.
        kind: what it is for.
        derivation: how its passphrase key is found.
        public: X25519 public key.
        private: the private half and the marks of the secrets, wrapped under the passphrase key.
        case: the case secret sealed to ``public``, None in a manager's slot.
        figures: the figures secret sealed to ``public``.
        label: what the user called the slot, padded and wrapped under the labels key, so that every slot
            reads it and nobody else.
        bound: generation whose secrets the wrapped marks name; older than the file's until its owner opens it
            again after the keys were changed.
        key_file: names the key file that goes with the passphrase; None where none does.
    """

    id: UUID
    kind: SlotKind
    derivation: Derivation
    public: bytes
    private: bytes = field(repr=False)
    case: bytes | None = field(repr=False)
    figures: bytes = field(repr=False)
    label: bytes = field(repr=False)
    bound: int = FIRST_GENERATION
    key_file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """The word of the secrets of one generation for those of the next.

    Attributes:
        generation: the one that is vouched for.
        marks: of its secrets.
        signature: Ed25519, by the handover seed of the case secret before it.
    """

    generation: int
    marks: Marks
    signature: bytes

    def statement(self, vault_id: UUID) -> bytes:
        """What is signed."""
        return canonical(
            {
                "case": to_base64(self.marks.case),
                "figures": to_base64(self.marks.figures),
                "format": FORMAT,
                "generation": self.generation,
                "use": "handover",
                "vault": vault_id.hex,
            }
        )

    def to_json(self) -> dict[str, object]:
        """As it stands in the file."""
        return {
            "case": to_base64(self.marks.case),
            "figures": to_base64(self.marks.figures),
            "generation": self.generation,
            "signature": to_base64(self.signature),
        }


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The whole file.

    Attributes:
        vault_id: random id of the vault.
        name: the vault's name, padded and wrapped under the name key, so that every slot reads it and nobody
            else.
        slots: all slots, in file order.
        generation: which stores the secrets open; one more after each complete change of the keys.
        handovers: one for each generation that some slot is not bound to yet, in order.
    """

    vault_id: UUID
    name: bytes = field(repr=False)
    slots: tuple[Slot, ...]
    generation: int = FIRST_GENERATION
    handovers: tuple[Handover, ...] = ()

    def dump(self) -> bytes:
        """The bytes of the file."""
        body: dict[str, object] = {
            "format": FORMAT,
            "generation": self.generation,
            "handovers": [handover.to_json() for handover in self.handovers],
            "name": to_base64(self.name),
            "slots": [_slot_to_json(slot) for slot in self.slots],
            "vault": self.vault_id.hex,
        }
        body["check"] = _checksum(body)
        return (json.dumps(body, indent=1, sort_keys=True) + "\n").encode()


def canonical(value: object) -> bytes:
    """JSON with one spelling, for checksums and associated data."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def stores_folder(folder: Path, generation: int) -> Path:
    """Where cases.db, figures.db and head lie.

    Args:
        folder: the vault.
        generation: as ``keys.json`` names it.

    Returns:
        The vault's own folder for the first generation, ``generation-N`` inside it from the second on.
    """
    return folder if generation == FIRST_GENERATION else folder / f"{GENERATION_PREFIX}{generation}"


def place(
    vault_id: UUID,
    slot_id: UUID,
    kind: SlotKind,
    derivation: Derivation,
    use: str,
    *,
    generation: int,
    key_file: bytes | None = None,
) -> bytes:
    """Associated data of an envelope in a slot: everything that says where it belongs.

    Args:
        vault_id: the vault.
        slot_id: the slot.
        kind: its kind.
        derivation: its parameters.
        use: ``private``, ``case``, ``figures`` or ``label``.
        generation: of the file; for ``private`` the one the slot is bound to.
        key_file: the mark of its key file, if it has one.

    Returns:
        Canonical bytes.
    """
    return canonical(
        {
            "derivation": derivation.to_json(),
            "format": FORMAT,
            "generation": generation,
            "key_file": None if key_file is None else to_base64(key_file),
            "kind": kind.value,
            "slot": slot_id.hex,
            "use": use,
            "vault": vault_id.hex,
        }
    )


def name_place(vault_id: UUID, generation: int) -> bytes:
    """Associated data of the vault's name."""
    return canonical({"format": FORMAT, "generation": generation, "use": "name", "vault": vault_id.hex})


def _slot_to_json(slot: Slot) -> dict[str, object]:
    return {
        "bound": slot.bound,
        "case": None if slot.case is None else to_base64(slot.case),
        "derivation": slot.derivation.to_json(),
        "figures": to_base64(slot.figures),
        "id": slot.id.hex,
        "key_file": None if slot.key_file is None else to_base64(slot.key_file),
        "kind": slot.kind.value,
        "label": to_base64(slot.label),
        "private": to_base64(slot.private),
        "public": to_base64(slot.public),
    }


def _checksum(body: dict[str, object]) -> str:
    return sha256(canonical({key: value for key, value in body.items() if key != "check"})).hexdigest()


def _text_sized(overhead: int) -> Callable[[int], bool]:
    return lambda found: overhead < found <= overhead + LARGEST_TEXT


def _derivation(value: object, kind: SlotKind) -> Derivation:
    if kind is SlotKind.RECOVERY:
        members = members_of(value, {"algorithm", "salt"})
        require(members["algorithm"] == "hkdf-sha256")
        return Derivation(from_base64(members["salt"], exactly(SALT_BYTES)), None)
    members = members_of(value, {"algorithm", "lanes", "memory_kib", "passes", "salt"})
    require(members["algorithm"] == "argon2id")
    parameters = KdfParameters(
        memory_kib=whole_number(members["memory_kib"]),
        passes=whole_number(members["passes"]),
        lanes=whole_number(members["lanes"]),
    )
    require(parameters.within_bounds)
    return Derivation(from_base64(members["salt"], exactly(SALT_BYTES)), parameters)


_SLOT_MEMBERS = {
    "bound",
    "case",
    "derivation",
    "figures",
    "id",
    "key_file",
    "kind",
    "label",
    "private",
    "public",
}


def _slot(value: object) -> Slot:
    members = members_of(value, _SLOT_MEMBERS)
    name = members["kind"]
    if not isinstance(name, str) or name not in set(SlotKind):
        raise NotOursError
    kind = SlotKind(name)
    sealed = exactly(envelope.SECRET_BYTES + envelope.SEAL_OVERHEAD)
    require((members["case"] is not None) is kind.holds_cases)
    mark = members["key_file"]
    require(mark is None or kind is SlotKind.WORKER)
    return Slot(
        id=identifier(members["id"]),
        kind=kind,
        derivation=_derivation(members["derivation"], kind),
        public=from_base64(members["public"], exactly(32)),
        private=from_base64(members["private"], exactly(PRIVATE_BYTES + envelope.WRAP_OVERHEAD)),
        case=from_base64(members["case"], sealed) if kind.holds_cases else None,
        figures=from_base64(members["figures"], sealed),
        label=from_base64(members["label"], _text_sized(envelope.WRAP_OVERHEAD)),
        bound=_generation(members["bound"]),
        key_file=None if mark is None else from_base64(mark, exactly(KEY_FILE_MARK_BYTES)),
    )


def _generation(value: object) -> int:
    generation = whole_number(value)
    require(FIRST_GENERATION <= generation <= LARGEST_GENERATION)
    return generation


def _handover(value: object) -> Handover:
    members = members_of(value, {"case", "figures", "generation", "signature"})
    mark = exactly(MARK_BYTES)
    return Handover(
        _generation(members["generation"]),
        Marks(from_base64(members["case"], mark), from_base64(members["figures"], mark)),
        from_base64(members["signature"], exactly(SIGNATURE_BYTES)),
    )


def _handovers(value: object, slots: tuple[Slot, ...], generation: int) -> tuple[Handover, ...]:
    """Exactly those that the slot bound longest ago needs, so that nothing else can hide in the file."""
    listed = elements(value)
    oldest = min(slot.bound for slot in slots)
    require(max(slot.bound for slot in slots) <= generation)
    require(len(listed) == generation - oldest <= MOST_HANDOVERS)
    found = tuple(_handover(each) for each in listed)
    require([each.generation for each in found] == list(range(oldest + 1, generation + 1)))
    return found


def _key_file(written: object) -> KeyFile:
    body = members_of(written)
    # "check" and "format" mean the same in every format, so a damaged number is not taken for a newer one.
    require(body.get("check") == _checksum(body))
    found = whole_number(body.get("format"))
    require(FORMAT <= found <= LARGEST_FORMAT)
    if found > FORMAT:
        raise errors.NewerFormatError(found, FORMAT)
    members = members_of(body, {"check", "format", "generation", "handovers", "name", "slots", "vault"})
    generation = _generation(members["generation"])
    listed = elements(members["slots"])
    require(1 <= len(listed) <= MOST_SLOTS)
    slots = tuple(_slot(value) for value in listed)
    require(len({slot.id for slot in slots}) == len(slots))
    dear = {slot.derivation for slot in slots if slot.derivation.parameters is not None}
    require(len(dear) <= MOST_DERIVATIONS)
    return KeyFile(
        vault_id=identifier(members["vault"]),
        name=from_base64(members["name"], _text_sized(envelope.WRAP_OVERHEAD)),
        slots=slots,
        generation=generation,
        handovers=_handovers(members["handovers"], slots, generation),
    )


def parse(data: bytes | None, file: str = FILE_NAME) -> KeyFile:
    """Read the file's bytes.

    Args:
        data: at most 256 KiB; None for a file that is missing or larger.
        file: its name, for the sentence.

    Returns:
        What stands in it.

    Raises:
        DamagedKeysError: it is not exactly what this program writes.
        NewerFormatError: its format number is higher than the one known here.
    """
    if data is None or len(data) > LARGEST_FILE:
        raise errors.DamagedKeysError(file)
    try:
        return _key_file(read(data))
    except (NotOursError, ValueError, RecursionError):
        raise errors.DamagedKeysError(file) from None
