"""Makes every write of an act fail once, and sees that nothing is lost and the act works when asked again.

    python -m tests.faults.failing [ACT ...] [--every N]

For each act and each of three ways (ENOSPC once, EIO once, ENOSPC until there is room again) the act is done
once to count what it writes, then once for each of these writes, which fails: on a copy of its own and in a
process of its own. Afterwards: what was there before is there, the act was refused in a sentence or is there,
it works when asked again in the same process, and the whole check finds nothing.
"""

import argparse
import contextlib
import ctypes
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseapp.errors import BugError, KnownError
from tests.faults import world
from tests.faults.acts import ACTS, Act, Place, words
from tests.faults.world import World, findings, sentence_of

SOURCE = Path(__file__).parent / "shim" / "failing.c"
WAYS = {
    "ENOSPC once": (errno.ENOSPC, False),
    "EIO once": (errno.EIO, False),
    "ENOSPC until there is room": (errno.ENOSPC, True),
}
LONGEST = 120  # seconds for one act with everything around it


class Shim:
    """The library under this process that lets writes fail."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.fault_struck.restype = ctypes.c_char_p
        self._library.fault_seen.restype = ctypes.c_long

    @contextlib.contextmanager
    def failing(self, folder: Path, at: int, number: int, *, lasting: bool) -> Iterator[None]:
        """Let change ``at`` below the folder fail; 0 counts only."""
        self._library.fault_arm(os.fsencode(folder), ctypes.c_long(at), number, int(lasting))
        try:
            yield
        finally:
            self._library.fault_disarm()

    @property
    def seen(self) -> int:
        return int(self._library.fault_seen())

    @property
    def struck(self) -> str:
        return (self._library.fault_struck() or b"").decode()


@dataclass(frozen=True)
class Outcome:
    """What one failure led to.

    Attributes:
        struck: which write failed.
        said: the sentence that the act was refused with; empty when it went through all the same.
        wrong: what is not as it should be; empty when all is well.
        seen: writes of the act.
    """

    struck: str
    said: str
    wrong: tuple[str, ...]
    seen: int


def strike(base: World, act: Act, way: str, at: int, scratch: Path) -> Outcome:
    """Do an act on a copy while write ``at`` fails, then look at everything."""
    number, lasting = WAYS[way]
    shim = Shim()
    here = base.copy(scratch / "vault.casevault")
    place = Place(here)
    if not act.opens:
        place.open()
        act.before(place, act.first)
    before = kept(base, scratch)
    said = ""
    wrong: list[str] = []
    with shim.failing(scratch, at, number, lasting=lasting):
        try:
            act.do(place, act.first)
        except BugError:
            wrong.append(f"a bug of ours: {traceback.format_exc(limit=-4)}")
        except KnownError as error:
            said = sentence_of(error)
        except Exception:  # noqa: BLE001 - anything else is what we look for
            wrong.append(f"no sentence: {traceback.format_exc(limit=-4)}")
    seen, struck = shim.seen, shim.struck
    wrong += again(place, act)
    wrong += afterwards(here, act, before)
    return Outcome(struck, said, tuple(wrong), seen)


def again(place: Place, act: Act) -> list[str]:
    """The cause is gone: the same process goes on, and the act works or stands already."""
    try:
        if not act.opens:
            place.open()
        try:
            act.do(place, act.first)
        except KnownError as error:
            place.open()
            if not act.there(place, act.first):
                return [f"asked again: {sentence_of(error)}"]
        world.meet(place.room, 4711, world.FIRST)
        place.room.close()
    except Exception:  # noqa: BLE001 - anything else is what we look for
        return [f"asked again: {traceback.format_exc(limit=-4)}"]
    return []


def kept(base: World, scratch: Path) -> set[int]:
    """Whom the vault held before the act."""
    with tempfile.TemporaryDirectory(dir=scratch) as elsewhere:
        world.live_in(Path(elsewhere) / "home")  # what this opening writes is not to be remembered
        room = base.copy(Path(elsewhere) / "before.casevault").open()
        found = world.numbers(room)
        room.close()
    world.live_in(scratch / "home")
    return found


def afterwards(here: World, act: Act, before: set[int]) -> list[str]:
    """Open anew and look at everything."""
    wrong = []
    try:
        place = Place(here, here.open())
        missing = (before | {4711}) - world.numbers(place.room)
        if missing:
            wrong.append(f"missing: {sorted(missing)}")
        if not act.there(place, act.first):
            wrong.append("what was done again is not there")
        wrong += findings(place.room)
        wrong += left_over(here.folder)
        place.room.close()
    except Exception:  # noqa: BLE001 - anything else is what we look for
        wrong.append(f"opened anew: {traceback.format_exc(limit=-4)}")
    return wrong


def left_over(folder: Path) -> list[str]:
    """Files that an act which failed should have taken away again."""
    return [
        f"left over: {path.name}" for path in folder.rglob("*") if path.name.endswith((".new", ".making"))
    ]


def in_a_child(base: World, act: Act, way: str, at: int) -> Outcome:
    """One failure in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(LONGEST)
        scratch = Path(tempfile.mkdtemp(dir=world.memory(), prefix="caseapp-failing-"))
        try:
            world.live_in(scratch / "home")
            outcome = strike(base, act, way, at, scratch)
        except BaseException:  # noqa: BLE001 - told to the parent
            outcome = Outcome("", "", (f"the harness: {traceback.format_exc(limit=-6)}",), 0)
        shutil.rmtree(scratch, ignore_errors=True)
        with os.fdopen(writing, "w") as pipe:
            json.dump(outcome.__dict__, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if not told:
        ended = f"ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "ended in silence"
        return Outcome("", "", (ended,), 0)
    return Outcome(**{**json.loads(told), "wrong": tuple(json.loads(told)["wrong"])})


def run(base: World, act: Act, way: str, every: int) -> tuple[int, list[Outcome]]:
    """All failures of an act in one way; gives how many writes it has."""
    counted = in_a_child(base, act, way, 0)
    if counted.wrong:
        return counted.seen, [counted]
    return counted.seen, [in_a_child(base, act, way, at) for at in range(1, counted.seen + 1, every)]


def tell(act: str, way: str, writes: int, outcomes: Sequence[Outcome], seconds: float) -> list[str]:
    """Print one line, and give back what is wrong."""
    hit = sum(bool(outcome.struck) for outcome in outcomes)
    refused = sum(bool(outcome.said) for outcome in outcomes)
    wrong = [f"{act}, {way}, {each.struck}: {what}" for each in outcomes for what in each.wrong]
    print(  # noqa: T201 - a program for people
        f"{act:20} {way:27} {writes:5} writes {hit:5} made to fail {refused:5} refused in a sentence "
        f"{hit - refused:5} went through {len(wrong):4} wrong  ({seconds:.0f} s)",
        flush=True,
    )
    return wrong


def build(to: Path) -> Path:
    """Build the library.

    Raises:
        SystemExit: there is no compiler.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or sys.platform != "linux":
        raise SystemExit("The failing writes need Linux and a C compiler (Debian: apt-get install gcc).")
    library = to / "failing.so"
    subprocess.run(
        [compiler, "-std=gnu11", "-O1", "-Wall", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"],
        check=True,
    )
    return library


def main() -> None:
    """Build the library, start again under it, and make everything fail."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("acts", nargs="*", choices=[*ACTS, []], help="which acts; all without")
    parser.add_argument("--every", type=int, default=1, help="make every n-th write fail only")
    asked = parser.parse_args()
    if "CASEAPP_FAILING" not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            library = build(Path(folder))
            raise SystemExit(
                subprocess.run(
                    [sys.executable, "-m", "tests.faults.failing", *sys.argv[1:]],
                    env={**os.environ, "LD_PRELOAD": str(library), "CASEAPP_FAILING": "1"},
                    check=False,
                ).returncode
            )
    world.derive_once()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(dir=world.memory(), prefix="caseapp-failing-") as folder:
        world.live_in(Path(folder) / "home")
        bases: dict[object, World] = {}
        for name in asked.acts or ACTS:
            make = ACTS[name].make
            if make not in bases:
                bases[make] = make(Path(folder) / f"{len(bases)}.casevault")
                world.derive_now(bases[make], [words(number) for number in range(3)])
            for way in WAYS:
                started = time.monotonic()
                writes, outcomes = run(bases[make], ACTS[name], way, asked.every)
                wrong += tell(name, way, writes, outcomes, time.monotonic() - started)
    for sentence, count in Counter(wrong).most_common():
        print(f"{count} x {sentence}")  # noqa: T201 - a program for people
    if wrong:
        raise SystemExit(1)
    print("Nothing was lost.")  # noqa: T201 - a program for people


if __name__ == "__main__":
    main()
