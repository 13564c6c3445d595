"""What opening finds: stores and vaults of an earlier day, a missing head, and a kill."""

import shutil
from pathlib import Path

import pytest

from caseapp.vault import errors, head
from caseapp.vault.head import Which
from caseapp.vault.session import open_vault
from tests.security.vault_tools import MANAGER, Ready, save, verify


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
