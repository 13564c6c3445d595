"""The ways into a vault from the command line, on a vault with closed months."""

import io
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from caseapp.bootstrap import open_room, replace_lost_passphrase
from caseapp.casework.commands.keys import ChangeAllKeys, RenameWay, SetFourEyes, SetLead, WayKind
from caseapp.casework.queries.keys import SuggestPassphrase, WayRow, WaysIn
from caseapp.cli import run
from caseapp.domain.second import Second
from caseapp.errors import KnownError
from caseapp.room import answer, check_room, keep_preference, preference
from caseapp.tasks.progress import StoppedError
from tests.functional.cli.terminal import Call

THIRD = "three green bicycles"
NEW = "nine kettles in a row"


@dataclass
class Made:
    """A practice vault and what opens it."""

    folder: Path
    worker: str
    manager: str
    code: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("keys") / "p.casevault"
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        size = ("--people", "15", "--contacts", "60", "--months", "3", "--end", "2026-10")
        assert run(["demo", str(folder), *size, "--json"]) == 0
    facts = json.loads(out.getvalue().strip().splitlines()[-1])
    return Made(folder, facts["worker_passphrase"], facts["manager_passphrase"], facts["recovery_code"])


@pytest.fixture
def vault(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    copy = tmp_path / made.folder.name
    shutil.copytree(made.folder, copy)
    return Made(copy, made.worker, made.manager, made.code)


def ways(call: Call, vault: Made, typed: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = call(
        "keys", vault.folder, "list", "--json", typed=(typed or vault.worker,)
    ).json["ways"]
    return rows


def test_the_list_names_every_way_for_whoever_has_the_vault_open(call: Call, vault: Made) -> None:
    said = call("keys", vault.folder, "list", typed=(vault.worker,))
    assert said.out.startswith("3 ways to open this vault:")
    assert "yours, lead" in said.out
    rows = ways(call, vault)
    assert [(row["kind"], row["mine"], row["lead"]) for row in rows] == [
        ("worker", True, True),
        ("manager", False, False),
        ("recovery", False, False),
    ]
    assert {row["label"] for row in rows} == {row["label"] for row in ways(call, vault, vault.manager)}
    assert all(row["label"].encode() not in (vault.folder / "keys.json").read_bytes() for row in rows[:2])


def test_a_worker_comes_and_goes_and_all_keys_are_changed(call: Call, vault: Made) -> None:
    added = call("keys", vault.folder, "add", "worker", "Jola", "--json", typed=(vault.worker, THIRD))
    assert added.status == 0
    row = ways(call, vault, THIRD)[-1]
    assert (row["label"], row["mine"], row["lead"], row["id"]) == ("Jola", True, False, added.json["id"])
    # She is a worker, but no lead: she looks after her own way in.
    refused = call("keys", vault.folder, "remove", row["id"][:8], "--json", typed=(THIRD,))
    assert refused.json["error"] == "not_lead"
    assert call("keys", vault.folder, "rename", row["id"][:8], "Jola B", typed=(THIRD,)).status == 0
    assert call("keys", vault.folder, "passphrase", typed=(THIRD, NEW)).status == 0
    assert call("check", vault.folder, typed=(NEW,)).status == 0
    removed = call("keys", vault.folder, "remove", row["id"], typed=(vault.worker,))
    assert (removed.status, "change-all" in removed.out) == (0, True)
    assert call("check", vault.folder, "--json", typed=(NEW,)).json["error"] == "wrong_passphrase"
    changed = call("keys", vault.folder, "change-all", "--json", typed=(vault.worker,))
    assert changed.json == {"generation": 2}
    # Closed months and their seals, the ledger, rows and search are as they were.
    for passphrase in (vault.worker, vault.manager):
        said = call("check", vault.folder, typed=(passphrase,))
        assert (said.status, said.out) == (0, "Everything is as it was saved.\n")
    status = call("figures", "status", vault.folder, "--json", typed=(vault.worker,)).json
    assert [row["month"] for row in status["closed"]] == ["2026-08", "2026-09"]
    later = call("figures", "close", vault.folder, "--month", "2026-10", "--json", typed=(vault.worker,))
    if later.status == 0:  # from the tenth of November on
        assert call("check", vault.folder, typed=(vault.worker,)).status == 0
    assert not (vault.folder / "cases.db").exists()


def test_a_manager_changes_her_own_passphrase_and_name_only(call: Call, vault: Made) -> None:
    rows = ways(call, vault, vault.manager)
    mine, other = (next(row["id"] for row in rows if row["mine"] is which) for which in (True, False))
    assert call("keys", vault.folder, "rename", mine, "Noor N", typed=(vault.manager,)).status == 0
    assert call("keys", vault.folder, "passphrase", typed=(vault.manager, NEW)).status == 0
    for words in (
        ("rename", other, "Somebody"),
        ("remove", other),
        ("add", "recovery", "Desk"),
        ("recovery",),
        ("change-all",),
    ):
        said = call("keys", vault.folder, *words, "--json", typed=(NEW,))
        assert (said.status, said.json["error"]) == (1, "own_way_only"), words
    lost = call("keys", vault.folder, "passphrase", "--of", other, "--json", typed=(NEW, THIRD))
    assert lost.json["error"] == "not_allowed"


def test_a_lost_passphrase_is_replaced_and_a_recovery_code_renewed(call: Call, vault: Made) -> None:
    manager = next(row["id"] for row in ways(call, vault) if row["kind"] == "manager")
    assert call("keys", vault.folder, "passphrase", "--of", manager, typed=(vault.worker, NEW)).status == 0
    assert ways(call, vault, NEW)[1]["mine"]
    code = call("keys", vault.folder, "recovery", "--json", typed=(vault.worker,)).json["recovery_code"]
    assert code != vault.code
    room = open_room(vault.folder, recovery_code=code)
    room.close()
    added = call("keys", vault.folder, "add", "recovery", "Safe", "--json", typed=(vault.worker,)).json
    assert added["recovery_code"] not in {code, vault.code}
    # Now there are two: it has to be said which.
    said = call("keys", vault.folder, "recovery", "--json", typed=(vault.worker,))
    assert said.json["error"] == "way_choice"


def test_the_recovery_code_replaces_nobody_elses_passphrase_unasked(call: Call, vault: Made) -> None:
    replace_lost_passphrase(vault.folder, vault.code, NEW)  # there is but one
    call("keys", vault.folder, "add", "worker", "Jola", typed=(NEW, THIRD))
    for whose in ("", "Nobody"):
        with pytest.raises(KnownError, match="Jola"):
            replace_lost_passphrase(vault.folder, vault.code, "another one of mine", whose)
    replace_lost_passphrase(vault.folder, vault.code, "another one of mine", "Jola")
    assert ways(call, vault, NEW)[0]["mine"]
    assert ways(call, vault, "another one of mine")[-1]["mine"]


def test_a_key_file_goes_with_a_passphrase(call: Call, vault: Made, tmp_path: Path) -> None:
    file = tmp_path / "jola.key"
    words = ("add", "worker", "Jola", "--new-key-file", file)
    assert call("keys", vault.folder, *words, typed=(vault.worker, THIRD)).status == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert call("check", vault.folder, "--json", typed=(THIRD,)).json["error"] == "key_file_needed"
    assert call("check", vault.folder, "--key-file", file, typed=(THIRD,)).status == 0
    # A refusal leaves no key file that nothing needs.
    other = tmp_path / "other.key"
    words = ("add", "worker", "Sam", "--new-key-file", other, "--json")
    assert call("keys", vault.folder, *words, typed=(vault.worker, "short")).status == 1
    assert not other.exists()


def test_four_eyes_want_another_worker(call: Call, vault: Made) -> None:
    call("keys", vault.folder, "add", "worker", "Jola", typed=(vault.worker, THIRD))
    room = open_room(vault.folder, vault.worker)
    try:
        room.handlers[SetFourEyes](SetFourEyes(on=True))  # type: ignore[operator] # not a long one
        jola: WayRow = room.handlers[WaysIn](WaysIn()).rows[-1]  # type: ignore[operator] # not a long one
        assert jola.kind is WayKind.WORKER
        assert jola.staff_id is not None
        for wrong in (None, Second(vault.worker), Second(vault.manager)):
            with pytest.raises(Exception, match="second worker"):
                room.handlers[SetFourEyes](SetFourEyes(on=False, second=wrong))  # type: ignore[operator] # not long
    finally:
        room.close()
    jola_id = str(jola.slot_id)
    for words in (("remove", jola_id), ("change-all",), ("recovery",)):
        said = call("keys", vault.folder, *words, "--json", typed=(vault.worker,))
        assert said.json["error"] == "second_needed"
    alone = call("keys", vault.folder, "change-all", "--second", "--json", typed=(vault.worker, vault.worker))
    assert alone.json["error"] == "second_needed"
    both = call("keys", vault.folder, "change-all", "--second", "--json", typed=(vault.worker, THIRD))
    assert both.json == {"generation": 2}


def test_the_last_lead_and_the_last_worker_stay(call: Call, vault: Made) -> None:
    room = open_room(vault.folder, vault.worker)
    try:
        mine: WayRow = room.handlers[WaysIn](WaysIn()).rows[0]  # type: ignore[operator] # not a long one
        assert mine.staff_id is not None
        with pytest.raises(Exception, match="last lead"):
            room.handlers[SetLead](SetLead(mine.staff_id, lead=False))  # type: ignore[operator] # not a long one
        assert room.handlers[WaysIn](WaysIn()).may_manage  # type: ignore[operator] # not a long one
        suggested = room.handlers[SuggestPassphrase](SuggestPassphrase())  # type: ignore[operator] # not long
        assert len(suggested.words.split()) == 6
    finally:
        room.close()
    said = call("keys", vault.folder, "remove", mine.slot_id, "--json", typed=(vault.worker,))
    assert said.json["error"] == "last_worker"


def test_a_room_goes_on_after_a_change_that_was_stopped_and_after_one_that_was_not(vault: Made) -> None:
    told: list[int] = []

    def stop(done: int, _total: int) -> None:
        told.append(done)
        if done > 60:
            raise StoppedError

    room = open_room(vault.folder, vault.worker)
    try:
        with pytest.raises(StoppedError):
            answer(room, ChangeAllKeys(vault.worker), stop)
        assert told
        assert answer(room, WaysIn()).generation == 1
        keep_preference(room, "later", "yes")
        with pytest.raises(KnownError, match="did not open"):
            answer(room, ChangeAllKeys(vault.manager))
        answer(room, ChangeAllKeys(vault.worker))
        assert answer(room, WaysIn()).generation == 2
        assert preference(room, "later") == "yes"
        keep_preference(room, "later", "still")
        answer(room, RenameWay(room.session.slot_id, "Ana M"))
        assert check_room(room) == []
    finally:
        room.close()
    room = open_room(vault.folder, vault.worker)
    try:
        assert (preference(room, "later"), room.session.label) == ("still", "Ana M")
    finally:
        room.close()
