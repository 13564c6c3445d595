"""Erasing the keys, the audit about ways in, and the recovery code, by the command line."""

import shutil
from pathlib import Path

import pytest

from caseapp.vault.head import Which
from caseapp.vault.session import open_vault
from tests.functional.cli.terminal import MANAGER, WORKER, Call
from tests.functional.cli.test_cli_keys import NEW, THIRD

WORDS = "erase the keys"


@pytest.fixture
def saved(call: Call, vault: Path, tmp_path: Path) -> Path:
    """The vault's backup, carried to a stick; one lies in the vault, too."""
    stick = tmp_path / "stick"
    stick.mkdir()
    assert call("backup", vault, "--to", stick, typed=(WORKER,)).status == 0
    return stick


def key_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith("keys.json")]


def test_nothing_opens_any_more_but_a_copy_from_before_is_restored(
    call: Call, vault: Path, saved: Path
) -> None:
    assert len(key_files(vault)) == 3
    own = next((vault / "backups").iterdir())
    done = call("keys", vault, "erase", "--confirm", WORDS, typed=(WORKER,))
    assert done.status == 0, done
    assert "Copies made before stay readable" in done.out
    assert key_files(vault) == []
    for typed in (WORKER, MANAGER):
        said = call("check", vault, "--json", typed=(typed,))
        assert (said.status, said.json["error"]) == (1, "keys_erased")
    # The backup that lies in it says so as well, and is not taken for damaged.
    for words in (("restore", vault, "--backup", own.name), ("restore", "--from", own, "--look")):
        assert call(*words, "--json", typed=(WORKER,)).json["error"] == "keys_erased"
    # What was carried away before brings all of it back, with its passphrases.
    back = call("restore", vault, "--from", saved, typed=(WORKER,))
    assert back.status == 0, back
    for typed in (WORKER, MANAGER):
        assert call("check", vault, typed=(typed,)).status == 0


@pytest.mark.parametrize("words", [(), ("--confirm", "erase"), ("--confirm", "")])
def test_without_the_words_nothing_is_erased(call: Call, vault: Path, words: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in key_files(vault)}
    said = call("keys", vault, "erase", *words, "--json", typed=(WORKER,))
    assert (said.status, said.json["error"]) == (1, "not_confirmed")
    assert {path: path.read_bytes() for path in key_files(vault)} == before


def test_a_manager_and_a_wrong_passphrase_erase_nothing(call: Call, vault: Path) -> None:
    for typed, code in ((MANAGER, "own_way_only"), ("nothing that opens", "wrong_passphrase")):
        said = call("keys", vault, "erase", "--confirm", WORDS, "--json", typed=(typed,))
        assert (said.status, said.json["error"]) == (1, code)
    assert call("check", vault, typed=(WORKER,)).status == 0


def test_the_second_place_is_named_because_it_is_not_reached(call: Call, vault: Path, tmp_path: Path) -> None:
    from caseapp.bootstrap import open_room  # noqa: PLC0415 - used here only
    from caseapp.casework.commands.backups import SetSecondPlace  # noqa: PLC0415
    from caseapp.room import answer  # noqa: PLC0415

    second = tmp_path / "second"
    second.mkdir()
    room = open_room(vault, WORKER)
    answer(room, SetSecondPlace(str(second)))
    room.close()
    assert call("backup", vault, typed=(WORKER,)).status == 0
    done = call("keys", vault, "erase", "--confirm", WORDS, typed=(WORKER,))
    assert f"also those in {second}" in done.out
    assert len(key_files(second)) == 1
    assert call("restore", vault, "--from", second, typed=(WORKER,)).status == 0


def actions(folder: Path, which: Which, **opened_by: str) -> list[str]:
    with open_vault(folder, **opened_by) as session:  # type: ignore[arg-type]  # passphrase or code
        rows = list(session.connect(which).execute("SELECT action FROM audit_entry ORDER BY counter"))
        return [str(row[0]) for row in rows if str(row[0]).startswith("vault.")]


def test_every_change_of_a_way_in_stands_in_the_audit_by_its_id_alone(call: Call, vault: Path) -> None:
    rows = call("keys", vault, "list", "--json", typed=(WORKER,)).json["ways"]
    worker, manager, recovery = (row["id"] for row in rows)
    jola = call("keys", vault, "add", "worker", "Jola", "--json", typed=(WORKER, THIRD)).json["id"]
    acts: list[tuple[str, ...]] = [("rename", jola, "Bee"), ("remove", jola), ("recovery",)]
    for act in acts:
        assert call("keys", vault, *act, typed=(WORKER,)).status == 0
    assert call("keys", vault, "passphrase", "--of", manager, typed=(WORKER, NEW)).status == 0
    assert call("keys", vault, "passphrase", typed=(NEW, MANAGER)).status == 0
    assert call("keys", vault, "passphrase", typed=(WORKER, NEW)).status == 0
    assert actions(vault, Which.CASES, passphrase=NEW) == [
        f"vault.way_added.{jola}",
        f"vault.way_renamed.{jola}",
        f"vault.way_removed.{jola}",
        f"vault.recovery_renewed.{recovery}",
        f"vault.passphrase_replaced.{manager}",
        f"vault.passphrase_changed.{worker}",
    ]
    # A manager's own changes stand where she can write, and no worker takes them for planted figures.
    assert actions(vault, Which.FIGURES, passphrase=NEW) == [f"vault.passphrase_changed.{manager}"]
    for typed in (NEW, MANAGER):
        assert call("check", vault, typed=(typed,)).status == 0


def test_the_recovery_code_opens_the_keys_and_never_stands_among_the_arguments(
    call: Call, vault: Path
) -> None:
    code = call("keys", vault, "recovery", "--json", typed=(WORKER,)).json["recovery_code"]
    listed = call("keys", vault, "list", "--recovery-code", "--json", typed=(code,))
    assert [row["kind"] for row in listed.json["ways"] if row["mine"]] == ["recovery"]
    worker = next(row["id"] for row in listed.json["ways"] if row["kind"] == "worker")
    lost = call("keys", vault, "passphrase", "--of", worker, "--recovery-code", typed=(code, NEW))
    assert lost.status == 0, lost
    assert call("check", vault, typed=(NEW,)).status == 0
    changed = call("keys", vault, "change-all", "--recovery-code", "--json", typed=(code,))
    assert changed.json == {"generation": 2}
    refused = call("keys", vault, "list", "--recovery-code", "--json", typed=(WORKER,))
    assert refused.json["error"] == "mistyped_recovery_code"
    copy = vault.with_name("copy.casevault")
    shutil.copytree(vault, copy)
    assert call("keys", copy, "erase", "--recovery-code", "--confirm", WORDS, typed=(code,)).status == 0
    assert key_files(copy) == []
