"""The follow-up of an ended sharing is kept as what it is, not as an English sentence."""

from datetime import timedelta
from uuid import UUID

import pytest

from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.queries.follow_ups import FollowUpRow, FollowUps
from caseapp.casework.queries.people import PeopleIds, PeopleRows
from caseapp.casework.queries.person import ShowPerson
from caseapp.casework.refusals import NotComplete
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.referral import Step, StepFacts
from caseapp.storage.tables import FollowUp
from tests.unit.casework_tools import World, referral


@pytest.fixture
def person(world: World) -> UUID:
    """Somebody whose sheet went to a service and who ended the sharing."""
    person = world.person()
    made = referral(service_id=world.service("Harbour Clinic"), steps=(StepFacts(Step.OFFERED, world.today),))
    referral_id = world.do(OfferReferral(person, made))
    share = world.said(Purpose.SHARE, subject=referral_id)
    world.do(StepReferral(referral_id, StepFacts(Step.MADE, world.today, named=True), share))
    world.consent(person, Purpose.SHARE, Answer.WITHDRAWN, subject=referral_id)
    return person


def only(world: World) -> FollowUpRow:
    (row,) = world.ask(FollowUps())
    assert isinstance(row, FollowUpRow)
    return row


def test_no_sentence_is_stored(world: World, person: UUID) -> None:
    (row,) = world.rows(FollowUp)
    assert row.what == ""
    assert row.referral_id is not None
    assert (only(world).what, only(world).tells) == ("", "Harbour Clinic")
    (listed,) = world.ask(PeopleRows(world.ask(PeopleIds())))
    assert (listed.next_what, listed.next_tells) == ("", "Harbour Clinic")


def test_it_can_be_put_on_another_day_and_stays_what_it_is(world: World, person: UUID) -> None:
    row = only(world)
    later = row.due_on + timedelta(days=2)
    world.do(SetFollowUp("", later, None, person, row.for_staff, row.follow_up_id))
    assert (only(world).tells, only(world).due_on) == ("Harbour Clinic", later)


def test_words_of_a_worker_take_its_place(world: World, person: UUID) -> None:
    row = only(world)
    world.do(SetFollowUp("Write to Harbour", row.due_on, None, person, None, row.follow_up_id))
    assert (only(world).what, only(world).tells) == ("Write to Harbour", None)
    world.do(SetFollowUp("", row.due_on, None, person, None, row.follow_up_id))
    assert only(world).tells == "Harbour Clinic"


def test_nothing_else_may_be_without_words(world: World, person: UUID) -> None:
    with pytest.raises(NotComplete):
        world.do(SetFollowUp("", world.today, None, person))
    plain = world.do(SetFollowUp("Call", world.today, None, person))
    with pytest.raises(NotComplete):
        world.do(SetFollowUp(" ", world.today, None, person, None, plain))


def test_the_timeline_says_that_it_was_done(world: World, person: UUID) -> None:
    world.do(EndFollowUp(only(world).follow_up_id))
    done = next(row for row in world.ask(ShowPerson(person)).timeline if row.kind == "follow_up")
    assert (done.what, done.detail) == ("told", "Harbour Clinic")


def test_a_sentence_stored_before_is_read_as_it_is(world: World, person: UUID) -> None:
    row = only(world)
    old = "Tell Harbour Clinic that sharing has ended, and ask them to delete what they have"
    with world.house.writing("test") as unit:
        unit.change(FollowUp, row.follow_up_id, what=old)
    assert (only(world).what, only(world).tells) == (old, None)
