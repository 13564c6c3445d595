"""Mending what a check has found."""

from dataclasses import dataclass

from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of a repair.

    Attributes:
        mended: how many things were made anew.
        left: how many findings are left; a backup may hold what they name.
    """

    mended: int
    left: int


@dataclass(frozen=True, slots=True)
class Repair(Command[Repaired]):
    """Make anew what follows from the rest of the vault: the search index, the copy of the key file. Long."""


@dataclass(frozen=True, slots=True)
class FaultsTold(Command[None]):
    """The window has told of everything that was found."""
