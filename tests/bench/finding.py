"""Search as you type, key by key, beside the same words on plain SQLite; lists and the person page."""

import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from caseapp.bootstrap import open_room
from caseapp.casework.commands.contact import AddContacts, LogContact, PersonPart
from caseapp.casework.house import House
from caseapp.casework.queries.find import FindPeople, Search
from caseapp.casework.queries.people import PeopleIds, PeopleRows
from caseapp.casework.queries.person import ShowPerson
from caseapp.casework.queries.team import Terms
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.requests import Query
from caseapp.domain.taxonomy import ListName
from caseapp.room import Room, answer
from caseapp.storage import search
from caseapp.storage.tables import ContactPerson
from tests.bench.figure import Figure, spread
from tests.bench.saving import NOTE
from tests.bench.vault import Vault

TYPED = ("harbour clinic", "winter coat", "marisol", "she asked", "letter", "jola", "school shoes", "900141")
MISTYPED = ("marizol", "rubby", "violca", "kassia", "yuky")
ROUNDS = 5
LIMIT = 30
ENTRY = ("kind", "row_id", "target_id", "person_id", "on_date", "text")
PEOPLE = 40
MET = 500  # contacts of one person, as many as the bar names

T = TypeVar("T")


def measure(vault: Vault) -> Iterator[Figure]:
    """What is asked at each key of the search field, and of the people list."""
    room = open_room(vault.folder, vault.worker)
    try:
        yield _searching(room)
        yield _finding(room)
        yield from _people(room)
    finally:
        room.close()


def _ask(room: Room, query: Query[T]) -> tuple[float, T]:
    begun = time.perf_counter()
    found = answer(room, query)
    return time.perf_counter() - begun, found


def _keys(words: tuple[str, ...], shortest: int = 1) -> Iterator[str]:
    for word in words:
        for length in range(shortest, len(word) + 1):
            yield word[:length]


def _searching(room: Room) -> Figure:
    answer(room, Search("a"))  # reads the list of names, once after an unlock
    taken = [_ask(room, Search(typed))[0] for _ in range(ROUNDS) for typed in _keys(TYPED)]
    assert room.house is not None
    ours, plain = _beside(room.house)
    median, late, worst = spread(taken)
    (_, ours_late, _), (_, plain_late, _) = spread(ours), spread(plain)
    return Figure(
        f"search as you type, {len(taken)} keys",
        f"median {median:.1f}, p95 {late:.1f}, p99 {worst:.1f} ms",
        "p95 30 ms",
        f"the index alone p95 {ours_late:.1f} ms, FTS5 on plain SQLite {plain_late:.1f} ms "
        f"({ours_late / plain_late:.1f} x)",
        late <= 30,
    )


def _beside(house: House) -> tuple[list[float], list[float]]:
    """The index alone, and the same in plain SQLite in memory.

    The peer has the same entries under the same kind of index, merged into one piece, and is asked the same
    question: same words, same columns with the snippet, the newest thirty. What it has not got is encryption,
    a file, and SQLAlchemy. It neither looks for people nor through drafts; nor does "the index alone".
    """
    plain = sqlite3.connect(":memory:")
    plain.execute(f"CREATE TABLE search_entries (key INTEGER PRIMARY KEY, {', '.join(ENTRY)})")
    plain.execute(search.SCHEMA[0])
    ours: list[float] = []
    theirs: list[float] = []
    with house.reading() as session:
        columns = ", ".join(("key", *ENTRY))
        rows = session.connection().exec_driver_sql(f"SELECT {columns} FROM search_entries")
        places = ", ".join("?" * (1 + len(ENTRY)))
        plain.executemany(
            f"INSERT INTO search_entries ({columns}) VALUES ({places})", (tuple(row) for row in rows)
        )
        plain.execute("INSERT INTO search_index(search_index) VALUES('rebuild')")
        plain.execute("INSERT INTO search_index(search_index) VALUES('optimize')")
        for _ in range(ROUNDS):
            for typed in _keys(TYPED):
                begun = time.perf_counter()
                search.find(session, typed, LIMIT, ())
                ours.append(time.perf_counter() - begun)
                begun = time.perf_counter()
                plain.execute(search.QUESTION, {"match": search.expression(typed), "limit": LIMIT}).fetchall()
                theirs.append(time.perf_counter() - begun)
    plain.close()
    return ours, theirs


def _finding(room: Room) -> Figure:
    taken = [_ask(room, FindPeople(typed))[0] for _ in range(ROUNDS) for typed in _keys(MISTYPED, 2)]
    median, late, worst = spread(taken)
    return Figure(
        f"find a person, mistyped, {len(taken)} keys",
        f"median {median:.1f}, p95 {late:.1f}, p99 {worst:.1f} ms",
        "p95 30 ms",
        holds=late <= 30,
    )


def _people(room: Room) -> Iterator[Figure]:
    taken, keys = min((_ask(room, PeopleIds()) for _ in range(ROUNDS)), key=lambda pair: pair[0])
    page = spread([_ask(room, PeopleRows(keys[start : start + 200]))[0] for start in range(0, 2_000, 200)])
    yield Figure(
        f"people list, {len(keys)} ids in order",
        f"{taken * 1000:.0f} ms, a page of 200 rows {page[0]:.0f} ms",
        "200,000 ids 57 ms, 200 rows 3 ms",
        "hand-written ids and rows (7-bars.md)",
    )
    assert room.house is not None
    with room.house.reading() as session:
        everybody = list(session.scalars(select(ContactPerson.person_id).distinct()))
    picked = random.Random(1).sample(everybody, min(PEOPLE, len(everybody)))
    usual = spread([_ask(room, ShowPerson(person_id))[0] for person_id in picked])
    answer(room, AddContacts(tuple(_contacts(room, picked[0]))))
    median, late, _ = spread([_ask(room, ShowPerson(picked[0]))[0] for _ in range(PEOPLE)])
    yield Figure(
        f"person page read, {MET} contacts",
        f"median {median:.0f}, p95 {late:.0f} ms",
        "50 ms",
        f"{len(picked)} people of the organisation: median {usual[0]:.0f}, p95 {usual[1]:.0f} ms",
        late <= 50,
    )


def _contacts(room: Room, person_id: UUID) -> Iterator[LogContact]:
    """Contacts of one person, one in every six hours until now."""
    place = next(term.code for term in answer(room, Terms()) if term.list_name is ListName.PLACE)
    now = datetime.now(UTC).astimezone()
    for number in range(MET):
        yield LogContact(
            when=Moment.of(now - timedelta(hours=6 * number)),
            place=place,
            channel=Channel.IN_PERSON,
            people=(PersonPart(person_id, note=NOTE),),
        )
