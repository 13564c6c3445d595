"""How the backups stand, and what is in one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from caseapp.domain.requests import Query

Sentence = tuple[str, dict[str, object]]
"""A template and its values, as a KnownError carries them."""


class Place(StrEnum):
    """Where a backup lies."""

    VAULT = "vault"
    SECOND = "second"


class SecondState(StrEnum):
    """How the second place stands."""

    NONE = "none"  # none is set
    MISSING = "missing"  # set, and not there now
    BEHIND = "behind"  # there, without the newest backup
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup.

    Attributes:
        path: its folder.
        name: the folder's name.
        made_at: when, UTC.
        place: where it lies.
        good: verified when it was made, and still all there.
        older_keys: it opens only with passphrases from before the keys were changed.
        counts: records inside by kind, such as people and contacts; empty when it cannot be read.
        newest: date of its newest contact.
    """

    path: str
    name: str
    made_at: datetime
    place: Place
    good: bool
    older_keys: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class BackupsNow:
    """How the backups stand.

    Attributes:
        last_good: when the newest good backup in the vault was made, UTC; None without one.
        due: whether something was saved since.
        remind: whether it is time to say so: due, and the last good one is more than 7 days old.
        running: whether one is being made in idle moments.
        problem: why the last attempt failed, None if it did not.
        second: the folder of the second place, empty for none.
        second_state: how it stands.
        second_good: when the newest good backup there was made.
        second_problem: why the last one did not get there.
        rows: all of them, newest first.
    """

    last_good: datetime | None
    due: bool
    remind: bool
    running: bool
    problem: Sentence | None
    second: str
    second_state: SecondState
    second_good: datetime | None
    second_problem: Sentence | None
    rows: tuple[BackupRow, ...]


@dataclass(frozen=True, slots=True)
class BackupStatus(Query[BackupsNow]):
    """How the backups stand; no file of a backup is read whole for it."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a look inside found.

    Attributes:
        name: of the set.
        made_at: when, UTC.
        whole: every byte is as it was when the backup was verified.
        damaged: the sentence that says what is not; None when it is whole.
        counts: records inside by kind.
        newest: date of its newest contact.
        saves: how many saves its cases hold, and its figures.
        ways: how many passphrases and codes open it.
    """

    name: str
    made_at: datetime
    whole: bool
    damaged: Sentence | None
    counts: dict[str, int]
    newest: date | None
    saves: tuple[int, int]
    ways: int


@dataclass(frozen=True, slots=True)
class LookInside(Query[Inside]):
    """Read every byte of a backup of this vault; long, with progress, and may be stopped."""

    path: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A folder with the whole vault as it was before a restore.

    Attributes:
        name: of the folder.
        replaced_at: when a backup took its place, UTC.
        size: bytes.
    """

    name: str
    replaced_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class KeptByRestores(Query[tuple[KeptRow, ...]]):
    """What restores kept, newest first; it opens with the passphrases it had."""
