"""Colleagues, and small settings kept inside the vault."""

from uuid import UUID

from caseapp.casework.commands.team import SetPreference, SetStaffLabel
from caseapp.casework.house import House
from caseapp.casework.refusals import NotComplete
from caseapp.domain.requests import Outcome
from caseapp.errors import BugError
from caseapp.storage.tables import Preference, Staff

_LABEL_LETTERS = 80
_NAME_LETTERS = 64


def set_staff_label(house: House, command: SetStaffLabel) -> Outcome[UUID]:
    """Name a colleague's row, or add a colleague.

    Raises:
        NotComplete: no label, or too long a one.
        GoneError: the row is not there.
    """
    label = command.label.strip()
    if not label or len(label) > _LABEL_LETTERS:
        raise NotComplete(["label"])
    with house.writing("staff.label") as unit:
        if command.staff_id is None:
            staff_id = unit.insert(Staff, label=label, created_at=unit.at.replace(tzinfo=None))
        else:
            staff_id = command.staff_id
            unit.change(Staff, staff_id, label=label)
    return Outcome(staff_id, unit.changes)


def set_preference(house: House, command: SetPreference) -> Outcome[None]:
    """Keep a small local setting; it is no record, so it is not in the audit."""
    if not command.key or len(command.key) > _NAME_LETTERS:
        raise BugError("the name of a preference has 1 to 64 letters")
    with house.writing("preference.set", audited=False) as unit:
        unit.put(Preference, name=command.key, value=command.value)
    return Outcome(None, unit.changes)
