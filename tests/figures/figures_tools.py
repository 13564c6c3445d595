"""An invented organisation's months, and ledgers to close them in."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from caseapp.figures.cells import TrueMonth, count_person
from caseapp.figures.ledger import Ledger, create_schema
from caseapp.figures.measures import first_specification
from caseapp.figures.specification import Key, Specification
from caseapp.vault import Connection, connect
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_schema import create_schema as create_audit
from caseapp.vault.head import Head

STORE_KEY, AUDIT_KEY, DRAW_KEY, SEED = b"s" * 32, b"a" * 32, b"d" * 32, b"e" * 32
TODAY = date(2026, 11, 21)
KINDS = ("health", "childcare", "school", "papers", "housing", "money")


def specification(areas: int = 3, kinds: int = 4) -> Specification:
    names = ("harbour", "station", "old_town", "north", "online", "outskirts")
    return first_specification(
        2026,
        names[:areas],
        KINDS[:kinds],
        settings=("street", "indoor", "online"),
        channels=("in_person", "phone", "message"),
        labels={"area": {"harbour": "The Harbour", "station": "Station, north side"}},
    )


SMALL = specification()


def random_month(
    rng: random.Random, people: int, period: str = "2026-01", tables: Specification = SMALL
) -> TrueMonth:
    """People with their areas, needs and referrals, drawn one by one: so every public relation is true."""
    counts: dict[str, Counter[Key]] = {measure.id: Counter() for measure in tables.measures}
    reached, needs, referrals, contacts = tables.measures
    weights = {each.id: [rng.random() ** 2 for _ in each.values] for each in reached.dimensions}
    several, moves = rng.choice((0.2, 0.5, 0.7)), rng.choice((0.1, 0.4))
    for _ in range(people):
        single = {each.id: rng.choices(each.values, weights[each.id])[0] for each in reached.dimensions}
        count_person(counts[reached.id], reached, single)
        for measure, chance in ((needs, several), (referrals, moves)):
            pairs = set()
            while rng.random() < chance:
                pairs.add(tuple(rng.choice(each.values) for each in measure.dimensions if each.multi))
            count_person(counts[measure.id], measure, single, pairs)
    for _ in range(2 * people):
        counts[contacts.id][tuple(rng.choice(each.values) for each in contacts.dimensions)] += 1
    return TrueMonth(period, counts)


def months(first: str, count: int) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    return [f"{year + (month - 1 + i) // 12:04d}-{(month - 1 + i) % 12 + 1:02d}" for i in range(count)]


def new_ledger(folder: Path, heads: list[Head] | None = None) -> tuple[Connection, Ledger]:
    connection = connect(folder / "figures.db", STORE_KEY, create=True)
    connection.execute("BEGIN")
    create_audit(connection)
    connection.execute("COMMIT")
    create_schema(connection)
    noted: list[Head] = [] if heads is None else heads
    return connection, Ledger(connection, AuditChain(AUDIT_KEY), noted.append)


def everything(connection: Connection) -> Iterable[object]:
    """Every value of every row of every table."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        for row in connection.execute(f"SELECT * FROM {name}"):
            yield from row
