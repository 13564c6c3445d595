"""Follow-ups."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up with how the person may be reached.

    Attributes:
        what: as somebody typed it; empty where ``tells`` says it.
        safe_how: short form of the safe-contact rule, empty when none was agreed.
        tells: name of the service that is to be told that sharing has ended; None where words were typed.
    """

    follow_up_id: UUID
    person_id: UUID | None
    alias: str
    code: str
    what: str
    due_on: date
    due_at: time | None
    days_late: int
    for_staff: UUID | None
    for_label: str
    safe_how: str
    done: bool
    tells: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUps(Query[tuple[FollowUpRow, ...]]):
    """All open follow-ups, by date."""

    mine: bool = False
