"""Erasing the keys: nothing in the folder opens any more, and at no instant is it neither open nor erased."""

import contextlib
import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caseapp.errors import KnownError
from caseapp.vault import errors, key_erasure, key_errors
from caseapp.vault.key_erasure import MARKER, erase
from tests.security.vault_tools import Ready

SET = "20261101T101010Z-5"
OTHERS = (
    f"backups/{SET}/keys.json",
    f"backups/{SET}.part/keys.json",
    "replaced-20261101T101010Z/keys.json.copy",
)


class CutError(OSError):
    """The power goes: whatever this process would do after it, it does not."""


@pytest.fixture
def full(vault: Ready) -> Ready:
    """A vault with key files wherever they can lie."""
    keys = (vault.folder / "keys.json").read_bytes()
    for name in (*OTHERS, "keys.json.copy", "keys.json.damaged-1761999999"):
        path = vault.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(keys)
    return vault


def key_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith("keys.json")]


def opening(vault: Ready) -> str:
    """Code of what opening says; empty when it opens."""
    try:
        vault.open().close()
    except KnownError as error:
        return error.code
    return ""


def test_no_key_file_is_left_anywhere_and_opening_says_since_when(full: Ready) -> None:
    held = {path: path.read_bytes() for path in key_files(full.folder)}
    assert len(held) == 6
    # What has two names may be somebody's other file as well: only the name in the vault goes.
    twice = full.folder.parent / "twice"
    twice.hardlink_to(full.folder / "keys.json.damaged-1761999999")
    erase(full.folder)
    assert key_files(full.folder) == []
    assert twice.read_bytes() in held.values()
    with pytest.raises(key_errors.KeysErasedError, match=r"were erased on \d{4}-\d\d-\d\d, as somebody"):
        full.open()
    assert opening(full) == "keys_erased"


def test_each_file_is_overwritten_before_its_name_goes(full: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (full.folder / "keys.json").read_bytes()
    last: dict[Path, bytes] = {}
    unlink = Path.unlink

    def watched(path: Path, missing_ok: bool = False) -> None:
        if path.name.startswith("keys.json") and path.exists():
            last[path] = path.read_bytes()
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    erase(full.folder)
    assert len(last) == 6
    assert all(len(data) == len(before) and data[:64] != before[:64] for data in last.values())
    assert len(set(last.values())) == 6


def test_a_copy_that_is_put_back_opens_and_is_not_erased_again(full: Ready) -> None:
    keys = (full.folder / "keys.json").read_bytes()
    erase(full.folder)
    assert opening(full) == "keys_erased"
    (full.folder / "keys.json").write_bytes(keys)
    assert opening(full) == ""
    assert not (full.folder / MARKER).exists()
    (full.folder / "keys.json").unlink()
    (full.folder / "keys.json.copy").unlink()
    assert opening(full) == "damaged_keys"  # a later loss is not taken for that erasure


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff", b'{"format": "caseapp-keys-erased-1", "at": "x", "done": false}']
)
def test_a_marker_that_is_not_whole_destroys_nothing(full: Ready, data: bytes) -> None:
    (full.folder / MARKER).write_bytes(data)
    assert opening(full) == ""
    assert key_files(full.folder)


def test_a_link_is_taken_away_and_what_it_leads_to_is_not_touched(full: Ready) -> None:
    elsewhere = full.folder.parent / "elsewhere"
    elsewhere.write_bytes(b"somebody's other file")
    (full.folder / "backups" / "keys.json.link").symlink_to(elsewhere)
    erase(full.folder)
    assert key_files(full.folder) == []
    assert elsewhere.read_bytes() == b"somebody's other file"


def test_what_cannot_be_taken_away_is_named_and_tried_again(
    full: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refusing(path: Path, missing_ok: bool = False) -> None:
        if SET in path.parts:
            raise OSError(errno.EACCES, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refusing)
        with pytest.raises(
            key_errors.EraseUnfinishedError, match=rf"backups/{SET}/keys.json \(Permission denied\)"
        ):
            erase(full.folder)
        assert opening(full) == "erase_unfinished"
    assert opening(full) == "keys_erased"
    assert key_files(full.folder) == []


def test_a_full_disk_does_not_keep_the_keys(full: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write

    def full_disk(descriptor: int, data: bytes) -> int:
        if (full.folder / "keys.json.copy").exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", full_disk)
    erase(full.folder)
    assert key_files(full.folder) == []


CALLS = ("write", "fsync", "fdatasync", "open", "unlink", "replace")


def cut_at(patch: pytest.MonkeyPatch, number: int) -> Callable[[], bool]:
    """Let the program end at one of its calls to the system; tells whether it came so far."""
    seen, cut = [0], [False]

    def watched(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **more: object) -> object:
            if cut[0]:
                raise CutError
            seen[0] += 1
            if seen[0] == number:
                cut[0] = True
                raise CutError
            return real(*args, **more)

        return call

    for name in CALLS:
        patch.setattr(os, name, watched(getattr(os, name)))
    for name in ("unlink", "replace"):
        patch.setattr(Path, name, watched(getattr(Path, name)))
    return lambda: cut[0]


def test_a_cut_at_any_call_leaves_a_vault_that_opens_or_says_that_it_is_erased(
    full: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, int] = {}
    for number in range(1, 200):
        vault = full.copy(tmp_path / f"cut{number}.casevault")
        with monkeypatch.context() as patch:
            came = cut_at(patch, number)
            with contextlib.suppress(CutError, KnownError):
                erase(vault.folder)
            over = not came()
        if over:
            break
        ordered = key_erasure.order_in(vault.folder) is not None
        state = opening(vault)
        found[state] = found.get(state, 0) + 1
        assert state == ("keys_erased" if ordered else ""), number
        assert bool(key_files(vault.folder)) is not ordered
        assert opening(vault) == state
    assert found.keys() == {"", "keys_erased"}
    assert sum(found.values()) > 40


def test_the_marker_tells_a_day_and_nothing_else(full: Ready) -> None:
    erase(full.folder)
    assert json.loads((full.folder / MARKER).read_bytes()).keys() == {"format", "at", "done"}
    assert errors.DamagedKeysError.code != key_errors.KeysErasedError.code
