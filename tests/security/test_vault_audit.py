"""The chain and the head: what was changed, taken out, put back or lost is named."""

import shutil
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.errors import BugError
from caseapp.vault import Connection, audit_check, audit_schema, dbapi, errors, head
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_rows import RowId, Values, row_digest
from caseapp.vault.head import EMPTY, Head, HeadFile, Which
from caseapp.vault.session import Session, open_vault
from tests.security.vault_tools import MANAGER, Ready, read_note, save

KEY = bytes(range(32))
NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


@pytest.fixture
def cases(session: Session) -> Connection:
    connection = session.connect_cases()
    for number in range(1, 6):
        save(session, connection, number)
    return connection


def verify(session: Session, connection: Connection) -> list[str]:
    found = audit_check.verify(
        session.audit, connection, lambda _table, row_id: read_note(connection, row_id)
    )
    return list(map(str, found))


def unlocked(connection: Connection) -> Connection:
    """As one who holds the key and leaves the triggers out."""
    for name in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name[0]}")
    return connection


def test_a_whole_chain_has_no_findings(session: Session, cases: Connection) -> None:
    assert verify(session, cases) == []
    assert session.audit.last(cases).counter == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE counter = 5",
        "INSERT INTO audit_entry VALUES (9, 'x', NULL, 'x', x'', x'')",
        "INSERT INTO audit_entry VALUES (0, 'x', NULL, 'x', x'', x'')",
        "INSERT OR REPLACE INTO audit_entry VALUES (5, 'x', NULL, 'x', x'', x'')",
        "DELETE FROM audit_latest",
    ],
)
def test_the_table_is_append_only(session: Session, cases: Connection, statement: str) -> None:
    with pytest.raises(dbapi.IntegrityError, match="append-only"):
        cases.execute(statement)
    assert verify(session, cases) == []


@pytest.mark.parametrize("column", ["at_utc", "staff_id", "action", "touched", "mac"])
def test_a_changed_entry_is_named(session: Session, cases: Connection, column: str) -> None:
    statement = f"UPDATE audit_entry SET {column} = 'other' WHERE counter = 3"
    unlocked(cases).execute(statement)
    assert "Entry 3 of the audit was changed." in verify(session, cases)


def test_an_entry_taken_out_is_named(session: Session, cases: Connection) -> None:
    unlocked(cases).execute("DELETE FROM audit_entry WHERE counter = 3")
    assert "The audit misses entry 3." in verify(session, cases)


def test_entries_in_another_order_are_found(session: Session, cases: Connection) -> None:
    unlocked(cases).executescript(
        "UPDATE audit_entry SET counter = -2 WHERE counter = 2; UPDATE audit_entry SET counter = 2 WHERE "
        "counter = 3; UPDATE audit_entry SET counter = 3 WHERE counter = -2;"
    )
    assert verify(session, cases) == ["Entry 2 of the audit was changed."]


def test_a_row_changed_past_the_audit_is_found(session: Session, cases: Connection) -> None:
    cases.execute("UPDATE note SET text = 'coffee' WHERE number = 2")
    (finding,) = verify(session, cases)
    assert "not as it was last saved" in finding


def test_a_row_taken_away_past_the_audit_is_found(session: Session, cases: Connection) -> None:
    cases.execute("DELETE FROM note WHERE number = 2")
    (finding,) = verify(session, cases)
    assert "is gone" in finding


def change(session: Session, connection: Connection, note: UUID, text: str | None) -> None:
    connection.execute("BEGIN IMMEDIATE")
    digest = None
    if text is None:
        connection.execute("DELETE FROM note WHERE id = ?", (note.bytes,))
    else:
        connection.execute("UPDATE note SET text = ? WHERE id = ?", (text, note.bytes))
        digest = session.audit.digest("note", note, {"text": text, "number": 1})
    entry = session.audit.append(connection, None, "note.change", [("note", note, digest)], NOW)
    connection.execute("COMMIT")
    session.write_head(Which.CASES, entry)


def test_a_row_put_back_together_with_its_latest_digest_is_found(session: Session, cases: Connection) -> None:
    """Old pages put back: row and digest agree, but not with the chain."""
    note = UUID(bytes=cases.execute("SELECT id FROM note WHERE number = 1").fetchone()[0])
    before = cases.execute(
        "SELECT counter, digest FROM audit_latest WHERE row_id = ?", (note.bytes,)
    ).fetchone()
    change(session, cases, note, "coffee")
    assert verify(session, cases) == []
    cases.execute("UPDATE note SET text = 'tea' WHERE number = 1")
    cases.execute("UPDATE audit_latest SET counter = ?, digest = ? WHERE row_id = ?", (*before, note.bytes))
    assert verify(session, cases) == ["A record in note went back behind entry 6 of the audit."]


def test_a_row_that_was_taken_away_must_stay_away(session: Session, cases: Connection) -> None:
    note = UUID(bytes=cases.execute("SELECT id FROM note WHERE number = 1").fetchone()[0])
    change(session, cases, note, None)
    assert verify(session, cases) == []
    cases.execute("INSERT INTO note VALUES (?, 'tea', 1)", (note.bytes,))
    (finding,) = verify(session, cases)
    assert "is back" in finding


def test_a_rolled_back_save_leaves_no_entry(session: Session, cases: Connection) -> None:
    before = session.audit.last(cases)
    cases.execute("BEGIN IMMEDIATE")
    session.audit.append(cases, uuid4(), "note.add", [], NOW)
    cases.execute("ROLLBACK")
    assert session.audit.last(cases) == before
    save(session, cases, 6)
    assert verify(session, cases) == []


def test_another_key_verifies_nothing(session: Session, cases: Connection) -> None:
    (found,) = audit_check.verify_chain(AuditChain(KEY), cases)
    assert str(found) == "Entry 1 of the audit was changed."


def test_the_audit_never_holds_the_text(session: Session, cases: Connection) -> None:
    save(session, cases, 7, text="a secret wish")
    for table in audit_schema.TABLES:
        rows = cases.execute(f"SELECT * FROM {table}").fetchall()
        assert "secret wish" not in str(rows)


def test_times_are_utc_and_digests_whole(session: Session, cases: Connection) -> None:
    for wrong in (NOW.replace(tzinfo=None), NOW.astimezone(timezone(timedelta(hours=2)))):
        with pytest.raises(BugError):
            session.audit.append(cases, None, "x", [], wrong)
    with pytest.raises(BugError):
        session.audit.append(cases, None, "x", [("note", uuid4(), b"short")], NOW)


SCALARS = (
    st.none() | st.integers() | st.text() | st.binary() | st.floats(allow_nan=False) | st.uuids() | st.dates()
)


@given(st.dictionaries(st.text(), SCALARS), st.dictionaries(st.text(), SCALARS))
def test_different_states_have_different_digests(one: dict[str, object], other: dict[str, object]) -> None:
    same = list(map(repr, sorted(one.items()))) == list(map(repr, sorted(other.items())))
    assert (row_digest(KEY, "t", 1, one) == row_digest(KEY, "t", 1, other)) is same


def test_a_digest_depends_on_key_table_id_and_the_borders_of_values() -> None:
    note = uuid4()
    digests = [
        row_digest(KEY, "note", note, {"a": "bc"}),
        row_digest(bytes(32), "note", note, {"a": "bc"}),
        row_digest(KEY, "need", note, {"a": "bc"}),
        row_digest(KEY, "note", uuid4(), {"a": "bc"}),
        row_digest(KEY, "note", note, {"ab": "c"}),
        row_digest(KEY, "note", note, {"a": b"bc"}),
        row_digest(KEY, "note", note, {"a": None}),
        row_digest(KEY, "note", note, {"a": "1"}),
        row_digest(KEY, "note", note, {"a": 1}),
        row_digest(KEY, "note", note, {"a": 1.0}),
        row_digest(KEY, "note", note, {"a": date(2026, 1, 1)}),
    ]
    assert len(set(digests)) == len(digests)
    # What SQLite cannot tell apart must not differ.
    assert row_digest(KEY, "note", note, {"a": True}) == row_digest(KEY, "note", note, {"a": 1})
    with pytest.raises(BugError):
        row_digest(KEY, "note", note, {"a": object()})


@pytest.mark.parametrize("row_id", [UUID(int=5), 5, "five"])
def test_ids_come_back_as_they_went_in(session: Session, row_id: RowId) -> None:
    connection = session.connect_cases()
    connection.execute("BEGIN IMMEDIATE")
    digest = session.audit.digest("note", row_id, {"a": 1})
    entry = session.audit.append(connection, None, "x", [("note", row_id, digest)], NOW)
    connection.execute("COMMIT")
    session.write_head(Which.CASES, entry)
    asked: list[object] = []

    def read(_table: str, found: RowId) -> Values:
        asked.append(found)
        return {"a": 1}

    assert audit_check.verify(session.audit, connection, read) == []
    assert asked == [row_id]


# --- head


def entry(number: int) -> Head:
    return Head(number, bytes([number % 256]) * head.MAC_BYTES)


@pytest.fixture
def head_file(tmp_path: Path) -> HeadFile:
    file = HeadFile(tmp_path, {Which.CASES: KEY, Which.FIGURES: bytes(32)})
    file.create()
    return file


def test_a_head_is_read_back_for_each_store(tmp_path: Path, head_file: HeadFile) -> None:
    assert head_file.read(Which.CASES) == EMPTY
    for number in range(1, 20):
        head_file.write(Which.CASES, entry(number))
        head_file.write(Which.FIGURES, entry(100 + number))
        again = HeadFile(tmp_path, {Which.CASES: KEY, Which.FIGURES: bytes(32)})
        assert again.read(Which.CASES) == entry(number)
        assert again.read(Which.FIGURES) == entry(100 + number)
    assert (tmp_path / "head").stat().st_mode & 0o777 == 0o600


def test_a_lower_counter_written_later_counts(tmp_path: Path, head_file: HeadFile) -> None:
    """After a loss was accepted the head goes back; the turn decides, not the counter."""
    for number in (7, 8, 3):
        head_file.write(Which.CASES, entry(number))
    assert HeadFile(tmp_path, {Which.CASES: KEY}).read(Which.CASES) == entry(3)


def test_a_torn_write_reads_as_the_last_acknowledged_state(tmp_path: Path, head_file: HeadFile) -> None:
    """Cut the last write after every byte: the old state or the new one, and the next write heals."""
    path = tmp_path / "head"
    for number in (1, 2):
        head_file.write(Which.CASES, entry(number))
    before = path.read_bytes()
    head_file.write(Which.CASES, entry(3))
    after = path.read_bytes()
    changed = [place for place in range(len(after)) if before[place] != after[place]]
    for cut in range(min(changed), max(changed) + 2):
        path.write_bytes(after[:cut] + before[cut:])
        torn = HeadFile(tmp_path, {Which.CASES: KEY})
        assert torn.read(Which.CASES) == (entry(3) if cut > max(changed) else entry(2))
        torn.write(Which.CASES, entry(9))
        assert HeadFile(tmp_path, {Which.CASES: KEY}).read(Which.CASES) == entry(9)
        torn.close()


def test_a_write_touches_one_block_only(tmp_path: Path, head_file: HeadFile) -> None:
    path = tmp_path / "head"
    for number in range(1, 6):
        before = path.read_bytes()
        head_file.write(Which.CASES, entry(number))
        after = path.read_bytes()
        assert (
            len({place // head.BLOCK_BYTES for place in range(len(after)) if before[place] != after[place]})
            == 1
        )


def test_damage_to_both_blocks_is_no_head_rather_than_a_wrong_one(
    tmp_path: Path, head_file: HeadFile
) -> None:
    path = tmp_path / "head"
    for number in (1, 2):
        head_file.write(Which.CASES, entry(number))
    whole = path.read_bytes()
    for place in range(0, 84, 5):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        damaged[head.BLOCK_BYTES + place] ^= 1
        path.write_bytes(damaged)
        assert HeadFile(tmp_path, {Which.CASES: KEY}).read(Which.CASES) is None


def test_records_do_not_pass_for_another_store_or_key(tmp_path: Path) -> None:
    record = head.pack(KEY, Which.CASES, entry(1), 1)
    assert head.unpack(KEY, Which.CASES, record + bytes(9)) == (1, entry(1))
    assert head.unpack(KEY, Which.FIGURES, record) is None
    assert head.unpack(bytes(32), Which.CASES, record) is None
    assert head.unpack(KEY, Which.CASES, b"") is None


def test_the_head_hides_how_much_is_written(tmp_path: Path, head_file: HeadFile) -> None:
    head_file.write(Which.CASES, Head(0x1122334455667788, bytes(32)))
    assert bytes.fromhex("1122334455667788") not in (tmp_path / "head").read_bytes()


# --- what opening finds


def saved(vault: Ready, first: int, last: int) -> None:
    with vault.open() as session:
        connection = session.connect_cases()
        for number in range(first, last + 1):
            save(session, connection, number)


def put_back(old: Ready, vault: Ready, *names: str) -> None:
    for name in names:
        shutil.copy(old.folder / name, vault.folder / name)


def test_an_old_store_put_back_is_missing_saves(vault: Ready, tmp_path: Path) -> None:
    saved(vault, 1, 3)
    old = vault.copy(tmp_path / "old")
    saved(vault, 4, 8)
    put_back(old, vault, "cases.db")
    with pytest.raises(errors.MissingSavesError) as caught:
        vault.open()
    assert (caught.value.count, caught.value.values["file"]) == (5, "cases.db")


def test_going_on_without_missing_saves_is_kept_in_the_chain(vault: Ready, tmp_path: Path) -> None:
    saved(vault, 1, 3)
    old = vault.copy(tmp_path / "old")
    saved(vault, 4, 8)
    put_back(old, vault, "cases.db")
    with vault.open(accept={"missing_saves"}) as session:
        connection = session.connect_cases()
        actions = [row[0] for row in connection.execute("SELECT action FROM audit_entry ORDER BY counter")]
        assert actions[-1] == "vault.accepted.missing_saves"
        assert verify(session, connection) == []
    vault.open().close()


def test_one_acceptance_does_not_cover_another_question(vault: Ready, tmp_path: Path) -> None:
    saved(vault, 1, 3)
    old = vault.copy(tmp_path / "old")
    saved(vault, 4, 8)
    put_back(old, vault, "cases.db")
    with pytest.raises(errors.MissingSavesError):
        vault.open(accept=errors.ACCEPTABLE - {"missing_saves"})


def test_a_whole_old_vault_put_back_is_older_than_last_seen(vault: Ready, tmp_path: Path) -> None:
    state = tmp_path / "state"
    saved(vault, 1, 3)
    old = vault.copy(tmp_path / "old")
    with vault.open(state_folder=state) as session:
        connection = session.connect_cases()
        save(session, connection, 4)
        save(session, connection, 5)
    put_back(old, vault, "cases.db", "head")
    vault.open().close()  # nothing else can tell
    with pytest.raises(errors.OlderThanLastSeenError) as caught:
        vault.open(state_folder=state)
    assert caught.value.count == 2
    assert "Continue?" in caught.value.sentence
    vault.open(state_folder=state, accept={"older_than_last_seen"}).close()
    vault.open(state_folder=state).close()


def test_a_copy_that_went_its_own_way_is_found(vault: Ready, tmp_path: Path) -> None:
    state = tmp_path / "state"
    other = vault.copy(tmp_path / "other")
    with vault.open(state_folder=state) as session:
        save(session, session.connect_cases(), 1)
    saved(other, 1, 5)
    put_back(other, vault, "cases.db")
    with pytest.raises(errors.StoreReplacedError):
        vault.open()
    put_back(other, vault, "cases.db", "head")
    with pytest.raises(errors.StoreReplacedError):
        vault.open(state_folder=state)


def test_what_is_remembered_is_small_and_tells_nothing(vault: Ready, tmp_path: Path) -> None:
    state = tmp_path / "state"
    vault.open(state_folder=state).close()
    (file,) = state.iterdir()
    with vault.open() as session:
        text = file.read_text()
        for telling in (
            session.vault_id.hex,
            str(session.vault_id),
            session.vault_name,
            session.label,
            "Night",
        ):
            assert telling not in text
    assert len(text) < 1000
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_opening_that_changed_nothing_writes_nothing_outside(vault: Ready, tmp_path: Path) -> None:
    vault.open(state_folder=tmp_path).close()
    before = (tmp_path / "last-seen.json").stat()
    vault.open(state_folder=tmp_path).close()
    assert (tmp_path / "last-seen.json").stat() == before


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b'{"a": 1}', b"\xff", b"[" * 50_000])
def test_a_spoiled_memory_is_no_reason_not_to_open(vault: Ready, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "last-seen.json").write_bytes(content)
    vault.open(state_folder=tmp_path).close()
    (tmp_path / "last-seen.json").unlink()
    (tmp_path / "last-seen.json").mkdir()
    vault.open(state_folder=tmp_path).close()


def test_a_missing_head_is_said_and_can_be_gone_on_from(vault: Ready) -> None:
    saved(vault, 1, 2)
    (vault.folder / "head").unlink()
    with pytest.raises(errors.HeadDamagedError):
        vault.open()
    vault.open(accept={"head_damaged"}).close()
    saved(vault, 3, 4)
    assert (vault.folder / "head").stat().st_size > 0
    vault.open().close()


def test_a_figures_store_put_back_is_found_by_the_manager_too(vault: Ready, tmp_path: Path) -> None:
    old = vault.copy(tmp_path / "old")
    with open_vault(vault.folder, MANAGER) as session:
        save(session, session.connect_figures(), 1, which=Which.FIGURES)
    put_back(old, vault, "figures.db")
    with pytest.raises(errors.MissingSavesError) as caught:
        open_vault(vault.folder, MANAGER)
    assert caught.value.values["file"] == "figures.db"


def killed(vault: Ready, to: Path, saves: int) -> Ready:
    """What a kill leaves behind: store, WAL and head as they lie while the vault is open."""
    session = vault.open()
    connection = session.connect_cases()
    for number in range(1, saves + 1):
        save(session, connection, number)
    left = vault.copy(to)
    session.close()
    return left


def test_after_a_kill_the_wal_is_found_and_nothing_is_missing(vault: Ready, tmp_path: Path) -> None:
    left = killed(vault, tmp_path / "left", 10)
    assert (left.folder / "cases.db-wal").stat().st_size > 0
    with left.open() as session:
        assert session.connect_cases().execute("SELECT count(*) FROM note").fetchone() == (10,)


def test_one_flipped_bit_in_a_wal_left_by_a_kill_is_missing_saves(vault: Ready, tmp_path: Path) -> None:
    left = killed(vault, tmp_path / "left", 10)
    wal = left.folder / "cases.db-wal"
    data = bytearray(wal.read_bytes())
    data[len(data) // 2] ^= 1
    wal.write_bytes(data)
    (left.folder / "cases.db-shm").unlink()
    with pytest.raises(errors.MissingSavesError) as caught:
        left.open()
    assert 1 <= caught.value.count <= 10


def test_a_save_committed_but_not_acknowledged_is_kept(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    with vault.open() as session:
        save(session, session.connect_cases(), 1)
        with monkeypatch.context() as patched:
            patched.setattr(session, "write_head", lambda _which, _head: None)
            save(session, session.connect_cases(), 2)
    with vault.open() as session:
        assert session.read_head(Which.CASES) == session.audit.last(session.connect_cases())
        assert session.read_head(Which.CASES) is not None


def test_a_head_is_on_the_disk_before_the_call_returns(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = head.files.sync

    def counted(descriptor: int) -> None:
        synced.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(head.files, "sync", counted)
    with vault.open() as session:
        entry_before = len(synced)
        save(session, session.connect_cases(), 1)
        assert len(synced) == entry_before + 1
