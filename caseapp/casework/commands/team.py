"""The team's lists, its people, and small settings."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.domain.requests import Command
from caseapp.domain.taxonomy import ListName


@dataclass(frozen=True, slots=True)
class SetTerm(Command[None]):
    """Add or change a value of a list: its label in the language in use, its parent, whether it is retired.

    Labels in other languages stay; a language without one shows the English label, or the one there is.
    """

    list_name: ListName
    code: str
    label: str
    parent: str = ""
    retired: bool = False
    language: str = "en"  # two letters, of the window


@dataclass(frozen=True, slots=True)
class SetStaffLabel(Command[UUID]):
    """Name the signed-in worker's row, or add a colleague (``staff_id`` None)."""

    label: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SetPreference(Command[None]):
    """Keep a small local setting inside the vault, such as the last place used."""

    key: str
    value: str
