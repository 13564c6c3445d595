"""Finding people by alias, other name, code or phone, typing mistakes and accents allowed.

FTS5 knows no typing mistakes, so these short texts are held in memory as a normalised list as well. They
leave it with the store, when the vault is locked.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import repeat
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.requests import Changes, Kind
from caseapp.storage.plain_words import digits, normalised
from caseapp.storage.store import Store
from caseapp.storage.tables import ContactMeans, OtherName, Person

_PHONE_DIGITS = 3  # fewer find everybody
_LONGEST_MISTYPED = 100  # characters
_AT_ONCE = 500
_WITH_DIGITS = ("phone", "message")

ALIAS, NAME, CODE, PHONE = "alias", "name", "code", "phone"


@dataclass(frozen=True, slots=True)
class NameHit:
    """A person found.

    Attributes:
        person_id: who.
        matched: what matched: ``alias``, ``name``, ``code`` or ``phone``.
        distance: 0 the same, 1 begins so, 2 a later word begins so or a number holds it; more = mistakes.
    """

    person_id: UUID
    matched: str
    distance: int


@dataclass(frozen=True, slots=True)
class _Text:
    person_id: UUID
    kind: str
    text: str


_Holders = dict[str, list[_Text]]
"""Text -> everybody who has it."""


class Names:
    """The list, kept in step with what is saved.

    Args:
        store: the open store.
    """

    def __init__(self, store: Store) -> None:
        self._people: dict[UUID, list[_Text]] | None = None
        self._changed: set[UUID] = set()
        self._texts: dict[str, _Holders] = {}
        self._ordered: dict[str, list[str]] = {}
        self._beginnings: dict[tuple[str, int | None], tuple[list[str], _Holders]] = {}
        store.listeners.append(self._hear)

    def _hear(self, changes: Changes) -> None:
        if changes.touches(Kind.PERSON):
            self._changed.update(changes.ids)

    @property
    def is_read(self) -> bool:
        """Whether the list was read since the store was opened."""
        return self._people is not None

    def bring_up_to_date(self, session: Session) -> None:
        """Read the list, or what changed in it."""
        if self._people is None:
            self._people = {}
            self._load(session, None)
        elif self._changed:
            wanted = list(self._changed)
            for person_id in wanted:
                self._people.pop(person_id, None)
            for start in range(0, len(wanted), _AT_ONCE):
                self._load(session, wanted[start : start + _AT_ONCE])
        else:
            return
        self._changed.clear()
        self._texts = {group: defaultdict(list) for group in (NAME, CODE, PHONE)}
        for texts in self._people.values():
            for text in texts:
                self._texts[NAME if text.kind == ALIAS else text.kind][text.text].append(text)
        self._ordered = {group: sorted(texts) for group, texts in self._texts.items()}
        self._beginnings.clear()

    def _load(self, session: Session, ids: Iterable[UUID] | None) -> None:
        people = select(Person.id, Person.alias, Person.code)
        names = select(OtherName.person_id, OtherName.name)
        means = select(ContactMeans.person_id, ContactMeans.value).where(ContactMeans.kind.in_(_WITH_DIGITS))
        if ids is not None:
            people = people.where(Person.id.in_(ids))
            names = names.where(OtherName.person_id.in_(ids))
            means = means.where(ContactMeans.person_id.in_(ids))
        for person_id, alias, code in session.execute(people):
            self._add(person_id, ALIAS, normalised(alias))
            self._add(person_id, CODE, normalised(code).replace(" ", ""))
        for person_id, name in session.execute(names):
            self._add(person_id, NAME, normalised(name))
        for person_id, value in session.execute(means):
            self._add(person_id, PHONE, digits(value))

    def _add(self, person_id: UUID, kind: str, text: str) -> None:
        assert self._people is not None
        if text:
            self._people.setdefault(person_id, []).append(_Text(person_id, kind, text))

    def find(self, session: Session, asked: str, limit: int) -> list[NameHit]:
        """People whom a text may mean, the surest first; among equals by name.

        Args:
            session: reading, to take in what was saved meanwhile.
            asked: any text, finished or not.
            limit: at most so many.
        """
        self.bring_up_to_date(session)
        word = normalised(asked)
        number = digits(asked) if not any(letter.isalpha() for letter in asked) else ""
        if not word and not number:
            return []
        best: dict[UUID, tuple[int, str, str]] = {}

        def take(distance: int, holders: Iterable[_Text]) -> None:
            for holder in holders:
                found = (distance, holder.text, holder.kind)
                if holder.person_id not in best or found < best[holder.person_id]:
                    best[holder.person_id] = found

        certain, last = 0, (0, "")
        for distance, text, holders in self._certain(word, number):
            if len(best) >= limit and last != (distance, text):
                break  # whoever follows stands behind these
            take(distance, holders)
            certain, last = certain + len(holders), (distance, text)
        if certain < limit:
            for distance, mistyped in self._mistyped(word, number, limit):
                take(distance, mistyped)
        order = sorted(best.items(), key=lambda item: (*item[1][:2], item[0]))
        return [NameHit(person_id, kind, distance) for person_id, (distance, _, kind) in order[:limit]]

    def _certain(self, word: str, number: str) -> Iterator[tuple[int, str, list[_Text]]]:
        """Matches without a mistake, nearest first, then by text: one letter has thousands, few are asked."""
        joined = word.replace(" ", "")
        asked = {NAME: word, CODE: joined, PHONE: number if len(number) >= _PHONE_DIGITS else ""}
        kinds = [kind for kind in self._kinds(joined, number) if asked[kind]]
        for distance, among in enumerate((_same, _beginning, _inside)):
            found = (zip(among(kind, self._ordered[kind], asked[kind]), repeat(kind)) for kind in kinds)
            for text, kind in merge(*found):
                yield distance, text, self._texts[kind][text]

    def _kinds(self, joined: str, number: str) -> Iterator[str]:
        """Which texts can be meant: a code has a digit in second place, a number has nothing else."""
        yield NAME
        if len(joined) == 1 or any(letter.isdigit() for letter in joined):
            yield CODE
        if number:
            yield PHONE

    def _mistyped(self, word: str, number: str, limit: int) -> Iterator[tuple[int, list[_Text]]]:
        """Texts a mistake or two away; an unfinished word is held against beginnings of its length."""
        joined = word.replace(" ", "")
        # What is longer than any name costs seconds to compare, and minutes from a file made for it.
        allowed = 0 if not 3 <= len(word) <= _LONGEST_MISTYPED else 1 if len(word) < 6 else 2
        if not allowed:
            return
        from rapidfuzz import process  # noqa: PLC0415 - a late import: 30 ms that no window start needs
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - see above

        for kind in self._kinds(joined, number if len(number) >= 6 else ""):
            for asked in {number} if kind == PHONE else {word, joined}:
                for cut in (None, len(asked), len(asked) + 1):
                    choices, holders = self._cut(kind, cut)
                    found = process.extract(
                        asked, choices, scorer=OSA.distance, score_cutoff=allowed, limit=limit * 4
                    )
                    for text, distance, _place in found:
                        yield 2 + int(distance) + (0 if cut is None else 1), holders[text]

    def _cut(self, kind: str, length: int | None) -> tuple[list[str], _Holders]:
        """The different beginnings of words and codes or ends of numbers, and whose they are."""
        known = self._beginnings.get((kind, length))
        if known is None:
            cut: _Holders = defaultdict(list)
            for text, holders in self._texts[kind].items():
                part = text if length is None else text[-length:] if kind == PHONE else text[:length]
                cut[part].extend(holders)
            known = self._beginnings[kind, length] = (list(cut), cut)
        return known


def _same(_kind: str, texts: list[str], asked: str) -> Iterator[str]:
    """The text itself, of texts in order."""
    place = bisect_left(texts, asked)
    if place < len(texts) and texts[place] == asked:
        yield asked


def _beginning(kind: str, texts: list[str], asked: str) -> Iterator[str]:
    """Longer texts that begin so, numbers that end so."""
    if kind == PHONE:
        yield from (text for text in texts if text.endswith(asked) and text != asked)
        return
    for place in range(bisect_left(texts, asked), len(texts)):
        if not texts[place].startswith(asked):
            break
        if texts[place] != asked:
            yield texts[place]


def _inside(kind: str, texts: list[str], asked: str) -> Iterator[str]:
    """Texts in which a later word begins so, numbers that hold it elsewhere."""
    if kind == PHONE:
        yield from (text for text in texts if asked in text and not text.endswith(asked))
    elif kind == NAME:
        inner = f" {asked}"
        yield from (text for text in texts if inner in text and not text.startswith(asked))


def names_of(store: Store) -> Names:
    """The one list of a store."""
    names = store.attachments.get("names")
    if not isinstance(names, Names):
        names = store.attachments["names"] = Names(store)
    return names


def read_ahead(store: Store) -> bool:
    """Read the list in a moment in which nobody waits, so that the first search finds it there.

    Args:
        store: the open store.

    Returns:
        Whether anything was read.
    """
    names = names_of(store)
    if names.is_read:
        return False
    with store.read() as session:
        names.bring_up_to_date(session)
    return True
