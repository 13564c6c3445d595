"""Drafts: the state of a form that is not saved yet, encrypted in the vault. No record, so not audited."""

import re
from uuid import UUID

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.house import House
from caseapp.domain.requests import Outcome
from caseapp.storage.erased import was_erased
from caseapp.storage.tables import Draft, Person
from caseapp.storage.unit_of_work import GoneError

_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def keep_draft(house: House, command: KeepDraft) -> Outcome[None]:
    """Write the state of a form over what it was.

    Raises:
        GoneError: it names somebody who was erased meanwhile. A form that is still open, and writes itself
            every two seconds, must not bring her back.
    """
    at = house.moment
    with house.writing("draft.keep", audited=False) as unit:
        named = {UUID(found) for found in _ID.findall(command.payload)}
        if command.person_id is not None:
            named.add(command.person_id)
        if was_erased(unit.session, Person, named):
            raise GoneError
        unit.put(
            Draft,
            id=command.draft_id,
            form=command.form,
            person_id=command.person_id,
            title=command.title,
            missing=",".join(command.missing),
            payload=command.payload,
            saved_at=at.utc.replace(tzinfo=None),
            offset_minutes=at.offset_minutes,
        )
    return Outcome(None, unit.changes)


def discard_draft(house: House, command: DiscardDraft) -> Outcome[None]:
    """Erase a draft; one that is gone already is no error."""
    with house.writing("draft.discard", audited=False) as unit:
        if unit.erase(Draft, [command.draft_id]):
            unit.wipes = True
    return Outcome(None, unit.changes)
