"""Needs outside a contact."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseapp.domain.need import NeedFacts, NeedState, PutOffReason
from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class RaiseNeed(Command[UUID]):
    """Note a need outside a contact. Raises ``ConsentMissing`` naming the purpose when it is not given."""

    person_id: UUID
    facts: NeedFacts
    raised_on: date


@dataclass(frozen=True, slots=True)
class ChangeNeed(Command[None]):
    """Move a need to another state; ``put_off`` takes its reasons."""

    need_id: UUID
    state: NeedState
    on: date
    reasons: tuple[PutOffReason, ...] = ()
    words: str = ""
