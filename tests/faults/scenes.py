"""The vaults whose files are spoiled: closed, left by a kill, and a backup; each also as it was earlier."""

import os
import shutil
import traceback
from pathlib import Path

from caseapp.casework.commands.backups import BackUpNow
from caseapp.room import answer
from tests.faults import acts
from tests.faults.acts import Place
from tests.faults.spoiling import Scene
from tests.faults.world import World, live_in, make_world


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
    child = os.fork()
    if child == 0:
        try:
            place.room = here.open()
            _day(place, 200)
            _kept(home, early)
            _day(place, 300)
            _kept(home, late)
        except BaseException:  # noqa: BLE001 - nobody else would see it
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    return here.code, [
        Scene("closed", closed, before),
        Scene("left by a kill", late, early),
        Scene("a backup", backup, backup_before, f"backups/{name}"),
    ]


def world_in(folder: Path, code: str) -> World:
    """The vault of a copied scene."""
    return World(folder / "vault.casevault", code)
