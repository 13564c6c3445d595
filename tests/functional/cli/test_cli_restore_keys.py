"""Restoring a backup from before the keys were changed: no closed month is lost, nobody comes in again."""

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from caseapp.cli import run
from tests.functional.cli.terminal import Call
from tests.functional.cli.test_cli_keys import THIRD, Made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Three months, none of them closed."""
    folder = tmp_path_factory.mktemp("keys") / "p.casevault"
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        size = ("--people", "12", "--contacts", "40", "--months", "4", "--end", "2026-09", "--open-months")
        assert run(["demo", str(folder), *size, "--json"]) == 0
    facts = json.loads(out.getvalue().strip().splitlines()[-1])
    return Made(folder, facts["worker_passphrase"], facts["manager_passphrase"], facts["recovery_code"])


@pytest.fixture
def changed(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> tuple[Made, Path]:
    """June closed, a backup; then Jola is removed, all keys are changed, and July is closed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    vault = Made(
        Path(shutil.copytree(made.folder, tmp_path / "p.casevault")), made.worker, made.manager, made.code
    )
    added = call("keys", vault.folder, "add", "worker", "Jola", "--json", typed=(vault.worker, THIRD)).json[
        "id"
    ]
    close(call, vault, "2026-06")
    older = Path(call("backup", vault.folder, "--json", typed=(vault.worker,)).json["backup"])
    assert call("keys", vault.folder, "remove", added, typed=(vault.worker,)).status == 0
    assert call("keys", vault.folder, "change-all", typed=(vault.worker,)).status == 0
    close(call, vault, "2026-07")
    return vault, older


def close(call: Call, vault: Made, month: str) -> None:
    said = call("figures", "close", vault.folder, "--month", month, typed=(vault.worker,))
    assert said.status == 0, said


def closed(call: Call, vault: Made) -> list[str]:
    status = call("figures", "status", vault.folder, "--json", typed=(vault.worker,)).json
    return [row["month"] for row in status["closed"]]


def is_whole(call: Call, vault: Made) -> None:
    for passphrase in (vault.worker, vault.manager):
        said = call("check", vault.folder, typed=(passphrase,))
        assert (said.status, said.out) == (0, "Everything is as it was saved.\n"), said


def test_the_closed_months_stay_and_who_was_removed_stays_out(call: Call, changed: tuple[Made, Path]) -> None:
    vault, older = changed
    done = call("restore", vault.folder, "--from", older, "--json", typed=(vault.worker,))
    assert done.status == 0, done
    assert (done.json["ledger_kept"], done.json["ledger_known"], done.json["keys_kept"]) == (True, True, True)
    assert closed(call, vault) == ["2026-06", "2026-07"]
    is_whole(call, vault)
    assert call("check", vault.folder, "--json", typed=(THIRD,)).json["error"] == "wrong_passphrase"
    assert (vault.folder / "generation-2" / "cases.db").exists()
    assert not (vault.folder / "cases.db").exists()
    # It goes on from there: another month, another backup, other keys.
    close(call, vault, "2026-08")
    assert call("backup", vault.folder, typed=(vault.worker,)).status == 0
    assert call("keys", vault.folder, "change-all", "--json", typed=(vault.worker,)).json == {"generation": 3}
    is_whole(call, vault)


def test_over_two_changes_of_the_keys_with_a_month_closed_under_each(
    call: Call, changed: tuple[Made, Path]
) -> None:
    vault, older = changed
    assert call("keys", vault.folder, "change-all", typed=(vault.worker,)).status == 0
    close(call, vault, "2026-08")
    said = call("restore", vault.folder, "--from", older, typed=(vault.worker,))
    assert said.status == 0, said
    assert "The vault keeps the keys of today" in said.out
    assert closed(call, vault) == ["2026-06", "2026-07", "2026-08"]
    is_whole(call, vault)


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(100, len(data), 512):
        data[place] ^= 255
    path.write_bytes(bytes(data))


def test_notes_that_cannot_be_read_any_more_do_not_cost_the_ledger(
    call: Call, changed: tuple[Made, Path]
) -> None:
    vault, older = changed
    spoil(vault.folder / "generation-2" / "cases.db")
    asked = call("restore", vault.folder, "--from", older, "--json", typed=(vault.worker,))
    assert asked.json["error"] == "erasures_unknown"
    words = ("--accept", "erasures_unknown")
    done = call("restore", vault.folder, "--from", older, "--json", *words, typed=(vault.worker,))
    assert (done.json["ledger_kept"], done.json["keys_kept"], done.json["erasures_known"]) == (
        True,
        True,
        False,
    )
    assert closed(call, vault) == ["2026-06", "2026-07"]
    is_whole(call, vault)


def test_a_ledger_that_cannot_be_read_is_asked_about(call: Call, changed: tuple[Made, Path]) -> None:
    vault, older = changed
    spoil(vault.folder / "generation-2" / "figures.db")
    asked = call("restore", vault.folder, "--from", older, "--json", typed=(vault.worker,))
    assert (asked.status, asked.json["error"]) == (1, "ledger_lost")
    done = call(
        "restore", vault.folder, "--from", older, "--json", "--accept", "ledger_lost", typed=(vault.worker,)
    )
    assert (done.json["older_keys"], done.json["keys_kept"], done.json["ledger_known"]) == (
        True,
        False,
        False,
    )
    assert closed(call, vault) == ["2026-06"]


def test_a_passphrase_of_that_day_alone_is_asked_about(call: Call, changed: tuple[Made, Path]) -> None:
    vault, older = changed
    asked = call("restore", vault.folder, "--from", older, "--json", typed=(THIRD,))
    assert (asked.status, asked.json["error"]) == (1, "ledger_lost")
    assert closed(call, vault) == ["2026-06", "2026-07"]
