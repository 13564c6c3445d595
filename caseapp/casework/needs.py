"""Needs outside a contact: raising one, and where it stands."""

from uuid import UUID

from sqlalchemy import select

from caseapp.casework.commands.needs import ChangeNeed, RaiseNeed
from caseapp.casework.house import House
from caseapp.casework.refusals import ConsentMissing, InTheFuture, NotComplete
from caseapp.casework.save import Save, insert_need, refuse_wrong_need
from caseapp.domain.need import ForWhom, NeedFacts, NeedState
from caseapp.domain.requests import Outcome
from caseapp.storage.tables import Need, NeedReason, Person


def raise_need(house: House, command: RaiseNeed) -> Outcome[UUID]:
    """Note a need outside a contact.

    Raises:
        ConsentMissing: she was not asked, or did not say yes; it names the purpose.
        NotComplete: the kind is unknown.
        GoneError: the person was erased meanwhile.
    """
    if command.raised_on > house.today:
        raise InTheFuture("on")
    with house.writing("need.raise") as unit:
        save = Save.of(house, unit)
        unit.row(Person, command.person_id)
        refuse_wrong_need(save, command.facts)
        save.refuse_unkept(command.person_id)
        lacking = save.lacks(command.person_id, command.facts)
        if lacking is not None:
            raise ConsentMissing(lacking)
        need_id = insert_need(save, command.person_id, command.facts, command.raised_on, None)
    return Outcome(need_id, unit.changes)


def change_need(house: House, command: ChangeNeed) -> Outcome[None]:
    """Move a need to another state; put off says why, as far as she says it.

    Raises:
        NotComplete: reasons for a state that has none.
        ConsentMissing: her yes to a record has run out, or the one that her words would need.
        InTheFuture: dated after today.
        GoneError: the need was erased meanwhile.
    """
    if command.reasons and command.state is not NeedState.PUT_OFF:
        raise NotComplete(["reasons"])
    if command.on > house.today:
        raise InTheFuture("on")
    with house.writing("need.change") as unit:
        save = Save.of(house, unit)
        row = unit.row(Need, command.need_id)
        save.refuse_unkept(row["person_id"])
        if command.words.strip():
            lacking = save.lacks(row["person_id"], NeedFacts(row["kind"], ForWhom(row["for_whom"])))
            if lacking is not None:
                raise ConsentMissing(lacking)
        columns: dict[str, object] = {"state": command.state.value, "state_on": command.on}
        if command.words.strip():
            columns["words"] = command.words.strip()
        unit.change(Need, command.need_id, **columns)
        held = unit.session.execute(
            select(NeedReason.id, NeedReason.reason).where(NeedReason.need_id == command.need_id)
        ).all()
        wanted = {reason.value for reason in command.reasons}
        unit.erase(NeedReason, [row.id for row in held if row.reason not in wanted])
        for reason in sorted(wanted - {row.reason for row in held}):
            unit.insert(NeedReason, need_id=command.need_id, reason=reason)
    return Outcome(None, unit.changes)
