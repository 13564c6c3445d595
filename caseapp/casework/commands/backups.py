"""Backups that are asked for, and where else they go."""

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class RemoveKept(Command[None]):
    """Remove what a restore kept of the vault before, for good; ``name`` as `KeptByRestores` gives it."""

    name: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring a backup did.

    Attributes:
        name: of the backup.
        made_at: when it was made, UTC.
        replaced: folder inside the vault with what was there before; empty when there was nothing.
        people_erased: people erased again.
        rows_erased: rows erased again, theirs and others.
        erasures_known: whether all that was erased since could be read.
        ledger_kept: whether the figures are those of the vault, longer than the backup's.
        ledger_known: whether no closed month can be missing.
        ways: how many passphrases and codes open the vault now: those of the backup.
        older_keys: those passphrases are of before the keys were changed.
        keys_kept: they are of before, but the vault's own keys stay: it opens as it did.
    """

    name: str
    made_at: datetime
    replaced: str
    people_erased: int
    rows_erased: int
    erasures_known: bool
    ledger_kept: bool
    ledger_known: bool
    ways: int
    older_keys: bool
    keys_kept: bool = False
