"""Counting a month beside hand-written SQL on a plain copy, and closing one with many earlier ones."""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from caseapp.bootstrap import open_room
from caseapp.casework.close_month import Closer, first_month, specification_for
from caseapp.casework.counting import count_month
from caseapp.casework.house import House
from caseapp.domain.dates import Month
from caseapp.figures.specification import Specification
from caseapp.room import Room
from caseapp.storage.tables import (
    Base,
    Consent,
    Contact,
    ContactPerson,
    Need,
    Person,
    ReferralStep,
)
from tests.bench.figure import Figure
from tests.bench.vault import Vault

RUNS = 5
EARLIER = 36  # months closed before the one that is measured
COPIED: tuple[type[Base], ...] = (Person, Contact, ContactPerson, Consent, Need, ReferralStep)


def measure(vault: Vault) -> Iterator[Figure]:
    """The true cells of one month, then months closed one after another."""
    room = open_room(vault.folder, vault.worker)
    try:
        yield _counting(room)
        yield _closing(room)
    finally:
        room.close()


def _house(room: Room) -> House:
    assert room.house is not None
    return room.house


def _best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _counting(room: Room) -> Figure:
    house = _house(room)
    begins = first_month(house)
    assert begins is not None
    month = Month.parse(begins)  # nothing is closed: the first one is counted, late entries and all
    with house.reading() as session:
        specification = specification_for(session, room.office.ledger, month)
        ours = _best(lambda: count_month(session, specification, month))
    plain = _plain_copy(house)
    theirs = _best(lambda: _by_hand(plain, month, specification))
    plain.close()
    return Figure(
        "all true cells of a month",
        f"{ours * 1000:.0f} ms",
        "1 s at 1M",
        f"hand-written SQL on a plain copy {theirs * 1000:.0f} ms ({ours / theirs:.1f} x)",
        ours <= 1,
    )


def _plain_copy(house: House) -> sqlite3.Connection:
    """The tables of the counting with their indexes, in plain SQLite in memory."""
    plain = sqlite3.connect(":memory:")
    with house.reading() as session:
        raw = session.connection()
        for model in COPIED:
            table = model.__tablename__
            columns = [column.name for column in model.__table__.columns]
            names = ", ".join(columns)
            plain.execute(f"CREATE TABLE {table} ({names})")
            rows = raw.exec_driver_sql(f"SELECT {names} FROM {table}")
            places = ", ".join("?" * len(columns))
            plain.executemany(f"INSERT INTO {table} VALUES ({places})", (tuple(row) for row in rows))
    for statement in (
        "CREATE UNIQUE INDEX people_id ON people(id)",
        "CREATE UNIQUE INDEX contacts_id ON contacts(id)",
        "CREATE INDEX contacts_month ON contacts(on_date, setting, channel)",
        "CREATE INDEX contact_people_month ON contact_people(on_date, person_id, contact_id)",
        "CREATE INDEX consents_person ON consents(person_id, purpose)",
        "CREATE INDEX needs_month ON needs(raised_on, kind, person_id)",
        "CREATE INDEX steps_month ON referral_steps(on_date, step, kind, person_id)",
    ):
        plain.execute(statement)
    plain.commit()
    return plain


_COUNTED = """
    WITH agreed AS (
        SELECT person_id, said_on, until FROM (
            SELECT person_id, said_on, until, answer,
                   row_number() OVER (PARTITION BY person_id ORDER BY said_on DESC, key DESC) AS n
            FROM consents WHERE purpose = 'count')
        WHERE n = 1 AND answer = 'given'),
    met AS (
        SELECT cp.person_id, cp.on_date, c.at_utc, c.setting, c.channel
        FROM contact_people cp JOIN contacts c ON c.id = cp.contact_id
        WHERE cp.on_date BETWEEN :first AND :last AND c.reached = 'yes'),
    facts AS (
        SELECT person_id, on_date FROM met
        UNION ALL SELECT person_id, raised_on FROM needs WHERE raised_on BETWEEN :first AND :last
        UNION ALL SELECT person_id, on_date FROM referral_steps WHERE on_date BETWEEN :first AND :last),
    reached AS (
        SELECT DISTINCT f.person_id FROM facts f JOIN agreed a ON a.person_id = f.person_id
        WHERE f.on_date >= a.said_on AND (a.until IS NULL OR f.on_date <= a.until))
"""
_STATEMENTS = (
    """SELECT p.area, p.age_band, p.mother, p.first_contact_on >= :first, count(*)
       FROM reached r JOIN people p ON p.id = r.person_id
       WHERE p.age_band IS NOT 'under_18' GROUP BY 1, 2, 3, 4""",
    """SELECT n.kind, p.area, n.for_whom, n.child_band, count(DISTINCT n.person_id)
       FROM needs n JOIN reached r ON r.person_id = n.person_id JOIN people p ON p.id = n.person_id
       WHERE n.raised_on BETWEEN :first AND :last GROUP BY 1, 2, 3, 4""",
    """SELECT s.kind, s.step, s.ended_by, count(DISTINCT s.person_id)
       FROM referral_steps s JOIN reached r ON r.person_id = s.person_id
       WHERE s.on_date BETWEEN :first AND :last GROUP BY 1, 2, 3""",
    """SELECT setting, channel, count(*) FROM (
           SELECT setting, channel, row_number() OVER (PARTITION BY person_id ORDER BY on_date, at_utc) AS n
           FROM met)
       WHERE n <= 4 GROUP BY 1, 2""",
)
_UNKNOWN = (
    "SELECT setting, channel, sum(unidentified) FROM contacts WHERE on_date BETWEEN :first AND :last "
    "AND reached = 'yes' GROUP BY 1, 2"
)


def _by_hand(plain: sqlite3.Connection, month: Month, specification: Specification) -> int:
    """The same measures as somebody in a hurry would write them: no late entries, no spans of consent."""
    days = {"first": "0001-01-01", "last": month.last.isoformat()}
    found = 0
    for statement in (*(_COUNTED + each for each in _STATEMENTS), _UNKNOWN):
        found += len(plain.execute(statement, days).fetchall())
    return found + len(specification.measures)


def _closing(room: Room) -> Figure:
    """Let the organisation begin so much earlier that many months are closed before the last one."""
    house = _house(room)
    last = Month.of(house.today).previous
    first = last
    for _ in range(EARLIER):
        first = first.previous
    _log_on(house, first)
    taken: list[float] = []
    month = first
    with Closer(house) as closer:
        while month <= last:
            begun = time.perf_counter()
            closer.close(str(month))
            taken.append(time.perf_counter() - begun)
            month = month.next
    return Figure(
        f"close a month with {EARLIER} earlier ones",
        f"{taken[-1]:.1f} s (the first one {taken[0]:.1f} s)",
        "10 s",
        "--",
        taken[-1] <= 10,
    )


def _log_on(house: House, month: Month) -> None:
    """A contact on the first day of a month: the figures begin with it."""
    at = datetime.combine(month.first, datetime.min.time()) + timedelta(hours=12)
    with house.writing("bench") as unit:
        unit.insert(
            Contact,
            id=uuid4(),
            on_date=month.first,
            at_utc=at,
            offset_minutes=0,
            channel="in_person",
            reached="yes",
            unidentified=1,
        )
