"""Forms that are not saved yet."""

from dataclasses import dataclass
from uuid import UUID

from caseapp.domain.dates import Moment
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft waiting."""

    draft_id: UUID
    form: str
    title: str
    person_id: UUID | None
    missing: tuple[str, ...]
    saved_at: Moment
    payload: str


@dataclass(frozen=True, slots=True)
class Drafts(Query[tuple[DraftRow, ...]]):
    """All drafts, newest first."""


@dataclass(frozen=True, slots=True)
class ShowDraft(Query["DraftRow | None"]):
    """One draft, None when it is gone."""

    draft_id: UUID
