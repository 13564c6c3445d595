"""What a file chooses from the organisation's lists: by code, or by a label as the window shows it."""

import json
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from caseapp.casework.house import House
from caseapp.domain.person import PersonFacts
from caseapp.domain.taxonomy import ListName
from caseapp.errors import KnownError
from caseapp.storage.tables import TaxonomyTerm


class WordUnknownError(KnownError):
    """A list has no such value."""

    code = "word_unknown"


class ListWords:
    """The codes of all lists, and every label of each, in any language and any case.

    A code is taken before a label, and a value that is still offered before a retired one of the same label.

    Args:
        house: the open house.
    """

    def __init__(self, house: House) -> None:
        self._codes: dict[ListName, dict[str, str]] = {name: {} for name in ListName}
        self._offered: dict[ListName, list[str]] = {name: [] for name in ListName}
        statement = select(TaxonomyTerm).order_by(TaxonomyTerm.retired, TaxonomyTerm.position)
        labels: dict[ListName, dict[str, str]] = {name: {} for name in ListName}
        with house.reading() as session:
            for term in session.scalars(statement):
                name = ListName(term.list_name)
                self._codes[name][term.code.casefold()] = term.code
                for label in json.loads(term.labels).values():
                    labels[name].setdefault(label.strip().casefold(), term.code)
                if not term.retired:
                    self._offered[name].append(term.code)
        for name, found in labels.items():
            self._codes[name] = found | self._codes[name]

    def code(self, name: ListName, word: str) -> str:
        """The code meant by a word of the file; empty stays empty.

        Raises:
            WordUnknownError: the list has no such value; the sentence names those it has.
        """
        if not word:
            return ""
        found = self._codes[name].get(word.strip().casefold())
        if found is None:
            raise WordUnknownError(
                "the list {name} has no such value; it has {codes}.",
                name=name.value,
                codes=", ".join(self._offered[name]) or "none",
            )
        return found

    def codes(self, name: ListName, words: Iterable[str]) -> tuple[str, ...]:
        """The codes meant by several words."""
        return tuple(self.code(name, word) for word in words)

    def of_person(self, facts: PersonFacts) -> PersonFacts:
        """What is known of a new person, with codes for what was chosen."""
        return replace(
            facts,
            area=self.code(ListName.AREA, facts.area),
            settings=self.codes(ListName.SETTING, facts.settings),
        )
