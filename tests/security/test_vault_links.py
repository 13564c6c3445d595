"""A vault that somebody else made must not write outside its place, and must not keep anyone waiting."""

import os
import sys
from pathlib import Path

import pytest

from caseapp.vault import errors, files
from caseapp.vault.session import open_vault
from tests.security.vault_tools import Ready

PRECIOUS = b"PRECIOUS: a file of the user, outside the vault\n" * 2000
NAMES = ("keys.json", "keys.json.copy", "keys.json.new", "keys.json.copy.new", "lock", "head")
STORES = ("cases.db", "cases.db-wal", "cases.db-shm", "cases.db-journal", "figures.db", "figures.db-wal")

ALL = errors.ACCEPTABLE

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="making links and pipes needs an administrator"
)


def set_aside(vault: Ready, name: str) -> None:
    (vault.folder / name).unlink(missing_ok=True)
    # So that every opening wants to write the copy of the key file again.
    (vault.folder / "keys.json.copy").unlink(missing_ok=True)


@pytest.mark.parametrize("name", NAMES + STORES)
@pytest.mark.parametrize("right", [True, False])
def test_a_link_in_a_vault_is_not_followed(vault: Ready, tmp_path: Path, name: str, right: bool) -> None:
    """Opening a vault with such a ``lock`` emptied the user's file, even with a wrong passphrase."""
    victim = tmp_path / "precious"
    victim.write_bytes(PRECIOUS)
    set_aside(vault, name)
    (vault.folder / name).symlink_to(victim)
    with pytest.raises(errors.NotAPlainFileError) as caught:
        open_vault(vault.folder, recovery_code=vault.recovery_code if right else "no code", accept=ALL)
    assert caught.value.sentence.startswith(f"{name} in this vault is not a plain file")
    assert victim.read_bytes() == PRECIOUS


@pytest.mark.parametrize("name", ["lock", "head", "keys.json.copy.new"])
def test_a_link_to_nothing_makes_no_file(vault: Ready, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "autostart.desktop"
    set_aside(vault, name)
    (vault.folder / name).symlink_to(outside)
    with pytest.raises(errors.NotAPlainFileError):
        vault.open(accept=ALL)
    assert not outside.exists()


@pytest.mark.parametrize("name", NAMES + STORES)
def test_a_pipe_in_a_vault_keeps_nobody_waiting(vault: Ready, name: str) -> None:
    set_aside(vault, name)
    os.mkfifo(vault.folder / name)
    with pytest.raises(errors.NotAPlainFileError):
        vault.open(accept=ALL)


def test_a_link_put_there_while_the_vault_is_open_is_not_followed(vault: Ready, tmp_path: Path) -> None:
    """The folder is looked through at opening only; every file is opened as a plain one all the same."""
    victim = tmp_path / "precious"
    for name in ("keys.json.new", "head", "lock"):
        victim.write_bytes(PRECIOUS)
        (vault.folder / name).unlink(missing_ok=True)
        (vault.folder / name).symlink_to(victim)
    files.write_whole(vault.folder / "keys.json", b"{}")
    for name in ("head", "lock"):
        with pytest.raises(errors.NotAPlainFileError):
            files.open_file(vault.folder / name, os.O_RDWR | os.O_CREAT)
        with pytest.raises(errors.NotAPlainFileError):
            files.read_bounded(vault.folder / name, 1 << 20)
    assert victim.read_bytes() == PRECIOUS
    assert not (vault.folder / "keys.json").is_symlink()


def test_a_pipe_is_refused_by_the_file_itself(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "head")
    with pytest.raises(errors.NotAPlainFileError):
        files.read_bounded(tmp_path / "head", 100)
    with pytest.raises(errors.NotAPlainFileError):
        files.open_file(tmp_path / "head", os.O_WRONLY)


def test_what_a_crash_left_aside_does_not_keep_the_next_write_from_its_place(tmp_path: Path) -> None:
    (tmp_path / "keys.json.new").write_bytes(b"torn")
    files.write_whole(tmp_path / "keys.json", b"whole")
    assert (tmp_path / "keys.json").read_bytes() == b"whole"
    assert not (tmp_path / "keys.json.new").exists()
