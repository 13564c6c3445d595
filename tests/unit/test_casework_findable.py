"""Whatever is typed into any field is found again by the search, whole or begun, until it is erased."""

from itertools import count
from uuid import uuid4

from caseapp.casework.commands.contact import NewReferral, NextStep
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.commands.follow_ups import SetFollowUp
from caseapp.casework.commands.people import AddPerson, SetContactMeans
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.commands.team import SetStaffLabel, SetTerm
from caseapp.casework.queries.find import Search
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import MeansKind, PersonFacts, SafeContact
from caseapp.domain.referral import Step, StepFacts
from caseapp.domain.taxonomy import ListName
from tests.unit.casework_tools import World


class Markers:
    """A new word for each field."""

    def __init__(self) -> None:
        self.number = count(1)
        self.hers: list[str] = []
        self.others: list[str] = []

    def of_hers(self) -> str:
        self.hers.append(f"zqx{next(self.number):03d}marker")
        return self.hers[-1]

    def other(self) -> str:
        self.others.append(f"zqx{next(self.number):03d}marker")
        return self.others[-1]


def test_every_typed_field_is_found_and_mineare_gone_with_her() -> None:
    world, markers = World(), Markers()
    m, o = markers.of_hers, markers.other
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, world.today, words=m(), keep_from=m())
    facts = PersonFacts(alias=m(), other_names=(m(),), pronouns=m(), languages=m())
    person = world.do(AddPerson(facts, keep))
    rule = SafeContact(how=m(), when=m(), say=m(), by_whom=m())
    world.do(SetContactMeans(person, MeansKind.PHONE, m(), rule))
    directory = ServiceFacts(
        o(), hours=o(), languages=o(), costs=o(), how_to_refer=o(), ask_for=o(), address=o(), phone=o()
    )
    service = world.do(SetService(directory))
    steps = (StepFacts(Step.OFFERED, world.today, reason=m(), words=m()),)
    world.log(
        world.part(
            person,
            NeedFacts("housing", words=m()),
            NeedFacts("dental", words=m()),  # waits for a consent
            note=m(),
            her_words=m(),
            referrals=(NewReferral("housing", service, steps=steps),),
            next_steps=(NextStep(m(), world.today),),
        ),
        world.part(None, new=PersonFacts(alias=o()), note=o()),  # waits as a person
        note=o(),
    )
    world.do(KeepDraft(uuid4(), "contact", f'{{"note": "{o()}"}}', title=o()))
    world.do(KeepDraft(uuid4(), "person", f'{{"note": "{m()}"}}', title=m(), person_id=person))
    world.do(SetTerm(ListName.TOPIC, "", o()))
    world.do(SetStaffLabel(o()))
    world.do(SetFollowUp(o(), world.today))

    for marker in markers.hers + markers.others:
        assert world.ask(Search(marker)), marker
        assert world.ask(Search(marker[:7].upper())), marker
    world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)
    for marker in markers.hers:
        assert not world.ask(Search(marker)), marker
    for marker in markers.others:
        assert world.ask(Search(marker)), marker
