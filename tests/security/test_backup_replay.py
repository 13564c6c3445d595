"""A power cut at any sync of a backup leaves no half set under a set's name, and the next backup works."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from caseapp.casework.queries.backups import LookInside
from caseapp.errors import KnownError
from caseapp.room import answer
from caseapp.vault import backup_sets
from tests.security.backup_tools import add_person, back_up, backups_of, names, room_of, status
from tests.security.tree_disk import Cut, TreeDisk
from tests.security.vault_tools import Ready

EVERY = 6  # of the cuts, after which the vault is opened and the next backup is made
SYNCED = {"cases.db", "figures.db", "head", "keys.json.new", "manifest.new", "manifest", ""}
"""Last parts of the paths that a backup syncs; folders end in a slash."""


@dataclass(frozen=True)
class Recorded:
    """What was recorded.

    Attributes:
        vault: as it is at the end; a backup changes nothing but the backups.
        key: of the manifests.
        cuts: each other picture once.
        newer: the backup that was made.
    """

    vault: Ready
    key: bytes
    cuts: list[Cut]
    newer: str


def record(begun: Ready, happens: Callable[[str], bool] = lambda _path: True) -> Recorded:
    """Back up, here and in a second place, then drop the older set.

    Args:
        begun: a vault with one backup, in a folder of its own.
        happens: which syncs happen, by path.
    """
    folder = begun.folder.parent
    (folder / "stick").mkdir()
    with room_of(begun) as room:
        (older,) = status(room).rows
        add_person(room, "Tee")
        disk = TreeDisk(folder, happens)
        disk.tell(older.name)
        with disk.watched():
            newer = back_up(room, to=str(folder / "stick")).name
            disk.tell(newer)
            backup_sets.drop(backup_sets.read_set(Path(older.path), None))
        key = backups_of(room)._key
    assert {path.rpartition("/")[2] for path in disk.synced} >= SYNCED
    different: dict[object, Cut] = {}
    for cut in disk.cuts:
        tree = {
            path: data
            for path, data in cut.tree.items()
            if path.startswith(("Night.casevault/backups/", "stick/"))
        }
        picture = (tuple(sorted((path, sha256(data).digest()) for path, data in tree.items())), cut.told)
        different.setdefault(picture, Cut(cut.name, tree, cut.told))
    return Recorded(begun, key, list(different.values()), newer)


@pytest.fixture
def begun(vault: Ready, scratch: Path) -> Ready:
    (scratch / "at").mkdir()
    begun = vault.copy(scratch / "at" / "Night.casevault")
    with room_of(begun) as room:
        add_person(room, "Marisol")
        back_up(room)
    return begun


def faults(recorded: Recorded, cut: Cut, folder: Path) -> list[str]:
    """What a cut left that it must not."""
    (folder / "Night.casevault" / "backups").mkdir(parents=True)
    (folder / "stick").mkdir()
    cut.write(folder)
    found, whole = [], set()
    for place in (folder / "Night.casevault" / "backups", *(folder / "stick").iterdir()):
        for one in backup_sets.sets_in(place, recorded.key):
            try:
                assert one.manifest is not None
                backup_sets.verify_bytes(one.path, one.manifest, one.name)
                whole.add(f"{place.parent.name}/{one.name}")
            except (AssertionError, KnownError):
                found.append(f"{cut.name}: {one.name} has its name and is not whole")
    promised = {f"Night.casevault/{name}" for name in cut.told[-1:]}
    promised |= {f"stick/{recorded.newer}"} if recorded.newer in cut.told else set()
    return found + [f"{cut.name}: {name} was promised and is gone" for name in sorted(promised - whole)]


def test_a_power_cut_during_a_backup_leaves_whole_ones_and_the_next_works(
    begun: Ready, scratch: Path
) -> None:
    recorded = record(begun)
    assert len(recorded.cuts) > 40
    for number, cut in enumerate(recorded.cuts):
        folder = scratch / "left"
        assert faults(recorded, cut, folder) == []
        if number % EVERY == 0:
            left = Ready(folder / "Night.casevault", begun.recovery_code)
            for path in begun.folder.iterdir():
                if path.is_file():
                    shutil.copyfile(path, left.folder / path.name)
            with room_of(left) as room:
                made = back_up(room, to=str(folder / "stick"))
                assert made.second is None
                assert all(row.good for row in status(room).rows)
                assert answer(room, LookInside(str(left.folder / "backups" / made.name))).whole
            assert not [name for name in names(left) if name.endswith(".part")]
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    "path",
    ["cases.db", "figures.db", "head", "keys.json.new", "manifest.new", "manifest", ".part/", "backups/"],
)
def test_the_replay_finds_each_sync_that_is_left_out(begun: Ready, scratch: Path, path: str) -> None:
    recorded = record(begun, lambda synced: not synced.endswith(path))
    found = []
    for number, cut in enumerate(recorded.cuts):
        found += faults(recorded, cut, scratch / str(number))
        shutil.rmtree(scratch / str(number))
    assert found
