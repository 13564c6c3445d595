"""What lacks its consent waits outside the record, counted and shared nowhere, for 14 days at most."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from caseapp.casework import as_json
from caseapp.casework.commands.contact import NewReferral, PersonPart
from caseapp.casework.commands.waiting import AcceptWaiting, SettleWaiting, Waiting
from caseapp.casework.house import House
from caseapp.casework.people import (
    bring_in_household,
    insert_person,
    refuse_no_keep,
    speaks_of_children,
    without_children,
)
from caseapp.casework.refusals import NotComplete
from caseapp.casework.save import (
    Save,
    insert_need,
    insert_next_step,
    insert_referral,
    tally_need,
)
from caseapp.casework.waiting_time import DAYS
from caseapp.domain.consent import Purpose, allows, latest_of
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import Child, Mother, PersonFacts, no_more_than_needed
from caseapp.domain.requests import Outcome
from caseapp.domain.taxonomy import ListName
from caseapp.storage.tables import Contact, ContactMark, ContactPerson, WaitingItem
from caseapp.storage.unit_of_work import UnitOfWork

HOUSEHOLD = "household"
"""Kind of a waiting item that holds motherhood and children of a household."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a waiting item holds; only one of the parts is there.

    Attributes:
        on: date of the contact or of the day it was said.
        need: a need, None where referrals of a kind wait alone.
        referrals: the need's.
        mother, children: of a household.
        part: all that a contact says about a person without ``keep``.
    """

    on: date
    need: NeedFacts | None = None
    referrals: tuple[NewReferral, ...] = ()
    mother: Mother | None = None
    children: tuple[Child, ...] = ()
    part: PersonPart | None = None


def put(
    save: Save, held: Held, purpose: Purpose, kind: str, person_id: UUID | None, contact_id: UUID | None
) -> Waiting:
    """Let something wait."""
    until = save.today + timedelta(days=DAYS)
    waiting_id = save.unit.insert(
        WaitingItem,
        person_id=person_id,
        contact_id=contact_id,
        purpose=purpose.value,
        kind=kind,
        payload=as_json.text_of(held),
        noted_on=save.today,
        until=until,
    )
    return Waiting(waiting_id, purpose.value, kind, until)


# --- one person's part of a contact -----------------------------------------------------------------------


def insert_part(
    save: Save, contact_id: UUID, on: date, person_id: UUID, part: PersonPart
) -> tuple[list[Waiting], list[UUID]]:
    """Write what a contact says about a person with a record; what lacks its consent waits.

    Returns:
        What waits, and the tallies of needs noted without her.
    """
    unit = save.unit
    unit.insert(
        ContactPerson,
        contact_id=contact_id,
        person_id=person_id,
        on_date=on,
        note=part.note.strip(),
        her_words=part.her_words.strip(),
    )
    for code in dict.fromkeys(part.going_well):
        unit.insert(
            ContactMark,
            contact_id=contact_id,
            person_id=person_id,
            list_name=ListName.GOING_WELL.value,
            code=code,
        )
    waits: list[Waiting] = []
    tallies: list[UUID] = []
    for index, need in enumerate(part.needs):
        referrals = tuple(referral for referral in part.referrals if referral.need_index == index)
        if need.anonymous:
            tallies.append(tally_need(save, need.facts, on))
            continue
        purpose = save.lacks(person_id, need.facts)
        if purpose is None:
            need_id = insert_need(save, person_id, need.facts, on, contact_id)
            waits += _insert_referrals(save, person_id, referrals, (need_id, need.facts), contact_id, on)
        else:
            held = Held(on, need=need.facts, referrals=referrals)
            waits.append(put(save, held, purpose, need.facts.kind, person_id, contact_id))
    alone = tuple(referral for referral in part.referrals if referral.need_index is None)
    waits += _insert_referrals(save, person_id, alone, None, contact_id, on)
    for step in part.next_steps:
        insert_next_step(save, step, person_id, contact_id)
    return waits, tallies


def _insert_referrals(
    save: Save,
    person_id: UUID,
    referrals: tuple[NewReferral, ...],
    need: tuple[UUID, NeedFacts] | None,
    contact_id: UUID | None,
    on: date,
) -> list[Waiting]:
    waits = []
    need_id, facts = need or (None, None)
    for referral in referrals:
        purpose = save.lacks_for_referral(person_id, referral.kind, facts)
        if purpose is None:
            insert_referral(save, person_id, referral, need_id, contact_id, on)
        else:
            held = Held(on, referrals=(referral,))
            waits.append(put(save, held, purpose, referral.kind, person_id, contact_id))
    return waits


# --- bringing in ------------------------------------------------------------------------------------------


def bring_in(save: Save, person_id: UUID, purpose: Purpose) -> tuple[list[UUID], int]:
    """Bring what waited for a consent into the record.

    Returns:
        Ids of the needs and referrals that were made, and how many items had waited.
    """
    items = save.unit.session.execute(
        select(WaitingItem.id, WaitingItem.contact_id, WaitingItem.payload)
        .where(WaitingItem.person_id == person_id, WaitingItem.purpose == purpose.value)
        .order_by(WaitingItem.noted_on, WaitingItem.id)
    ).all()
    brought: list[UUID] = []
    for _, contact_id, payload in items:
        held = as_json.read_text(Held, payload)
        if held.part is not None and contact_id is not None:
            _join_contact(save, contact_id, held.on, person_id, held.part)
            continue
        if held.mother is not None or held.children:
            bring_in_household(save.unit, person_id, held.mother, held.children)
        brought += _bring_in_need(save, person_id, held, contact_id)
    save.unit.erase(WaitingItem, [item.id for item in items])
    return brought, len(items)


def _bring_in_need(save: Save, person_id: UUID, held: Held, contact_id: UUID | None) -> list[UUID]:
    brought = []
    need_id = None
    if held.need is not None:
        need_id = insert_need(save, person_id, held.need, held.on, contact_id)
        brought.append(need_id)
    for referral in held.referrals:
        lacking = save.lacks_for_referral(person_id, referral.kind, held.need)
        if lacking is None:
            brought.append(insert_referral(save, person_id, referral, need_id, contact_id, held.on))
        else:
            put(save, Held(held.on, referrals=(referral,)), lacking, referral.kind, person_id, contact_id)
    return brought


def _join_contact(save: Save, contact_id: UUID, on: date, person_id: UUID, part: PersonPart) -> None:
    """Turn one unidentified person of a contact into the one she was."""
    contact = save.unit.row(Contact, contact_id)
    save.unit.change(Contact, contact_id, unidentified=max(0, contact["unidentified"] - 1))
    insert_part(save, contact_id, on, person_id, part)


def accept_waiting(house: House, command: AcceptWaiting) -> Outcome[UUID]:
    """Make the person who waited, now that she agreed that a record is kept, and bring in her part.

    Raises:
        ConsentMissing: the answer is not "given".
        NotComplete: the item is no person who waits.
        GoneError: it waits no more.
    """
    refuse_no_keep(command.keep, house.today)
    with house.writing("waiting.accept") as unit:
        save = Save.of(house, unit)
        row = unit.row(WaitingItem, command.waiting_id)
        held = as_json.read_text(Held, row["payload"])
        if held.part is None or row["person_id"] is not None:
            raise NotComplete(["people"])
        facts = held.part.new or PersonFacts()
        part = replace(held.part, consents=(*held.part.consents, command.keep))
        person_id, _ = make_person(save, facts, part, row["contact_id"], held.on)
        _join_contact(save, row["contact_id"], held.on, person_id, held.part)
        unit.erase(WaitingItem, [command.waiting_id])
    return Outcome(person_id, unit.changes)


def make_person(
    save: Save,
    facts: PersonFacts,
    part: PersonPart,
    contact_id: UUID | None,
    on: date,
) -> tuple[UUID, list[Waiting]]:
    """Make somebody new who agreed, with the answers she gave; what needs another consent waits.

    Returns:
        Her id, and what waits.
    """
    facts = no_more_than_needed(facts)
    asked = [entry for entry in part.consents if entry.purpose is Purpose.CHILDREN]
    latest = latest_of(asked)
    may = latest is not None and allows(latest.answer, latest.until, save.today)
    person_id = insert_person(save.unit, facts if may else without_children(facts))
    for entry in part.consents:
        save.ledger.add(person_id, entry)
    if may or not speaks_of_children(facts):
        return person_id, []
    held = Held(on, mother=facts.mother, children=facts.children)
    return person_id, [put(save, held, Purpose.CHILDREN, HOUSEHOLD, person_id, contact_id)]


# --- deciding ---------------------------------------------------------------------------------------------


def settle_waiting(house: House, command: SettleWaiting) -> Outcome[None]:
    """Note what waits without the person, or leave it out.

    Raises:
        GoneError: it waits no more.
    """
    with house.writing("waiting.settle") as unit:
        save = Save.of(house, unit)
        row = unit.row(WaitingItem, command.waiting_id)
        if command.anonymous:
            held = as_json.read_text(Held, row["payload"])
            needs = [held.need] if held.need else []
            if held.part is not None:
                needs += [need.facts for need in held.part.needs]
            for facts in needs:
                tally_need(save, facts, held.on)
        drop(unit, [command.waiting_id])
    return Outcome(None, unit.changes)


def drop(unit: UnitOfWork, waiting_ids: list[UUID]) -> int:
    """Erase what waits."""
    unit.wipes = True
    return unit.erase(WaitingItem, waiting_ids)
