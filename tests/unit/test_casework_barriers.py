"""What stood in the way at a service: noted with the step, read with the referral, erased with it."""

import pytest

from caseapp.casework.commands.people import AddPerson
from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.queries.referrals import ReferralRow, Referrals
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.domain.referral import Barrier, EndedBy, Step, StepFacts
from caseapp.storage.tables import ReferralBarrier
from tests.unit.casework_tools import World, referral


def only(world: World) -> ReferralRow:
    (row,) = world.ask(Referrals())
    assert isinstance(row, ReferralRow)
    return row


def test_barriers_belong_to_their_step(world: World) -> None:
    person = world.person()
    offered = world.do(OfferReferral(person, referral(service_id=world.service())))
    met = (Barrier.JUDGED, Barrier.NO_CHILDREN)
    world.do(StepReferral(offered, StepFacts(Step.MADE, world.today)))
    world.do(
        StepReferral(offered, StepFacts(Step.NOT_ATTENDED, world.today, barriers=(*met, Barrier.JUDGED)))
    )
    world.do(StepReferral(offered, StepFacts(Step.CLOSED, world.today, ended_by=EndedBy.SERVICE)))
    steps = {step.step: step.barriers for step in only(world).steps}
    assert steps == {Step.OFFERED: (), Step.MADE: (), Step.NOT_ATTENDED: met, Step.CLOSED: ()}
    assert world.findings() == []


def test_a_contact_brings_them_too(world: World) -> None:
    steps = (
        StepFacts(Step.OFFERED, world.today),
        StepFacts(Step.DECLINED, world.today, ended_by=EndedBy.PERSON, barriers=(Barrier.FEAR,)),
    )
    world.log(world.part(world.person(), referrals=(referral(steps=steps),)))
    assert only(world).steps[-1].barriers == (Barrier.FEAR,)


@pytest.mark.parametrize("purpose", [Purpose.KEEP, Purpose.HEALTH])
def test_they_go_with_the_referral(world: World, purpose: Purpose) -> None:
    person = world.do(AddPerson(PersonFacts(alias="Tee"), world.said(Purpose.KEEP)))
    world.consent(person, Purpose.HEALTH)
    steps = (
        StepFacts(Step.OFFERED, world.today),
        StepFacts(Step.DECLINED, world.today, barriers=(Barrier.COST,)),
    )
    world.do(OfferReferral(person, referral("sexual_health", steps=steps)))
    assert world.count(ReferralBarrier) == 1
    world.consent(person, purpose, Answer.WITHDRAWN)
    assert world.count(ReferralBarrier) == 0
