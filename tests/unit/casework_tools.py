"""What tests of casework share: a house, short ways to say things, and a look at its tables."""

# ruff: noqa: ANN401 - results are of every kind

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import ContactLogged, LogContact, NewNeed, NewReferral, PersonPart
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.handlers import COMMANDS, QUERIES
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.person import PersonFacts
from caseapp.domain.requests import Command, Outcome, Query
from caseapp.storage import search
from caseapp.storage.rows import read_row
from caseapp.storage.tables import Base
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_check import verify
from tests.storage.house import Clock, new_house

HOUSING = NeedFacts("housing", words="somewhere dry")
HEALTH = NeedFacts("sexual_health", words="a test, quietly")
SCHOOL = NeedFacts("school_costs", ForWhom.CHILD)


class World:
    """A house with a clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.house = new_house(self.clock)

    @property
    def today(self) -> date:
        return self.house.today

    def do(self, command: Command[Any]) -> Any:
        outcome = COMMANDS[type(command)](self.house, command)
        assert isinstance(outcome, Outcome)
        return outcome.result

    def ask(self, query: Query[Any]) -> Any:
        return QUERIES[type(query)](self.house, query)

    def said(
        self, purpose: Purpose, answer: Answer = Answer.GIVEN, days_ago: int = 0, **more: Any
    ) -> ConsentEntry:
        return ConsentEntry(purpose, answer, self.today - timedelta(days=days_ago), **more)

    def consent(self, person: UUID, purpose: Purpose, answer: Answer = Answer.GIVEN, **more: Any) -> Any:
        return self.do(RecordConsent(person, self.said(purpose, answer, **more)))

    def person(self, alias: str = "Marisol", *more: Purpose) -> UUID:
        person: UUID = self.do(AddPerson(PersonFacts(alias=alias), self.said(Purpose.KEEP)))
        for purpose in more:
            self.consent(person, purpose)
        return person

    def contact(self, *people: PersonPart, **more: Any) -> LogContact:
        facts: dict[str, Any] = {"place": "street_round", "channel": Channel.IN_PERSON, "people": people}
        return LogContact(when=more.pop("when", self.house.moment), **(facts | more))

    def log(self, *people: PersonPart, **more: Any) -> ContactLogged:
        result = self.do(self.contact(*people, **more))
        assert isinstance(result, ContactLogged)
        return result

    def part(self, person: UUID | None = None, *needs: NeedFacts, **more: Any) -> PersonPart:
        return PersonPart(person_id=person, needs=tuple(NewNeed(need) for need in needs), **more)

    def service(self, name: str = "Harbour Clinic") -> UUID:
        service: UUID = self.do(SetService(ServiceFacts(name)))
        return service

    def rows(self, model: type[Base], *where: Any) -> list[Any]:
        with self.house.store.read() as session:
            return list(session.scalars(select(model).where(*where)))

    def count(self, *models: type[Base]) -> int:
        with self.house.store.read() as session:
            return sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in models)

    def found(self, words: str) -> list[str]:
        with self.house.store.read() as session:
            return [one.kind for one in search.find(session, words, 50)]

    def findings(self) -> list[str]:
        with self.house.store.read() as session:
            connection = session.connection()
            driver = connection.connection.driver_connection
            assert driver is not None
            found = verify(
                AuditChain(b"k" * 32),
                driver,
                lambda table, row: read_row(connection, table, UUID(str(row))),
            )
            return list(map(str, found))


def referral(kind: str = "housing", need_index: int | None = None, **more: Any) -> NewReferral:
    return NewReferral(kind, need_index=need_index, **more)
