"""One save is one transaction: rows, search, earlier versions, audit; then the head; all of it or nothing."""

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from caseapp.domain.requests import Changes, Kind
from caseapp.errors import BugError
from caseapp.storage import search
from caseapp.storage.rows import read_row, shape_of
from caseapp.storage.store import Store
from caseapp.storage.tables import (
    Base,
    Contact,
    ContactPerson,
    Draft,
    HistoryEntry,
    Person,
    Preference,
    SearchEntry,
    Staff,
    Tally,
)
from caseapp.storage.unit_of_work import GoneError
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_check import verify
from caseapp.vault.head import Head
from caseapp.vault.opener import dbapi
from tests.storage.house import memory_connection, new_store

AT = datetime(2026, 11, 6, 20, 14, tzinfo=UTC)


class Desk:
    """A store with one worker."""

    def __init__(self) -> None:
        self.heads: list[Head] = []
        self.store = new_store(self.heads)
        with self.store.write("staff.add", None, AT) as unit:
            self.me = unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))

    def person(self, alias: str = "Marisol") -> UUID:
        with self.store.write("person.add", self.me, AT) as unit:
            return unit.insert(Person, alias=alias, code="K7-204")

    def note(self, person_id: UUID, note: str) -> UUID:
        with self.store.write("contact.log", self.me, AT) as unit:
            contact = unit.insert(
                Contact,
                on_date=AT.date(),
                at_utc=AT.replace(tzinfo=None),
                offset_minutes=0,
                place="x",
                channel="phone",
                reached="yes",
            )
            return unit.insert(
                ContactPerson, contact_id=contact, person_id=person_id, on_date=AT.date(), note=note
            )

    def count(self, model: type[Base]) -> int:
        with self.store.read() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def findings(self) -> list[str]:
        with self.store.read() as session:
            connection = session.connection()
            driver = connection.connection.driver_connection
            assert driver is not None
            chain = AuditChain(b"k" * 32)
            found = verify(chain, driver, lambda table, row: read_row(connection, table, UUID(str(row))))
            return list(map(str, found))

    def found(self, words: str) -> list[str]:
        with self.store.read() as session:
            return [one.row_id for one in search.find(session, words, 20)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.store.close()


def test_a_save_writes_row_search_audit_and_head_together(desk: Desk) -> None:
    row = desk.note(desk.person(), "Came by for tea")
    assert desk.found("tea") == [row.hex]
    assert [head.counter for head in desk.heads] == [1, 2, 3]
    assert desk.findings() == []


def test_a_failing_statement_inside_a_save_leaves_nothing(desk: Desk) -> None:
    person = desk.person()
    tables = (Person, Contact, ContactPerson, SearchEntry, HistoryEntry)
    before = [desk.count(model) for model in tables]
    heads = len(desk.heads)
    wrong = pytest.raises(dbapi.IntegrityError)
    with wrong, desk.store.write("contact.log", desk.me, AT) as unit:
        unit.change(Person, person, alias="Tee")
        unit.insert(Person, alias="Jola", code="A1-111")
        unit.insert(ContactPerson, contact_id=uuid4(), person_id=person, on_date=AT.date(), note="lost")
    assert [desk.count(model) for model in tables] == before
    assert desk.found("lost") == desk.found("Jola") == []
    assert len(desk.heads) == heads
    assert desk.findings() == []
    desk.note(person, "still works")
    assert desk.findings() == []


def test_an_error_of_the_handler_leaves_nothing(desk: Desk) -> None:
    def fail() -> None:
        with desk.store.write("x", desk.me, AT) as unit:
            unit.insert(Person, alias="Jola", code="A1-111")
            unit.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert desk.count(Person) == 0


def test_the_head_is_written_after_the_commit_and_before_the_save_is_acknowledged() -> None:
    seen: list[int] = []
    told: list[object] = []
    connection = memory_connection()

    def write_head(head: Head) -> None:
        assert not connection.in_transaction
        assert not told
        rows = connection.execute("SELECT max(counter) FROM audit_entry").fetchone()
        assert rows == (head.counter,)
        seen.append(head.counter)

    store = Store(lambda: connection, dbapi, AuditChain(b"k" * 32), write_head)
    store.listeners.append(told.append)
    with store.write("staff.add", None, AT) as unit:
        unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
        assert not seen
    assert seen == [1]
    assert len(told) == 1


def test_a_row_changed_behind_the_audit_is_found(desk: Desk) -> None:
    row = desk.note(desk.person(), "Came by for tea")
    with desk.store.write("x", desk.me, AT) as unit:
        unit.session.execute(text("UPDATE contact_people SET note = 'changed'"))
    findings = desk.findings()
    assert len(findings) == 1
    assert str(row) in findings[0]


def test_a_row_can_be_changed_and_pointed_at_in_the_save_that_adds_it(desk: Desk) -> None:
    older = desk.note(desk.person("Tee"), "Asked for a coat")
    with desk.store.write("person.add", desk.me, AT) as unit:
        added = unit.insert(Person, alias="Jola", code="A1-111")
        assert unit.row(Person, added)["alias"] == "Jola"
        unit.change(Person, added, alias="Jolanta")
        other = unit.insert(Person, alias="Nadi", code="B2-222")
        unit.change(ContactPerson, older, person_id=other)
        assert unit.row(ContactPerson, older)["person_id"] == other
    assert desk.found("Jolanta") == [added.hex]
    assert desk.findings() == []


def test_long_values_keep_their_earlier_versions_until_the_row_is_erased(desk: Desk) -> None:
    row = desk.note(desk.person(), "first")
    for note in ("second", "third"):
        with desk.store.write("note", desk.me, AT) as unit:
            unit.change(ContactPerson, row, note=note)
    with desk.store.read() as session:
        assert {one.earlier for one in session.scalars(select(HistoryEntry))} == {"first", "second"}
    assert desk.found("second") == []
    assert desk.found("third") == [row.hex]
    with desk.store.write("erase", desk.me, AT) as unit:
        assert unit.erase(ContactPerson, [row, uuid4()]) == 1
    assert desk.count(HistoryEntry) == 0
    assert desk.found("third") == []
    assert desk.findings() == []


def test_changing_nothing_is_no_change_and_no_audit_entry(desk: Desk) -> None:
    person = desk.person()
    heads = len(desk.heads)
    with desk.store.write("x", desk.me, AT) as unit:
        assert not unit.change(Person, person, alias="Marisol")
    assert not unit.changes.kinds
    assert len(desk.heads) == heads


def test_a_row_that_is_gone_is_said(desk: Desk) -> None:
    with pytest.raises(GoneError), desk.store.write("x", desk.me, AT) as unit:
        unit.change(Person, uuid4(), alias="Tee")


def test_changes_name_kinds_and_ids(desk: Desk) -> None:
    person = desk.person()
    told: list[Changes] = []
    desk.store.listeners.append(told.append)
    row = desk.note(person, "tea")
    assert told[0].touches(Kind.CONTACT, Kind.PERSON)
    assert person in told[0].ids
    assert not told[0].touches(Kind.SERVICE)
    assert row not in told[0].ids  # the contact is what a page shows, not the row between


def test_drafts_and_tallies_stand_in_no_audit(desk: Desk) -> None:
    heads = len(desk.heads)
    draft = uuid4()
    for payload in ("one", "two"):
        with desk.store.write("draft.keep", desk.me, AT, audited=False) as unit:
            unit.put(
                Draft,
                id=draft,
                form="contact",
                payload=payload,
                saved_at=AT.replace(tzinfo=None),
                offset_minutes=0,
            )
    with desk.store.write("tally", desk.me, AT) as unit:
        unit.insert(Tally, month="2026-11", kind="dental", for_whom="self")
    assert len(desk.heads) == heads
    assert desk.count(Draft) == desk.count(Tally) == 1


def test_preferences_are_put_in_place(desk: Desk) -> None:
    for value in ("a", "b"):
        with desk.store.write("preference.set", desk.me, AT, audited=False) as unit:
            unit.put(Preference, name="place", value=value)
    with desk.store.read() as session:
        assert [row.value for row in session.scalars(select(Preference))] == ["b"]


def test_many_rows_are_one_audit_entry_with_the_same_invariants(desk: Desk) -> None:
    heads = len(desk.heads)
    with desk.store.write("import", desk.me, AT) as unit:
        for number in range(1200):
            unit.insert(Person, alias=f"Bee {number}", code=f"B{number}")
    assert len(desk.heads) == heads + 1
    assert desk.count(Person) == desk.count(SearchEntry) - 1 == 1200  # and the worker's label
    assert desk.findings() == []


def test_another_thread_is_refused(desk: Desk) -> None:
    caught: list[BaseException] = []

    def touch() -> None:
        try:
            with desk.store.read():
                pass
        except BugError as error:
            caught.append(error)

    thread = Thread(target=touch)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_one_transaction_at_a_time(desk: Desk) -> None:
    with desk.store.read(), pytest.raises(BugError), desk.store.read():
        pass


def test_an_unknown_column_is_a_bug(desk: Desk) -> None:
    with pytest.raises(BugError), desk.store.write("x", desk.me, AT) as unit:
        unit.insert(Person, alais="Marisol", code="K7-204")


def test_what_was_typed_stands_in_no_exception(desk: Desk) -> None:
    def fail() -> None:
        with desk.store.write("x", desk.me, AT) as unit:
            note = {"contact_id": uuid4(), "person_id": uuid4(), "on_date": AT.date(), "note": "canary"}
            unit.insert(ContactPerson, **note)
            with pytest.raises(DBAPIError) as seen:  # as a handler would see it
                unit.flush()
            assert "canary" not in f"{seen.value} {seen.value!r}"
            raise seen.value

    with pytest.raises(dbapi.IntegrityError) as caught:
        fail()
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_a_key_is_never_given_twice(desk: Desk) -> None:
    first = desk.person()
    with desk.store.read() as session:
        key = session.scalars(select(Person.key)).one()
    with desk.store.write("erase", desk.me, AT) as unit:
        unit.erase(Person, [first])
    desk.person()
    with desk.store.read() as session:
        assert session.scalars(select(Person.key)).one() > key


def test_text_that_no_database_takes_is_cleaned(desk: Desk) -> None:
    person = desk.person("Mari\x00sol \ud800")
    with desk.store.read() as session:
        assert session.scalars(select(Person.alias).where(Person.id == person)).one() == "Marisol "


def test_every_model_has_a_shape() -> None:
    for mapper in Base.registry.mappers:
        shape = shape_of(mapper.class_)
        local = bool(shape.table.info.get("local"))
        silent = {"history", "tallies", "search_entries", "attachment_chunks", "local_seals"}
        assert shape.kinds or shape.table.name in silent
        assert shape.audited == (not local and shape.table.name not in {"tallies", "attachment_chunks"})
