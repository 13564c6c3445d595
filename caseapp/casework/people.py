"""People: making, changing and erasing a record, and the ways to reach her."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from caseapp.casework.commands.people import (
    AddPerson,
    ChangePerson,
    NoteMeansShown,
    RemoveContactMeans,
    SetContactMeans,
)
from caseapp.casework.consent_ledger import Ledger
from caseapp.casework.house import House
from caseapp.casework.refusals import ConsentMissing, InTheFuture, NotComplete
from caseapp.casework.taxonomy import KnownCodes, known_codes
from caseapp.domain.consent import ConsentEntry, Purpose, allows
from caseapp.domain.person import AgeBand, Mother, PersonFacts, new_code, no_more_than_needed
from caseapp.domain.person import Child as ChildFacts
from caseapp.domain.requests import Outcome
from caseapp.domain.taxonomy import ListName
from caseapp.storage.attachments import erase_data_of
from caseapp.storage.tables import (
    Attachment,
    Base,
    Child,
    Consent,
    Contact,
    ContactMark,
    ContactMeans,
    ContactPerson,
    Draft,
    FollowUp,
    Need,
    NeedReason,
    OtherName,
    Person,
    Referral,
    ReferralBarrier,
    ReferralStep,
    WaitingItem,
    WorkSetting,
)
from caseapp.storage.unit_of_work import UnitOfWork

_CODE_LETTERS = 16
_MOST_ADULTS = 50
_MOST_CHILDREN = 30


def wrong_fields(facts: PersonFacts, codes: KnownCodes) -> list[str]:
    """Fields of a person that cannot be right."""
    wrong = []
    if len(facts.code.strip()) > _CODE_LETTERS:
        wrong.append("code")
    if facts.area and codes.unknown(ListName.AREA, [facts.area]):
        wrong.append("area")
    if codes.unknown(ListName.SETTING, facts.settings):
        wrong.append("settings")
    if facts.adults is not None and not 0 <= facts.adults <= _MOST_ADULTS:
        wrong.append("adults")
    if len(facts.children) > _MOST_CHILDREN:
        wrong.append("child_band")
    return wrong


def without_children(facts: PersonFacts) -> PersonFacts:
    """The facts that need no consent about children."""
    return replace(facts, mother=None, children=())


def speaks_of_children(facts: PersonFacts) -> bool:
    """Whether something in the facts needs the consent about children."""
    return facts.mother is not None or bool(facts.children)


def _columns(facts: PersonFacts) -> dict[str, object]:
    return {
        "alias": facts.alias.strip(),
        "pronouns": facts.pronouns.strip(),
        "languages": facts.languages.strip(),
        "interpreter": facts.interpreter,
        "age_band": facts.age_band.value if facts.age_band else None,
        "area": facts.area,
        "first_contact_on": facts.first_contact_on,
        "served_elsewhere": facts.served_elsewhere,
        "adults": facts.adults,
        "mother": facts.mother.value if facts.mother else None,
    }


def insert_person(unit: UnitOfWork, facts: PersonFacts) -> UUID:
    """Make the rows of a person whose consents were judged before; under 18 only what the steps need."""
    facts = no_more_than_needed(facts)
    code = facts.code.strip() or _free_code(unit)
    person_id = unit.insert(Person, code=code, **_columns(facts))
    _insert_lists(unit, person_id, facts)
    Ledger.of(unit).new_person(person_id)
    people_here(unit).add(person_id)
    return person_id


def people_here(unit: UnitOfWork) -> set[UUID]:
    """The people a save knows to be there."""
    people = unit.memo.setdefault("people here", set())
    assert isinstance(people, set)
    return people


def _free_code(unit: UnitOfWork) -> str:
    """Draw a code that nobody here has."""
    drawn = unit.memo.setdefault("codes drawn", set())
    assert isinstance(drawn, set)
    while True:
        code = new_code()
        if code not in drawn and unit.value(select(Person.id).where(Person.code == code)) is None:
            drawn.add(code)
            return code


def _insert_lists(unit: UnitOfWork, person_id: UUID, facts: PersonFacts) -> None:
    for name in dict.fromkeys(name.strip() for name in facts.other_names):
        if name:
            unit.insert(OtherName, person_id=person_id, name=name)
    for code in dict.fromkeys(facts.settings):
        unit.insert(WorkSetting, person_id=person_id, code=code)
    insert_children(unit, person_id, facts.children)


def insert_children(unit: UnitOfWork, person_id: UUID, children: Sequence[ChildFacts]) -> None:
    """Note the children of a household."""
    for child in children:
        unit.insert(
            Child,
            person_id=person_id,
            band=child.band.value,
            lives=child.lives.value if child.lives else None,
        )


def bring_in_household(
    unit: UnitOfWork, person_id: UUID, mother: Mother | None, children: Sequence[ChildFacts]
) -> None:
    """Note motherhood and children that waited for her consent; not of who was found to be under 18."""
    if unit.row(Person, person_id)["age_band"] == AgeBand.UNDER_18.value:
        return
    if mother is not None:
        unit.change(Person, person_id, mother=mother.value)
    here = unit.session.scalar(select(Child.id).where(Child.person_id == person_id).limit(1))
    if here is None:
        insert_children(unit, person_id, children)


def refuse_no_keep(keep: ConsentEntry, today: date) -> None:
    """Judge the answer that is to make a record.

    Raises:
        ConsentMissing: it is no yes to keeping a record, or one that has run out.
        InTheFuture: said after today.
    """
    if keep.purpose is not Purpose.KEEP or not allows(keep.answer, keep.until, today):
        raise ConsentMissing(Purpose.KEEP)
    if keep.said_on > today:
        raise InTheFuture("said_on")


def add_person(house: House, command: AddPerson) -> Outcome[UUID]:
    """Make a person outside a contact.

    Raises:
        ConsentMissing: she did not agree that a record is kept, or children are named (they are asked about
            once she has a record).
        NotComplete: a field cannot be right.
    """
    facts, keep = no_more_than_needed(command.facts), command.keep
    refuse_no_keep(keep, house.today)
    if speaks_of_children(facts):
        raise ConsentMissing(Purpose.CHILDREN)
    with house.writing("person.add") as unit:
        _refuse_wrong(house, unit, facts)
        person_id = insert_person(unit, facts)
        Ledger.of(unit).add(person_id, keep)
    return Outcome(person_id, unit.changes)


def _refuse_wrong(house: House, unit: UnitOfWork, facts: PersonFacts) -> None:
    wrong = wrong_fields(facts, known_codes(house, lambda: unit.session))
    if wrong:
        raise NotComplete(wrong)
    if facts.first_contact_on is not None and facts.first_contact_on > house.today:
        raise InTheFuture("on")


def change_person(house: House, command: ChangePerson) -> Outcome[None]:
    """Replace what is noted about a person.

    Raises:
        ConsentMissing: her yes to a record has run out, or children or motherhood are new and she did not
            agree that they are noted.
        NotComplete: a field cannot be right.
        GoneError: she was erased meanwhile.
    """
    facts, person_id = no_more_than_needed(command.facts), command.person_id
    with house.writing("person.change") as unit:
        before = unit.row(Person, person_id)
        _refuse_wrong(house, unit, facts)
        code = facts.code.strip() or before["code"]
        children = unit.session.execute(
            select(Child.band, Child.lives, Child.id).where(Child.person_id == person_id)
        ).all()
        held = sorted((row.band, row.lives or "") for row in children)
        wanted = sorted((child.band.value, child.lives or "") for child in facts.children)
        says_more = (facts.mother is not None and before["mother"] != facts.mother) or held != wanted
        ledger = Ledger.of(unit)
        if not ledger.usable(person_id, Purpose.KEEP, house.today):
            raise ConsentMissing(Purpose.KEEP)
        may = ledger.usable(person_id, Purpose.CHILDREN, house.today)
        if says_more and speaks_of_children(facts) and not may:
            raise ConsentMissing(Purpose.CHILDREN)
        unit.change(Person, person_id, code=code, **_columns(facts))
        _replace_names(unit, person_id, facts)
        if held != wanted:
            unit.erase(Child, [row.id for row in children])
            insert_children(unit, person_id, facts.children)
    return Outcome(None, unit.changes)


def _replace_names(unit: UnitOfWork, person_id: UUID, facts: PersonFacts) -> None:
    names = unit.session.execute(
        select(OtherName.id, OtherName.name).where(OtherName.person_id == person_id)
    ).all()
    settings = unit.session.execute(
        select(WorkSetting.id, WorkSetting.code).where(WorkSetting.person_id == person_id)
    ).all()
    wanted = {name.strip() for name in facts.other_names if name.strip()}
    unit.erase(OtherName, [row.id for row in names if row.name not in wanted])
    unit.erase(WorkSetting, [row.id for row in settings if row.code not in facts.settings])
    held_names, held_codes = {row.name for row in names}, {row.code for row in settings}
    new = replace(
        facts,
        other_names=tuple(name for name in facts.other_names if name.strip() not in held_names),
        settings=tuple(code for code in facts.settings if code not in held_codes),
        children=(),
    )
    _insert_lists(unit, person_id, new)


# --- contact means ----------------------------------------------------------------------------------------


def set_contact_means(house: House, command: SetContactMeans) -> Outcome[UUID]:
    """Add or change a way to reach a person, with its rule.

    Whether it may be used is a question of its own (purpose ``contact``).

    Raises:
        NotComplete: nothing was typed.
        ConsentMissing: her yes to a record has run out.
        GoneError: the person or the means was erased meanwhile.
    """
    value = command.value.strip()
    if not value:
        raise NotComplete(["value"])
    rule = command.rule
    columns: dict[str, object] = {
        "kind": command.kind.value,
        "value": value,
        "rule_how": rule.how.strip(),
        "rule_when": rule.when.strip(),
        "rule_say": rule.say.strip(),
        "rule_voicemail": rule.voicemail,
        "rule_by_whom": rule.by_whom.strip(),
        "rule_seen": rule.seen_by_others,
    }
    agreed = None if rule.is_empty else house.today
    with house.writing("means.set") as unit:
        person_id = command.person_id
        if command.means_id is not None:
            person_id = unit.row(ContactMeans, command.means_id)["person_id"]
        unit.row(Person, person_id)
        if not Ledger.of(unit).usable(person_id, Purpose.KEEP, house.today):
            raise ConsentMissing(Purpose.KEEP)
        if command.means_id is None:
            means_id = unit.insert(ContactMeans, person_id=command.person_id, agreed_on=agreed, **columns)
        else:
            means_id = command.means_id
            if unit.change(ContactMeans, means_id, **columns):
                unit.change(ContactMeans, means_id, agreed_on=agreed)
    return Outcome(means_id, unit.changes)


def remove_contact_means(house: House, command: RemoveContactMeans) -> Outcome[None]:
    """Erase a contact means."""
    with house.writing("means.erase") as unit:
        unit.row(ContactMeans, command.means_id)
        unit.erase(ContactMeans, [command.means_id])
        unit.wipes = True
    return Outcome(None, unit.changes)


def note_means_shown(house: House, command: NoteMeansShown) -> Outcome[None]:
    """Put into the audit that a number was shown."""
    with house.writing("means.shown") as unit:
        unit.name(ContactMeans, command.means_id)
    return Outcome(None, unit.changes)


# --- erasing ----------------------------------------------------------------------------------------------

# Children before parents. Reasons and steps hang on needs and referrals and go with them.
_HERS: tuple[type[Base], ...] = (
    Attachment,
    FollowUp,
    ContactPerson,
    ContactMark,
    Consent,
    ContactMeans,
    OtherName,
    WorkSetting,
    Child,
    WaitingItem,
)


def erase_needs(unit: UnitOfWork, need_ids: Sequence[UUID]) -> int:
    """Erase needs with their reasons; a referral that stays loses the tie to its need."""
    for referral_id in unit.ids(select(Referral.id).where(Referral.need_id.in_(need_ids))):
        unit.change(Referral, referral_id, need_id=None)
    unit.erase(NeedReason, unit.ids(select(NeedReason.id).where(NeedReason.need_id.in_(need_ids))))
    return unit.erase(Need, need_ids)


def erase_referrals(unit: UnitOfWork, referral_ids: Sequence[UUID]) -> int:
    """Erase referrals with their steps and next steps."""
    unit.erase(FollowUp, unit.ids(select(FollowUp.id).where(FollowUp.referral_id.in_(referral_ids))))
    steps = unit.ids(select(ReferralStep.id).where(ReferralStep.referral_id.in_(referral_ids)))
    unit.erase(
        ReferralBarrier, unit.ids(select(ReferralBarrier.id).where(ReferralBarrier.step_id.in_(steps)))
    )
    unit.erase(ReferralStep, steps)
    return unit.erase(Referral, referral_ids)


def erase_person(unit: UnitOfWork, person_id: UUID, *, stays_counted: bool = True) -> int:
    """Erase a person with everything that is hers: rows, earlier versions, search, drafts.

    Args:
        unit: the save.
        person_id: who.
        stays_counted: the contacts she was in have one person more who is not identified.

    Returns:
        How many rows went.
    """
    contacts = unit.ids(select(ContactPerson.contact_id).where(ContactPerson.person_id == person_id))
    gone = erase_referrals(unit, unit.ids(select(Referral.id).where(Referral.person_id == person_id)))
    gone += erase_needs(unit, unit.ids(select(Need.id).where(Need.person_id == person_id)))
    for model in _HERS:
        gone += unit.erase(model, unit.ids(select(model.id).where(model.person_id == person_id)))  # type: ignore[attr-defined]  # each of them has both
    erase_data_of(unit, person_id)
    # A draft about several people carries their ids in its text.
    named = or_(Draft.person_id == person_id, Draft.payload.contains(str(person_id)))
    gone += unit.erase(Draft, unit.ids(select(Draft.id).where(named)))
    gone += unit.erase(Person, [person_id])
    if stays_counted:
        _leave_contacts(unit, contacts)
    Ledger.of(unit).forget(person_id)
    people_here(unit).discard(person_id)
    unit.wipes = True
    return gone


def _leave_contacts(unit: UnitOfWork, contacts: Sequence[UUID]) -> None:
    """Make her somebody unidentified; where she was the only one, the contact's own note was about her."""
    for contact_id in contacts:
        row = unit.row(Contact, contact_id)
        alone = not row["unidentified"] and not unit.ids(
            select(ContactPerson.id).where(ContactPerson.contact_id == contact_id)
        )
        unit.change(Contact, contact_id, unidentified=row["unidentified"] + 1)
        if alone and row["note"]:
            unit.change(Contact, contact_id, note="")
            unit.forget_earlier(Contact, [contact_id])
