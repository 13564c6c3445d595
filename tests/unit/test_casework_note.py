"""Correcting the note of a saved contact: the earlier text stays in the history, nothing else changes."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from caseapp.casework.commands.contact import CorrectNote
from caseapp.casework.counting import count_month
from caseapp.casework.handlers import COMMANDS
from caseapp.casework.queries.contact import ContactView, ShowContact
from caseapp.casework.refusals import ConsentMissing
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.dates import Month
from caseapp.domain.requests import Kind
from caseapp.storage.tables import Contact, ContactPerson, HistoryEntry
from caseapp.storage.unit_of_work import GoneError
from tests.unit.casework_tools import World
from tests.unit.random_store import specification


def of_one(world: World, contact_id: UUID) -> tuple[str, str]:
    view = world.ask(ShowContact(contact_id))
    assert isinstance(view, ContactView)
    return view.people[0].note, view.people[0].her_words


def earlier(world: World) -> list[tuple[str, str, str]]:
    return [(row.table_name, row.field, row.earlier) for row in world.rows(HistoryEntry)]


def test_a_note_about_a_person_is_corrected_and_its_earlier_text_kept(world: World) -> None:
    person = world.person()
    saved = world.log(world.part(person, note="Came with her bother.", her_words="I am tierd"))
    world.do(CorrectNote(saved.contact_id, " Came with her brother. ", person, "I am tired"))
    assert of_one(world, saved.contact_id) == ("Came with her brother.", "I am tired")
    assert sorted(earlier(world)) == [
        ("contact_people", "her_words", "I am tierd"),
        ("contact_people", "note", "Came with her bother."),
    ]
    assert world.found("brother") == ["contact"]
    assert world.found("bother") == []
    assert world.findings() == []


def test_a_note_without_a_person_is_corrected(world: World) -> None:
    saved = world.log(unidentified=2, note="Two womn at the corner")
    world.do(CorrectNote(saved.contact_id, "Two women at the corner"))
    (row,) = world.rows(Contact)
    assert row.note == "Two women at the corner"
    assert earlier(world) == [("contacts", "note", "Two womn at the corner")]
    assert world.found("women corner") == ["contact"]


def test_a_line_can_be_taken_out_and_put_back(world: World) -> None:
    person = world.person()
    saved = world.log(world.part(person, note="Her sister called."))
    world.do(CorrectNote(saved.contact_id, "", person))
    assert world.found("sister") == []
    world.do(CorrectNote(saved.contact_id, "Her sister called.", person))
    assert of_one(world, saved.contact_id) == ("Her sister called.", "")
    assert world.found("sister") == ["contact"]


def test_what_is_as_before_leaves_no_trace(world: World) -> None:
    person = world.person()
    saved = world.log(world.part(person, note="Tea."))
    world.do(CorrectNote(saved.contact_id, "Tea.", person))
    assert earlier(world) == []


@pytest.mark.parametrize("answer", [Answer.NOT_NOW, Answer.NOT_ASKED])
def test_it_needs_the_consent_that_a_new_note_needs(world: World, answer: Answer) -> None:
    person = world.person()
    saved = world.log(world.part(person, note="Tea."))
    world.consent(person, Purpose.KEEP, answer)
    with pytest.raises(ConsentMissing) as refused:
        world.do(CorrectNote(saved.contact_id, "Tea and bread.", person))
    assert refused.value.purpose is Purpose.KEEP
    assert of_one(world, saved.contact_id)[0] == "Tea."
    world.do(CorrectNote(saved.contact_id, "", person))  # taking it out asks for nothing
    assert of_one(world, saved.contact_id)[0] == ""


def test_erasing_her_takes_the_earlier_text_with_it(world: World) -> None:
    person = world.person()
    saved = world.log(world.part(person, note="Tea with her moter."))
    world.do(CorrectNote(saved.contact_id, "Tea with her mother.", person))
    world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    assert earlier(world) == []


def test_who_is_not_in_the_contact_has_no_note_there(world: World) -> None:
    person, other = world.person(), world.person("Tee")
    saved = world.log(world.part(person, note="Tea."))
    for who in (other, uuid4()):
        with pytest.raises(GoneError):
            world.do(CorrectNote(saved.contact_id, "x", who))
    with pytest.raises(GoneError):
        world.do(CorrectNote(uuid4(), "x"))


def test_it_says_what_changed_and_leaves_the_figures_alone(world: World) -> None:
    person = world.person("Marisol", Purpose.COUNT)
    saved = world.log(world.part(person, note="Tea."))
    month = Month.of(world.today)

    def counted() -> object:
        with world.house.store.read() as session:
            return count_month(session, specification(), month).counts

    def keys() -> list[int]:
        with world.house.store.read() as session:
            return [*session.scalars(select(Contact.key)), *session.scalars(select(ContactPerson.key))]

    before = counted(), keys()
    command = CorrectNote(saved.contact_id, "Tea and bread.", person)
    changes = COMMANDS[CorrectNote](world.house, command).changes
    assert changes.touches(Kind.CONTACT)
    assert {saved.contact_id, person} <= changes.ids
    assert (counted(), keys()) == before
