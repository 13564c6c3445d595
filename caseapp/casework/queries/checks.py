"""How whole the vault is, as far as it was looked at."""

from dataclasses import dataclass
from datetime import datetime

from caseapp.domain.requests import Query
from caseapp.domain.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the vault that is not as it should be.

    Attributes:
        file: which file of the vault.
        said: what was found, in plain words.
        repair: whether it follows from the rest of the vault and can be made anew.
    """

    file: str
    said: Sentence
    repair: bool


@dataclass(frozen=True, slots=True)
class Health:
    """What is known about the vault.

    Attributes:
        whole_on: when everything had last been looked at, UTC; None if never.
        asked_on: when somebody last asked for it, and it came to its end.
        faults: what was found and is not mended, as far as is known.
        found_on: when the first of them was found.
        told: whether the window has said so already.
        passed_over: parts that the slow pass has left out, because somebody always waited.
        held: when the newest good backup from before the first finding was made, UTC.
    """

    whole_on: datetime | None
    asked_on: datetime | None
    faults: tuple[Fault, ...]
    found_on: datetime | None
    told: bool
    passed_over: tuple[str, ...]
    held: datetime | None


@dataclass(frozen=True, slots=True)
class CheckStatus(Query[Health]):
    """What is known about the vault, without looking at it now."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a check is.

    Attributes:
        part: what is looked at, a stable word; ``done`` at the end.
        done: milliseconds of work done, about.
        total: of all work, about.
        found: how many findings so far.
        finished: whether everything was looked at.
    """

    part: str
    done: int
    total: int
    found: int
    finished: bool


@dataclass(frozen=True, slots=True)
class LookOn(Query[Looked]):
    """Look at the vault for a moment; asked again and again, everything is checked, and saves come between.

    Attributes:
        fresh: begin from the beginning.
    """

    fresh: bool = False


@dataclass(frozen=True, slots=True)
class StopLooking(Query[None]):
    """Drop the check that was begun with `LookOn`; what it found so far stays."""
