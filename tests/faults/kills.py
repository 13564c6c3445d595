"""Kills a process in the middle of a mixed day, again and again, and looks each time at everything.

    python -m tests.faults.kills [KILLS] [--seed N]

Contacts, drafts, closing and publishing months, changes of the passphrase and the rest of ``acts.ACTS`` in
random order. Each act is told over a pipe when it begins and when it is acknowledged. After each kill the
vault opens, nothing acknowledged is missing, and the whole check finds nothing. Fifty kills at most make a
family on one vault.
"""

import argparse
import json
import os
import random
import select
import shutil
import signal
import struct
import sys
import tempfile
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from caseapp.errors import KnownError
from tests.faults import world
from tests.faults.acts import ACTS, Act, Place, idle, words
from tests.faults.world import World, findings, make_world, sentence_of

_TOLD = struct.Struct(">BBI")  # act, begun (0) or acknowledged (1), number
NAMES = tuple(name for name, act in ACTS.items() if act.often)
FAMILY = 50
ACTS_IN_A_LIFE = 16
IDLE_EVERY = 5
LONGEST_WAIT = 90.0


@dataclass
class Count:
    """What happened.

    Attributes:
        kills: how many.
        acknowledged: acts that were, by name.
        struck: acts during which a kill came, by name; "opening" when none had begun.
        wrong: what is not as it should be.
    """

    kills: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        self.kills += other.kills
        self.acknowledged += other.acknowledged
        self.struck += other.struck
        self.wrong += other.wrong


@dataclass
class Life:
    """What was heard of one process.

    Attributes:
        begun, acknowledged: act and number.
    """

    begun: list[tuple[str, int]] = field(default_factory=list)
    acknowledged: list[tuple[str, int]] = field(default_factory=list)

    @property
    def struck(self) -> str:
        if not self.begun:
            return "opening"
        return self.begun[-1][0] if self.begun[-1] not in self.acknowledged else "between two acts"


def live(here: World, pipe: int, seed: int, following: dict[str, int]) -> None:
    """Do one act after another until killed."""
    chance = random.Random(seed)
    place = Place(here, here.open())
    done = 0
    while True:
        name = chance.choices(NAMES, [ACTS[name].often for name in NAMES])[0]
        number = following[name]
        if name == "publish" and number >= following["close"]:
            continue
        os.write(pipe, _TOLD.pack(NAMES.index(name), 0, number))
        ACTS[name].do(place, number)
        os.write(pipe, _TOLD.pack(NAMES.index(name), 1, number))
        following[name] += 1
        done += 1
        if done % IDLE_EVERY == 0:
            idle(place, 0)
        if done % ACTS_IN_A_LIFE == 0:
            place.reopen()


def listen(pipe: int, until: float, enough: int) -> bytes:
    """What is told until a moment, until so many acts are acknowledged, or until the pipe ends."""
    heard = b""
    while (
        len(heard) < 2 * enough * _TOLD.size
        and select.select([pipe], [], [], max(until - monotonic(), 0))[0]
        and (part := os.read(pipe, 1 << 16))
    ):
        heard += part
    return heard


def one_life(
    here: World, seed: int, following: dict[str, int], seconds: float, enough: int = 1 << 20
) -> Life:
    """Let it live for so long or until it has done enough, kill it, and return what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            live(here, writing, seed, dict(following))
        except BaseException:  # noqa: BLE001 - nobody else would see it
            traceback.print_exc()
        os._exit(1)
    os.close(writing)
    heard = listen(reading, monotonic() + seconds, enough)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    heard += listen(reading, monotonic() + LONGEST_WAIT, 1 << 20)
    os.close(reading)
    life = Life()
    for index, acknowledged, number in _TOLD.iter_unpack(heard):
        (life.acknowledged if acknowledged else life.begun).append((NAMES[index], number))
    if not os.WIFSIGNALED(status):
        life.begun.append(("ended by itself", 0))
    return life


def look(here: World, life: Life, promised: dict[str, set[int]], following: dict[str, int]) -> list[str]:
    """Open what the kill left, and hold it against everything that was acknowledged."""
    wrong: list[str] = []
    for name, number in life.acknowledged:
        promised[name].add(number)
        following[name] = number + 1
    try:
        place = Place(here, here.open())
        missing = sorted(promised["save"] - world.numbers(place.room))
        wrong += [f"saves missing: {missing}"] if missing else []
        wrong += findings(place.room)
        for name in {name for name, _number in life.begun if name in NAMES}:
            wrong += _look_for(place, ACTS[name], promised[name], following)
        place.room.close()
    except KnownError as error:
        wrong.append(f"does not open: {sentence_of(error)}")
    except Exception:  # noqa: BLE001 - anything else is what we look for
        wrong.append(traceback.format_exc(limit=-5))
    return wrong


def _look_for(place: Place, act: Act, promised: set[int], following: dict[str, int]) -> list[str]:
    """The last one that was acknowledged is there, or the one after it that nobody was promised."""
    following_there = act.there(place, following[act.name])
    last = max(promised, default=None)
    wrong = []
    if last is not None and not (act.there(place, last) or following_there):
        wrong.append(f"{act.name} {last} was acknowledged and is not there")
    following[act.name] += following_there
    return wrong


def family(number: int, seed: int, kills: int, base: World) -> Count:
    """Some kills on one vault of their own."""
    chance = random.Random(f"{seed} {number}")
    count = Count()
    promised: dict[str, set[int]] = {name: set() for name in NAMES}
    following = {name: ACTS[name].first for name in NAMES}
    with tempfile.TemporaryDirectory(dir=world.memory(), prefix="caseapp-kills-") as folder:
        world.live_in(Path(folder) / "home")
        here = base.copy(Path(folder) / "vault.casevault")
        usual = 0.0
        for kill in range(kills):
            if kill == 0:
                started = monotonic()
                life = one_life(here, chance.randrange(1 << 30), following, LONGEST_WAIT, ACTS_IN_A_LIFE)
                usual = monotonic() - started
            else:
                life = one_life(here, chance.randrange(1 << 30), following, chance.uniform(0, 1.2 * usual))
            count.kills += 1
            count.struck[life.struck] += 1
            count.acknowledged.update(name for name, _number in life.acknowledged)
            wrong = look(here, life, promised, following)
            if life.struck == "ended by itself":
                wrong.append("the process ended by itself")
            if wrong:
                count.wrong += [
                    f"family {number}, kill {kill}, during {life.struck}: {each}" for each in wrong
                ]
                keep = Path(tempfile.gettempdir()) / f"caseapp-killed-{number}-{kill}"
                shutil.copytree(folder, keep, dirs_exist_ok=True)
                break
    return count


def main() -> None:
    """Kill, look, and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kills", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the counts for a program")
    asked = parser.parse_args()
    world.derive_once()
    total = Count()
    size = max(1, min(FAMILY, asked.kills // (os.cpu_count() or 1)))
    sizes = [min(size, asked.kills - start) for start in range(0, asked.kills, size)]
    with tempfile.TemporaryDirectory(dir=world.memory(), prefix="caseapp-kills-") as folder:
        world.live_in(Path(folder) / "home")
        base = make_world(Path(folder) / "base.casevault")
        world.derive_now(base, [words(number) for number in range(FAMILY)])
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as families:
            running = [
                families.submit(family, number, asked.seed, size, base) for number, size in enumerate(sizes)
            ]
            for done in running:
                total.add(done.result())
                if not asked.json:
                    print(f"{total.kills} kills, {len(total.wrong)} wrong", flush=True)  # noqa: T201 - a program for people
    if asked.json:
        json.dump(total.__dict__, sys.stdout)
        return
    print("acknowledged:", dict(total.acknowledged))  # noqa: T201 - a program for people
    print("killed during:", dict(total.struck))  # noqa: T201 - a program for people
    print("\n".join(total.wrong) or "Nothing was lost; the check found nothing.")  # noqa: T201 - a program for people
    raise SystemExit(bool(total.wrong))


if __name__ == "__main__":
    main()
