"""What is to be asked again comes up under Today: ends near, and what could not be asked at its time."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from caseapp.casework.commands.people import SetContactMeans
from caseapp.casework.commands.referrals import OfferReferral
from caseapp.casework.queries.consent import ReviewRow
from caseapp.casework.queries.today import ShowToday
from caseapp.casework.reading.reviews import reviews
from caseapp.domain.consent import Answer, NotNowReason, Purpose
from caseapp.domain.person import MeansKind, SafeContact
from tests.unit.casework_tools import World, referral


def again(world: World) -> list[ReviewRow]:
    return list(world.ask(ShowToday()).reviews)


def test_what_could_not_be_asked_comes_up_until_it_is_answered(world: World) -> None:
    person = world.person()
    world.consent(person, Purpose.HEALTH, Answer.NOT_NOW, days_ago=3, not_now=NotNowReason.PARTNER_PRESENT)
    (row,) = again(world)
    assert (row.person_id, row.purpose, row.answer) == (person, Purpose.HEALTH, Answer.NOT_NOW)
    assert (row.on, row.why) == (world.today - timedelta(days=3), NotNowReason.PARTNER_PRESENT)
    world.consent(person, Purpose.HEALTH, Answer.NOT_NOW)
    assert len(again(world)) == 1  # the same question, once
    world.consent(person, Purpose.HEALTH, Answer.DECLINED)
    assert again(world) == []


def test_it_comes_up_from_a_contact_too(world: World) -> None:
    person = world.person()
    world.log(world.part(person, consents=(world.said(Purpose.CHILDREN, Answer.NOT_NOW),)))
    assert [row.purpose for row in again(world)] == [Purpose.CHILDREN]


@pytest.mark.parametrize("answer", [Answer.GIVEN, Answer.WITHDRAWN, Answer.NOT_ASKED])
def test_an_answer_before_it_does_not_hide_it(world: World, answer: Answer) -> None:
    person = world.person()
    world.consent(person, Purpose.COUNT, answer, days_ago=9)
    world.consent(person, Purpose.COUNT, Answer.NOT_NOW, days_ago=2)
    assert [row.answer for row in again(world)] == [Answer.NOT_NOW]
    world.consent(person, Purpose.COUNT, answer)
    assert again(world) == []


def test_each_number_and_each_service_is_its_own_question(world: World) -> None:
    person = world.person()
    rule = SafeContact("Text only")
    first = world.do(SetContactMeans(person, MeansKind.PHONE, "+49 151 2345 6741", rule))
    second = world.do(SetContactMeans(person, MeansKind.PHONE, "+49 151 2345 6788", rule))
    offered = world.do(OfferReferral(person, referral(service_id=world.service("Harbour Clinic"))))
    for purpose, subject in ((Purpose.CONTACT, first), (Purpose.CONTACT, second), (Purpose.SHARE, offered)):
        world.consent(person, purpose, Answer.NOT_NOW, subject=subject)
    world.consent(person, Purpose.CONTACT, Answer.GIVEN, subject=second)
    assert [(row.subject, row.about) for row in again(world)] == [(first, "41"), (offered, "Harbour Clinic")]


def test_ends_stand_before_what_could_not_be_asked_and_longest_ago_first(world: World) -> None:
    tee, ruby, ana = world.person("Tee"), world.person("Ruby"), world.person("Ana")
    world.consent(ruby, Purpose.HEALTH, Answer.NOT_NOW, days_ago=1)
    world.consent(tee, Purpose.HEALTH, Answer.NOT_NOW, days_ago=5)
    until = world.today + timedelta(days=14)
    world.consent(ana, Purpose.HEALTH, Answer.GIVEN, until=until)
    world.consent(ana, Purpose.COUNT, Answer.GIVEN, until=until + timedelta(days=1))
    assert [(row.alias, row.answer, row.on) for row in again(world)] == [
        ("Ana", Answer.GIVEN, until),
        ("Tee", Answer.NOT_NOW, world.today - timedelta(days=5)),
        ("Ruby", Answer.NOT_NOW, world.today - timedelta(days=1)),
    ]
    world.clock.move(days=16)
    assert [(row.purpose, row.days_late) for row in again(world)][:2] == [
        (Purpose.HEALTH, 2),
        (Purpose.COUNT, 1),
    ]


def test_erasing_her_takes_it_away(world: World) -> None:
    person = world.person()
    world.consent(person, Purpose.HEALTH, Answer.NOT_NOW)
    world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    assert again(world) == []


def test_what_could_not_be_asked_is_looked_up_not_searched_for(world: World) -> None:
    """A parameter in the place of the answer would keep SQLite from the index, at ten thousand people."""
    with world.house.store.read() as session:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
            seen.append(statement)

        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        reviews(session, world.today)
        (asked,) = [one for one in seen if "not_now'" in one]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (50, 0)).all()
    assert any("ix_consents_not_now" in row[3] for row in plan), plan
