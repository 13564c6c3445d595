"""Follow-ups: what, for whom, when, who."""

from dataclasses import replace
from uuid import UUID

from caseapp.casework.commands.contact import NextStep
from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.house import House
from caseapp.casework.save import Save, insert_next_step, refuse_wrong_next_step
from caseapp.domain.requests import Outcome
from caseapp.storage.tables import FollowUp, Person
from caseapp.storage.unit_of_work import UnitOfWork


def set_follow_up(house: House, command: SetFollowUp) -> Outcome[UUID]:
    """Add or change a follow-up.

    Raises:
        NotComplete: nothing said, or for somebody who is not there.
        ConsentMissing: it is about a person whose record may not be kept any more.
        GoneError: it, or the person, was erased meanwhile.
    """
    step = NextStep(command.what, command.due_on, command.due_at, command.for_staff)
    with house.writing("follow_up.set") as unit:
        save = Save.of(house, unit)
        says_itself = command.follow_up_id is not None and _says_itself(unit, command)
        refuse_wrong_next_step(save, replace(step, what="told") if says_itself else step)
        if command.person_id is not None:
            unit.row(Person, command.person_id)
            save.refuse_unkept(command.person_id)
        if command.follow_up_id is None:
            follow_up_id = insert_next_step(save, step, command.person_id, None)
        else:
            follow_up_id = command.follow_up_id
            unit.change(
                FollowUp,
                follow_up_id,
                what=step.what.strip(),
                due_on=step.due_on,
                due_at=step.due_at,
                for_staff=step.for_staff,
                person_id=command.person_id,
            )
    return Outcome(follow_up_id, unit.changes)


def _says_itself(unit: UnitOfWork, command: SetFollowUp) -> bool:
    """Whether a change without words is of a follow-up whose referral says what is to be done."""
    assert command.follow_up_id is not None
    return not command.what.strip() and unit.row(FollowUp, command.follow_up_id)["referral_id"] is not None


def end_follow_up(house: House, command: EndFollowUp) -> Outcome[None]:
    """Mark a follow-up done today, or open again."""
    with house.writing("follow_up.end") as unit:
        unit.change(FollowUp, command.follow_up_id, done_on=house.today if command.done else None)
    return Outcome(None, unit.changes)
