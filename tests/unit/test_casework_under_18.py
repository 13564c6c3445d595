"""Under 18: no more is stored than the safeguarding steps need, and nothing of her is in a figure."""

from dataclasses import replace
from uuid import UUID

import pytest

from caseapp.casework.commands.needs import RaiseNeed
from caseapp.casework.commands.people import AddPerson, ChangePerson
from caseapp.casework.commands.referrals import OfferReferral
from caseapp.casework.commands.waiting import AcceptWaiting
from caseapp.casework.counting import count_month
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import COUNT_POLICY, Purpose
from caseapp.domain.dates import Month
from caseapp.domain.person import AgeBand, Child, ChildBand, Mother, PersonFacts
from caseapp.domain.referral import Step, StepFacts
from caseapp.figures.cells import complete, figure_values
from caseapp.storage.tables import Child as ChildRow
from caseapp.storage.tables import Preference, WaitingItem
from tests.unit.casework_tools import HOUSING, World, referral
from tests.unit.random_store import specification

WHOLE = PersonFacts(
    alias="Lio",
    code="L1-111",
    other_names=("Li",),
    pronouns="they",
    languages="Spanish",
    interpreter=True,
    age_band=AgeBand.UNDER_18,
    area="north",
    settings=("street",),
    served_elsewhere=True,
    adults=2,
    mother=Mother.YES,
    children=(Child(ChildBand.BABY),),
)
LEAST = replace(WHOLE, settings=(), served_elsewhere=None, adults=None, mother=None, children=())


def facts_of(world: World, person: UUID) -> PersonFacts:
    found: PersonFacts = world.ask(ShowPerson(person)).facts
    return replace(found, first_contact_on=None)


def test_a_new_person_keeps_no_more_than_the_steps_need(world: World) -> None:
    facts = replace(WHOLE, mother=None, children=())
    person = world.do(AddPerson(facts, world.said(Purpose.KEEP)))
    assert facts_of(world, person) == LEAST


def test_somebody_new_in_a_contact_too_and_nothing_waits(world: World) -> None:
    part = world.part(None, new=WHOLE, consents=(world.said(Purpose.KEEP),))
    saved = world.log(part)
    (person,) = saved.person_ids
    assert person is not None
    assert facts_of(world, person) == LEAST
    assert saved.waiting == ()  # the children of a household that is not noted wait for nothing
    assert world.count(WaitingItem) == 0


def test_who_waits_without_a_record_too(world: World) -> None:
    saved = world.log(world.part(None, new=WHOLE))
    (row,) = world.rows(WaitingItem)
    assert "street" not in row.payload
    assert "0_2" not in row.payload
    person = world.do(AcceptWaiting(saved.waiting[0].waiting_id, world.said(Purpose.KEEP)))
    assert facts_of(world, person) == LEAST


def test_noting_the_age_later_takes_the_rest_out(world: World) -> None:
    person = world.person("Lio", Purpose.CHILDREN)
    adult = replace(WHOLE, age_band=AgeBand.UNDER_25)
    world.do(ChangePerson(person, adult))
    assert facts_of(world, person) == adult
    world.do(ChangePerson(person, WHOLE))
    assert facts_of(world, person) == LEAST
    assert world.count(ChildRow) == 0


@pytest.mark.parametrize("policy", ["given", "not_declined"])
def test_nothing_of_her_is_in_any_figure(world: World, policy: str) -> None:
    def counted() -> object:
        which = specification()
        with world.house.store.read() as session:
            whole = complete(which, count_month(session, which, Month.of(world.today)))
        return {one.id: figure_values(one, whole[one.id]) for one in which.measures if one.id != "contacts"}

    with world.house.writing("test") as unit:
        unit.put(Preference, name=COUNT_POLICY, value=policy)
    nobody = counted()
    for age, seen in ((AgeBand.UNDER_18, False), (AgeBand.UNDER_25, True)):
        person = world.do(AddPerson(PersonFacts(alias="Lio", age_band=age), world.said(Purpose.KEEP)))
        world.consent(person, Purpose.COUNT)
        world.log(world.part(person, HOUSING))
        need = world.do(RaiseNeed(person, HOUSING, world.today))
        made = referral(
            service_id=world.service(),
            steps=(StepFacts(Step.OFFERED, world.today), StepFacts(Step.MADE, world.today)),
        )
        world.do(OfferReferral(person, made, need))
        assert (counted() != nobody) == seen
