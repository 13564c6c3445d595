"""``caseapp check --repair`` makes anew what can be, and says what cannot."""

import json
from pathlib import Path

import pytest

from caseapp.bootstrap import open_room
from caseapp.casework.commands.team import SetStaffLabel
from caseapp.cli import run
from caseapp.room import answer
from caseapp.vault.head import Which
from tests.functional.vaults import WORKER, give_home, new_vault


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    give_home(tmp_path / "home", monkeypatch)
    return new_vault(tmp_path / "Night.casevault").folder


def called(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    words = tmp_path / "words"
    words.write_text(WORKER + "\n")
    status = run(["check", str(folder), "--passphrase-file", str(words), *more])
    return status, capsys.readouterr().out


def spoil(folder: Path, *statements: str) -> None:
    room = open_room(folder, WORKER)
    answer(room, SetStaffLabel("Tee"))
    connection = room.session.connect(Which.CASES)
    for statement in statements:
        connection.execute(statement)
    room.session.release(connection)
    room.close()


def test_repair_mends_the_search_and_leaves_a_record(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(folder, "DELETE FROM search_entries WHERE key = (SELECT min(key) FROM search_entries)")
    status, said = called(folder, tmp_path, capsys)
    assert status == 1
    assert "caseapp check --repair" in said
    assert "caseapp restore" not in said
    status, said = called(folder, tmp_path, capsys, "--repair", "--json")
    assert (status, json.loads(said)) == (0, {"findings": [], "mended": 1})
    spoil(folder, "UPDATE staff SET label = 'Jola' WHERE label = 'Tee'")
    status, said = called(folder, tmp_path, capsys, "--repair")
    assert status == 1
    assert "not as it was last saved" in said
    assert "caseapp restore" in said
    assert "Everything is as it was saved" not in said
