"""Backups that are asked for, and where else they go."""

from dataclasses import dataclass

from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What came of it.

    Attributes:
        name: of the set that holds everything saved so far.
        new: whether it was made now; False when nothing had changed since and only that was asked.
        second: why it is not in the second place: a template and its values; None when it is, or none is set.
    """

    name: str
    new: bool
    second: tuple[str, dict[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class BackUpNow(Command[BackedUp]):
    """Make a verified backup; long, with progress, and may be stopped.

    Attributes:
        only_if_due: make none when nothing was saved since the last good one, as at quitting.
        to: a folder that this set is carried to, in place of the second place; empty for the second place.
    """

    only_if_due: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True)
class SetSecondPlace(Command[None]):
    """Carry every backup from now on to a folder as well, such as one on a stick; empty for none."""

    path: str
