"""Names are found as if all of them were compared one by one, whatever is left out for speed."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from caseapp.storage.names import ALIAS, CODE, NAME, PHONE, NameHit, names_of
from caseapp.storage.plain_words import digits, normalised
from caseapp.storage.store import Store
from caseapp.storage.tables import ContactMeans, OtherName, Person, Staff
from tests.storage.house import new_store

AT = datetime(2026, 11, 6, 20, 14, tzinfo=UTC)
WORDS = ("Ana", "Ana Lio", "Lio Ana", "Analia", "Bee", "Bee Ana", "K7", "7", "Jola", "Anà", "Jo", "Jola Bee")
CODES = ("K7-204", "K7-205", "A1-111", "J2-204", "K7", "")
NUMBERS = ("+44 7700 900123", "07700 900124", "+34 600 900123", "900", "123", "20 4")
Texts = list[tuple[UUID, str, str]]
LIMITS = (1, 2, 5, 8, 40)


@pytest.fixture(scope="module")
def known() -> Iterator[tuple[Store, Texts]]:
    store, texts, picked = new_store(), [], random.Random(5)
    with store.write("staff.add", None, AT) as unit:
        unit.staff_id = unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
        for _ in range(80):
            alias, code = picked.choice(WORDS), picked.choice(CODES)
            one = unit.insert(Person, alias=alias, code=code)
            texts += [(one, ALIAS, normalised(alias)), (one, CODE, normalised(code).replace(" ", ""))]
            for name in picked.sample(WORDS, picked.choice((0, 0, 1, 2))):
                unit.insert(OtherName, person_id=one, name=name)
                texts.append((one, NAME, normalised(name)))
            for number in picked.sample(NUMBERS, picked.choice((0, 1, 2))):
                unit.insert(ContactMeans, person_id=one, kind="phone", value=number)
                texts.append((one, PHONE, digits(number)))
    yield store, texts
    store.close()


def one_by_one(texts: Texts, asked: str, limit: int) -> list[NameHit]:
    """What is meant, without a mistake: every text compared."""
    word = normalised(asked)
    joined = word.replace(" ", "")
    number = digits(asked) if not any(letter.isalpha() for letter in asked) else ""
    with_codes = len(joined) == 1 or any(letter.isdigit() for letter in joined)
    tests: dict[str, Callable[[str], tuple[bool, bool, bool]]] = {
        NAME: lambda text: (text == word, text.startswith(word), f" {word}" in text),
        CODE: lambda text: (with_codes and text == joined, with_codes and text.startswith(joined), False),
        PHONE: lambda text: (text == number, text.endswith(number), number in text),
    }
    best: dict[UUID, tuple[int, str, str]] = {}
    for one, kind, text in texts:
        if not text or (kind == PHONE and len(number) < 3):
            continue
        fits = tests[NAME if kind == ALIAS else kind](text)
        if any(fits):
            found = (fits.index(True), text, kind)
            best[one] = min(found, best.get(one, found))
    order = sorted(best.items(), key=lambda item: (*item[1][:2], item[0]))
    return [NameHit(one, kind, distance) for one, (distance, _, kind) in order[:limit]]


@pytest.mark.parametrize("asked", sorted({word[:end] for word in WORDS for end in range(1, 9)}))
@pytest.mark.parametrize("limit", LIMITS)
def test_names_and_codes_are_found_as_if_compared_one_by_one(
    known: tuple[Store, Texts], asked: str, limit: int
) -> None:
    store, texts = known
    expected = one_by_one(texts, asked, limit)
    with store.read() as session:
        found = names_of(store).find(session, asked, limit)
    assert found[: len(expected)] == expected
    assert all(hit.distance > 2 for hit in found[len(expected) :]), "what is left over has a mistake"


@pytest.mark.parametrize("asked", ["k7-2", "K7204", "204", "900", "900123", "07700 900123", "12", "123", "0"])
@pytest.mark.parametrize("limit", LIMITS)
def test_numbers_are_found_as_if_compared_one_by_one(
    known: tuple[Store, Texts], asked: str, limit: int
) -> None:
    test_names_and_codes_are_found_as_if_compared_one_by_one(known, asked, limit)
