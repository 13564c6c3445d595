"""Backups of an open vault: whole, of one moment, read again before they count, and in nobody's way."""

import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from caseapp.bootstrap import open_room
from caseapp.casework.commands.backups import BackUpNow, SetSecondPlace
from caseapp.casework.queries.backups import LookInside, SecondState
from caseapp.errors import KnownError
from caseapp.room import answer, check_room
from caseapp.tasks.progress import StoppedError
from caseapp.vault import backup, backup_sets, files
from caseapp.vault.backup import Copying
from caseapp.vault.head import Which
from tests.security.backup_tools import (
    add_person,
    aliases,
    back_up,
    backups_of,
    erase,
    log,
    names,
    place_of,
    room_of,
    status,
)
from tests.security.vault_tools import MANAGER, Ready


def test_a_backup_opens_as_a_vault_of_its_own(vault: Ready, tmp_path: Path) -> None:
    with room_of(vault) as room:
        log(room, add_person(room, "Marisol"), "a warm place")
        made = back_up(room)
    copy = Ready(place_of(vault, made.name), vault.recovery_code).copy(tmp_path / "Copy.casevault")
    with room_of(copy) as room:
        assert aliases(room) == ["Marisol"]
        assert check_room(room) == []


def test_saves_between_steps_neither_disturb_a_backup_nor_get_into_it(vault: Ready, tmp_path: Path) -> None:
    with room_of(vault) as room:
        for number in range(40):
            log(room, add_person(room, f"Before {number:02}"), "tea " * 400)
        steps = saved = 0
        while room.idle():
            steps += 1
            assert steps < 2000  # it comes to an end, however often somebody saves
            if backups_of(room).running:
                add_person(room, f"Meanwhile {saved}")
                saved += 1
        assert steps > 3
        assert saved > 3
        (name,) = names(vault)
        assert status(room).due
        assert len(aliases(room)) == 40 + saved
    copy = Ready(place_of(vault, name), vault.recovery_code).copy(tmp_path / "Copy.casevault")
    with room_of(copy) as room:
        assert aliases(room) == [f"Before {number:02}" for number in range(40)]
        assert check_room(room) == []


def test_a_lock_drops_a_backup_which_is_due_again(vault: Ready) -> None:
    with room_of(vault) as room:
        add_person(room, "Tee")
        while not any(name.endswith(".part") for name in names(vault)):
            assert room.idle()
    assert names(vault) == []
    assert not [one for one in threading.enumerate() if one.name == "backup"]
    with room_of(vault) as room:
        assert status(room).due
        while room.idle():
            pass
        assert not status(room).due


def test_what_a_crash_left_goes_at_the_next_opening(vault: Ready) -> None:
    half = vault.folder / "backups" / "20260101T000000Z-7.part"
    half.mkdir(parents=True)
    (half / "cases.db").write_bytes(b"half")
    with room_of(vault):
        assert not half.exists()


def test_an_erasure_drops_a_backup_that_would_bring_her_back(vault: Ready, tmp_path: Path) -> None:
    with room_of(vault) as room:
        gone = add_person(room, "Jola")
        while not backups_of(room).running:
            room.idle()
        erase(room, gone)
        assert not backups_of(room).running
        assert names(vault) == []
        wal = vault.folder / "cases.db-wal"
        assert not wal.exists() or wal.stat().st_size == 0
        made = back_up(room)
    copy = Ready(place_of(vault, made.name), vault.recovery_code).copy(tmp_path / "Copy.casevault")
    with room_of(copy) as room:
        assert aliases(room) == []


@pytest.mark.parametrize("which", list(Which))
def test_a_copy_that_reads_otherwise_is_not_kept(
    vault: Ready, which: Which, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that lies: the page is another one than was written."""
    real = Copying._copy

    def spoilt(self: Copying, store: object, path: Path) -> None:
        real(self, store, path)
        if path.name == which.file_name:
            data = bytearray(path.read_bytes())
            data[-100] ^= 1
            path.write_bytes(bytes(data))

    with room_of(vault) as room:
        good = back_up(room)
        add_person(room, "Nadi")
        monkeypatch.setattr(Copying, "_copy", spoilt)
        with pytest.raises(KnownError):
            back_up(room)
        assert names(vault) == [good.name]
        now = status(room)
        assert now.problem is not None
        assert now.due
        monkeypatch.undo()
        back_up(room)
        assert not status(room).due


def test_each_page_of_a_copy_is_read_again(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts lie in pages that no count of rows ever looks at."""
    real = Copying._copy
    with room_of(vault) as room:
        for number in range(3):
            log(room, add_person(room, f"Tee {number}"), "tea and socks " * 2000)
        pages = (vault.folder / "cases.db").stat().st_size // 4096
        for page in range(1, pages, max(1, pages // 12)):

            def spoilt(self: Copying, store: object, path: Path, page: int = page) -> None:
                real(self, store, path)
                if path.name == "cases.db":
                    data = bytearray(path.read_bytes())
                    data[page * 4096 + 2000] ^= 1
                    path.write_bytes(bytes(data))

            monkeypatch.setattr(Copying, "_copy", spoilt)
            with pytest.raises(KnownError):
                back_up(room)
    assert names(vault) == []


def test_an_older_copy_is_not_taken_for_the_new_one(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that gives back whole pages of yesterday: only counts and the audit tell."""
    real = Copying._copy
    with room_of(vault) as room:
        good = back_up(room)
        before = (place_of(vault, good.name) / "cases.db").read_bytes()
        add_person(room, "Ruby")

        def old(self: Copying, store: object, path: Path) -> None:
            real(self, store, path)
            if path.name == "cases.db":
                path.write_bytes(before)

        monkeypatch.setattr(Copying, "_copy", old)
        with pytest.raises(KnownError) as refused:
            back_up(room)
        assert refused.value.code == "backup_not_true"
        assert names(vault) == [good.name]


def test_stopping_keeps_what_was_there(vault: Ready) -> None:
    with room_of(vault) as room:
        good = back_up(room)
        add_person(room, "Sam")

        def stop(done: int, _total: int) -> None:
            if done:
                raise StoppedError

        with pytest.raises(StoppedError):
            answer(room, BackUpNow(), stop)
        assert names(vault) == [good.name]
        assert status(room).due
        add_person(room, "Lio")  # and the vault goes on


def test_at_quit_none_is_made_without_changes(vault: Ready) -> None:
    with room_of(vault) as room:
        add_person(room, "Ana")
        first = back_up(room, only_if_due=True)
        again = back_up(room, only_if_due=True)
    assert (first.new, again.new) == (True, False)
    assert names(vault) == [first.name] == [again.name]


def test_only_the_owner_can_look_at_it_and_all_of_it_is_on_the_device(
    vault: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[Path] = []
    real = files.sync_folder
    monkeypatch.setattr(files, "sync_folder", lambda folder: (folders.append(folder), real(folder))[1])
    with room_of(vault) as room:
        made = back_up(room)
    place = place_of(vault, made.name)
    assert stat.S_IMODE(place.parent.stat().st_mode) == stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
    assert {vault.folder, place.parent, place.with_name(made.name + ".part")} <= set(folders)


def test_a_manager_makes_none(vault: Ready) -> None:
    room = open_room(vault.folder, MANAGER)
    try:
        assert room.backups is None
        while room.idle():
            pass
        assert names(vault) == []
    finally:
        room.close()


def test_it_reminds_after_a_week_with_changes_only(vault: Ready) -> None:
    with room_of(vault) as room:
        assert room.house is not None
        back_up(room)
        now = room.house.now()
        room.house.now = lambda: now + timedelta(days=8)
        assert not status(room).remind
        add_person(room, "Bee")
        assert status(room).remind
        room.house.now = lambda: now + timedelta(days=6)
        assert not status(room).remind


def test_in_idle_moments_one_is_made_every_four_hours(vault: Ready) -> None:
    with room_of(vault) as room:
        assert room.house is not None
        now = room.house.now()
        made: set[str] = set()
        for hours, wanted in ((0, 1), (3, 1), (5, 2), (6, 2)):
            room.house.now = lambda hours=hours: now + timedelta(hours=hours)
            add_person(room, f"Tee {hours}")
            while room.idle():
                pass
            # All are of one session, so that one stays; its name tells which.
            assert len(names(vault)) == 1
            made.update(names(vault))
            assert len(made) == wanted


# --- the second place -------------------------------------------------------------------------------------


def second_of(stick: Path) -> list[Path]:
    return sorted(stick.glob("backups-*/*"))


def test_a_backup_goes_to_the_second_place_too(vault: Ready, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with room_of(vault) as room:
        answer(room, SetSecondPlace(str(stick)))
        made = back_up(room)
        assert made.second is None
        (there,) = second_of(stick)
        assert answer(room, LookInside(str(there))).whole
        now = status(room)
        assert (now.second, now.second_state) == (str(stick), SecondState.CURRENT)
        assert now.second_good == now.last_good
    copy = Ready(there, vault.recovery_code).copy(tmp_path / "Copy.casevault")
    with room_of(copy) as room:
        assert check_room(room) == []


def test_a_second_place_that_is_missing_is_said_and_made_up_for(vault: Ready, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with room_of(vault) as room:
        answer(room, SetSecondPlace(str(stick)))
        stick.rename(tmp_path / "pulled out")
        made = back_up(room)
        assert made.second is not None
        assert not status(room).due
        assert status(room).second_state is SecondState.MISSING
        assert status(room).second_problem is not None
        (tmp_path / "pulled out").rename(stick)
        assert status(room).second_state is SecondState.BEHIND
        assert room.house is not None
        later = room.house.now() + timedelta(minutes=11)
        room.house.now = lambda: later
        while room.idle():
            pass
        assert status(room).second_state is SecondState.CURRENT
        assert status(room).second_problem is None
        assert [path.name for path in second_of(stick)] == [made.name]


def test_a_stick_that_keeps_other_bytes_gets_no_backup(
    vault: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    real = backup_sets.copy_plain

    def lying(source: Path, target: Path, tick: backup_sets.Tick) -> None:
        real(source, target, tick)
        if target.name == "cases.db":
            data = bytearray(target.read_bytes())
            data[5000] ^= 4
            target.write_bytes(bytes(data))

    with room_of(vault) as room:
        answer(room, SetSecondPlace(str(stick)))
        monkeypatch.setattr(backup_sets, "copy_plain", lying)
        made = back_up(room)
        assert made.second is not None
        assert second_of(stick) == []
        assert [row.good for row in status(room).rows] == [True]


@pytest.mark.parametrize("inside", ["", "backups", "nowhere"])
def test_a_second_place_is_a_folder_elsewhere(vault: Ready, inside: str) -> None:
    with room_of(vault) as room:
        back_up(room)
        with pytest.raises(KnownError) as refused:
            answer(room, SetSecondPlace(str(vault.folder / inside)))
        assert refused.value.code == "second_place"
        assert status(room).second_state is SecondState.NONE


# --- which stay -------------------------------------------------------------------------------------------


def test_a_broken_newest_backup_displaces_no_good_one(vault: Ready) -> None:
    with room_of(vault) as room:
        good = back_up(room)
    with room_of(vault) as room:
        add_person(room, "Marisol")
        broken = back_up(room)
        (place_of(vault, broken.name) / "cases.db").write_bytes(b"")
    with room_of(vault) as room:
        now = status(room)
        assert now.due
        assert [(row.name, row.good) for row in now.rows] == [(broken.name, False), (good.name, True)]
        third = back_up(room)
    assert names(vault) == sorted([good.name, third.name])


def test_a_set_is_taken_away_name_first(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    with room_of(vault) as room:
        first = back_up(room)
        monkeypatch.setattr(backup_sets, "remove", lambda _path: None)  # killed right after the rename
        add_person(room, "Tee")
        back_up(room)  # of one session, so the first one goes
        assert first.name + ".part" in names(vault)
        assert first.name not in names(vault)


def test_a_year_of_work_leaves_what_the_rule_says(vault: Ready) -> None:
    """Through the real code, a session a week; the rule itself is tried over 400 days elsewhere."""
    made: list[str] = []
    with room_of(vault) as room:
        assert room.house is not None
        start = room.house.now()
        for week in range(30):
            room.house.now = lambda week=week: start + timedelta(weeks=week)
            backups_of(room)._mark = f"{week:032x}"
            add_person(room, f"Ana {week}")
            made.append(back_up(room).name)
    months: dict[str, str] = {name[:6]: name for name in made}
    assert names(vault) == sorted({*made[-7:], *list(months.values())[-12:]})
    assert backup.PAGES * 4096 <= 1 << 20
