import errno
import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.settings import LARGEST_FILE, SettingError, Settings, Theme, load, save


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_a_missing_file_means_defaults_without_a_word(file: Path) -> None:
    loaded = load(file)
    assert loaded.settings == Settings()
    assert loaded.problems == ()
    assert not file.parent.exists()


def test_the_defaults_are_the_careful_ones() -> None:
    assert Settings().idle_minutes == 5
    assert Settings().neutral_title


def test_what_was_saved_is_read_again(file: Path) -> None:
    wanted = Settings(
        "ar", Theme.DARK, 200, 1, neutral_title=False, last_vault=Path("/srv/Nötes 2.casevault")
    )
    save(wanted, file)
    assert load(file).settings == wanted
    assert load(file).problems == ()


def test_the_file_and_its_folder_are_the_owners_alone(file: Path) -> None:
    before = os.umask(0o000)
    try:
        save(Settings(), file)
    finally:
        os.umask(before)
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_nothing_else_is_left_in_the_folder(file: Path) -> None:
    save(Settings(), file)
    save(Settings(text_percent=120), file)
    assert [entry.name for entry in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b"7", b"[" * 50_000, b" " * LARGEST_FILE + b"{}"],
    ids=["empty", "cut", "not text", "list", "null", "number", "deep", "huge"],
)
def test_a_damaged_file_means_defaults_and_a_sentence(file: Path, raw: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(raw)
    loaded = load(file)
    assert loaded.settings == Settings()
    assert [problem.sentence for problem in loaded.problems] == [
        f"The settings in {file} are damaged. Standard settings are used; your notes are not touched."
    ]
    assert file.read_bytes() == raw


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("theme", None),
        ("text_percent", 79),
        ("text_percent", 201),
        ("text_percent", "100"),
        ("text_percent", True),
        ("idle_minutes", 0),
        ("idle_minutes", 61),
        ("idle_minutes", 5.0),
        ("idle_minutes", 10**30),
        ("neutral_title", 0),
        ("language", "../../etc"),
        ("language", 3),
        ("last_vault", ""),
        ("last_vault", "a\0b"),
        ("last_vault", ["x"]),
    ],
)
def test_one_bad_value_does_not_undo_the_others(file: Path, name: str, value: object) -> None:
    good = {"text_percent": 150, "theme": "dark", "idle_minutes": 9}
    file.parent.mkdir()
    file.write_text(json.dumps({**good, name: value}))
    loaded = load(file)
    default = getattr(Settings(), name)
    assert getattr(loaded.settings, name) == default
    for other in good.keys() - {name}:
        assert getattr(loaded.settings, other) == good[other]
    assert [problem.values["name"] for problem in loaded.problems] == [name]


def test_names_of_a_newer_version_are_passed_over(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"theme": "light", "sound": "off"}')
    loaded = load(file)
    assert loaded.settings == Settings(theme=Theme.LIGHT)
    assert loaded.problems == ()


def test_a_file_that_may_not_be_read_gets_a_sentence(file: Path) -> None:
    file.mkdir(parents=True)
    loaded = load(file)
    assert loaded.settings == Settings()
    assert "could not be read" in loaded.problems[0].sentence


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_earlier_settings(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    save(Settings(text_percent=110), file)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full) if call == "fsync" else patch.setattr(Path, "replace", full)
        with pytest.raises(SettingError, match=r"No space left on device.*The earlier ones still stand"):
            save(Settings(text_percent=190), file)
    assert load(file).settings == Settings(text_percent=110)
    assert [entry.name for entry in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text_percent": 300}, "The text size must be from 80 to 200 percent."),
        ({"idle_minutes": 0}, "The idle time must be from 1 to 60 minutes."),
        ({"language": "English"}, "The language must be a code such as 'en' or 'pt_BR'."),
    ],
)
def test_a_value_out_of_range_is_refused_with_a_sentence(change: dict[str, int], sentence: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings(**change)  # type: ignore[arg-type]  # one value at a time, of several types
    assert caught.value.sentence == sentence


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_no_value_of_any_setting_makes_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    names = ("language", "theme", "text_percent", "idle_minutes", "neutral_title", "last_vault")
    file.write_text(json.dumps(dict.fromkeys(names, value)), encoding="utf-8")
    loaded = load(file)
    assert len(loaded.problems) <= len(names)
