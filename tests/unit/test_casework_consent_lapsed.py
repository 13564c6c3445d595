"""Answers given while no record may be kept, and what stays in memory of somebody who said no."""

from uuid import UUID, uuid4

import pytest

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import NewNeed, PersonPart, UndoContact
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.queries.consent import WithdrawalPreview
from caseapp.casework.queries.person import ShowPerson
from caseapp.casework.recent import Saved
from caseapp.casework.undo import NotUndone
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.person import Mother, PersonFacts
from caseapp.storage.tables import Need, Person, WaitingItem
from tests.unit.casework_tools import HEALTH, World

MARK = "xylophone"


@pytest.fixture
def lapsed(world: World) -> UUID:
    """Somebody whose yes to a record ran out; a need about her health and her household wait."""
    keep = world.said(Purpose.KEEP, until=world.today)
    facts = PersonFacts(alias="Tee", mother=Mother.YES)
    logged = world.log(PersonPart(new=facts, consents=(keep,), needs=(NewNeed(HEALTH),)))
    (person,) = logged.person_ids
    assert person is not None
    assert {waits.purpose for waits in logged.waiting} == {"health", "children"}
    world.clock.move(days=2)
    return person


def say(world: World, person: UUID, purpose: Purpose) -> list[str]:
    """A yes; returns the receipt."""
    done = world.do(RecordConsent(person, world.said(purpose)))
    return [sentence.template for sentence in done.receipt]


def preview(world: World, person: UUID, purpose: Purpose) -> list[object]:
    return [effect.values for effect in world.ask(WithdrawalPreview(person, purpose, None, Answer.GIVEN))]


@pytest.mark.parametrize("purpose", [Purpose.HEALTH, Purpose.CHILDREN])
@pytest.mark.parametrize("how", ["run out", "not now"])
def test_a_yes_to_another_question_brings_nothing_into_a_record_that_may_not_be_kept(
    world: World, lapsed: UUID, purpose: Purpose, how: str
) -> None:
    if how == "not now":
        world.consent(lapsed, Purpose.KEEP, Answer.NOT_NOW)
    assert preview(world, lapsed, purpose) == []
    (receipt,) = say(world, lapsed, purpose)
    assert "Goes on waiting" in receipt
    assert world.count(Need) == 0
    assert world.ask(ShowPerson(lapsed)).facts.mother is None
    assert world.count(WaitingItem) == 2


def test_a_new_yes_to_the_record_brings_in_what_was_agreed_to_meanwhile(world: World, lapsed: UUID) -> None:
    say(world, lapsed, Purpose.HEALTH)
    assert preview(world, lapsed, Purpose.KEEP) == [(("n", 1),)]
    assert say(world, lapsed, Purpose.KEEP) == ["Brought into the record from what waited: {n}."]
    assert world.count(Need) == 1
    assert world.ask(ShowPerson(lapsed)).facts.mother is None
    assert world.count(WaitingItem) == 1
    say(world, lapsed, Purpose.CHILDREN)
    assert world.ask(ShowPerson(lapsed)).facts.mother is Mother.YES
    assert world.count(WaitingItem) == 0


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_answers_in_one_form_does_not_matter(world: World, lapsed: UUID, order: int) -> None:
    answers = (world.said(Purpose.HEALTH), world.said(Purpose.KEEP))[::order]
    world.log(PersonPart(person_id=lapsed, consents=answers))
    assert world.count(Need) == 1
    assert world.count(WaitingItem) == 1


# --- in memory --------------------------------------------------------------------------------------------


def remembered(world: World) -> str:
    return repr([vars(saved) for saved in world.house.recent.values()])


@pytest.mark.parametrize("purpose", [Purpose.KEEP, Purpose.HEALTH, Purpose.CHILDREN])
@pytest.mark.parametrize("answer", [Answer.DECLINED, Answer.WITHDRAWN])
@pytest.mark.parametrize("new", [True, False])
def test_a_no_drops_the_form_that_undo_would_bring_back(
    world: World, purpose: Purpose, answer: Answer, new: bool
) -> None:
    person = world.person()
    other = world.person("Ruby")
    kept = KeepDraft(uuid4(), "contact", f'{{"note": "{MARK}"}}', MARK)
    hers = KeepDraft(uuid4(), "contact", '{"note": "ocarina"}', "ocarina")
    world.do(kept)
    part = PersonPart(new=PersonFacts(alias="Tee"), consents=(world.said(Purpose.KEEP),))
    logged = world.log(part if new else PersonPart(person_id=person), draft_id=kept.draft_id)
    world.do(hers)
    world.log(PersonPart(person_id=other), draft_id=hers.draft_id)
    assert MARK in remembered(world)
    (who,) = logged.person_ids
    assert who is not None
    world.consent(who, purpose, answer)
    assert MARK not in remembered(world)
    assert "ocarina" in remembered(world), "nobody else's form goes"
    with pytest.raises(NotUndone):
        world.do(UndoContact(kept.draft_id))
    world.do(UndoContact(hers.draft_id))


def test_a_no_in_a_later_contact_drops_it_too(world: World) -> None:
    kept = KeepDraft(uuid4(), "contact", f'{{"note": "{MARK}"}}', MARK)
    world.do(kept)
    person = world.person()
    world.log(PersonPart(person_id=person), draft_id=kept.draft_id)
    world.log(PersonPart(person_id=person, consents=(world.said(Purpose.KEEP, Answer.WITHDRAWN),)))
    assert world.count(Person) == 0
    assert MARK not in remembered(world)


def test_a_no_that_is_not_saved_drops_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeepDraft(uuid4(), "contact", f'{{"note": "{MARK}"}}', MARK)
    world.do(kept)
    person = world.person()
    world.log(PersonPart(person_id=person), draft_id=kept.draft_id)

    def full(*_arguments: object, **_named: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("caseapp.storage.unit_of_work.UnitOfWork.finish", full)
        with pytest.raises(OSError, match="disk full"):
            world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    assert MARK in remembered(world)
    assert all(isinstance(saved, Saved) for saved in world.house.recent.values())
