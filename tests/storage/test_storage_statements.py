"""The prepared statements of single rows write and read as SQLAlchemy does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table, select
from sqlalchemy.dialects.sqlite import pysqlite

from caseapp.storage.engine import driver_of
from caseapp.storage.statements import statements_of
from caseapp.storage.store import Store
from caseapp.storage.tables import Base, Contact, Staff
from caseapp.vault.errors import DiskFullError
from tests.storage.house import new_store

AT = datetime(2026, 11, 6, 20, 14, tzinfo=UTC)
DIALECT = pysqlite.dialect()
SAMPLES: dict[type, tuple[Any, ...]] = {
    str: ("", "x", "Lìo's ünfinished 'words'\n", None),
    int: (0, 7, -60, None),
    bool: (True, False, None),
    UUID: (uuid4(), UUID(int=0), UUID(int=10), None),
    bytes: (b"", b"\0\xff", None),
    date: (date(2026, 11, 6), date(1970, 1, 1), None),
    datetime: (datetime(2026, 11, 6, 20, 14), datetime(2026, 11, 6, 20, 14, 5, 120), None),  # noqa: DTZ001 - stored times are naive
    time: (time(20, 14), time(0, 0, 1, 5), None),
}


@pytest.fixture
def store() -> Iterator[Store]:
    made = new_store()
    yield made
    made.close()


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_values_are_written_as_sqlalchemy_writes_them(table: Table) -> None:
    binds = statements_of(table).binds
    assert list(binds) == [column.name for column in table.columns if column.name != "key"]
    for name, bind in binds.items():
        column = table.c[name]
        theirs = column.type.dialect_impl(DIALECT).bind_processor(DIALECT)
        for value in SAMPLES[column.type.python_type]:
            expected = value if theirs is None else theirs(value)
            written = value if bind is None else bind(value)
            assert (type(written), written) == (type(expected), expected), (name, value)


def test_the_statements_of_every_table_are_understood(store: Store) -> None:
    with store.read() as session:
        driver = driver_of(session.connection())
        for table in Base.metadata.sorted_tables:
            statements = statements_of(table)
            driver.execute(f"EXPLAIN {statements._insert}", [None] * len(statements.binds))
            if "id" in table.columns:
                assert statements.row(driver, uuid4()) is None


def test_what_one_wrote_the_other_reads(store: Store) -> None:
    with store.write("staff.add", None, AT) as unit:
        me = unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
    with store.write("contact.log", me, AT) as unit:
        row_id = unit.insert(
            Contact,
            on_date=AT.date(),
            at_utc=AT.replace(tzinfo=None),
            offset_minutes=-60,
            channel="phone",
            reached="yes",
            violence_spoken=False,
            note="tea, ünfinished",
        )
        row = unit.row(Contact, row_id)
        table = Contact.__table__
        theirs = unit.peek(select(table).where(table.c.id == row_id)).mappings().one()
        assert row == dict(theirs)
        unit.change(Contact, row_id, minutes=15, violence_spoken=True, on_date=date(2026, 11, 5))
    with store.read() as session:
        contact = session.scalars(select(Contact)).one()
        assert (contact.minutes, contact.violence_spoken, contact.on_date) == (15, True, date(2026, 11, 5))


def test_a_full_disk_is_said_in_a_sentence_whichever_statement_meets_it(store: Store) -> None:
    with store.write("staff.add", None, AT) as unit:
        me = unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
    with store.read() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    full = pytest.raises(DiskFullError)
    with full, store.write("contact.log", me, AT) as unit:
        unit.insert(
            Contact,
            on_date=AT.date(),
            at_utc=AT.replace(tzinfo=None),
            offset_minutes=0,
            channel="phone",
            reached="yes",
            note="lost " * 10_000,
        )
    with store.read() as session:
        assert session.scalars(select(Contact)).all() == []
