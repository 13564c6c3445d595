"""Restoring as the window does it: lock, restore behind the door, unlock again."""

from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.queries.backups import BackupStatus
from caseapp.entrance import Entrance
from caseapp.errors import KnownError
from caseapp.settings import Settings
from caseapp.tasks.doors import NewVault, RestoreDoors
from caseapp.vault import make
from caseapp.vault.kdf import FLOOR

WORKER = "tea and warm socks 41"


def test_lock_restore_and_unlock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "calibrate", lambda: FLOOR)
    doors = Entrance(None, Settings())
    behind: RestoreDoors = doors
    folder = tmp_path / "Night.casevault"
    made = doors.make(NewVault(folder, "Night", "Ana", WORKER, "Bee", "numbers for the board")).result(60)
    desk = made.opened.desk
    desk.do(BackUpNow()).result(60)
    held = behind.restore(folder, tmp_path, WORKER)
    with pytest.raises(KnownError):  # it is open, and that is no backup
        held.result(60)
    desk.lock().result(60)
    (row,) = behind.backups_in(folder).result(60)
    assert row.good
    assert behind.look_inside(Path(row.path), WORKER).result(60).whole
    wrong = behind.look_inside(Path(row.path), "something else").exception(60)
    assert isinstance(wrong, KnownError)
    assert not behind.may_restore_all_the_same(wrong)
    done = behind.restore(folder, Path(row.path), made.recovery_code, is_code=True).result(60)
    assert (folder / done.replaced).is_dir()
    opened = doors.open(folder, WORKER).result(60)
    assert opened.desk.ask(BackupStatus()).result(60).last_good == row.made_at
    opened.desk.lock().result(60)


def test_an_idle_desk_makes_a_backup_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "calibrate", lambda: FLOOR)
    doors = Entrance(None, Settings())
    folder = tmp_path / "Night.casevault"
    made = doors.make(NewVault(folder, "Night", "Ana", WORKER, "Bee", "numbers for the board")).result(60)
    desk = made.opened.desk
    found: list[Path] = []
    until = monotonic() + 60
    while not found and monotonic() < until:
        Event().wait(0.05)  # the desk is left alone: any question would put it off
        found = [path for path in (folder / "backups").glob("*") if not path.name.endswith(".part")]
    assert len(found) == 1
    desk.lock().result(60)
