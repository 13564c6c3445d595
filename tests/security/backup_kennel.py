"""Kills a process that backs up or restores, again and again, and looks each time at what is left.

A program of its own, because it forks: the test's process has threads and open windows. Run as

    python -m tests.security.backup_kennel FOLDER RECOVERY_CODE KILLS SEED backup|restore
"""

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from caseapp.casework.opened_set import Way, look
from caseapp.errors import KnownError
from caseapp.room import check_room
from tests.security.backup_tools import add_person, aliases, back_up, names, place_of, restore, room_of
from tests.security.vault_tools import Ready

LONGEST = 60.0


def live(vault: Ready, number: int) -> None:
    """Save and back up, twice: so that one backup gives way to the next."""
    with room_of(vault) as room:
        for again in range(2):
            add_person(room, f"Lio {number} {again}")
            back_up(room)


def one_life(act: Callable[[], None], seconds: float) -> bool:
    """Let it live for so long, and kill it; whether it came to its end before."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    until = monotonic() + seconds
    while monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            assert status == 0
            return True
        sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def lasts(act: Callable[[], None]) -> float:
    """How many seconds it takes here and now, to its end."""
    started = monotonic()
    assert one_life(act, LONGEST)
    return monotonic() - started


def whole(vault: Ready, name: str) -> bool:
    """Whether every byte of a set is as it was verified."""
    return look(place_of(vault, name), Way(recovery_code=vault.recovery_code), lambda _done, _all: None).whole


def backups(vault: Ready, kills: int, chance: random.Random) -> dict[str, object]:
    """Kill a process that makes backups. Whatever has a set's name is whole, and there is always one."""
    with room_of(vault) as room:
        back_up(room)
    usual = lasts(lambda: live(vault, 0))
    wrong: list[str] = []
    ended = parts = 0
    for number in range(1, kills + 1):
        ended += one_life(lambda number=number: live(vault, number), chance.uniform(0, 1.1 * usual))  # type: ignore[misc]  # of this round
        found = names(vault)
        parts += any(name.endswith(".part") for name in found)
        sets = [name for name in found if not name.endswith(".part")]
        wrong += [] if sets else [f"{number}: no backup is left"]
        wrong += [f"{number}: {name} is not whole" for name in sets if not whole(vault, name)]
        with room_of(vault):
            left = [name for name in names(vault) if name.endswith(".part")]
            wrong += [f"{number}: {left} was left"] if left else []
    with room_of(vault) as room:
        wrong += [finding.sentence for finding in check_room(room)]
    return {"kills": kills, "ended": ended, "parts": parts, "wrong": wrong}


def restores(vault: Ready, kills: int, chance: random.Random) -> dict[str, object]:
    """Kill a process that restores. The vault opens each time, with the old or with the new content."""
    with room_of(vault) as room:
        add_person(room, "Marisol")
        source = place_of(vault, back_up(room).name)
    with room_of(vault) as room:
        add_person(room, "Tee")
    usual = lasts(lambda: restore(vault.copy(vault.folder.with_name("Timed.casevault")), source) and None)
    wrong: list[str] = []
    seen = {"old": 0, "new": 0}
    ended = 0
    for number in range(1, kills + 1):
        ended += one_life(lambda: restore(vault, source) and None, chance.uniform(0, 1.1 * usual))
        try:
            with room_of(vault) as room:
                there = aliases(room)
                if there == ["Marisol"]:
                    seen["new"] += 1
                    add_person(room, "Tee")
                elif there == ["Marisol", "Tee"]:
                    seen["old"] += 1
                else:
                    wrong.append(f"{number}: {there}")
                if number % 10 == 0:
                    wrong += [finding.sentence for finding in check_room(room)]
        except KnownError as error:
            wrong.append(f"{number}: {error.sentence}")
            break
        left = [path.name for path in vault.folder.iterdir() if path.name.startswith("restoring")]
        wrong += [f"{number}: {left} was left"] if left else []
    return {"kills": kills, "ended": ended, "seen": seen, "wrong": wrong}


def main(folder: str, code: str, kills: str, seed: str, what: str) -> None:
    """Print what happened as one line of JSON."""
    act = {"backup": backups, "restore": restores}[what]
    sys.stdout.write(json.dumps(act(Ready(Path(folder), code), int(kills), random.Random(seed))))


if __name__ == "__main__":
    main(*sys.argv[1:])
