"""Forms that are not saved yet."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class KeepDraft(Command[None]):
    """Write the state of a form, encrypted in the vault. One per form and person.

    Attributes:
        draft_id: chosen by the form.
        form: name of the form, e.g. ``contact``.
        title: what Today shows, e.g. an alias.
        missing: what is missing, codes of fields.
        payload: JSON text of the form's state.
    """

    draft_id: UUID
    form: str
    payload: str
    title: str = ""
    missing: tuple[str, ...] = ()
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DiscardDraft(Command[None]):
    """Erase a draft; the window asks first."""

    draft_id: UUID
