"""A terminal, passphrases that cost next to nothing, and a vault with two months made once."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseapp.cli import run
from caseapp.vault import make, slot_changes
from caseapp.vault.kdf import FLOOR
from tests.functional.cli.terminal import MANAGER, WORKER, Call, contacts


@pytest.fixture(scope="module", autouse=True)
def _quick_passphrases() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "calibrate", lambda: FLOOR)
        patch.setattr(slot_changes, "calibrate", lambda: FLOOR)
        yield


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    return Call(capsys, monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with September and October, made by the command line; copied by the tests that change it."""
    folder = tmp_path_factory.mktemp("cli") / "team.casevault"
    keys = folder.parent / "keys"
    keys.write_text(f"{WORKER}\n{MANAGER}\n", encoding="utf-8")
    assert (
        run(["new", str(folder), "--area", "North", "--area", "South", "--passphrase-file", str(keys)]) == 0
    )
    file = folder.parent / "contacts.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in contacts()), encoding="utf-8")
    assert run(["contacts", "add", str(folder), "--from", str(file), "--passphrase-file", str(keys)]) == 0
    return folder


@pytest.fixture
def vault(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # A computer of its own: one that has seen a later state of the vault would ask.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    copy = tmp_path / made.name
    shutil.copytree(made, copy)
    return copy
