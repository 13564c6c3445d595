"""The manifest of a backup, whoever wrote it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.errors import KnownError
from caseapp.vault import envelope
from caseapp.vault.backup_errors import BackupDamagedError, BackupNewerError
from caseapp.vault.backup_manifest import _HEADER, SEALED, FileSeal, Label, Manifest, dump, label_of, parse
from caseapp.vault.head import Head, Which

KEY = bytes(range(32))
MANIFEST = Manifest(
    label=Label(UUID(int=7), 3),
    made_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    session="0a" * 16,
    heads={which: Head(12 + which.value, bytes(32)) for which in Which},
    counts={"people": 3, "contacts": 12},
    newest=date(2026, 3, 3),
    files={name: FileSeal(4096, "ab" * 32) for name in SEALED},
)


def test_what_is_put_down_is_read_back() -> None:
    assert parse(dump(MANIFEST, KEY), KEY, "set") == MANIFEST
    assert parse(dump(replace(MANIFEST, newest=None), KEY), KEY, "set").newest is None
    assert label_of(dump(MANIFEST, KEY), "set") == MANIFEST.label


def test_no_count_stands_in_clear() -> None:
    data = dump(MANIFEST, KEY)
    assert b"people" not in data
    assert b"2026" not in data


def test_another_key_and_another_label_do_not_open_it() -> None:
    data = bytearray(dump(MANIFEST, KEY))
    with pytest.raises(BackupDamagedError):
        parse(bytes(data), bytes(32), "set")
    data[_HEADER.size - 1] ^= 1  # the generation
    with pytest.raises(BackupDamagedError):
        parse(bytes(data), KEY, "set")


def test_a_newer_format_is_told() -> None:
    data = bytearray(dump(MANIFEST, KEY))
    data[9] = 2
    with pytest.raises(BackupNewerError):
        label_of(bytes(data), "set")


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(KnownError):
        parse(data, KEY, "set")


@given(st.integers(0, len(dump(MANIFEST, KEY)) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    data = bytearray(dump(MANIFEST, KEY))
    data[place] ^= change
    with pytest.raises(KnownError):
        parse(bytes(data), KEY, "set")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def closed(body: bytes) -> bytes:
    header = _HEADER.pack(b"CABACKUP", 1, bytes(16), 1)
    return header + envelope.wrap(KEY, body, header)


@given(_json)
def test_whoever_has_the_key_cannot_make_it_stumble_either(body: object) -> None:
    with pytest.raises(KnownError):
        parse(closed(json.dumps(body).encode()), KEY, "set")


_BYTES = dump(MANIFEST, KEY)
_GOOD = json.loads(envelope.unwrap(KEY, _BYTES[_HEADER.size :], _BYTES[: _HEADER.size]))


@given(st.sampled_from(sorted(_GOOD)), _json)
def test_one_wrong_member_is_refused_or_means_something(name: str, value: object) -> None:
    body = {**_GOOD, name: value}
    try:
        read = parse(closed(json.dumps(body).encode()), KEY, "set")
    except BackupDamagedError:
        return
    again = json.loads(json.dumps(body))
    assert name in {"newest", "counts", "made_at", "session"}
    assert read.newest is None or again["newest"] == read.newest.isoformat()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"counts": 1, "counts": 2}', b"NaN", b"[" * 40000, b"\xff\xfe", b'{"made_at": 1e400}'],
)
def test_what_is_hardly_json_is_refused(body: bytes) -> None:
    with pytest.raises(BackupDamagedError):
        parse(closed(body), KEY, "set")
