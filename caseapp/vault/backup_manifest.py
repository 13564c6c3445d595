"""The small file that says what a backup holds: encrypted, read strictly, for anybody may have written it.

Vault and generation stand in clear before it, as they do in keys.json; they are authenticated with it.
"""

import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from caseapp.vault import envelope
from caseapp.vault.backup_errors import BackupDamagedError, BackupNewerError
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.head import MAC_BYTES, Head, Which
from caseapp.vault.keyfile import FIRST_GENERATION, LARGEST_GENERATION
from caseapp.vault.keyring import Secrets
from caseapp.vault.strict_json import NotOursError, elements, read, require, text, whole_number
from caseapp.vault.strict_json import members as members_of

FILE_NAME = "manifest"
FORMAT = 1
LARGEST = 64 * 1024
_MAGIC = b"CABACKUP"
_HEADER = struct.Struct(">8sH16sI")  # magic, format, vault, generation
_NAME = re.compile(r"[a-z][a-z_]{0,31}")
_MOST_COUNTS = 64
_LARGEST_NUMBER = (1 << 63) - 1
_SESSION = re.compile(r"[0-9a-f]{32}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def manifest_key(secrets: Secrets) -> bytes | None:
    """The key of manifests, from the case secret: a manager must not learn how many people there are."""
    return None if secrets.case is None else envelope.labelled_key(secrets.case, "caseapp/1/backup manifest")


@dataclass(frozen=True, slots=True)
class FileSeal:
    """A file as it was when the set was verified.

    Attributes:
        size: bytes.
        digest: SHA-256, hexadecimal.
    """

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in clear.

    Attributes:
        vault_id: which vault it is a backup of.
        generation: of its keys.
    """

    vault_id: UUID
    generation: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        label: which vault, which generation of keys.
        made_at: when, UTC, whole seconds.
        session: a mark shared by all backups of one opening of the vault.
        heads: where the audit chain of each store ends.
        counts: what is inside by kind, such as people and contacts.
        newest: date of the newest contact, None without one.
        files: keys.json, cases.db, figures.db and head as they were verified.
    """

    label: Label
    made_at: datetime
    session: str
    heads: Mapping[Which, Head]
    counts: Mapping[str, int]
    newest: date | None
    files: Mapping[str, FileSeal]


SEALED = ("keys.json", "head", *(which.file_name for which in Which))
"""Names of the files that a manifest vouches for."""


def dump(manifest: Manifest, key: bytes) -> bytes:
    """The bytes of the file."""
    header = _HEADER.pack(_MAGIC, FORMAT, manifest.label.vault_id.bytes, manifest.label.generation)
    body = {
        "counts": dict(manifest.counts),
        "files": {name: [seal.size, seal.digest] for name, seal in manifest.files.items()},
        "heads": {which.name: [head.counter, head.mac.hex()] for which, head in manifest.heads.items()},
        "made_at": manifest.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "newest": None if manifest.newest is None else manifest.newest.isoformat(),
        "session": manifest.session,
    }
    plain = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return header + envelope.wrap(key, plain, header)


def label_of(data: bytes | None, backup: str) -> Label:
    """Read what stands in clear.

    Args:
        data: the file; None for one that is missing or too long.
        backup: the set's name, for the sentence.

    Raises:
        BackupDamagedError: it is not what this program writes.
        BackupNewerError: a newer version wrote it.
    """
    if data is None or not _HEADER.size < len(data) <= LARGEST:
        raise BackupDamagedError(backup, FILE_NAME)
    magic, number, vault, generation = _HEADER.unpack_from(data)
    if magic != _MAGIC or number < FORMAT:
        raise BackupDamagedError(backup, FILE_NAME)
    if number > FORMAT:
        raise BackupNewerError(backup)
    if not FIRST_GENERATION <= generation <= LARGEST_GENERATION:
        raise BackupDamagedError(backup, FILE_NAME)
    return Label(UUID(bytes=vault), generation)


def parse(data: bytes | None, key: bytes, backup: str) -> Manifest:
    """Read the whole file.

    Args:
        data: the file; None for one that is missing or too long.
        key: of the generation it was written in.
        backup: the set's name, for the sentence.

    Raises:
        BackupDamagedError: another key, or not what this program writes.
        BackupNewerError: a newer version wrote it.
    """
    label = label_of(data, backup)
    assert data is not None
    try:
        plain = envelope.unwrap(key, data[_HEADER.size :], data[: _HEADER.size])
        return _manifest(label, read(plain))
    except (DoesNotOpenError, NotOursError, ValueError, RecursionError):
        raise BackupDamagedError(backup, FILE_NAME) from None


def _number(value: object) -> int:
    number = whole_number(value)
    require(0 <= number <= _LARGEST_NUMBER)
    return number


def _pair(value: object) -> tuple[object, object]:
    one, *rest = elements(value) or [None]
    require(len(rest) == 1)
    return one, rest[0]


def _manifest(label: Label, body: object) -> Manifest:
    members = members_of(body, {"counts", "files", "heads", "made_at", "newest", "session"})
    made_at = datetime.strptime(text(members["made_at"], _MOMENT.fullmatch), "%Y-%m-%dT%H:%M:%S%z")
    newest = members["newest"]
    counts = members_of(members["counts"])
    require(len(counts) <= _MOST_COUNTS and all(map(_NAME.fullmatch, counts)))
    files = {name: _pair(seal) for name, seal in members_of(members["files"], set(SEALED)).items()}
    heads = {
        name: _pair(head)
        for name, head in members_of(members["heads"], {each.name for each in Which}).items()
    }
    return Manifest(
        label=label,
        made_at=made_at.astimezone(UTC),
        session=text(members["session"], _SESSION.fullmatch),
        heads={
            Which[name]: Head(_number(counter), bytes.fromhex(text(mac, _is_mac)))
            for name, (counter, mac) in heads.items()
        },
        counts={name: _number(count) for name, count in counts.items()},
        newest=None if newest is None else date.fromisoformat(text(newest, _is_date)),
        files={
            name: FileSeal(_number(size), text(digest, _DIGEST.fullmatch))
            for name, (size, digest) in files.items()
        },
    )


def _is_mac(text: str) -> bool:
    return len(text) == 2 * MAC_BYTES and _DIGEST.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    return len(text) == 10
