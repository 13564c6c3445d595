"""A clock that is wrong erases nothing of what waits for a consent; a long break only puts it off."""

import pytest

from caseapp.casework.waiting_time import purge
from caseapp.storage import tables as t
from tests.storage.house import SLOT, house_of
from tests.unit.casework_tools import HEALTH, World

YEAR = 365


@pytest.fixture
def world() -> World:
    world = World()
    world.log(world.part(world.person(), HEALTH))
    return world


def open_again(world: World, slot: str = SLOT) -> int:
    """Open the vault anew, as on another day; how much waits then."""
    world.house = house_of(world.house.store, slot, "Dana", world.clock)
    return world.count(t.WaitingItem)


def save(world: World) -> int:
    world.log(unidentified=1)
    return world.count(t.WaitingItem)


@pytest.mark.parametrize("saves", [True, False], ids=["and saved with", "and opened with"])
def test_a_clock_a_year_ahead_and_back_erases_nothing(world: World, saves: bool) -> None:
    for _ in range(3):
        world.clock.move(days=YEAR)
        assert open_again(world) == 1
        if saves:
            assert save(world) == 1
        world.clock.move(days=1 - YEAR)
        assert open_again(world) == 1
        assert save(world) == 1
    world.clock.move(days=13)
    assert save(world) == 0  # the three days above and these
    assert world.count(t.Preference) == 0
    assert world.findings() == []


def test_farther_and_nearer_ahead_vouch_for_nothing(world: World) -> None:
    for days in (YEAR, 2 * YEAR, -2 * YEAR, 10, YEAR, -YEAR, -YEAR - 9):
        world.clock.move(days=days)
        assert open_again(world) == 1
        assert save(world) == 1


def test_somebody_who_opens_it_for_the_first_time_vouches_for_nothing(world: World) -> None:
    world.clock.move(days=YEAR)
    assert open_again(world, "slot-jola") == 1


def test_after_a_long_break_it_goes_two_weeks_later(world: World) -> None:
    world.clock.move(days=40)
    assert open_again(world) == 1
    for _ in range(13):
        assert save(world) == 1
        world.clock.move(days=1)
    assert save(world) == 1
    world.clock.move(days=1)
    assert open_again(world) == 0
    assert world.count(t.Preference) == 0


def test_what_was_noted_while_the_clock_stood_far_back_has_its_time_when_it_is_right_again(
    world: World,
) -> None:
    world.clock.move(days=-6 * YEAR)
    world.log(world.part(world.person("Tee"), HEALTH))
    world.clock.move(days=6 * YEAR)
    assert open_again(world) == save(world) == 2
    world.clock.move(days=13)
    assert save(world) == 2
    world.clock.move(days=1)
    assert save(world) == 0


def test_a_backup_of_long_ago_brings_nothing_back(world: World) -> None:
    world.clock.move(days=YEAR)
    assert open_again(world) == 1
    assert purge(world.house, whatever_the_clock=True) == 1
