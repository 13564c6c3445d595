"""The team's lists, its people, and small settings."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.domain.requests import Query
from caseapp.domain.taxonomy import ListName, Term


@dataclass(frozen=True, slots=True)
class Terms(Query[tuple[Term, ...]]):
    """All values of all lists, labels in ``language`` (falling back to English), in the order to show."""

    language: str = "en"
    with_retired: bool = True


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A colleague."""

    staff_id: UUID
    label: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class Staff(Query[tuple[StaffRow, ...]]):
    """Everyone who can stand behind "by whom"."""


@dataclass(frozen=True, slots=True)
class Preference(Query[str]):
    """A small local setting kept inside the vault; empty when never set."""

    key: str


@dataclass(frozen=True, slots=True)
class TermUse(Query[int]):
    """How often a value of a list is in use, before it is retired."""

    list_name: ListName
    code: str
