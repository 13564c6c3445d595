"""A folder on a disk that forgets: what each sync made certain, and what a power cut may leave of it.

Seen are the system's own syncs of files and folders, and at each of them the whole tree as it stands. What
SQLite syncs by itself is not seen, and counts as unsynced.
"""

import os
import random
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

Tree = dict[str, bytes]
"""Path below the folder -> content; folders end in a slash and are empty."""
Content = Callable[[bytes, bytes], bytes]
"""What is left of a file, of what it was when it was synced and what it is."""
SECTOR = 512


@dataclass
class _Moment:
    """The folder at one moment.

    Attributes:
        names: of each folder, by its number: name -> number of what is there.
        files: of each file, by its number: its content.
    """

    names: dict[int, dict[str, int]] = field(default_factory=dict)
    files: dict[int, bytes] = field(default_factory=dict)


def _kept(_synced: bytes, now: bytes) -> bytes:
    return now


def _lost(synced: bytes, _now: bytes) -> bytes:
    return synced


def _zeros(synced: bytes, now: bytes) -> bytes:
    """The length arrived before the content."""
    return synced + bytes(max(0, len(now) - len(synced)))


def _torn(chance: random.Random) -> Content:
    def some(synced: bytes, now: bytes) -> bytes:
        left = bytearray(_zeros(synced, now))
        for start in range(0, len(now), SECTOR):
            if chance.random() < 0.5:
                left[start : start + SECTOR] = now[start : start + SECTOR]
        return bytes(left)

    return some


@dataclass(frozen=True)
class Cut:
    """What a cut leaves.

    Attributes:
        name: where and how.
        tree: of the folder.
        told: what had been acknowledged.
    """

    name: str
    tree: Tree
    told: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Put it into an empty folder."""
        for path, content in sorted(self.tree.items()):
            if path.endswith("/"):
                (folder / path).mkdir(parents=True, exist_ok=True)
            else:
                (folder / path).write_bytes(content)


class TreeDisk:
    """Watches one folder.

    Args:
        root: the folder; what is in it now is certain.
        happens: whether a sync of a path below it really happens; the others are only meant to.
    """

    def __init__(self, root: Path, happens: Callable[[str], bool] = lambda _path: True) -> None:
        self.cuts: list[Cut] = []
        self.synced: list[str] = []
        self._root, self._happens = root, happens
        self._certain = _read(root)
        self._told: tuple[str, ...] = ()
        self._chance = random.Random(1)

    def tell(self, what: str) -> None:
        """Something was acknowledged."""
        self._told += (what,)
        self._cut(f"after {what} was acknowledged")

    @contextmanager
    def watched(self) -> Iterator["TreeDisk"]:
        """Everything synced inside is seen."""
        with pytest.MonkeyPatch.context() as patch:
            for name in {"fsync", "fdatasync"} & set(dir(os)):
                patch.setattr(os, name, self._seeing(getattr(os, name)))
            yield self

    def _seeing(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def sync(descriptor: int) -> None:
            path = self._path_of(descriptor)
            if path is not None:
                self._cut(f"before the sync of {path}")
                self.synced.append(path)
                if self._happens(path):
                    self._make_certain(descriptor)
                self._cut(f"after the sync of {path}")
            real(descriptor)

        return sync

    def _path_of(self, descriptor: int) -> str | None:
        number = os.fstat(descriptor).st_ino
        now = _read(self._root)
        for path, each in _paths(now, self._root.stat().st_ino):
            if each == number:
                return path
        return None

    def _make_certain(self, descriptor: int) -> None:
        status, now = os.fstat(descriptor), _read(self._root)
        if stat.S_ISDIR(status.st_mode):
            self._certain.names[status.st_ino] = now.names[status.st_ino]
        else:
            self._certain.files[status.st_ino] = now.files[status.st_ino]

    def _cut(self, where: str) -> None:
        now, certain = _read(self._root), self._certain
        # A number that is in no folder any more may be given to a new file, of which nothing is certain.
        named = {
            number for names in (*now.names.values(), *certain.names.values()) for number in names.values()
        }
        certain.files = {number: data for number, data in certain.files.items() if number in named}
        root = self._root.stat().st_ino
        ways = {"kept": _kept, "lost": _lost, "zeros": _zeros, "torn": _torn(self._chance)}
        for which, names in (("certain", certain.names), ("new", now.names)):
            for how, content in ways.items():
                tree: Tree = {}
                _lay_out(tree, "", root, names, now, certain, content)
                self.cuts.append(Cut(f"{where}, names {which}, content {how}", tree, self._told))


def _read(root: Path) -> _Moment:
    found = _Moment()
    for folder, _, files in os.walk(root):
        number = Path(folder).stat().st_ino
        with os.scandir(folder) as entries:
            found.names[number] = {entry.name: entry.inode() for entry in entries}
        for name in files:
            found.files[found.names[number][name]] = (Path(folder) / name).read_bytes()
    return found


def _paths(moment: _Moment, folder: int, path: str = "") -> Iterator[tuple[str, int]]:
    yield path or ".", folder
    for name, number in moment.names[folder].items():
        if number in moment.names:
            yield from _paths(moment, number, f"{path}{name}/")
        else:
            yield f"{path}{name}", number


def _lay_out(
    tree: Tree,
    path: str,
    folder: int,
    names: dict[int, dict[str, int]],
    now: _Moment,
    certain: _Moment,
    content: Content,
) -> None:
    for name, number in names.get(folder, {}).items():
        if number in now.names or number in certain.names:
            tree[f"{path}{name}/"] = b""
            _lay_out(tree, f"{path}{name}/", number, names, now, certain, content)
        else:
            synced = certain.files.get(number, b"")
            tree[f"{path}{name}"] = content(synced, now.files.get(number, synced))
