"""The mark of a lead and the wish for four eyes: rules of the window among workers, not cryptography.

Whoever has a worker's passphrase can decrypt all cases; these rules keep mistakes and haste away, not
somebody who writes a program.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.casework.commands.keys import SetFourEyes, SetLead
from caseapp.casework.house import House
from caseapp.domain.requests import Outcome
from caseapp.errors import KnownError
from caseapp.storage.tables import Preference, Staff

FOUR_EYES = "keys.four_eyes"


class NotLeadError(KnownError):
    """Only a lead may do this."""

    code = "not_lead"

    def __init__(self) -> None:
        super().__init__("Only a lead can do this. Ask one of your leads. Nothing was changed.")


class LastLeadError(KnownError):
    """Somebody has to be left who can look after keys."""

    code = "last_lead"

    def __init__(self) -> None:
        super().__init__("This is the last lead. Mark another worker as lead first. Nothing was changed.")


class SecondNeededError(KnownError):
    """The organisation wants four eyes for this."""

    code = "second_needed"

    def __init__(self) -> None:
        super().__init__(
            "Your organisation wants a second worker for this: let a colleague type their own passphrase. "
            "Nothing was changed."
        )


class ErasingAloneError(KnownError):
    """A record would be erased on the way, where nobody else is asked."""

    code = "erasing_alone"

    def __init__(self) -> None:
        super().__init__(
            "This answer erases a record, and your organisation wants a second worker for that. Leave the "
            "answer out here and note it in her consents, together with a colleague. Nothing was saved."
        )


def is_lead(house: House) -> bool:
    """Whether the signed-in worker may look after keys: with the mark, or while nobody active has it.

    Args:
        house: of a worker.
    """
    with house.reading() as session:
        own = session.scalar(select(Staff.lead).where(Staff.id == house.staff_id))
        return bool(own) or _leads(session) == 0


def _leads(session: Session) -> int:

    return (
        session.scalar(
            select(func.count()).select_from(Staff).where(Staff.lead.is_(True), Staff.active.is_(True))
        )
        or 0
    )


def wants_four_eyes(house: House) -> bool:
    """Whether removing a way in, changing all keys, erasing a record and publishing need a second worker.

    Args:
        house: of a worker.
    """
    with house.reading() as session:
        return session.scalar(select(Preference.value).where(Preference.name == FOUR_EYES)) == "1"


def set_lead(house: House, command: SetLead) -> Outcome[None]:
    """Give a worker the mark of a lead, or take it; the caller has seen that a lead asks.

    Raises:
        LastLeadError: nobody would be left with it.
        GoneError: the row is not there.
    """
    with house.writing("staff.lead") as unit:
        unit.change(Staff, command.staff_id, lead=command.lead)
        unit.flush()
        if _leads(unit.session) == 0:
            raise LastLeadError
    return Outcome(None, unit.changes)


def set_four_eyes(house: House, command: SetFourEyes) -> Outcome[None]:
    """Keep the wish; the caller has seen that a lead asks, and that a second worker agrees to end it."""
    with house.writing("four_eyes.set", audited=False) as unit:
        unit.put(Preference, name=FOUR_EYES, value="1" if command.on else "")
    return Outcome(None, unit.changes)


def staff_of_slot(house: House, slot_id: UUID) -> UUID | None:
    """The row of staff behind a slot; None before its owner was here.

    Args:
        house: of a worker.
        slot_id: the slot.
    """
    with house.reading() as session:
        return session.scalar(select(Staff.id).where(Staff.slot_id == str(slot_id)))


def staff_by_slot(house: House) -> dict[str, tuple[UUID, bool]]:
    """Slot id -> row of staff and whether it has the mark of a lead."""
    with house.reading() as session:
        rows = session.execute(select(Staff.slot_id, Staff.id, Staff.lead).where(Staff.slot_id.is_not(None)))
        return {str(row.slot_id): (row.id, bool(row.lead)) for row in rows}
