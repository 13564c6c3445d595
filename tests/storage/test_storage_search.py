"""Search finds what was typed, takes any question, and keeps nothing that was erased."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from caseapp.storage import search
from caseapp.storage.names import names_of, read_ahead
from caseapp.storage.plain_words import digits, normalised
from caseapp.storage.store import Store
from caseapp.storage.tables import ContactMeans, Draft, FollowUp, OtherName, Person, Staff
from caseapp.vault.audit import AuditChain
from caseapp.vault.opener import dbapi
from tests.storage.house import new_store

AT = datetime(2026, 11, 6, 20, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = new_store()
    with store.write("staff.add", None, AT) as unit:
        unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
    yield store
    store.close()


def add(store: Store, *whats: str) -> list[UUID]:
    with store.write("follow_up.set", None, AT) as unit:
        me = unit.ids(text("SELECT id FROM staff").columns(id=Staff.id.type))[0]  # type: ignore[arg-type]
        unit.staff_id = me
        return [unit.insert(FollowUp, what=what, due_on=AT.date()) for what in whats]


def found(store: Store, asked: str) -> list[UUID]:
    with store.read() as session:
        return [UUID(hex=one.row_id) for one in search.find(session, asked, 50)]


def test_words_are_found_newest_first_without_accents_and_unfinished(store: Store) -> None:
    first, second = add(store, "Zażóć gęślą jaźń", "llamar a Marísol mañana")
    assert found(store, "zazoc") == [first]
    assert found(store, "MARIS") == [second]
    assert found(store, "manana llamar") == [second]
    assert found(store, "manana zazoc") == []
    third = add(store, "mañana otra vez")[0]
    assert found(store, "manan") == [third, second]


def test_arabic_and_right_to_left_words_are_found(store: Store) -> None:
    row = add(store, "اتصال بالعيادة غدا")[0]
    assert found(store, "العيادة") == []  # an article belongs to its word
    assert found(store, "بالعيا") == [row]


@settings(max_examples=400, deadline=None)
@given(asked=st.text(max_size=60))
def test_any_text_is_a_valid_question(store: Store, asked: str) -> None:
    found(store, asked)


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        '""',
        "* * *",
        "NEAR(a b)",
        "a AND",
        "OR",
        "NOT",
        "text : x",
        "^a",
        "a\x00b",
        "-a +b",
        "{a}",
        "'); --",
    ],
)
def test_operators_are_words_like_others(store: Store, asked: str) -> None:
    found(store, asked)


@settings(max_examples=200, deadline=None)
@given(word=st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=12))
def test_every_word_that_was_typed_is_found(store: Store, word: str) -> None:
    row = add(store, f"before {word} after")[0]
    assert row in found(store, word)


def test_drafts_are_found_without_the_index(store: Store) -> None:
    draft = uuid4()
    with store.write("draft.keep", None, AT, audited=False) as unit:
        unit.put(
            Draft,
            id=draft,
            form="contact",
            title="Marisol",
            payload=json.dumps({"note": 'said "Qúartz"', "rows": [{"words": "obsidian"}]}),
            saved_at=AT.replace(tzinfo=None),
            offset_minutes=0,
        )
    for asked in ("quartz", "obsid", "quartz obsidian"):
        assert found(store, asked) == [draft]
    with store.read() as session:
        assert "Qúartz" in search.find(session, "quartz", 5)[0].snippet
        assert session.execute(text("SELECT count(*) FROM search_entries WHERE kind = 'draft'")).scalar() == 0


# --- what is erased is gone -------------------------------------------------------------------------------


def store_after_erasing(path: Path, *, secure: bool) -> bytes:
    """Save a word among others, erase it again, and read what the decrypted file holds.

    The file has no key, so that its bytes are the decrypted pages. The index shares the beginnings of
    neighbouring words, so the end of the word is looked for.
    """
    connection = dbapi.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    store = Store(lambda: connection, dbapi, AuditChain(b"k" * 32), lambda _: None)
    with store.write("staff.add", None, AT) as unit:
        unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
    if not secure:
        connection.execute("INSERT INTO search_index(search_index, rank) VALUES('secure-delete', 0)")
    for number in range(30):
        add(store, f"call about number {number}")
    row = add(store, "canaryword told about canaryword")[0]
    for number in range(30):
        add(store, f"later call number {number}")
    store.checkpoint()
    assert b"naryword" in path.read_bytes()
    with store.write("erase", None, AT) as unit:
        assert unit.erase(FollowUp, [row]) == 1
        unit.wipes = True
    assert not Path(f"{path}-wal").stat().st_size
    store.close()
    connection.close()
    return path.read_bytes()


def test_an_erased_word_is_nowhere_in_the_decrypted_store(tmp_path: Path) -> None:
    assert b"naryword" not in store_after_erasing(tmp_path / "store", secure=True)


def test_without_secure_delete_the_word_would_stay(tmp_path: Path) -> None:
    """Shows that the test above can fail: the promise hangs on this option."""
    assert b"naryword" in store_after_erasing(tmp_path / "store", secure=False)


def test_the_options_of_the_index_are_invariants(store: Store) -> None:
    with store.read() as session:
        rows = session.execute(text("SELECT k, v FROM search_index_config")).all()
        kept = {row.k: row.v for row in rows}
    assert kept["secure-delete"] == 1
    assert kept["automerge"] == 0  # merging is for idle moments


def test_idle_work_merges_what_saves_left() -> None:
    store = new_store()
    with store.write("staff.add", None, AT) as unit:
        unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
    rows = [add(store, f"word{number} common")[0] for number in range(40)]

    def segments() -> int:
        with store.read() as session:
            return int(
                session.execute(text("SELECT count(DISTINCT segid) FROM search_index_idx")).scalar_one()
            )

    before = segments()
    assert before >= 40
    while store.idle_work():
        pass
    assert segments() < before / 4
    assert found(store, "common") == rows[::-1]
    assert found(store, "word7") == [rows[7]]


# --- the list of names ------------------------------------------------------------------------------------


def person(store: Store, alias: str, code: str, phone: str = "", other: str = "") -> UUID:
    with store.write("person.add", None, AT + timedelta(days=1)) as unit:
        unit.staff_id = unit.ids(text("SELECT id FROM staff").columns(id=Staff.id.type))[0]  # type: ignore[arg-type]
        person_id = unit.insert(Person, alias=alias, code=code)
        if phone:
            unit.insert(ContactMeans, person_id=person_id, kind="phone", value=phone)
        if other:
            unit.insert(OtherName, person_id=person_id, name=other)
        return person_id


def test_people_are_found_in_spite_of_mistakes() -> None:
    store = new_store()
    with store.write("staff.add", None, AT) as unit:
        unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
    marisol = person(store, "Marísol", "K7-204", "+34 600 123 441", "Łucja Nowak")
    maria = person(store, "Maria", "K7-205")
    tee = person(store, "Tee", "B2-111", "0044 7700 900 123")

    def hits(asked: str) -> list[tuple[UUID, str]]:
        with store.read() as session:
            return [(hit.person_id, hit.matched) for hit in names_of(store).find(session, asked, 8)]

    assert hits("marisol")[0] == (marisol, "alias")
    assert hits("mar") == [(maria, "alias"), (marisol, "alias")]
    assert hits("Marsiol") == [(marisol, "alias")]
    assert hits("marrisol") == [(marisol, "alias")]
    assert hits("lucja") == [(marisol, "name")]
    assert hits("nowak") == [(marisol, "name")]
    assert hits("k7204")[0] == (marisol, "code")
    assert hits("K7 204")[0] == (marisol, "code")
    assert hits("441") == [(marisol, "phone")]
    assert hits("600123441") == [(marisol, "phone")]
    assert hits("600 123 541") == [(marisol, "phone")]
    assert hits("07700 900123") == [(tee, "phone")]
    assert hits("te") == [(tee, "alias")]
    assert hits("") == hits("...") == hits("12") == []

    bee = person(store, "Bee", "C3-300")
    assert hits("bee")[0] == (bee, "alias")
    with store.write("person.change", None, AT) as unit:
        unit.change(Person, bee, alias="Ruby")
        unit.erase(OtherName, unit.ids(text("SELECT id FROM other_names").columns(id=Staff.id.type)))  # type: ignore[arg-type]
    assert hits("bee") == [(tee, "alias")] or bee not in dict(hits("bee"))
    assert hits("rubi") == [(bee, "alias")]
    assert hits("lucja") == []


@settings(max_examples=2000, deadline=None)
@given(asked=st.text(max_size=30))
def test_any_text_may_be_a_name(asked: str) -> None:
    assert normalised(normalised(asked)) == normalised(asked)
    digits(asked)


def test_names_are_read_before_anybody_searches() -> None:
    store = new_store()
    with store.write("staff.add", None, AT) as unit:
        unit.insert(Staff, label="Dana", created_at=AT.replace(tzinfo=None))
    person(store, "Marisol", "K7-204")
    assert not names_of(store).is_read
    assert read_ahead(store)
    assert names_of(store).is_read
    assert not read_ahead(store)  # once is enough: what is saved later is followed
    store.close()
