"""Words that occur nowhere else, and the search for them in every byte that was written."""

import base64
import random
import re
import string
from collections.abc import Iterator
from pathlib import Path

STEM = "qzkanari"  # every marker begins so; one search finds them all

PHRASE = "seven quiet lanterns drift "
"""Before the marker of a passphrase, so that it is one that holds."""


def markers(seed: int) -> Iterator[str]:
    """Distinct words of letters only, far enough from one another that no search takes one for the other."""
    chance = random.Random(seed)
    while True:
        yield STEM + "".join(chance.choices(string.ascii_lowercase, k=9))


def _in_base64(word: str) -> list[bytes]:
    """How a word looks inside base64, at each of the three places it can begin at."""
    found = []
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + word.encode())
        found.append(text[(0, 2, 3)[shift] : -4])
    return found


def patterns() -> list[re.Pattern[bytes]]:
    """The stem as text in UTF-8 and UTF-16 of any case, in base64 and in hexadecimal digits."""
    texts = [STEM.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    found = [re.compile(re.escape(text), re.IGNORECASE) for text in texts]
    found.append(re.compile(STEM.encode().hex().encode(), re.IGNORECASE))
    for case in (STEM, STEM.upper(), STEM.title()):
        found += [re.compile(re.escape(text)) for text in _in_base64(case)]
    return found


_PATTERNS = patterns()


def in_clear(data: bytes) -> bool:
    """Whether a marker can be read in some bytes."""
    return any(pattern.search(data) for pattern in _PATTERNS)


def files_in_clear(*folders: Path) -> tuple[list[str], int]:
    """Look into every file below some folders, and at their names.

    Returns:
        The files in which a marker can be read, and how many were looked at.
    """
    found, looked = [], 0
    for folder in folders:
        for path in folder.rglob("*"):
            looked += 1
            if in_clear(str(path).encode()) or (path.is_file() and in_clear(path.read_bytes())):
                found.append(str(path))
    return found, looked
