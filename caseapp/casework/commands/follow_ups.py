"""Follow-ups."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class SetFollowUp(Command[UUID]):
    """Add or change a follow-up.

    ``what`` may be empty only where a referral says what is to be done; see ``FollowUpRow.tells``.
    """

    what: str
    due_on: date
    due_at: time | None = None
    person_id: UUID | None = None
    for_staff: UUID | None = None
    follow_up_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EndFollowUp(Command[None]):
    """Mark a follow-up done, or open again (``done`` False: undo)."""

    follow_up_id: UUID
    done: bool = True
