"""A passphrase that nobody chose: words drawn by chance from a list that is no secret."""

import math
import secrets
from functools import cache

from caseapp.assets import resource

WORDS = 6
_FILE = "words.en.txt"


@cache
def word_list() -> tuple[str, ...]:
    """The words to draw from: plain, short, none twice."""
    lines = resource(_FILE).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def suggest(words: int = WORDS) -> str:
    """Draw a passphrase.

    Args:
        words: how many.

    Returns:
        The words, with spaces between.
    """
    return " ".join(secrets.choice(word_list()) for _ in range(words))


def bits(words: int = WORDS) -> float:
    """How hard it is to guess, for whoever knows the list: log2 of how many there are."""
    return words * math.log2(len(word_list()))
