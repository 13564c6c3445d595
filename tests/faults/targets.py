"""What fuzzers throw bytes at: every small file of a vault that anybody may have written.

Each target takes bytes and lets nothing through but a value that is sane or a sentence. Where a file carries
a checksum or a seal, the bytes choose changes of a valid file, and checksum and seal are made right again:
what is behind them must hold too.
"""

import json
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from caseapp.errors import KnownError
from caseapp.vault import (
    backup_manifest,
    backup_sets,
    envelope,
    head,
    keyfile,
    last_seen,
    lockfile,
    restoring,
    unlocking,
)
from caseapp.vault.backup_manifest import FileSeal, Label, Manifest
from caseapp.vault.head import Head, HeadFile, Which

KEY = bytes(range(32))
VAULT = UUID(int=1 << 100)
_ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    -1,
    0,
    1,
    63,
    1 << 31,
    1 << 64,
    0.5,
    1e308,
    "",
    "x",
    "x" * 3000,
    "\ud800",
    "\0",
    [],
    {},
)


class Bytes:
    """Choices made of bytes, zeros when they run out."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def left(self) -> bool:
        return self._place < len(self._data)

    def below(self, limit: int) -> int:
        number = int.from_bytes(self._data[self._place : self._place + 2])
        self._place += 2
        return number % limit if limit else 0

    def rest(self, most: int) -> bytes:
        found = self._data[self._place : self._place + most]
        self._place += most
        return found


def changed(valid: Any, choices: Bytes) -> Any:  # noqa: ANN401 - JSON
    """A valid JSON value with a few members replaced, doubled, removed or exchanged."""
    body = json.loads(json.dumps(valid))
    for _ in range(1 + choices.below(4)):
        _change(body, choices)
    return body


def _change(body: Any, choices: Bytes) -> None:  # noqa: ANN401 - JSON
    holder = body
    for _ in range(8):
        keys: list[Any] = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = keys[choices.below(len(keys))]
        inner = holder[key]
        if isinstance(inner, dict | list) and inner and choices.below(4):
            holder = inner
            continue
        way = choices.below(6)
        if way == 0:
            del holder[key]
        elif way == 1:
            holder[key] = _ODD[choices.below(len(_ODD))]
        elif way == 2:
            holder[key] = holder[keys[choices.below(len(keys))]]
        elif way == 3 and isinstance(inner, int):
            holder[key] = (
                inner + choices.below(7) - 3 if choices.below(2) else int(inner) << choices.below(70)
            )
        elif way == 4 and isinstance(inner, str):
            place = choices.below(len(inner) + 1)
            holder[key] = (
                inner[:place] + choices.rest(3).decode("latin-1") + inner[place + choices.below(3) :]
            )
        elif isinstance(holder, list):
            holder.extend([inner] * (1 + choices.below(80)))
        else:
            holder[choices.rest(6).decode("latin-1")] = inner
        return


# --- keys.json --------------------------------------------------------------------------------------------


def keys_raw(data: bytes) -> None:
    """keys.json of any bytes."""
    try:
        keys = keyfile.parse(data)
    except KnownError:
        return
    _sane_keys(keys)


def keys_sealed(valid: bytes, code: str) -> Callable[[bytes], None]:
    """keys.json changed behind a right checksum, and opened with the vault's own recovery code."""
    body = json.loads(valid)

    def target(data: bytes) -> None:
        found = changed(body, Bytes(data))
        rest = {key: value for key, value in found.items() if key != "check"}
        rest["check"] = sha256(_canonical(rest)).hexdigest()
        try:
            keys = keyfile.parse(_canonical(rest))
            _sane_keys(keys)
            unlocking.unlock_by_recovery(keys, code)
        except KnownError:
            return

    return target


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _sane_keys(keys: keyfile.KeyFile) -> None:
    assert 1 <= len(keys.slots) <= keyfile.MOST_SLOTS
    dear = {slot.derivation for slot in keys.slots if slot.derivation.parameters is not None}
    assert len(dear) <= keyfile.MOST_DERIVATIONS
    assert all(how.parameters is not None and how.parameters.within_bounds for how in dear)
    assert keyfile.parse(keys.dump()) == keys


# --- head -------------------------------------------------------------------------------------------------


def head_raw(data: bytes) -> None:
    """The file head of any bytes."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / head.FILE_NAME).write_bytes(data)
        file = HeadFile(Path(folder), dict.fromkeys(Which, KEY))
        for which in Which:
            assert file.read(which) is None, "nobody without the key writes a head"


def head_sealed(data: bytes) -> None:
    """A head whose records carry a right seal over anything, with heads of the other store among them."""
    choices = Bytes(data)
    image = bytearray(4 * head.BLOCK_BYTES)
    for block in range(4):
        which = list(Which)[choices.below(2)]
        record = head.pack(
            KEY, which, Head(choices.below(1 << 16), choices.rest(32).ljust(32)), choices.below(9)
        )
        if choices.below(3) == 0:
            place = b"caseapp head 1 " + which.name.encode()
            record = record[:8] + envelope.wrap(KEY, choices.rest(choices.below(60)), place)
        image[block * head.BLOCK_BYTES : block * head.BLOCK_BYTES + len(record)] = record
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / head.FILE_NAME).write_bytes(image)
        file = HeadFile(Path(folder), dict.fromkeys(Which, KEY))
        for which in Which:
            found = file.read(which)
            assert found is None or (found.counter >= 0 and len(found.mac) == head.MAC_BYTES)
            file.write(which, Head(5, bytes(32)))
            assert file.read(which) == Head(5, bytes(32))
        file.close()


# --- backups ----------------------------------------------------------------------------------------------

_MANIFEST = Manifest(
    label=Label(VAULT, 2),
    made_at=datetime(2026, 11, 21, 20, tzinfo=UTC),
    session="0" * 16,
    heads={which: Head(7, bytes(32)) for which in Which},
    counts={"people": 3, "contacts": 5},
    newest=date(2026, 11, 20),
    files={name: FileSeal(4096, "0" * 64) for name in backup_manifest.SEALED},
)


def manifest_raw(data: bytes) -> None:
    """A backup's manifest of any bytes, in a folder that a look goes into."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / backup_sets.name_of(_MANIFEST.made_at, 7)
        path.mkdir()
        (path / backup_manifest.FILE_NAME).write_bytes(data)
        (found,) = backup_sets.find_sets(Path(folder), KEY)
        assert found.manifest is None
        assert not found.complete


def manifest_sealed(data: bytes) -> None:
    """A manifest changed behind a right seal."""
    choices = Bytes(data)
    whole = backup_manifest.dump(_MANIFEST, KEY)
    header = whole[: -len(_sealed_part(whole))]
    body = changed(json.loads(envelope.unwrap(KEY, whole[len(header) :], header)), choices)
    try:
        found = backup_manifest.parse(header + envelope.wrap(KEY, _canonical(body), header), KEY, "one")
    except KnownError:
        return
    assert found.made_at.tzinfo is not None
    assert all(seal.size >= 0 for seal in found.files.values())
    assert backup_manifest.parse(backup_manifest.dump(found, KEY), KEY, "one") == found


def _sealed_part(whole: bytes) -> bytes:
    return whole[backup_manifest._HEADER.size :]


# --- small files beside -----------------------------------------------------------------------------------


def marker(data: bytes) -> None:
    """``restoring.json``: names that stay inside the vault, or a sentence."""
    choices = Bytes(data)
    valid = {
        "staging": "restoring-0123abcd",
        "replaced": "replaced-20261121T200000Z",
        "out": ["cases.db", "head", "keys.json", "keys.json.copy"],
        "into": ["cases.db", "figures.db", "head", "keys.json"],
    }
    for raw in (data if len(data) <= restoring._LARGEST else None, _canonical(changed(valid, choices))):
        try:
            move = restoring.Move.parse(raw)
        except KnownError:
            continue
        for name in (move.staging, move.replaced, *move.out, *move.into):
            assert "/" not in name
            assert name not in {"", ".", ".."}


def lock(data: bytes) -> None:
    """The lock file of any bytes."""
    computer, since = lockfile._read(data[: lockfile._LARGEST])
    assert len(since) < 64
    assert isinstance(computer, str)


def remembered(data: bytes) -> None:
    """What this computer remembers, of any bytes: a lost memory at worst."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / last_seen.FILE_NAME).write_bytes(data)
        memory = last_seen.LastSeen(Path(folder))
        assert memory.get(KEY, VAULT, Which.CASES) is None
        memory.put(KEY, VAULT, Which.CASES, Head(3, bytes(32)))
        assert memory.get(KEY, VAULT, Which.CASES) == Head(3, bytes(32))


def targets(valid_keys: bytes, code: str) -> Mapping[str, Callable[[bytes], None]]:
    """All of them, by name.

    Args:
        valid_keys: a keys.json as this program writes it.
        code: its recovery code.
    """
    return {
        "keys": keys_raw,
        "keys-sealed": keys_sealed(valid_keys, code),
        "head": head_raw,
        "head-sealed": head_sealed,
        "manifest": manifest_raw,
        "manifest-sealed": manifest_sealed,
        "restoring": marker,
        "lock": lock,
        "last-seen": remembered,
    }
