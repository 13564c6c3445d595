"""What waits for a consent, and what was noted without a person."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseapp.domain.consent import Purpose
from caseapp.domain.need import ForWhom
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Something that waits for a consent, as a list shows it.

    Attributes:
        waiting_id: what `SettleWaiting` and `AcceptWaiting` take.
        person_id: whose it is; None for somebody who waits without ``keep``.
        alias, code: of the person; of somebody without a record the alias as typed, and no code.
        purpose: the consent it waits for.
        kind: code of the need, ``household`` for children of a household, empty for a person.
        for_whom: of the need; None where no need waits.
        on: day of the contact, or the day it was said.
        place: code of the contact's place, empty without a contact.
        until, days_left: it goes on this day; whole days from today.
    """

    waiting_id: UUID
    person_id: UUID | None
    alias: str
    code: str
    purpose: Purpose
    kind: str
    for_whom: ForWhom | None
    on: date
    place: str
    until: date
    days_left: int


@dataclass(frozen=True, slots=True)
class WaitingItems(Query[tuple[WaitingRow, ...]]):
    """All that waits for a consent, what goes first standing first."""


@dataclass(frozen=True, slots=True)
class TallyRow:
    """Needs of one kind that were noted without the person in one month.

    Attributes:
        month: ``YYYY-MM`` in which they count; a tally knows no day, no place and no contact.
        kind, for_whom: of the needs.
        number: how many.
    """

    month: str
    kind: str
    for_whom: ForWhom
    number: int


@dataclass(frozen=True, slots=True)
class Tallies(Query[tuple[TallyRow, ...]]):
    """All that was noted without a person, newest month first, in it by the code of the need."""
