"""Ways to spoil the files of a vault, each decided by a seed alone."""

import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = 4096
WAL_HEADER, WAL_FRAME = 32, 24 + PAGE


@dataclass(frozen=True)
class Scene:
    """A vault at a moment, and the same vault earlier.

    Attributes:
        name: what it is.
        now, earlier: folders, laid out alike; their vault is ``vault.casevault``, the user's state beside it.
        below: the part of the vault whose files are spoiled, empty for all.
    """

    name: str
    now: Path
    earlier: Path
    below: str = ""

    def files(self) -> list[str]:
        """The files there are, by path below the scene, those of the stores more often."""
        root = self.now / "vault.casevault" / self.below
        found = sorted(
            str(path.relative_to(self.now))
            for path in root.rglob("*")
            if path.is_file() and path.stat().st_size
        )
        if not self.below:
            found = [name for name in found if "/backups/" not in name]
        return found + [name for name in found if ".db" in name and "-shm" not in name]


@dataclass(frozen=True)
class Spoiled:
    """What was done.

    Attributes:
        kind: in a few words.
        file: to which file.
        detail: where and how.
    """

    kind: str
    file: str
    detail: str


Spoil = Callable[[Scene, Path, random.Random], Spoiled | None]


def _any(scene: Scene, chance: random.Random) -> str:
    return chance.choice(scene.files())


def bit_flip(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = _any(scene, chance)
    data = bytearray((here / name).read_bytes())
    place, bit = chance.randrange(len(data)), chance.randrange(8)
    data[place] ^= 1 << bit
    (here / name).write_bytes(data)
    return Spoiled("bit flipped", name, f"bit {bit} of byte {place} of {len(data)}")


def zeroed(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = _any(scene, chance)
    data = bytearray((here / name).read_bytes())
    length = min(chance.choice((16, 512, PAGE, 8 * PAGE)), len(data))
    start = chance.randrange(len(data) - length + 1)
    if length >= 512:
        start -= start % 512
    data[start : start + length] = bytes(length)
    (here / name).write_bytes(data)
    return Spoiled("bytes zeroed", name, f"{length} from {start} of {len(data)}")


def truncated(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = _any(scene, chance)
    size = (here / name).stat().st_size
    length = chance.randrange(size)
    if chance.random() < 0.5:
        length -= length % PAGE
    os.truncate(here / name, length)
    return Spoiled("truncated", name, f"to {length} of {size}")


def grown(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = _any(scene, chance)
    data = (here / name).read_bytes()
    more = chance.choice((1, 512, PAGE))
    (here / name).write_bytes(data + chance.randbytes(more))
    return Spoiled("grown", name, f"by {more} to {len(data) + more}")


def removed(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = _any(scene, chance)
    (here / name).unlink()
    return Spoiled("removed", name, "")


def pages_swapped(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = chance.choice([name for name in scene.files() if ".db" in name or name.endswith("head")])
    data = bytearray((here / name).read_bytes())
    if len(data) < 2 * PAGE:
        return None
    one, other = (place * PAGE for place in chance.sample(range(len(data) // PAGE), 2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]
    (here / name).write_bytes(data)
    return Spoiled("pages swapped", name, f"{one // PAGE + 1} and {other // PAGE + 1}")


def old_page(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    """One page as it was earlier, with a seal that was right then."""
    name = chance.choice([name for name in scene.files() if name.endswith((".db", "head"))])
    if not (scene.earlier / name).exists():
        return None
    old, data = (scene.earlier / name).read_bytes(), bytearray((here / name).read_bytes())
    places = [
        place
        for place in range(0, min(len(old), len(data)), PAGE)
        if old[place : place + PAGE] != data[place : place + PAGE]
    ]
    if not places:
        return None
    place = chance.choice(places)
    data[place : place + PAGE] = old[place : place + PAGE]
    (here / name).write_bytes(data)
    return Spoiled("old page put back", name, f"page {place // PAGE + 1}")


def old_file(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    names = [
        name
        for name in scene.files()
        if (scene.earlier / name).exists()
        and (scene.earlier / name).read_bytes() != (scene.now / name).read_bytes()
    ]
    if not names:
        return None
    name = chance.choice(names)
    shutil.copyfile(scene.earlier / name, here / name)
    return Spoiled("old file put back", name, "")


def exchanged(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    one, other = chance.sample(sorted(set(scene.files())), 2)
    data = (here / one).read_bytes()
    (here / one).write_bytes((here / other).read_bytes())
    (here / other).write_bytes(data)
    return Spoiled("files exchanged", one, f"with {other}")


def _wal(scene: Scene, chance: random.Random) -> str | None:
    names = [name for name in scene.files() if name.endswith("-wal")]
    return chance.choice(names) if names else None


def wal_cut(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = _wal(scene, chance)
    if name is None:
        return None
    size = (here / name).stat().st_size
    frames = (size - WAL_HEADER) // WAL_FRAME
    length = WAL_HEADER + chance.randrange(frames) * WAL_FRAME + chance.choice((0, 0, 24, 1000))
    os.truncate(here / name, length)
    return Spoiled("WAL cut", name, f"to {length} of {size}")


def wal_flip(scene: Scene, here: Path, chance: random.Random) -> Spoiled | None:
    name = _wal(scene, chance)
    if name is None:
        return None
    data = bytearray((here / name).read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    (here / name).write_bytes(data)
    return Spoiled("WAL bit flipped", name, f"byte {place} of {len(data)}")


SPOILS: Sequence[Spoil] = (
    bit_flip,
    zeroed,
    truncated,
    grown,
    removed,
    pages_swapped,
    old_page,
    old_page,
    old_file,
    exchanged,
    wal_cut,
    wal_flip,
)
