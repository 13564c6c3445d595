"""Texts longer than any name, as a file from somebody else may hold them."""

from typing import Any

import pytest
from rapidfuzz import process

from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.find import FindPeople
from caseapp.domain.consent import Purpose
from caseapp.domain.person import PersonFacts
from tests.unit.casework_tools import World

LONG = "x" * 200_000


def test_a_text_longer_than_any_name_is_not_compared_for_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing two such texts takes seconds and grows with the square: megabytes would take hours."""
    world = World()
    longest: list[int] = []
    extract = process.extract

    def watched(asked: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it is given
        longest.append(len(asked))
        return extract(asked, *rest, **named)

    monkeypatch.setattr(process, "extract", watched)
    person = world.do(AddPerson(PersonFacts(alias=LONG), world.said(Purpose.KEEP)))
    assert [hit.person_id for hit in world.ask(FindPeople(LONG, 5))] == [person], "it is found all the same"
    assert world.ask(FindPeople(LONG + "y", 5)) == ()
    world.ask(FindPeople("marisoll", 5))
    assert longest
    assert max(longest) <= 100
