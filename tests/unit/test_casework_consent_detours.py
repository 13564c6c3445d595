"""Ways round a consent: by undo, by a draft, by the order of answers, by the back of another need."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import NewNeed, PersonPart, UndoContact
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.commands.needs import ChangeNeed, RaiseNeed
from caseapp.casework.commands.people import AddPerson, ChangePerson, SetContactMeans
from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.commands.waiting import AcceptWaiting
from caseapp.casework.refusals import ConsentMissing
from caseapp.casework.undo import NotUndone
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.need import NeedFacts, NeedState
from caseapp.domain.person import MeansKind, PersonFacts, SafeContact
from caseapp.domain.referral import Step, StepFacts
from caseapp.domain.requests import Command
from caseapp.storage.tables import Contact, Draft, Need, Person, Referral, WaitingItem
from caseapp.storage.unit_of_work import GoneError
from tests.unit.casework_tools import HEALTH, HOUSING, SCHOOL, World, referral

MARK = "xylophone"


def draft(person: UUID, alone: bool) -> KeepDraft:
    """A form about a person, with her id beside the text or in it."""
    payload = json.dumps({"people": [{"person": str(person), "note": MARK}]})
    return KeepDraft(uuid4(), "contact", payload, MARK, person_id=person if alone else None)


def everything(world: World) -> bytes:
    """All values of all tables, those of the search index too."""
    found = []
    with world.house.store.read() as session:
        connection = session.connection()
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).all():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'):
                found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\0".join(found)


# --- what was taken back does not come back ---------------------------------------------------------------


@pytest.mark.parametrize("alone", [True, False])
def test_undo_does_not_bring_back_whom_a_no_erased(world: World, alone: bool) -> None:
    """The contact's form would come back as a draft, with all that was noted about her."""
    person = world.person()
    kept = draft(person, alone)
    world.do(kept)
    world.log(PersonPart(person, note=MARK), draft_id=kept.draft_id)
    world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    with pytest.raises(NotUndone):
        world.do(UndoContact(kept.draft_id))
    assert world.count(Draft) == 0
    assert MARK.encode() not in everything(world)
    assert not any(saved.draft for saved in world.house.recent.values())


def test_undo_does_not_bring_back_a_need_that_a_no_erased(world: World) -> None:
    person = world.person("Tee", Purpose.HEALTH)
    kept = draft(person, alone=True)
    world.do(kept)
    world.log(PersonPart(person, needs=(NewNeed(HEALTH),)), draft_id=kept.draft_id)
    world.consent(person, Purpose.HEALTH, Answer.WITHDRAWN)
    with pytest.raises(NotUndone):
        world.do(UndoContact(kept.draft_id))
    assert world.count(Draft) == 0
    assert world.count(Contact) == 1


def test_undo_still_works_after_a_yes(world: World) -> None:
    person = world.person()
    kept = draft(person, alone=True)
    world.do(kept)
    answer = world.said(Purpose.HEALTH, Answer.DECLINED)
    world.log(PersonPart(person, note=MARK, consents=(answer,)), draft_id=kept.draft_id)
    world.consent(person, Purpose.COUNT)
    world.do(UndoContact(kept.draft_id))
    assert world.count(Draft) == 1


@pytest.mark.parametrize("alone", [True, False])
def test_a_form_left_open_does_not_bring_back_whom_a_no_erased(world: World, alone: bool) -> None:
    person, other = world.person(), world.person("Tee")
    world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    with pytest.raises(GoneError):
        world.do(draft(person, alone))
    assert MARK.encode() not in everything(world)
    world.do(draft(other, alone))
    assert world.count(Draft) == 1


# --- answers ----------------------------------------------------------------------------------------------


def test_of_two_answers_of_one_day_the_later_one_stands(world: World) -> None:
    yes, no = world.said(Purpose.KEEP), world.said(Purpose.KEEP, Answer.WITHDRAWN)
    logged = world.log(PersonPart(new=PersonFacts(alias=MARK), consents=(yes, no), note=MARK))
    assert logged.person_ids == (None,)
    assert MARK.encode() not in everything(world)
    assert world.log(PersonPart(new=PersonFacts(alias="Tee"), consents=(no, yes))).person_ids != (None,)


def test_a_yes_that_has_run_out_makes_no_record(world: World) -> None:
    over = world.said(Purpose.KEEP, days_ago=9, until=world.today - timedelta(days=2))
    with pytest.raises(ConsentMissing):
        world.do(AddPerson(PersonFacts(alias="Marisol"), over))
    logged = world.log(PersonPart(new=PersonFacts(alias="Marisol"), consents=(over,)))
    assert logged.person_ids == (None,)
    assert [waits.purpose for waits in logged.waiting] == ["keep"]
    with pytest.raises(ConsentMissing):
        world.do(AcceptWaiting(logged.waiting[0].waiting_id, over))
    assert world.count(Person) == 0


def adding(world: World, person: UUID) -> list[Command[Any]]:
    """Every way to add words to a record that is there."""
    need = world.do(RaiseNeed(person, HOUSING, world.today))
    offered = world.do(OfferReferral(person, referral(), need))
    means = world.do(SetContactMeans(person, MeansKind.PHONE, "+4915100", SafeContact()))
    return [
        ChangePerson(person, PersonFacts(alias=MARK)),
        SetContactMeans(person, MeansKind.PHONE, MARK, SafeContact()),
        SetContactMeans(uuid4(), MeansKind.PHONE, MARK, SafeContact(), means_id=means),
        ChangeNeed(need, NeedState.IN_HAND, world.today, words=MARK),
        StepReferral(offered, StepFacts(Step.ACCEPTED, world.today, words=MARK)),
        OfferReferral(person, referral(), need),
        RaiseNeed(person, HOUSING, world.today),
    ]


def test_nothing_is_added_to_a_record_whose_yes_has_run_out(world: World) -> None:
    person = world.person()
    ways = adding(world, person)
    world.do(RecordConsent(person, world.said(Purpose.KEEP, until=world.today)))
    world.clock.move(days=2)
    for way in ways:
        with pytest.raises(ConsentMissing) as missing:
            world.do(way)
        assert missing.value.purpose is Purpose.KEEP
    assert MARK.encode() not in everything(world)
    world.consent(person, Purpose.KEEP)
    for way in ways:
        if not isinstance(way, SetContactMeans) or way.means_id is None:
            world.do(way)


# --- by the back of something else ------------------------------------------------------------------------


def test_a_need_that_asks_for_nothing_covers_no_referral_about_her_health(world: World) -> None:
    person, service = world.person(), world.service()
    hidden = referral("sexual_health", 0, service_id=service)
    logged = world.log(world.part(person, HOUSING, referrals=(hidden, referral("housing", 0))))
    assert [(waits.purpose, waits.what) for waits in logged.waiting] == [("health", "sexual_health")]
    assert [row.kind for row in world.rows(Referral)] == ["housing"]
    (need,) = world.rows(Need)
    with pytest.raises(ConsentMissing) as missing:
        world.do(OfferReferral(person, referral("sexual_health"), need.id))
    assert missing.value.purpose is Purpose.HEALTH
    world.consent(person, Purpose.HEALTH)
    assert {row.kind for row in world.rows(Referral)} == {"housing", "sexual_health"}


def test_what_waited_for_one_consent_is_judged_again_for_another(world: World) -> None:
    person = world.person()
    world.log(
        world.part(person, SCHOOL, referrals=(referral("sexual_health", 0), referral("school_costs", 0)))
    )
    world.consent(person, Purpose.CHILDREN)
    assert [row.kind for row in world.rows(Referral)] == ["school_costs"]
    assert [(row.purpose, row.kind) for row in world.rows(WaitingItem)] == [("health", "sexual_health")]


def test_a_need_covers_a_referral_of_its_own_kind(world: World) -> None:
    person = world.person("Nadi", Purpose.HEALTH)
    logged = world.log(world.part(person, HEALTH, referrals=(referral("dental", 0), referral("housing", 0))))
    assert logged.waiting == ()
    assert world.count(Referral) == 2


@pytest.mark.parametrize(
    "way",
    [
        lambda world, _person, need, _offered: ChangeNeed(need, NeedState.IN_HAND, world.today, words=MARK),
        lambda world, _person, _need, offered: StepReferral(
            offered, StepFacts(Step.ACCEPTED, world.today, words=MARK)
        ),
        lambda _world, person, need, _offered: OfferReferral(person, referral("sexual_health"), need),
    ],
)
def test_no_words_are_added_to_a_need_whose_consent_has_run_out(
    world: World, way: Callable[[World, UUID, UUID, UUID], Command[Any]]
) -> None:
    person = world.person()
    world.do(RecordConsent(person, world.said(Purpose.HEALTH, until=world.today)))
    need = world.do(RaiseNeed(person, NeedFacts("sexual_health"), world.today))
    offered = world.do(OfferReferral(person, referral("sexual_health"), need))
    world.clock.move(days=2)
    with pytest.raises(ConsentMissing) as missing:
        world.do(way(world, person, need, offered))
    assert missing.value.purpose is Purpose.HEALTH
    # Where it stands may still be said.
    world.do(ChangeNeed(need, NeedState.MET, world.today))
    world.do(StepReferral(offered, StepFacts(Step.ACCEPTED, world.today)))
    assert MARK.encode() not in everything(world)
