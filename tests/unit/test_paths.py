import os
import stat
import sys
from pathlib import Path

import pytest

from caseapp.paths import FolderError, Places, places, private_folder


def mode(path: Path) -> int:
    """Permission bits; Windows has none, there a folder in the profile is private by its access list."""
    return 0o700 if sys.platform == "win32" else stat.S_IMODE(path.stat().st_mode)


def test_settings_and_logs_are_not_in_the_folder_of_vaults() -> None:
    found = places()
    assert found.settings_file.is_absolute()
    assert found.logs.is_absolute()
    assert found.vaults.is_absolute()
    assert not found.settings_file.is_relative_to(found.vaults / "Notes.casevault")


def test_on_linux_the_xdg_folders_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    found = places()
    if sys.platform == "linux":
        assert found.vaults == tmp_path / "data" / "caseapp"
        assert found.settings_file == tmp_path / "config" / "caseapp" / "settings.json"
        assert found.logs.is_relative_to(tmp_path / "state")


def test_asking_for_places_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    places()
    assert list(tmp_path.iterdir()) == []


def test_an_offered_vault_has_a_neutral_name_and_never_one_that_is_taken(tmp_path: Path) -> None:
    here = Places(vaults=tmp_path, settings_file=tmp_path / "s.json", logs=tmp_path / "logs")
    assert here.offered_vault() == tmp_path / "Notes.casevault"
    (tmp_path / "Notes.casevault").mkdir()
    (tmp_path / "Notes 2.casevault").write_text("a file counts as taken too")
    assert here.offered_vault() == tmp_path / "Notes 3.casevault"


def test_a_private_folder_is_entered_by_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        made = private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert made == tmp_path / "a" / "b"
    assert mode(made) == 0o700


def test_a_folder_that_stood_open_is_closed_and_keeps_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "kept").write_text("kept")
    private_folder(folder)
    assert mode(folder) == 0o700
    assert (folder / "kept").read_text() == "kept"


def test_a_file_in_the_way_gets_a_sentence_and_stays(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(FolderError, match="is a file, and a folder is needed there"):
        private_folder(tmp_path / "x")
    with pytest.raises(FolderError):
        private_folder(tmp_path / "x" / "below")
    assert (tmp_path / "x").read_text() == "mine"


def test_a_refusal_of_the_system_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(FolderError, match=r"cannot be made or kept private \(Permission denied\)"):
        private_folder(tmp_path / "x")
