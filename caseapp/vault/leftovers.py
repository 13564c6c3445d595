"""Stores of other generations in a vault folder: what an interrupted change of the keys left behind."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from caseapp.domain.sentences import Sentence
from caseapp.vault import files, head
from caseapp.vault.head import Which
from caseapp.vault.keyfile import FIRST_GENERATION, GENERATION_PREFIX, stores_folder

UNFINISHED = "unfinished"
"""Lies in the folder of a generation until keys.json names it and the copy of keys.json does, too."""

_NUMBERED = re.compile(re.escape(GENERATION_PREFIX) + r"([1-9][0-9]{0,5})")
_STORE_FILES = (
    *(which.file_name + end for which in Which for end in ("", "-wal", "-shm", "-journal")),
    head.FILE_NAME,
)


def generations(folder: Path) -> Iterator[tuple[int, Path]]:
    """Every generation of which something lies in the vault, and where.

    Args:
        folder: the vault.
    """
    if any((folder / name).exists() for name in _STORE_FILES):
        yield FIRST_GENERATION, folder
    for path in sorted(folder.glob(f"{GENERATION_PREFIX}*")):
        found = _NUMBERED.fullmatch(path.name)
        if found is not None and path.is_dir() and not path.is_symlink():
            yield int(found[1]), path


def is_unfinished(place: Path) -> bool:
    """Whether the folder of a generation holds nothing that keys.json ever named.

    Its mark is there before any store is: a kill may come between making the folder and the mark.

    Args:
        place: the folder.
    """
    return (place / UNFINISHED).exists() or not any((place / which.file_name).exists() for which in Which)


def remove(folder: Path, generation: int) -> None:
    """Take away the stores of a generation, as far as the system lets it be done.

    Args:
        folder: the vault.
        generation: never the one that keys.json names.
    """
    place = stores_folder(folder, generation)
    if place != folder:
        # The mark goes last: what is left of an unfinished generation must stay known as such.
        with contextlib.suppress(OSError):
            for path in place.iterdir():
                if path.name != UNFINISHED:
                    path.unlink()
        shutil.rmtree(place, ignore_errors=True)
        return
    for name in _STORE_FILES:
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def clear(folder: Path, generation: int) -> None:
    """Take away what is left of earlier generations, and of a later one that was never finished.

    Comes after the stores of ``generation`` have opened, and after the copy of keys.json names it. A later
    generation that was finished is left alone: somebody may have put an older keys.json back.

    Args:
        folder: the vault.
        generation: the one that keys.json names.
    """
    found_here = list(generations(folder))
    own = stores_folder(folder, generation) / UNFINISHED
    if len(found_here) < 2 and not own.exists():
        return
    try:
        files.sync_folder(
            folder
        )  # keys.json and its copy were renamed, perhaps by a run that could not say so
    except OSError:
        return
    for found, place in found_here:
        if found < generation or (found > generation and is_unfinished(place)):
            remove(folder, found)
    if own.exists():
        with contextlib.suppress(OSError):
            own.unlink()
            files.sync_folder(own.parent)


def findings(folder: Path, generation: int) -> Iterator[Sentence]:
    """What should not be there, in plain words.

    Args:
        folder: the vault.
        generation: the one that keys.json names.
    """
    for found, place in generations(folder):
        if found > generation and not is_unfinished(place):
            yield Sentence.of(
                "{folder} holds stores of later keys than keys.json. Put the newest keys.json back.",
                folder=place.name,
            )
        elif found != generation:
            yield Sentence.of("Stores of earlier keys lie in the vault still. Opening it takes them away.")
