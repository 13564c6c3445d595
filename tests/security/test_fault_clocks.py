"""The wall clock is set back and forward by hours and years, between and during saves: nothing is lost."""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.commands.figures import CloseMonth
from caseapp.casework.queries.backups import BackupStatus
from caseapp.errors import KnownError
from caseapp.room import answer
from tests.faults import acts, world
from tests.faults.acts import Place
from tests.faults.world import World, findings, make_world
from tests.functional.vaults import give_home

HOURS, YEARS = timedelta(hours=3), timedelta(days=3 * 365)
JUMPS = {
    "hours back": (-HOURS,),
    "years ahead": (YEARS,),
    "there and back": (YEARS, -2 * YEARS, YEARS, -HOURS, HOURS),
}


class Wall:
    """A clock that jumps."""

    def __init__(self) -> None:
        self.off = timedelta()

    def set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = world.now
        monkeypatch.setattr(world, "now", lambda: real() + self.off)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    wall.set(monkeypatch)
    return wall


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    with pytest.MonkeyPatch.context() as patch:
        return make_world(give_home(tmp_path_factory.mktemp("base"), patch) / "vault.casevault")


@pytest.fixture
def place(base: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wall: Wall) -> Iterator[Place]:
    place = Place(base.copy(give_home(tmp_path, monkeypatch) / "vault.casevault"))
    place.open()
    yield place
    place.room.close()


def everything(place: Place, numbers: "itertools.count[int]") -> int:
    """Save, keep a draft, back up."""
    number = next(numbers)
    acts.save(place, number)
    acts.draft(place, number)
    acts.backup(place, number)
    acts.idle(place, number)
    return number


@pytest.mark.parametrize("jumps", JUMPS.values(), ids=JUMPS)
def test_nothing_is_lost_when_the_clock_jumps(place: Place, wall: Wall, jumps: tuple[timedelta, ...]) -> None:
    numbers = itertools.count(1)
    saved = [everything(place, numbers)]
    for jump in jumps:
        wall.off += jump
        saved.append(everything(place, numbers))
        place.reopen()
        saved.append(everything(place, numbers))
    place.reopen()
    assert set(saved) <= world.numbers(place.room)
    assert acts.draft_there(place, saved[-1])
    assert acts.backup_there(place, 1)
    assert findings(place.room) == []


def test_a_clock_that_jumps_within_a_save_and_a_closing(
    place: Place, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every look at the clock gives another year."""
    steps = itertools.cycle((-YEARS, YEARS, -HOURS, HOURS, timedelta()))
    real = world.now
    monkeypatch.setattr(world, "now", lambda: real() + next(steps))
    place.reopen()
    saved = []
    for number in range(1, 9):
        with suppress(KnownError):  # her visit may lie in the future now
            acts.save(place, number)
            saved.append(number)
    months = []
    for number in range(3):
        with suppress(KnownError):  # its day may not have come yet
            acts.close(place, number)
            months.append(number)
    monkeypatch.setattr(world, "now", real)
    place.reopen()
    assert set(saved) <= world.numbers(place.room)
    assert all(acts.close_there(place, number) for number in months)
    assert findings(place.room) == []


def test_a_month_closed_ahead_of_time_stays_closed_and_the_next_waits_for_its_day(
    place: Place, wall: Wall
) -> None:
    acts.close(place, 0)
    wall.off = -world.AHEAD - timedelta(days=60)
    place.reopen()
    assert acts.close_there(place, 0)
    with pytest.raises(KnownError, match="closes from"):
        answer(place.room, CloseMonth(acts.month(1)))
    acts.save(place, 1)
    assert findings(place.room) == []


def test_no_jump_drops_the_last_good_backup(place: Place, wall: Wall) -> None:
    """Far ahead everything is old, far back everything is of the future: the rotation keeps what is good."""
    acts.backup(place, 1)
    for number, jump in enumerate((YEARS, -3 * YEARS, 2 * YEARS, -HOURS)):
        wall.off += jump
        acts.save(place, number + 1)
        made = answer(place.room, BackUpNow()).result.name
        rows = answer(place.room, BackupStatus()).rows
        assert all(row.good for row in rows)
        # The newest content is in one of them, whatever the clock says of its age.
        assert made in {row.name for row in rows}
