"""What waits outside the record for a consent."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseapp.domain.consent import ConsentEntry
from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits outside the record for a consent.

    Attributes:
        waiting_id: its id.
        purpose: the consent it waits for.
        what: code of the need, ``household`` for children of a household, empty for a person without
            ``keep``.
        until: it goes on this day at the latest (14 days).
    """

    waiting_id: UUID
    purpose: str
    what: str
    until: date


@dataclass(frozen=True, slots=True)
class SettleWaiting(Command[None]):
    """Decide about something waiting: note it without the person (``anonymous``) or leave it out."""

    waiting_id: UUID
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class AcceptWaiting(Command[UUID]):
    """Make the person who waited without ``keep``, now that she agreed; her part joins its contact."""

    waiting_id: UUID
    keep: ConsentEntry
