"""The ways into the vault, as a list to look at."""

from dataclasses import dataclass, field
from uuid import UUID

from caseapp.casework.commands.keys import WayKind
from caseapp.domain.requests import Query
from caseapp.domain.second import Second


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way to open the vault.

    Attributes:
        slot_id: its id.
        kind: worker, manager or recovery.
        label: what it is called.
        is_mine: whether the vault was opened by it now.
        key_file: whether the passphrase needs a key file.
        opened_since: whether its owner has opened the vault since all keys were last changed.
        staff_id: the worker behind it; None for others, and before she was here.
        lead: whether she has the mark of a lead.
    """

    slot_id: UUID
    kind: WayKind
    label: str
    is_mine: bool
    key_file: bool
    opened_since: bool
    staff_id: UUID | None
    lead: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways to open the vault, and what the signed-in person may do about them.

    Attributes:
        rows: in the order they were made.
        may_manage: whether others' ways may be added, removed and changed here.
        four_eyes: whether the organisation wants a second worker.
        generation: how often all keys were changed, plus one.
    """

    rows: tuple[WayRow, ...]
    may_manage: bool
    four_eyes: bool
    generation: int


@dataclass(frozen=True, slots=True)
class WaysIn(Query[Ways]):
    """How many ways there are to open this vault, and which."""


@dataclass(frozen=True, slots=True)
class IsSecond(Query[bool]):
    """Whether another worker than the signed-in one stands behind a passphrase. Takes a second."""

    second: Second


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passphrase nobody chose.

    Attributes:
        words: with spaces between.
        bits: log2 of how many there are.
    """

    words: str = field(repr=False)
    bits: float


@dataclass(frozen=True, slots=True)
class SuggestPassphrase(Query[Suggestion]):
    """Six words drawn by chance."""
