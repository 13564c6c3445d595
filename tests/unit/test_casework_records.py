"""People, needs, referrals, services, follow-ups, the team's lists: each act, its refusals, its traces."""

import json
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.bootstrap import open_room
from caseapp.casework import as_json, commands, queries
from caseapp.casework.commands.contact import LogContact
from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.commands.needs import ChangeNeed, RaiseNeed
from caseapp.casework.commands.people import (
    AddPerson,
    ChangePerson,
    NoteMeansShown,
    RemoveContactMeans,
    SetContactMeans,
)
from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.commands.team import SetPreference, SetStaffLabel, SetTerm
from caseapp.casework.handlers import COMMANDS
from caseapp.casework.opening import house_of
from caseapp.casework.refusals import ConsentMissing, InTheFuture, NotComplete
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.need import NeedFacts, NeedState, PutOffReason
from caseapp.domain.person import (
    AgeBand,
    Child,
    ChildBand,
    ChildLives,
    MeansKind,
    Mother,
    PersonFacts,
    SafeContact,
)
from caseapp.domain.referral import EndedBy, Step, StepFacts, may_follow
from caseapp.domain.requests import Command, Kind, Query
from caseapp.domain.taxonomy import ListName
from caseapp.errors import BugError
from caseapp.storage import tables as t
from caseapp.storage.unit_of_work import GoneError
from tests.functional.vaults import WORKER, new_vault
from tests.storage.house import SLOT, new_store
from tests.unit.casework_tools import HEALTH, HOUSING, SCHOOL, World, referral


def test_every_request_has_a_handler(tmp_path: Path) -> None:
    """In an open vault: some are answered by the house, others by what lies around it."""

    def of(base: type, package: ModuleType) -> set[type]:
        modules = [import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)]
        found = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
        return {one for one in found if issubclass(one, base)} - {base}

    made = new_vault(tmp_path / "Notes.casevault")
    room = open_room(made.folder, WORKER)
    answered = set(room.handlers)
    room.close()
    assert of(Query, queries) | of(Command, commands) <= answered


# --- people -----------------------------------------------------------------------------------------------


def test_a_code_is_drawn_and_kept(world: World) -> None:
    first, second = world.person("Tee"), world.person("Tee")
    codes = {row.id: row.code for row in world.rows(t.Person)}
    assert codes[first] != codes[second]
    world.do(ChangePerson(first, PersonFacts(alias="Tee-Tee")))
    assert world.rows(t.Person, t.Person.id == first)[0].code == codes[first]


def test_a_person_is_changed_and_found_by_the_new_words(world: World) -> None:
    person = world.person("Marisol")
    facts = PersonFacts(
        alias="Jola", other_names=("Lio", " Bee "), settings=("street", "online"), age_band=AgeBand.FROM_25
    )
    world.do(ChangePerson(person, facts))
    world.do(ChangePerson(person, replace(facts, other_names=("Bee", "Ana"), settings=("online",))))
    assert {row.name for row in world.rows(t.OtherName)} == {"Bee", "Ana"}
    assert {row.code for row in world.rows(t.WorkSetting)} == {"online"}
    assert world.found("ana") == ["person"]
    assert world.found("lio") == world.found("marisol") == []
    assert world.findings() == []


def test_children_and_motherhood_need_their_consent(world: World) -> None:
    person = world.person()
    child = Child(ChildBand.SCHOOL, ChildLives.FAMILY)
    for facts in (
        PersonFacts(mother=Mother.YES),
        PersonFacts(children=(child,)),
        PersonFacts(mother=Mother.NO),
    ):
        with pytest.raises(ConsentMissing) as caught:
            world.do(ChangePerson(person, facts))
        assert caught.value.purpose is Purpose.CHILDREN
        with pytest.raises(ConsentMissing):
            world.do(AddPerson(facts, world.said(Purpose.KEEP)))
    world.consent(person, Purpose.CHILDREN)
    world.do(ChangePerson(person, PersonFacts(mother=Mother.YES, children=(child, child))))
    assert world.count(t.Child) == 2
    # A consent that ran out stops new facts; what is there may stay or go.
    world.consent(person, Purpose.CHILDREN, until=world.today)
    world.clock.move(days=1)
    world.do(ChangePerson(person, PersonFacts(alias="Tee", mother=Mother.YES, children=(child, child))))
    with pytest.raises(ConsentMissing):
        world.do(ChangePerson(person, PersonFacts(mother=Mother.YES, children=(child,) * 3)))
    world.do(ChangePerson(person, PersonFacts()))
    assert world.count(t.Child) == 0


def test_a_child_is_a_band_and_where_it_lives_and_nothing_else() -> None:
    assert set(t.Child.__table__.columns.keys()) == {
        "id", "person_id", "band", "lives", "created_at", "created_by",
    }  # fmt: skip


def test_contact_means_with_its_rule(world: World) -> None:
    person = world.person()
    rule = SafeContact(how="text only", when="14-18 h", say="say you are from the library", voicemail=False)
    means = world.do(SetContactMeans(person, MeansKind.PHONE, " 0600 123 441 ", rule))
    assert world.rows(t.ContactMeans)[0].agreed_on == world.today
    assert world.found("library") == ["means"]
    world.do(SetContactMeans(person, MeansKind.PHONE, "0600 123 441", SafeContact(how="call"), means))
    assert world.found("library") == []
    with pytest.raises(NotComplete):
        world.do(SetContactMeans(person, MeansKind.PHONE, "  ", rule))
    world.do(NoteMeansShown(means))
    world.do(RemoveContactMeans(means))
    assert world.count(t.ContactMeans) == 0
    for gone in (RemoveContactMeans(means), NoteMeansShown(means)):
        with pytest.raises(GoneError):
            world.do(gone)
    assert world.findings() == []


# --- needs ------------------------------------------------------------------------------------------------


def test_a_need_is_raised_with_its_consent_only(world: World) -> None:
    person = world.person()
    need = world.do(RaiseNeed(person, HOUSING, world.today))
    assert world.found("somewhere dry") == ["need"]
    for facts, purpose in ((HEALTH, Purpose.HEALTH), (SCHOOL, Purpose.CHILDREN)):
        with pytest.raises(ConsentMissing) as caught:
            world.do(RaiseNeed(person, facts, world.today))
        assert caught.value.purpose is purpose
        world.consent(person, purpose)
        world.do(RaiseNeed(person, facts, world.today))
    with pytest.raises(NotComplete):
        world.do(RaiseNeed(person, NeedFacts("yacht"), world.today))
    with pytest.raises(InTheFuture):
        world.do(RaiseNeed(person, HOUSING, world.today + timedelta(days=1)))
    world.do(ChangeNeed(need, NeedState.MET, world.today, words="found a room"))
    row = world.rows(t.Need, t.Need.id == need)[0]
    assert (row.state, row.words) == ("met", "found a room")
    assert [entry.earlier for entry in world.rows(t.HistoryEntry)] == ["somewhere dry"]


def test_putting_off_says_why(world: World) -> None:
    need = world.do(RaiseNeed(world.person(), HOUSING, world.today))
    why = (PutOffReason.CHILDREN_FIRST, PutOffReason.COST)
    world.do(ChangeNeed(need, NeedState.PUT_OFF, world.today, why))
    assert {row.reason for row in world.rows(t.NeedReason)} == {"children_first", "cost"}
    world.do(ChangeNeed(need, NeedState.PUT_OFF, world.today, why[1:]))
    assert {row.reason for row in world.rows(t.NeedReason)} == {"cost"}
    with pytest.raises(NotComplete):
        world.do(ChangeNeed(need, NeedState.MET, world.today, why))
    world.do(ChangeNeed(need, NeedState.IN_HAND, world.today))
    assert world.count(t.NeedReason) == 0
    assert world.findings() == []


# --- referrals --------------------------------------------------------------------------------------------

SHARED = World()
WITH_SERVICE = SHARED.service()


@settings(max_examples=80, deadline=None)
@given(steps=st.lists(st.sampled_from(Step), max_size=10))
def test_a_referral_takes_exactly_the_steps_that_may_follow(steps: list[Step]) -> None:
    world = SHARED
    person = world.person()
    made = world.do(OfferReferral(person, referral(service_id=WITH_SERVICE)))
    taken = [Step.OFFERED]
    for step in steps:
        at = world.clock.at.replace(tzinfo=None) if step is Step.APPOINTMENT else None
        command = StepReferral(made, StepFacts(step, world.today, appointment_at=at, ended_by=EndedBy.PERSON))
        if may_follow(taken, step):
            world.do(command)
            taken.append(step)
        else:
            with pytest.raises(NotComplete):
                world.do(command)
    rows = sorted(world.rows(t.ReferralStep, t.ReferralStep.referral_id == made), key=lambda row: row.key)
    assert [row.step for row in rows] == taken


def test_a_referral_needs_what_makes_it_one(world: World) -> None:
    person, service = world.person(), world.service()
    with pytest.raises(ConsentMissing):
        world.do(OfferReferral(person, referral("dental", service_id=service)))
    with pytest.raises(NotComplete):
        world.do(OfferReferral(person, referral("food", service_id=uuid4())))
    open_one = world.do(OfferReferral(person, referral("food")))
    with pytest.raises(NotComplete) as caught:
        world.do(StepReferral(open_one, StepFacts(Step.MADE, world.today)))
    assert caught.value.fields == ("service",)
    made = StepFacts(Step.MADE, world.today, named=True)
    world.do(StepReferral(open_one, made, world.said(Purpose.SHARE), service))
    assert world.rows(t.ReferralStep, t.ReferralStep.step == "made")[0].named
    with pytest.raises(NotComplete):
        world.do(StepReferral(open_one, StepFacts(Step.APPOINTMENT, world.today)))
    with pytest.raises(InTheFuture):
        world.do(StepReferral(open_one, StepFacts(Step.CLOSED, world.today + timedelta(days=1))))
    other = world.person("Tee")
    theirs = world.do(RaiseNeed(other, HOUSING, world.today))
    with pytest.raises(NotComplete):
        world.do(OfferReferral(person, referral("housing"), theirs))
    ended = StepFacts(Step.CLOSED, world.today, ended_by=EndedBy.SERVICE, reason="turned away", words="cold")
    world.do(StepReferral(open_one, ended))
    assert world.found("turned away") == world.found("cold") == ["referral"]
    assert world.findings() == []


# --- services and follow-ups ------------------------------------------------------------------------------


def test_a_service_is_set_and_every_field_is_found(world: World) -> None:
    facts = ServiceFacts(
        name="Lindenhof",
        offers=("housing", "food"),
        area="centre",
        hours="hourswort",
        languages="languagewort",
        costs="costwort",
        how_to_refer="referwort",
        ask_for="askwort",
        address="addresswort",
        phone="phonewort",
        checked_on=world.today,
    )
    service = world.do(SetService(facts))
    for word in ("linden", "hoursw", "languagew", "costw", "referw", "askw", "addressw", "phonew"):
        assert world.found(word) == ["service"], word
    world.do(SetService(replace(facts, offers=("food", "debt"), hours="never"), service, retired=True))
    assert {row.kind for row in world.rows(t.ServiceOffer)} == {"food", "debt"}
    assert world.rows(t.Service)[0].retired
    for wrong in (replace(facts, name=" "), replace(facts, offers=("yacht",)), replace(facts, area="moon")):
        with pytest.raises(NotComplete):
            world.do(SetService(wrong))
    with pytest.raises(InTheFuture):
        world.do(SetService(replace(facts, checked_on=world.today + timedelta(days=1))))
    assert world.findings() == []


def test_follow_ups_are_set_changed_done_and_opened_again(world: World) -> None:
    person = world.person()
    what = world.do(SetFollowUp("call the hostel", world.today, person_id=person))
    world.do(SetFollowUp("write to the hostel", world.today, person_id=person, follow_up_id=what))
    assert [row.what for row in world.rows(t.FollowUp)] == ["write to the hostel"]
    world.do(EndFollowUp(what))
    assert world.rows(t.FollowUp)[0].done_on == world.today
    world.do(EndFollowUp(what, done=False))
    assert world.rows(t.FollowUp)[0].done_on is None
    for wrong in (SetFollowUp(" ", world.today), SetFollowUp("x", world.today, for_staff=uuid4())):
        with pytest.raises(NotComplete):
            world.do(wrong)
    with pytest.raises(GoneError):
        world.do(SetFollowUp("x", world.today, person_id=uuid4()))


# --- lists and staff --------------------------------------------------------------------------------------


def test_the_lists_a_vault_starts_with(world: World) -> None:
    terms = world.rows(t.TaxonomyTerm)
    lists: dict[str, list[t.TaxonomyTerm]] = {}
    for term in sorted(terms, key=lambda term: term.position):
        lists.setdefault(term.list_name, []).append(term)
    assert set(lists) == {str(name) for name in ListName}
    assert len(lists["topic"]) == 9  # the keys 1 to 9
    assert [term.code for term in lists["going_well"]] == [
        "peer_helped",
        "helped_someone",
        "own_way",
        "calmer",
    ]
    groups = {term.code for term in lists["need_group"]}
    for term in terms:
        labels = json.loads(term.labels)
        assert set(labels) == {"en", "es", "fr", "ar", "ro"}
        assert all(label.strip() for label in labels.values())
        if term.list_name == "need":
            assert term.parent in groups
            expected = {"health": "health", "children": "children"}.get(term.parent)
            assert term.purpose == expected
    assert not {term.code for term in terms} & {"violence", "violence_support", "safety_plan"}


def test_areas_and_places_come_from_the_wizard_once() -> None:
    store = new_store()
    world = World()
    house = house_of(store, SLOT, "Dana", world.clock, areas=["Hafen", "Norte ", "Hafen"], places=["العيادة"])
    world.house = house
    areas = world.rows(t.TaxonomyTerm, t.TaxonomyTerm.list_name == "area")
    assert {json.loads(row.labels)["en"] for row in areas} == {"Hafen", "Norte"}
    assert {row.code for row in areas} == {"hafen", "norte"}
    count = world.count(t.TaxonomyTerm)
    again = house_of(store, SLOT, "Dana", world.clock, areas=["Other"])
    assert again.staff_id == house.staff_id
    assert world.count(t.TaxonomyTerm) == count
    assert house_of(store, "another slot", "Ines", world.clock).staff_id != house.staff_id


def test_terms_are_added_renamed_and_retired_but_never_change_meaning(world: World) -> None:
    world.do(SetTerm(ListName.PLACE, "", "Puerto Viejo", "centre"))
    row = world.rows(t.TaxonomyTerm, t.TaxonomyTerm.code == "puerto_viejo")[0]
    assert json.loads(row.labels) == {"en": "Puerto Viejo"}
    world.log(unidentified=1, place="puerto_viejo")
    world.do(SetTerm(ListName.PLACE, "puerto_viejo", "Old harbour", "centre", retired=True))
    assert world.found("old harbour") == ["term"]
    world.log(unidentified=1, place="puerto_viejo")  # a draft may hold it
    world.do(SetTerm(ListName.NEED, "", "Ears", "health"))
    assert world.rows(t.TaxonomyTerm, t.TaxonomyTerm.code == "ears")[0].purpose == "health"
    wrong = (
        SetTerm(ListName.PLACE, "", " "),
        SetTerm(ListName.PLACE, "", "x", "moon"),
        SetTerm(ListName.TOPIC, "", "x", "health"),
        SetTerm(ListName.TOPIC, "NOT A CODE", "x"),
        SetTerm(ListName.TOPIC, "", "x" * 81),
    )
    for command in wrong:
        with pytest.raises(NotComplete):
            world.do(command)


def test_colleagues_and_preferences(world: World) -> None:
    ines = world.do(SetStaffLabel("Ines"))
    world.do(SetStaffLabel("Ines K.", ines))
    assert world.found("ines") == ["staff"]
    world.log(unidentified=1, companions=(ines, world.house.staff_id))
    assert [row.staff_id for row in world.rows(t.ContactStaff)] == [ines]
    with pytest.raises(NotComplete):
        world.do(SetStaffLabel(" "))
    world.do(SetPreference("last_place", "street_round"))
    assert world.rows(t.Preference)[0].value == "street_round"
    with pytest.raises(BugError):
        world.do(SetPreference("", "x"))


# --- JSON -------------------------------------------------------------------------------------------------


def test_commands_go_through_json_and_back(world: World) -> None:
    command = world.contact(
        world.part(
            None,
            HEALTH,
            SCHOOL,
            new=PersonFacts("Tee", children=(Child(ChildBand.BABY),), first_contact_on=world.today),
            consents=(world.said(Purpose.KEEP, Answer.NOT_NOW),),
            referrals=(referral(steps=(StepFacts(Step.OFFERED, world.today),)),),
        ),
        supplies=(("food", 2),),
        draft_id=uuid4(),
    )
    assert as_json.read_text(LogContact, as_json.text_of(command)) == command


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], ""),
        ({}, "when"),
        ({"when": {"utc": "x", "offset_minutes": 0}}, "when.utc"),
        ({"when": {"utc": "2026-11-06T20:14:00+00:00", "offset_minutes": True}}, "when.offset_minutes"),
        ({"colour": 1}, "colour"),
    ],
)
def test_json_that_is_no_contact_is_refused_by_place(value: object, place: str) -> None:
    with pytest.raises(as_json.NotReadableError) as caught:
        as_json.read(LogContact, value)
    assert caught.value.place == place


def test_changes_name_what_a_page_shows(world: World) -> None:
    person = world.person()
    command = RaiseNeed(person, HOUSING, world.today)
    changes = COMMANDS[RaiseNeed](world.house, command).changes
    assert changes.kinds == {Kind.NEED}
    assert person in changes.ids
