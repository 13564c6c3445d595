"""A file system that is really full: acts on a small tmpfs, with less and less room left.

    python -m tests.faults.small_disk [ACT ...]        (as root, on Linux)

Each act is done with 0, 8, 16 ... KB of room until it goes through; then the disk is made larger, and the
same process does it again. Nothing may be lost, and nothing but a sentence may be said.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseapp.errors import KnownError
from tests.faults import world
from tests.faults.acts import ACTS, Act, Place, words
from tests.faults.failing import afterwards, again
from tests.faults.world import World

LARGE = 64 * 1024 * 1024
MOST_STEPS = 400
ALONE = ("save", "draft", "attach", "backup", "restore", "keys", "passphrase", "close", "publish", "lock")


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A tmpfs on a folder.

    Raises:
        SystemExit: it cannot be mounted here.
    """
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={LARGE}", "caseapp", folder],  # noqa: S607 - the system's own
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit("A small disk can only be mounted by root, on Linux.")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607 - the system's own


def resize(folder: Path, size: int) -> None:
    """Give a mounted tmpfs another size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)  # noqa: S607 - the system's own


def used(folder: Path) -> int:
    """Bytes that are taken."""
    found = os.statvfs(folder)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def with_room(base: World, act: Act, room: int, disk: Path) -> tuple[bool, list[str]]:
    """Do an act with so many bytes left.

    Returns:
        Whether it was refused, and what is wrong.
    """
    refused, wrong = False, []
    with small_disk(disk):
        here = base.copy(disk / "vault.casevault")
        place = Place(here)
        place.open()
        act.before(place, act.first)
        resize(disk, used(disk) + room)
        try:
            act.do(place, act.first)
        except KnownError:
            refused = True
        except Exception:  # noqa: BLE001 - anything else is what we look for
            wrong.append(f"no sentence: {traceback.format_exc(limit=-4)}")
        resize(disk, LARGE)
        wrong += again(place, act)
        before = {900_000 + number for number in range(len(world.ALIASES))}
        wrong += afterwards(here, act, before)
    return refused, wrong


def main() -> None:
    """Fill the disk under every act."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("acts", nargs="*", choices=[*ALONE, []], help="which acts; all without")
    parser.add_argument("--step", type=int, default=8, help="KB of room more at each try")
    asked = parser.parse_args()
    if sys.platform != "linux":
        raise SystemExit("A small disk can only be mounted by root, on Linux.")
    world.derive_once()
    failed = False
    with tempfile.TemporaryDirectory(prefix="caseapp-small-") as folder:
        world.live_in(Path(folder) / "home")
        base = world.make_world(Path(folder) / "base.casevault")
        world.derive_now(base, [words(number) for number in range(3)])
        for name in asked.acts or ALONE:
            tried, refused = 0, True
            while refused and tried < MOST_STEPS:
                world.live_in(Path(folder) / f"home-{name}-{tried}")
                refused, wrong = with_room(
                    base, ACTS[name], tried * asked.step * 1024, Path(folder) / "disk-of-test"
                )
                (Path(folder) / "disk-of-test").rmdir()
                tried += 1
                for each in wrong:
                    failed = True
                    print(f"{name}, {(tried - 1) * asked.step} KB left: {each}")  # noqa: T201 - a program for people
            last = (tried - 1) * asked.step
            print(f"{name:12} refused in a sentence {tried - 1} times, through with {last} KB")  # noqa: T201 - a program for people
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
