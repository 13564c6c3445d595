"""The vaults whose files are spoiled, each also as it was earlier.

Closed, left by a kill, a backup, with its keys changed, and with what a killed change of the keys leaves.
"""

import os
import shutil
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

from caseapp.casework.commands.backups import BackUpNow
from caseapp.room import answer, workers_house
from caseapp.vault import generations, leftovers
from tests.faults import acts
from tests.faults.acts import Place
from tests.faults.spoiling import Scene
from tests.faults.world import World, live_in, make_world

INTERRUPTED: Final = "a change of keys interrupted"


def _kept(home: Path, to: Path) -> Path:
    """The vault and what this computer remembers of it, as they are now."""
    shutil.copytree(home, to)
    return to


def _day(place: Place, first: int) -> None:
    """A day with something of everything."""
    for number in range(first, first + 4):
        acts.save(place, number)
        acts.draft(place, number)
    acts.close(place, first // 100)
    acts.publish(place, first // 100)


def _backups(place: Place, folder: Path, home: Path) -> tuple[Path, Path, str]:
    """Two backups; the scene before has the first one under the name of the second."""
    names = []
    for number in (110, 120):
        place.room = place.world.open()
        acts.save(place, number)
        names.append(str(answer(place.room, BackUpNow()).result.name))
        place.room.close()
    now, before = _kept(home, folder / "backup"), _kept(home, folder / "backup-before")
    sets = before / "vault.casevault" / "backups"
    shutil.rmtree(sets / names[1])
    shutil.copytree(sets / names[0], sets / names[1])
    return now, before, names[1]


def _in_a_child(act: Callable[[], object]) -> None:
    """Do something in a process that ends in the middle of it, as by a kill."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:  # noqa: BLE001 - nobody else would see it
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def _changed(folder: Path, before: Path, code: str) -> tuple[Path, Path]:
    """The vault with an attachment right after its keys were changed completely, and a day later."""
    home = _kept(before, folder / "changing")
    live_in(home)
    place = Place(world_in(home, code))
    place.open()
    acts.attach(place, 1)
    acts.keys(place, 0)
    place.room.close()
    just = _kept(home, folder / "just-changed")
    place.open()
    _day(place, 200)
    acts.attach(place, 2)
    place.room.close()
    return just, _kept(home, folder / "changed")


def _interrupted(folder: Path, before: Path, code: str) -> Path:
    """The vault with the stores that a change of the keys had made when it was killed."""
    home = _kept(before, folder / "interrupted")
    live_in(home)

    def change() -> None:
        here = world_in(home, code)
        room = here.open()
        staff_id = workers_house(room).staff_id
        workers_house(room).store.close()
        generations.change_all(room.session, recovery_code=code, staff_id=staff_id, progress=end_late)
        raise AssertionError("it came to its end")

    def end_late(done: int, total: int) -> None:
        if done and (home / "vault.casevault" / "generation-2" / "figures.db").exists():
            os._exit(0)

    _in_a_child(change)
    left = home / "vault.casevault" / "generation-2"
    assert leftovers.is_unfinished(left)
    assert (left / "cases.db").stat().st_size
    return home


def make_scenes(folder: Path) -> tuple[str, list[Scene]]:
    """Make every scene below a folder.

    Returns:
        The recovery code that opens all of them, and the scenes.
    """
    home = folder / "home"
    home.mkdir()
    live_in(home)
    here = make_world(home / "vault.casevault")
    place = Place(here, here.open())
    _day(place, 0)
    place.room.close()
    before = _kept(home, folder / "before")
    place.room = here.open()
    _day(place, 100)
    place.room.close()
    closed = _kept(home, folder / "closed")
    backup, backup_before, name = _backups(place, folder, home)
    early, late = folder / "early", folder / "late"

    def days() -> None:
        place.room = here.open()
        _day(place, 200)
        _kept(home, early)
        _day(place, 300)
        _kept(home, late)

    _in_a_child(days)
    just_changed, changed = _changed(folder, closed, here.code)
    interrupted = _interrupted(folder, closed, here.code)
    return here.code, [
        Scene("closed", closed, before),
        Scene("left by a kill", late, early),
        Scene("a backup", backup, backup_before, f"backups/{name}"),
        Scene("keys changed", changed, just_changed),
        Scene("keys just changed", just_changed, closed),
        Scene(INTERRUPTED, interrupted, before),
    ]


def world_in(folder: Path, code: str) -> World:
    """The vault of a copied scene."""
    return World(folder / "vault.casevault", code)
