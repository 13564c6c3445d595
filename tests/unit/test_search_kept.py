"""What search keeps in memory between two keys follows what is saved in between."""

from uuid import uuid4

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.queries.find import HitKind, Search
from caseapp.domain.consent import Answer, Purpose
from tests.unit.casework_tools import HEALTH, World


def kinds(world: World, words: str) -> list[HitKind]:
    return [hit.kind for hit in world.ask(Search(words))]


def test_a_draft_is_found_as_it_stands_now_and_not_once_it_is_gone() -> None:
    world, draft = World(), uuid4()
    assert kinds(world, "ocarina") == []
    world.do(KeepDraft(draft, "contact", '{"note": "her ocarina"}'))
    assert kinds(world, "ocarina") == [HitKind.DRAFT]
    world.do(KeepDraft(draft, "contact", '{"note": "her xylophone"}'))
    assert kinds(world, "ocarina") == []
    assert kinds(world, "xylo") == [HitKind.DRAFT]
    world.do(DiscardDraft(draft))
    assert kinds(world, "xylophone") == []


def test_a_draft_that_became_a_contact_is_no_draft_any_more() -> None:
    world, draft = World(), uuid4()
    person = world.person()
    world.do(KeepDraft(draft, "contact", '{"note": "ocarina"}', person_id=person))
    assert kinds(world, "ocarina") == [HitKind.DRAFT]
    world.log(world.part(person, note="ocarina"), draft_id=draft)
    assert kinds(world, "ocarina") == [HitKind.CONTACT]


def test_what_waited_is_found_no_more_after_a_no() -> None:
    world = World()
    person = world.person()
    world.log(world.part(person, HEALTH))
    assert kinds(world, "quietly") == [HitKind.WAITING]
    world.consent(person, Purpose.HEALTH, Answer.DECLINED)
    assert kinds(world, "quietly") == []


def test_a_service_is_found_by_its_name_of_now() -> None:
    world = World()
    assert kinds(world, "arbour") == []  # the index begins with the letters, the list of services holds them
    service = world.service("Harbour Clinic")
    assert kinds(world, "arbour") == [HitKind.SERVICE]
    world.do(SetService(ServiceFacts("Quay Clinic"), service))
    assert kinds(world, "arbour") == []
    assert kinds(world, "uay") == [HitKind.SERVICE]
