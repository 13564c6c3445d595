"""Correcting the words of a saved contact."""

from uuid import UUID

from sqlalchemy import select

from caseapp.casework.commands.contact import CorrectNote
from caseapp.casework.house import House
from caseapp.casework.refusals import NotComplete
from caseapp.casework.save import Save
from caseapp.domain.requests import Outcome
from caseapp.storage.tables import Contact, ContactPerson
from caseapp.storage.unit_of_work import GoneError, UnitOfWork


def correct_note(house: House, command: CorrectNote) -> Outcome[None]:
    """Put a corrected text in the place of a contact's note, or of the note about one person in it.

    What was written before stays in the history until she is erased. A closed month stays as it is: no
    figure is made of words.

    Raises:
        ConsentMissing: her yes to a record may not be used today; a correction is a new note.
        NotComplete: somebody's words without the person.
        GoneError: the contact was erased or taken back, or she is not in it.
    """
    with house.writing("contact.note") as unit:
        if command.person_id is None:
            if command.her_words.strip():
                raise NotComplete(["people"])
            unit.change(Contact, command.contact_id, note=command.note.strip())
        else:
            part_id = _part_of(unit, command.contact_id, command.person_id)
            note, words = command.note.strip(), command.her_words.strip()
            if note or words:  # what is taken out asks nobody
                Save.of(house, unit).refuse_unkept(command.person_id)
            unit.change(ContactPerson, part_id, note=note, her_words=words)
    return Outcome(None, unit.changes)


def _part_of(unit: UnitOfWork, contact_id: UUID, person_id: UUID) -> UUID:
    """The row that holds what a contact says about a person."""
    found = unit.ids(
        select(ContactPerson.id).where(
            ContactPerson.contact_id == contact_id, ContactPerson.person_id == person_id
        )
    )
    if not found:
        raise GoneError
    return found[0]
