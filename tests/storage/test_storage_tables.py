"""Rules for tables: portable, random ids, marked local, made by the steps of migration alone."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Table, UniqueConstraint, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from caseapp.casework.queries.find import HitKind
from caseapp.storage import text
from caseapp.storage.migrations import LATEST, StoreIsNewerError, _steps
from caseapp.storage.store import Store
from caseapp.storage.tables import Base
from caseapp.vault.audit import AuditChain
from caseapp.vault.opener import dbapi
from tests.storage.house import memory_connection, new_store

TABLES = Base.metadata.sorted_tables
SHARED = [table for table in TABLES if not table.info.get("local")]
LOCAL = {"drafts", "waiting", "search_entries", "preferences", "residuals", "closings", "local_seals"}


def test_the_whole_schema_compiles_for_postgresql() -> None:
    dialect = postgresql.dialect()
    for table in TABLES:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "CREATE" in str(CreateIndex(index).compile(dialect=dialect))


def test_local_tables_are_marked() -> None:
    assert {table.name for table in TABLES if table.info.get("local")} == LOCAL


@pytest.mark.parametrize("table", SHARED, ids=lambda table: str(table.name))
def test_shared_tables_follow_the_rules(table: Table) -> None:
    assert "id" in table.columns
    unique = [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    unique += [[column.name for column in index.columns] for index in table.indexes if index.unique]
    assert all(columns == ["id"] for columns in unique)
    if table.name != "tallies":  # the month only: who and when would lead to a contact
        assert "created_at" in table.columns
        assert "created_by" in table.columns or table.name == "staff"  # the first has nobody before her
    else:
        assert set(table.columns.keys()) == {"id", "month", "kind", "for_whom"}


def test_keys_count_only_where_rows_are_paged_or_searched() -> None:
    for table in TABLES:
        for column in table.columns:
            if column.autoincrement is True:
                assert column.name == "key"
                assert table.dialect_options["sqlite"]["autoincrement"] is True


def test_the_steps_make_what_the_models_say() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        operations = Operations(context)
        assert len(_steps()) == LATEST
        for step in _steps():
            step(operations)
        assert compare_metadata(context, Base.metadata) == []
        made = {
            row.name: row.sql for row in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master")
        }
    for table in TABLES:
        by_steps, options = made[table.name], table.dialect_options["sqlite"]
        assert ("AUTOINCREMENT" in by_steps) == (options["autoincrement"] is True)
        assert ("WITHOUT ROWID" in by_steps) == (options["with_rowid"] is False)


def test_a_newer_store_is_refused_with_a_sentence() -> None:
    connection = memory_connection()
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    with pytest.raises(StoreIsNewerError) as caught:
        Store(lambda: connection, dbapi, AuditChain(b"k" * 32), lambda _: None)
    assert "newer Caseapp" in caught.value.sentence


def test_a_store_is_made_once() -> None:
    store = new_store()
    with store.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA user_version").scalar_one() == LATEST


def test_search_speaks_of_kinds_that_pages_know() -> None:
    kinds = {rule.kind for rule in text._RULES.values()}
    assert kinds == {str(kind) for kind in HitKind}


def test_every_typed_text_is_searched_or_said_why_not() -> None:
    """A new column of text must be put into the search, or on this list with its reason."""
    not_typed = {
        ("drafts", "missing"),  # codes of fields
        ("preferences", "value"),  # what the window remembers for itself
        ("search_entries", "text"),  # the search itself
        ("history", "earlier"),  # earlier versions are read in the record, not found
    }
    for table in TABLES:
        for column in table.columns:
            if column.type.__class__.__name__ == "Text" and (table.name, column.name) not in not_typed:
                assert column.name in text._RULES[table.name].fields, (table.name, column.name)
