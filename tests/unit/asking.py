"""Asking and doing in a test, typed as the pages see it."""

from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from caseapp.casework.commands.contact import ContactLogged, LogContact, PersonPart
from caseapp.casework.handlers import COMMANDS, QUERIES
from caseapp.casework.house import House
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.person import PersonFacts
from caseapp.domain.requests import Command, Query

T = TypeVar("T")
TODAY = date(2026, 11, 6)


def do(house: House, command: Command[T]) -> T:
    result: T = COMMANDS[type(command)](house, command).result
    return result


def ask(house: House, query: Query[T]) -> T:
    answer: T = QUERIES[type(query)](house, query)
    return answer


def yes(purpose: Purpose, on: date = TODAY, until: date | None = None) -> ConsentEntry:
    return ConsentEntry(purpose, Answer.GIVEN, on, until=until)


def all_yes(on: date = TODAY) -> tuple[ConsentEntry, ...]:
    asked = (Purpose.KEEP, Purpose.HEALTH, Purpose.CHILDREN, Purpose.COUNT)
    return tuple(yes(purpose, on) for purpose in asked)


def new(alias: str, **facts: Any) -> PersonPart:  # noqa: ANN401 - any fact
    return PersonPart(new=PersonFacts(alias=alias, **facts), consents=all_yes())


def log(house: House, *parts: PersonPart, days_ago: int = 0, **more: Any) -> ContactLogged:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        "when": Moment.of(house.now() - timedelta(days=days_ago, minutes=5)),
        "place": "our_rooms",
        "channel": Channel.IN_PERSON,
        **more,
    }
    return do(house, LogContact(people=parts, **values))


def log_one(house: House, part: PersonPart, **more: Any) -> UUID:  # noqa: ANN401 - any field
    """Log a contact with one person; returns her id."""
    person_id = log(house, part, **more).person_ids[0]
    assert person_id is not None
    return person_id
