"""Checking a vault finds what was done to it, and finds nothing where nothing was."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from caseapp.domain.sentences import Sentence
from caseapp.errors import KnownError
from caseapp.vault import Connection, dbapi
from caseapp.vault.head import Which
from caseapp.vault.integrity import Finding, Inspection, Place, check
from caseapp.vault.integrity_part import Readers
from caseapp.vault.integrity_parts import whole
from caseapp.vault.page_seals import PageSeals
from caseapp.vault.session import Session
from tests.security.vault_tools import Ready, read_note, save

PAGE = 4096


@pytest.fixture
def filled(vault: Ready) -> Ready:
    with vault.open() as session:
        connection = session.connect_cases()
        for number in range(40):
            save(session, connection, number, text="tea " * 200)
    return vault


def checked(session: Session) -> list[Finding]:
    readers = Readers(row=lambda connection: lambda _table, row_id: read_note(connection, row_id))
    return check(session, {Which.CASES: readers})


def test_a_whole_vault_has_no_findings_and_progress_reaches_its_end(filled: Ready) -> None:
    steps: list[tuple[str, int, int]] = []
    with filled.open() as session:
        assert checked(session) == []
        check(session, progress=lambda step, done, of: steps.append((step, done, of)))
    assert steps[-1][1] == steps[-1][2]
    assert [done for _step, done, _of in steps] == sorted(done for _step, done, _of in steps)
    assert len({of for _step, _done, of in steps}) == 1
    assert {"pages", "structure", "links", "head", "audit"} <= {step for step, _done, _of in steps}


def test_a_vault_in_use_can_be_checked(filled: Ready) -> None:
    with filled.open() as session:
        connection = session.connect_cases()
        save(session, connection, 100)
        assert checked(session) == []
        save(session, connection, 101)


def spoil_page(vault: Ready, name: str, page: int) -> None:
    path = vault.folder / name
    data = bytearray(path.read_bytes())
    data[page * PAGE + 1000] ^= 1
    path.write_bytes(data)


def outcome(vault: Ready) -> list[str]:
    """What opening or checking says; empty when both are content."""
    try:
        with vault.open() as session:
            return [finding.sentence for finding in checked(session)]
    except KnownError as error:
        return [error.sentence]


def test_every_damaged_page_is_found(filled: Ready, tmp_path: Path) -> None:
    pages = (filled.folder / "cases.db").stat().st_size // PAGE
    assert pages > 15
    for page in range(pages):
        vault = filled.copy(tmp_path / str(page))
        spoil_page(vault, "cases.db", page)
        found = outcome(vault)
        assert found, f"page {page + 1}"
        assert any("damaged" in sentence for sentence in found), found


def test_damage_in_the_figures_is_found(filled: Ready) -> None:
    spoil_page(filled, "figures.db", 1)
    assert any("figures.db" in sentence or "damaged" in sentence for sentence in outcome(filled))


@pytest.mark.parametrize("seed", range(40))
def test_old_pages_put_back_are_found_or_are_no_change(filled: Ready, tmp_path: Path, seed: int) -> None:
    """What SQLCipher's own check cannot see: pages of an earlier day have a right HMAC.

    Any choice of old pages is either found, or leaves every note and every audit entry as it was.
    """
    old = (filled.folder / "cases.db").read_bytes()
    with filled.open() as session:
        connection = session.connect_cases()
        notes = connection.execute("SELECT id FROM note ORDER BY number").fetchall()
        for (note,) in notes[::3]:
            change(session, connection, note)
        before = everything(connection)
    chance = random.Random(seed)
    new = bytearray((filled.folder / "cases.db").read_bytes())
    pages = [
        page for page in range(len(old) // PAGE) if old[page * PAGE :][:PAGE] != new[page * PAGE :][:PAGE]
    ]
    back = chance.sample(pages, min(len(pages), chance.choice([1, 1, 2, 3, len(pages)])))
    for page in back:
        new[page * PAGE : (page + 1) * PAGE] = old[page * PAGE : (page + 1) * PAGE]
    (filled.folder / "cases.db").write_bytes(new)
    if not outcome(filled):
        with filled.open() as session:
            assert everything(session.connect_cases()) == before


def everything(connection: Connection) -> list[object]:
    return [
        connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in ("note", "audit_entry")
    ]


def change(session: Session, connection: Connection, note: bytes) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415 - used here only
    from uuid import UUID  # noqa: PLC0415

    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE note SET text = 'coffee' WHERE id = ?", (note,))
    values = read_note(connection, UUID(bytes=note))
    assert values is not None
    digest = session.audit.digest("note", UUID(bytes=note), values)
    entry = session.audit.append(
        connection, None, "x", [("note", UUID(bytes=note), digest)], datetime.now(UTC)
    )
    connection.execute("COMMIT")
    session.write_head(Which.CASES, entry)


def test_a_spoiled_key_file_and_head_are_found_while_the_vault_is_open(filled: Ready) -> None:
    with filled.open() as session:
        (filled.folder / "keys.json").write_bytes(b"{}")
        (filled.folder / "keys.json.copy").write_bytes(b"{}")
        (filled.folder / "head").write_bytes(b"")
        assert [finding.file for finding in checked(session)] == [
            "keys.json",
            "keys.json.copy",
            "cases.db",
            "figures.db",
        ]


def test_a_broken_link_is_found(filled: Ready) -> None:
    """Written past the opener, with foreign keys off, by one who holds the key."""
    with filled.open() as session:
        connection = session.connect_cases()
        connection.execute("CREATE TABLE link (note BLOB REFERENCES note (id))")
        careless = dbapi.connect(filled.folder / "cases.db", isolation_level=None)
        careless.set_key(f"x'{session._store_keys[Which.CASES].hex()}'")
        careless.execute("INSERT INTO link VALUES (x'00')")
        careless.close()
        assert [finding.sentence for finding in checked(session)] == [
            "A record in link points to one in note that is not there."
        ]


def test_further_checks_are_told(filled: Ready) -> None:
    missed = Sentence.of("It misses a note.")
    with filled.open() as session:
        readers = Readers(parts=lambda _connect: [whole("index", "cases.db", lambda: [missed], "search")])
        found = check(session, {Which.CASES: readers})
    assert found == [Finding("cases.db", missed, "search")]


@pytest.mark.parametrize("cut", [0, 1, PAGE - 1, PAGE, 5 * PAGE, -PAGE, -1])
@pytest.mark.parametrize("name", ["cases.db", "figures.db"])
def test_a_store_cut_short_is_found(filled: Ready, name: str, cut: int) -> None:
    path = filled.folder / name
    data = path.read_bytes()
    path.write_bytes(data[:cut])
    if len(data[:cut]) != len(data):
        assert outcome(filled)


def swapped(one: str, other: str) -> Callable[[Ready], object]:
    def swap(vault: Ready) -> None:
        first = (vault.folder / one).read_bytes()
        shutil.copy(vault.folder / other, vault.folder / one)
        (vault.folder / other).write_bytes(first)

    return swap


@pytest.mark.parametrize(
    ("one", "other"), [("cases.db", "figures.db"), ("head", "keys.json"), ("head", "cases.db")]
)
def test_swapped_files_are_found(filled: Ready, one: str, other: str) -> None:
    swapped(one, other)(filled)
    assert outcome(filled)


def test_files_of_another_vault_are_found(filled: Ready, tmp_path: Path) -> None:
    from tests.security.test_vault_making import make_in  # noqa: PLC0415 - used here only

    make_in(tmp_path / "Other").session.close()
    for name in ("cases.db", "figures.db", "head"):
        vault = filled.copy(tmp_path / f"with {name}")
        shutil.copy(tmp_path / "Other" / name, vault.folder / name)
        assert outcome(vault), name


def test_the_seals_of_pages_agree_with_the_library(filled: Ready, tmp_path: Path) -> None:
    """Whatever byte of whatever page is spoiled, both say the same."""
    pages = (filled.folder / "cases.db").stat().st_size // PAGE
    chance = random.Random(5)
    with filled.open() as session:
        assert session.page_seals(Which.CASES).count() == pages
        assert session.page_seals(Which.CASES).broken(1, pages + 9) == []
        key = session._store_keys[Which.CASES]
    for page in range(1, pages):  # without its first page the library opens nothing
        vault = filled.copy(tmp_path / str(page))
        path = vault.folder / "cases.db"
        data = bytearray(path.read_bytes())
        if page % 4:
            data[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        else:
            data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
        path.write_bytes(data)
        library = dbapi.connect(path, isolation_level=None)
        library.execute("PRAGMA cipher_log_level = NONE")
        library.set_key(f"x'{key.hex()}'")
        said = library.execute("PRAGMA cipher_integrity_check").fetchall()
        library.close()
        assert [str(page + 1) in text for (text,) in said] == [True]
        assert PageSeals(path, key).broken(1, pages) == [page + 1]


def test_an_inspection_can_be_left_and_taken_up_at_any_look(filled: Ready) -> None:
    """What another day's look goes on from: nothing is passed over, and a finding comes once."""
    with filled.open() as session:
        connection = session.connect_cases()
        connection.execute("UPDATE note SET text = 'coffee' WHERE number IN (3, 30)")
        readers = {Which.CASES: Readers(row=lambda there: lambda _table, row_id: read_note(there, row_id))}
        expected = check(session, readers)
        assert len(expected) == 2
        place, found, looks = Place(), [], 0
        while True:
            inspection = Inspection(session, readers, place=place)
            found += inspection.look()
            looks += 1
            place = inspection.place
            finished = inspection.finished
            inspection.close()
            if finished:
                break
    assert found == expected
    assert looks > 20


def test_an_inspection_gives_way_and_comes_back_to_what_it_left(filled: Ready) -> None:
    with filled.open() as session:
        connection = session.connect_cases()
        connection.execute("CREATE TABLE long (a)")
        connection.execute(
            "INSERT INTO long WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
            "SELECT i FROM n"
        )
        waiting = [True]
        inspection = Inspection(session, impatient=lambda: waiting[0])
        while not inspection.put_off:
            assert not inspection.finished
            inspection.look()
        left = inspection.place
        inspection.look()
        assert inspection.put_off
        assert inspection.place == left
        waiting[0] = False
        while not inspection.finished:
            inspection.look()
        assert inspection.findings == []
        inspection.close()


def test_stopping_ends_the_check_and_leaves_the_vault_in_use(filled: Ready) -> None:
    class StopError(Exception):
        pass

    def stop(_part: str, done: int, _total: int) -> None:
        if done:
            raise StopError

    with filled.open() as session:
        with pytest.raises(StopError):
            check(session, progress=stop)
        save(session, session.connect_cases(), 500)
        assert check(session) == []
