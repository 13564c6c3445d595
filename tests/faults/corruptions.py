"""Spoils files of a vault in thousands of ways and tells when each is noticed.

    python -m tests.faults.corruptions [COUNT] [--first N] [--out FILE]

Each way is decided by its number. It is noticed when the vault is unlocked, when everything in it is read (of
a backup: when it is listed), or by the check (of a backup: by the look inside before it is restored); or all
that can be read out is the same as before, which is harmless, or was worked out anew when the vault was
opened and is the same then. Anything else is unnoticed and must not happen. With ``--out`` an interrupted
run goes on where it was.
"""

import argparse
import json
import os
import random
import shutil
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from caseapp.casework.queries.backups import BackupStatus, LookInside
from caseapp.errors import BugError, KnownError
from caseapp.room import answer
from caseapp.vault import dbapi, known
from tests.faults import world
from tests.faults.scenes import INTERRUPTED, make_scenes, world_in
from tests.faults.spoiling import SPOILS, Scene, Spoiled

UNLOCK, READ, CHECK = "at unlock", "at first read", "by check"
HARMLESS, MENDED, UNNOTICED, NO_SENTENCE = "harmless", "mended", "unnoticed", "no sentence"
CLASSES = (UNLOCK, READ, CHECK, HARMLESS, MENDED, UNNOTICED, NO_SENTENCE)
# Where opening works out anew what went back, the ledger's end is noted again, with an entry of the audit.
MENDING = {"cases.db:audit_entry", "cases.db:audit_latest", "cases.db:ledger_ends", "cases.db:local_seals"}
CHUNK = 40
LONGEST = 60  # seconds for one


@dataclass(frozen=True)
class Case:
    """One corruption and when it was noticed.

    Attributes:
        number: which.
        scene: of which vault.
        kind, file, detail: what was done.
        noticed: one of CLASSES.
        said: the first sentence.
    """

    number: int
    scene: str
    kind: str
    file: str
    detail: str
    noticed: str
    said: str


@dataclass(frozen=True)
class Whole:
    """A scene with what it holds when nothing is spoiled."""

    scene: Scene
    content: dict[str, bytes]


def look(folder: Path, code: str, whole: dict[str, bytes]) -> tuple[str, str]:
    """Open, read everything, check.

    Returns:
        When it was noticed, and the first sentence.
    """
    room, when = None, UNLOCK
    try:
        room = world_in(folder, code).open()
        when = READ
        found = world.content(room)
        when = CHECK
        findings = world.findings(room)
    except Exception as error:  # noqa: BLE001 - anything but a sentence is what we look for
        return _told(when, error)
    finally:
        if room is not None:
            room.session.abandon()
    if findings:
        return CHECK, findings[0]
    odd = sorted(name for name in found.keys() | whole if found.get(name) != whole.get(name))
    if odd:
        return (MENDED if MENDING.issuperset(odd) else UNNOTICED), ", ".join(odd)
    return HARMLESS, ""


def look_at_backup(folder: Path, code: str, below: str, whole: dict[str, bytes]) -> tuple[str, str]:
    """List the backups, look inside, compare bytes."""
    room, when = None, UNLOCK
    try:
        room = world_in(folder, code).open()
        when = READ
        path = folder / "vault.casevault" / below
        rows = [row for row in answer(room, BackupStatus()).rows if row.path == str(path)]
        if not rows or not rows[0].good:
            return READ, "listed as not whole"
        when = CHECK
        inside = answer(room, LookInside(str(path)))
    except Exception as error:  # noqa: BLE001 - anything but a sentence is what we look for
        return _told(when, error)
    finally:
        if room is not None:
            room.session.abandon()
    if not inside.whole:
        return CHECK, inside.damaged[0]
    return (HARMLESS, "") if bytes_of(path) == whole else (UNNOTICED, "other bytes")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Digests of all files in a folder."""
    return {path.name: sha256(path.read_bytes()).digest() for path in folder.iterdir() if path.is_file()}


def _told(when: str, error: Exception) -> tuple[str, str]:
    said = known(error) if isinstance(error, dbapi.Error) else error
    if isinstance(said, KnownError) and not isinstance(said, BugError):
        return when, said.sentence
    return NO_SENTENCE, "".join(traceback.format_exception(error, limit=-4))


def one(number: int, code: str, wholes: Sequence[Whole], scratch: Path) -> Case:
    """Spoil a copy and look at it."""
    chance = random.Random(f"corruption {number}")
    while True:
        whole = chance.choice(wholes)
        here = scratch / str(number)
        shutil.copytree(whole.scene.now, here)
        spoiled = chance.choice(SPOILS)(whole.scene, here, chance)
        if spoiled is not None:
            break
        shutil.rmtree(here)
    world.live_in(here)
    signal.alarm(LONGEST)
    if whole.scene.below:
        noticed, said = look_at_backup(here, code, whole.scene.below, whole.content)
    else:
        noticed, said = look(here, code, whole.content)
    signal.alarm(0)
    shutil.rmtree(here, ignore_errors=True)
    return _case(number, whole, spoiled, noticed, said)


def _case(number: int, whole: Whole, spoiled: Spoiled, noticed: str, said: str) -> Case:
    file = spoiled.file.removeprefix("vault.casevault/")
    return Case(number, whole.scene.name, spoiled.kind, file, spoiled.detail, noticed, said)


def chunk(numbers: Sequence[int], code: str, wholes: Sequence[Whole]) -> list[Case]:
    """Some of them, one after another, in this process."""
    with tempfile.TemporaryDirectory(dir=world.memory(), prefix="caseapp-spoiled-") as scratch:
        return [one(number, code, wholes, Path(scratch)) for number in numbers]


def content_of(scene: Scene, code: str, scratch: Path) -> dict[str, bytes]:
    """What a scene holds; the whole check finds nothing in it."""
    if scene.below:
        return bytes_of(scene.now / "vault.casevault" / scene.below)
    here = scratch / "whole"
    shutil.copytree(scene.now, here)
    world.live_in(here)
    room = world_in(here, code).open()
    found = world.content(room)
    assert world.findings(room) == []
    room.close()
    shutil.rmtree(here)
    return found


def _file_of(case: Case) -> str:
    what = "backup: " if case.file.startswith("backups/") else ""
    if case.scene == INTERRUPTED and case.file.startswith("generation-"):
        what = "left over: "
    return what + case.file.split("/")[-1]


def table(cases: Sequence[Case]) -> str:
    """Kind of corruption by when it was noticed."""
    count = Counter((case.kind, case.noticed) for case in cases)
    by_file = Counter((_file_of(case), case.noticed) for case in cases)
    by_scene = Counter((case.scene, case.noticed) for case in cases)
    lines = [f"{'':28}" + "".join(f"{name:>15}" for name in CLASSES)]
    for counter in (count, by_file, by_scene):
        lines += [
            f"{row:28}" + "".join(f"{counter[row, name]:15}" for name in CLASSES)
            for row in sorted({row for row, _noticed in counter})
        ]
        lines.append("")
    total = Counter(case.noticed for case in cases)
    return "\n".join([*lines, f"{len(cases):<28}" + "".join(f"{total[name]:15}" for name in CLASSES)])


def run(numbers: Sequence[int], out: Path | None = None) -> list[Case]:
    """Spoil, look, and give back every case; those that stand in ``out`` already are taken from there."""
    done = [] if out is None or not out.exists() else [Case(**json.loads(line)) for line in out.open()]
    left = sorted(set(numbers) - {case.number for case in done})
    with tempfile.TemporaryDirectory(dir=world.memory(), prefix="caseapp-spoiled-") as folder:
        code, scenes = make_scenes(Path(folder))
        wholes = [Whole(scene, content_of(scene, code, Path(folder))) for scene in scenes]
        parts = [left[start : start + CHUNK] for start in range(0, len(left), CHUNK)]
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as workers:
            for cases in workers.map(partial(chunk, code=code, wholes=wholes), parts):
                done += cases
                if out is not None:
                    with out.open("a") as file:
                        file.writelines(json.dumps(asdict(case)) + "\n" for case in cases)
    return done


def main() -> None:
    """Spoil, look, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--out", type=Path, help="keep the cases here, and go on where a run was interrupted")
    parser.add_argument("--json", action="store_true", help="print the cases for a program")
    asked = parser.parse_args()
    cases = run(range(asked.first, asked.first + asked.count), asked.out)
    bad = [case for case in cases if case.noticed in {UNNOTICED, NO_SENTENCE}]
    if asked.json:
        print(json.dumps([asdict(case) for case in cases]))  # noqa: T201 - a program for programs
        return
    print(table(cases))  # noqa: T201 - a program for people
    for case in bad:
        print(case)  # noqa: T201 - a program for people
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
