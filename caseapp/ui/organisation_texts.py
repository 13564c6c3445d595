"""Texts that an organisation says in its own words; until it does, those that come with the program."""

from collections.abc import Callable
from functools import cache
from typing import Final

from caseapp.assets import resource
from caseapp.casework.queries.team import Preference
from caseapp.ui.naming import language
from caseapp.ui.shell.asker import Asker

LIMITS: Final = "limits_of_confidentiality"
SAFEGUARDING: Final = "safeguarding"
"""Keys among the settings kept in the vault, and stems of the files in resources/help."""


@cache
def shipped_in(name: str, code: str) -> str:
    """The text that comes with the program.

    Args:
        name: one of the keys above.
        code: language of the window; English where the program has none in it.
    """
    folder = resource("help")
    found = folder / f"{name}.{code}.txt"
    if not found.is_file():
        found = folder / f"{name}.en.txt"
    return found.read_text(encoding="utf-8").strip()


def shipped(name: str) -> str:
    """The text that comes with the program, in the language of the window."""
    return shipped_in(name, language())


def ask_text(asker: Asker, name: str, then: Callable[[str], None]) -> None:
    """Ask for a text: the organisation's own, else the one that comes with the program.

    Args:
        asker: of the page or dialog.
        name: one of the keys above.
        then: called with the text.
    """
    asker.ask(Preference(name), lambda own: then(own.strip() or shipped(name)))
