"""``caseapp backup`` and ``caseapp restore`` from end to end."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cli.terminal import MANAGER, WORKER, Call, Said


class Worker:
    """Says a subcommand with her passphrase."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def __call__(self, *words: object, typed: str = WORKER) -> Said:
        return self._call(*words, typed=(typed,))

    def json(self, *words: object, typed: str = WORKER) -> Any:  # noqa: ANN401 - JSON
        said = self(*words, "--json", typed=typed)
        assert said.status == 0, said.err
        return said.json


@pytest.fixture
def say(call: Call) -> Worker:
    return Worker(call)


@pytest.fixture
def vault(say: Worker, tmp_path: Path) -> Path:
    folder = tmp_path / "Night.casevault"
    assert say("new", folder, typed=f"{WORKER}\n{MANAGER}")[0] == 0
    return folder


def test_a_backup_is_made_listed_looked_into_and_restored(say: Worker, vault: Path) -> None:
    made = say.json("backup", vault)
    assert made["new"]
    assert not say.json("backup", vault, "--if-due")["new"]
    (row,) = say.json("restore", vault, "--list")["backups"]
    assert (row["path"], row["complete"]) == (made["backup"], True)
    seen = say.json("restore", vault, "--look")
    assert seen["whole"]
    assert seen["counts"]["people"] == 0
    done = say.json("restore", vault)
    assert Path(done["replaced"]).is_dir()
    assert done["erasures_known"]
    assert done["ledger_known"]
    status, out, _ = say("check", vault)
    assert (status, out.strip()) == (0, "Everything is as it was saved.")


def test_in_words(say: Worker, vault: Path) -> None:
    assert say("backup", vault)[1].startswith("Backed up and verified: ")
    assert "made 20" in say("restore", vault, "--list")[1]
    assert "newest contact: none" in say("restore", vault, "--look")[1]
    status, out, _ = say("restore", vault)
    assert status == 0
    assert "is kept in" in out
    assert "3 passphrases and codes" in out


def test_to_a_stick_and_back_into_a_new_folder(say: Worker, vault: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    say.json("backup", vault, "--to", stick)
    shutil.rmtree(vault)
    done = say.json("restore", tmp_path / "Back.casevault", "--from", stick)
    assert done["replaced"] is None
    assert say("check", tmp_path / "Back.casevault")[0] == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["restore"], "backup_choice"),
        (["restore", "--list"], "backup_choice"),
        (["restore", "{vault}"], "backup_choice"),
        (["restore", "{vault}", "--backup", "nothing"], "backup_choice"),
        (["restore", "{vault}", "--from", "{tmp}/nowhere"], "folder_absent"),
        (["restore", "{vault}", "--from", "{tmp}/empty"], "not_a_backup"),
        (["backup", "{vault}", "--to", "{tmp}/nowhere"], "second_place"),
        (["restore", "{vault}", "--from", "{tmp}/set", "--accept", "nonsense"], "accept"),
    ],
)
def test_what_cannot_be_is_said(
    say: Worker, vault: Path, tmp_path: Path, words: list[str], code: str
) -> None:
    (tmp_path / "empty").mkdir()
    if code == "accept":
        shutil.copytree(say.json("backup", vault)["backup"], tmp_path / "set")
    status, out, err = say(*(word.format(vault=vault, tmp=tmp_path) for word in words), "--json")
    assert (status, json.loads(out)["error"]) == (1, code)
    assert err


def test_a_damaged_backup_is_not_restored_and_look_says_so(say: Worker, vault: Path) -> None:
    path = Path(say.json("backup", vault)["backup"])
    data = bytearray((path / "cases.db").read_bytes())
    data[5000] ^= 1
    (path / "cases.db").write_bytes(bytes(data))
    assert say("restore", vault, "--look")[0] == 1
    status, _, err = say("restore", vault)
    assert status == 1
    assert "is not whole" in err


def test_questions_are_answered_by_accept(say: Worker, vault: Path) -> None:
    say("backup", vault)
    (vault / "cases.db").write_bytes(b"gone")
    status, _, err = say("restore", vault)
    assert status == 1
    assert "--accept erasures_unknown" in err
    status, out, _ = say("restore", vault, "--accept", "erasures_unknown")
    assert status == 0
    assert "could not be read" in out


def test_what_goes_with_a_key_file_is_looked_into_and_restored_with_it(
    call: Call, vault: Path, tmp_path: Path
) -> None:
    file, other = tmp_path / "jola.casekey", "three green bicycles"
    words = ("keys", vault, "add", "worker", "Jola", "--new-key-file", file)
    assert call(*words, typed=(WORKER, other)).status == 0
    assert call("backup", vault, typed=(WORKER,)).status == 0
    for act in (["--look"], []):
        refused = call("restore", vault, *act, "--json", typed=(other,))
        assert refused.json["error"] == "key_file_needed"
        refused = call("restore", vault, *act, "--key-file", vault / "head", "--json", typed=(other,))
        assert refused.json["error"] == "damaged_key_file"
        assert call("restore", vault, *act, "--key-file", file, typed=(other,)).status == 0
    assert call("check", vault, "--key-file", file, typed=(other,)).status == 0


def test_what_a_restore_kept_is_listed_and_removed_when_it_is_named(say: Worker, vault: Path) -> None:
    say("backup", vault)
    name = Path(say.json("restore", vault)["replaced"]).name
    (row,) = say.json("restore", vault, "--kept")["kept"]
    assert row["name"] == name
    assert row["bytes"] == sum(path.stat().st_size for path in (vault / name).rglob("*") if path.is_file())
    assert name in say("restore", vault, "--kept").out
    refused = say("restore", vault, "--remove-kept", name)
    assert refused.status == 1
    assert name in refused.err
    assert "--accept removes_for_good" in refused.err
    assert (vault / name / "cases.db").exists()
    for wrong in ("backups", "..", "replaced-20260101T000000Z"):
        unknown = say("restore", vault, "--remove-kept", wrong, "--accept", "removes_for_good", "--json")
        assert unknown.json["error"] == "not_kept"
    assert say.json("restore", vault, "--remove-kept", name, "--accept", "removes_for_good") == {
        "removed": name
    }
    assert not (vault / name).exists()
    assert say("restore", vault, "--kept").out == "No restore kept anything here.\n"
    assert say("check", vault).status == 0
