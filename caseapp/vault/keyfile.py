"""keys.json: its form, read strictly and within bounds, because anybody may have written it.

Reading allocates at most a small multiple of 256 KiB and derives nothing. Whatever is not exactly what this
program writes is damage; a checksum tells damage from a wrong passphrase (it is no protection against intent:
that is what the associated data of every envelope is for). No person's name stands in the file.
"""

import base64
import binascii
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
            return {"algorithm": "hkdf-sha256", "salt": _text(self.salt)}
        return {
            "algorithm": "argon2id",
            "lanes": self.parameters.lanes,
            "memory_kib": self.parameters.memory_kib,
            "passes": self.parameters.passes,
            "salt": _text(self.salt),
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
                "case": _text(self.marks.case),
                "figures": _text(self.marks.figures),
                "format": FORMAT,
                "generation": self.generation,
                "use": "handover",
                "vault": vault_id.hex,
            }
        )

    def to_json(self) -> dict[str, object]:
        """As it stands in the file."""
        return {
            "case": _text(self.marks.case),
            "figures": _text(self.marks.figures),
            "generation": self.generation,
            "signature": _text(self.signature),
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
            "name": _text(self.name),
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
            "key_file": None if key_file is None else _text(key_file),
            "kind": kind.value,
            "slot": slot_id.hex,
            "use": use,
            "vault": vault_id.hex,
        }
    )


def name_place(vault_id: UUID, generation: int) -> bytes:
    """Associated data of the vault's name."""
    return canonical({"format": FORMAT, "generation": generation, "use": "name", "vault": vault_id.hex})


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _slot_to_json(slot: Slot) -> dict[str, object]:
    return {
        "bound": slot.bound,
        "case": None if slot.case is None else _text(slot.case),
        "derivation": slot.derivation.to_json(),
        "figures": _text(slot.figures),
        "id": slot.id.hex,
        "key_file": None if slot.key_file is None else _text(slot.key_file),
        "kind": slot.kind.value,
        "label": _text(slot.label),
        "private": _text(slot.private),
        "public": _text(slot.public),
    }


def _checksum(body: dict[str, object]) -> str:
    return sha256(canonical({key: value for key, value in body.items() if key != "check"})).hexdigest()


class _NotOursError(Exception):
    """Something in the file is not what this program writes."""


def _require(condition: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise _NotOursError


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    _require(len(result) == len(pairs))
    return result


def _no_constant(_name: str) -> object:
    raise _NotOursError


def _members(value: object, names: set[str]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _NotOursError
    _require(set(value) == names)
    return value


def _number(value: object) -> int:
    # bool is an int in Python, not in JSON.
    if type(value) is not int:
        raise _NotOursError
    return value


def _bytes(value: object, fits: Callable[[int], bool]) -> bytes:
    if not isinstance(value, str):
        raise _NotOursError
    try:
        data = base64.b64decode(value.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise _NotOursError from None
    _require(fits(len(data)) and _text(data) == value)
    return data


def _exactly(length: int) -> Callable[[int], bool]:
    return lambda found: found == length


def _text_sized(overhead: int) -> Callable[[int], bool]:
    return lambda found: overhead < found <= overhead + LARGEST_TEXT


def _id(value: object) -> UUID:
    if not isinstance(value, str):
        raise _NotOursError
    _require(len(value) == 32 and set(value) <= set("0123456789abcdef"))
    return UUID(hex=value)


def _derivation(value: object, kind: SlotKind) -> Derivation:
    if kind is SlotKind.RECOVERY:
        members = _members(value, {"algorithm", "salt"})
        _require(members["algorithm"] == "hkdf-sha256")
        return Derivation(_bytes(members["salt"], _exactly(SALT_BYTES)), None)
    members = _members(value, {"algorithm", "lanes", "memory_kib", "passes", "salt"})
    _require(members["algorithm"] == "argon2id")
    parameters = KdfParameters(
        memory_kib=_number(members["memory_kib"]),
        passes=_number(members["passes"]),
        lanes=_number(members["lanes"]),
    )
    _require(parameters.within_bounds)
    return Derivation(_bytes(members["salt"], _exactly(SALT_BYTES)), parameters)


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
    members = _members(value, _SLOT_MEMBERS)
    name = members["kind"]
    if not isinstance(name, str) or name not in set(SlotKind):
        raise _NotOursError
    kind = SlotKind(name)
    sealed = _exactly(envelope.SECRET_BYTES + envelope.SEAL_OVERHEAD)
    _require((members["case"] is not None) is kind.holds_cases)
    mark = members["key_file"]
    _require(mark is None or kind is SlotKind.WORKER)
    return Slot(
        id=_id(members["id"]),
        kind=kind,
        derivation=_derivation(members["derivation"], kind),
        public=_bytes(members["public"], _exactly(32)),
        private=_bytes(members["private"], _exactly(PRIVATE_BYTES + envelope.WRAP_OVERHEAD)),
        case=_bytes(members["case"], sealed) if kind.holds_cases else None,
        figures=_bytes(members["figures"], sealed),
        label=_bytes(members["label"], _text_sized(envelope.WRAP_OVERHEAD)),
        bound=_generation(members["bound"]),
        key_file=None if mark is None else _bytes(mark, _exactly(KEY_FILE_MARK_BYTES)),
    )


def _generation(value: object) -> int:
    generation = _number(value)
    _require(FIRST_GENERATION <= generation <= LARGEST_GENERATION)
    return generation


def _handover(value: object) -> Handover:
    members = _members(value, {"case", "figures", "generation", "signature"})
    mark = _exactly(MARK_BYTES)
    return Handover(
        _generation(members["generation"]),
        Marks(_bytes(members["case"], mark), _bytes(members["figures"], mark)),
        _bytes(members["signature"], _exactly(SIGNATURE_BYTES)),
    )


def _handovers(value: object, slots: tuple[Slot, ...], generation: int) -> tuple[Handover, ...]:
    """Exactly those that the slot bound longest ago needs, so that nothing else can hide in the file."""
    if not isinstance(value, list):
        raise _NotOursError
    oldest = min(slot.bound for slot in slots)
    _require(max(slot.bound for slot in slots) <= generation)
    _require(len(value) == generation - oldest <= MOST_HANDOVERS)
    found = tuple(_handover(each) for each in value)
    _require([each.generation for each in found] == list(range(oldest + 1, generation + 1)))
    return found


def _key_file(body: object) -> KeyFile:
    if not isinstance(body, dict):
        raise _NotOursError
    # "check" and "format" mean the same in every format, so a damaged number is not taken for a newer one.
    _require(body.get("check") == _checksum(body))
    found = _number(body.get("format"))
    _require(FORMAT <= found <= LARGEST_FORMAT)
    if found > FORMAT:
        raise errors.NewerFormatError(found, FORMAT)
    members = _members(body, {"check", "format", "generation", "handovers", "name", "slots", "vault"})
    generation = _generation(members["generation"])
    listed = members["slots"]
    if not isinstance(listed, list):
        raise _NotOursError
    _require(1 <= len(listed) <= MOST_SLOTS)
    slots = tuple(_slot(value) for value in listed)
    _require(len({slot.id for slot in slots}) == len(slots))
    dear = {slot.derivation for slot in slots if slot.derivation.parameters is not None}
    _require(len(dear) <= MOST_DERIVATIONS)
    return KeyFile(
        vault_id=_id(members["vault"]),
        name=_bytes(members["name"], _text_sized(envelope.WRAP_OVERHEAD)),
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
        body = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
        return _key_file(body)
    except (_NotOursError, ValueError, RecursionError):
        raise errors.DamagedKeysError(file) from None
