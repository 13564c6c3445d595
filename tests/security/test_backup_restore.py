"""Restoring: only what is whole, nobody who was erased, never fewer figures, and nothing thrown away."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from caseapp.bootstrap import open_room, restore_vault
from caseapp.casework import device
from caseapp.casework.opened_set import Way, look
from caseapp.casework.queries.backups import LookInside
from caseapp.errors import KnownError
from caseapp.room import Room, answer, check_room
from caseapp.tasks.progress import Progress, StoppedError
from caseapp.vault import backup_sets, passphrases, restoring
from caseapp.vault.backup_errors import QUESTIONS
from caseapp.vault.head import Head, Which
from caseapp.vault.kdf import FLOOR
from caseapp.vault.make import make
from tests.security.backup_tools import (
    add_person,
    aliases,
    back_up,
    computer_of,
    erase,
    log,
    names,
    picture,
    place_of,
    restore,
    room_of,
)
from tests.security.vault_tools import MANAGER, WORKER, Ready

FILES = ["cases.db", "figures.db", "keys.json", "head", "manifest"]


def by_code(vault: Ready) -> Way:
    return Way(recovery_code=vault.recovery_code)


@pytest.fixture
def story(vault: Ready) -> tuple[Ready, Path, dict[str, UUID]]:
    """Two people in a backup; one of them is erased afterwards, a third one comes."""
    with room_of(vault) as room:
        people = {alias: add_person(room, alias) for alias in ("Marisol", "Tee")}
        log(room, people["Marisol"], "a warm place")
        log(room, people["Tee"], "nobody may know")
        made = back_up(room)
        erase(room, people["Tee"])
        people["Lio"] = add_person(room, "Lio")
    return vault, place_of(vault, made.name), people


def test_a_backup_takes_the_place_of_the_vault_which_is_kept(
    story: tuple[Ready, Path, dict[str, UUID]], tmp_path: Path
) -> None:
    vault, source, _ = story
    done = restore(vault, source)
    with room_of(vault) as room:
        assert aliases(room) == ["Marisol"]
        assert check_room(room) == []
    kept = Ready(vault.folder / done.replaced, vault.recovery_code).copy(tmp_path / "Kept.casevault")
    with room_of(kept) as room:
        assert aliases(room) == ["Lio", "Marisol"]
        assert check_room(room) == []
    assert source.name in names(vault)


def test_who_was_erased_after_the_backup_stays_erased(story: tuple[Ready, Path, dict[str, UUID]]) -> None:
    vault, source, people = story
    done = restore(vault, source)
    assert (done.people_erased, done.erasures_known) == (1, True)
    assert done.rows_erased > 1
    with room_of(vault) as room:
        assert aliases(room) == ["Marisol"]
        assert room.house is not None
        with room.house.store.read() as session:
            say = session.connection().exec_driver_sql
            for table in ("needs", "consents", "contact_people"):
                assert not say(f"SELECT 1 FROM {table} WHERE person_id = ?", (people["Tee"].hex,)).first()
            assert not say("SELECT 1 FROM search_entries WHERE text LIKE '%nobody may know%'").first()
            unidentified = say("SELECT sum(unidentified) FROM contacts").scalar()
        assert unidentified == 1
    data = b"".join(path.read_bytes() for path in vault.folder.glob("cases.db*"))
    assert b"nobody" not in data  # as ever: all of it is encrypted


def test_an_erasure_is_known_to_the_restored_vault_even_of_whom_it_never_knew(vault: Ready) -> None:
    """Older backup first, then a newer one, in which she is: she must not come back by that way."""
    with room_of(vault) as room:
        older = back_up(room)
    with room_of(vault) as room:
        gone = add_person(room, "Jola")
        newer = back_up(room)
    with room_of(vault) as room:
        erase(room, gone)
    assert restore(vault, place_of(vault, older.name)).people_erased == 0
    assert restore(vault, place_of(vault, newer.name)).people_erased == 1
    with room_of(vault) as room:
        assert aliases(room) == []
        assert check_room(room) == []


def test_the_longer_ledger_stays(vault: Ready) -> None:
    with room_of(vault) as room:
        made = back_up(room)
        end = grow_ledger(room)
    done = restore(vault, place_of(vault, made.name))
    assert (done.ledger_kept, done.ledger_known) == (True, True)
    with room_of(vault) as room:
        assert room.office.ledger.end() == end
        assert check_room(room) == []


def grow_ledger(room: Room) -> Head:
    """An entry that the ledger takes without a month: a question answered with "go on"."""
    session = room.session
    connection = session.connect_figures()
    connection.execute("BEGIN IMMEDIATE")
    head = session.figures_audit.append(
        connection, None, "vault.accepted.head_damaged", [], datetime.now(UTC)
    )
    connection.execute("COMMIT")
    session.write_head(Which.FIGURES, head)
    session.release(connection)
    return head


def test_a_ledger_that_cannot_be_read_is_taken_from_a_newer_backup_or_asked_about(vault: Ready) -> None:
    with room_of(vault) as room:
        made = back_up(room)
    with room_of(vault) as room:
        end = grow_ledger(room)
        back_up(room)
    spoil(vault.folder / "figures.db")
    source = place_of(vault, made.name)
    done = restore(vault, source)  # head says that nothing can be missing
    assert (done.ledger_kept, done.ledger_known) == (True, True)
    with room_of(vault) as room:
        assert room.office.ledger.end() == end
        grow_ledger(room)
    spoil(vault.folder / "figures.db")
    before = picture(vault.folder)
    with pytest.raises(KnownError) as asked:
        restore(vault, source)
    assert asked.value.code == "ledger_lost"
    assert picture(vault.folder) == before
    done = restore(vault, source, accept={"ledger_lost"})
    assert not done.ledger_known
    with room_of(vault) as room:
        assert check_room(room) == []


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(100, len(data), 512):
        data[place] ^= 255
    path.write_bytes(bytes(data))


def test_a_restored_vault_is_another_device(story: tuple[Ready, Path, dict[str, UUID]]) -> None:
    vault, source, _ = story
    ids = []
    for _ in range(3):
        with room_of(vault) as room:
            assert room.house is not None
            ids.append(device.device_of(room.house))
        restore(vault, source)
    assert len(set(ids)) == 3
    assert all(len(each) == 32 for each in ids)


def test_what_was_last_seen_here_does_not_block_what_was_chosen(
    story: tuple[Ready, Path, dict[str, UUID]],
) -> None:
    vault, source, _ = story
    old = vault.copy(vault.folder.with_name("Old.casevault"))
    restore(vault, source)
    with room_of(vault) as room:  # no question
        assert room.house is not None
        with room.house.store.read() as session:
            actions = session.connection().exec_driver_sql("SELECT action FROM audit_entry").scalars().all()
        assert "vault.restored" in actions
        assert "vault.erase_again" in actions
        add_person(room, "Ruby")
    # But what it replaced is no more what was last seen: put back by hand it is noticed again.
    for name in ("cases.db", "figures.db", "head"):
        shutil.copy(old.folder / name, vault.folder / name)
    with pytest.raises(KnownError) as noticed, room_of(vault):
        pass
    assert noticed.value.code in {"store_replaced", "older_than_last_seen"}


# --- not whole, not ours ----------------------------------------------------------------------------------


def seems_whole(source: Path, vault: Ready) -> bool:
    """What a look inside says; what it refuses is not whole either."""
    try:
        return look(source, by_code(vault), lambda _done, _total: None).whole
    except KnownError:
        return False


@pytest.mark.parametrize("file", FILES)
def test_one_wrong_byte_anywhere_is_noticed_before_anything_is_replaced(
    story: tuple[Ready, Path, dict[str, UUID]], file: str
) -> None:
    vault, source, _ = story
    good = (source / file).read_bytes()
    before = {name: data for name, data in picture(vault.folder).items() if "backups" not in name}
    places = sorted({0, 1, 9, len(good) // 3, len(good) // 2, len(good) - 1})
    for place in places:
        data = bytearray(good)
        data[place] ^= 1
        (source / file).write_bytes(bytes(data))
        with pytest.raises(KnownError):
            restore(vault, source)
        assert not seems_whole(source, vault)
        assert {n: d for n, d in picture(vault.folder).items() if "backups" not in n} == before
    for cut in (0, len(good) // 2, len(good) - 1):
        (source / file).write_bytes(good[:cut])
        with pytest.raises(KnownError):
            restore(vault, source)
    (source / file).unlink()
    with pytest.raises(KnownError):
        restore(vault, source)
    assert {n: d for n, d in picture(vault.folder).items() if "backups" not in n} == before


def test_a_link_in_a_set_is_not_followed(story: tuple[Ready, Path, dict[str, UUID]], tmp_path: Path) -> None:
    vault, source, _ = story
    shutil.move(source / "cases.db", tmp_path / "elsewhere.db")
    (source / "cases.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(KnownError):
        restore(vault, source)


def test_a_set_that_was_changed_by_whoever_has_its_keys_is_checked_row_by_row(
    story: tuple[Ready, Path, dict[str, UUID]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes are those of the manifest, but a row is not what the audit says."""
    vault, source, _ = story
    copy = Ready(source, vault.recovery_code)
    with computer_of(copy):
        session = copy.open()
        session.connect_cases().execute("UPDATE people SET alias = 'Somebody else' WHERE alias = 'Marisol'")
        session.close()
    monkeypatch.setattr(backup_sets, "verify_bytes", lambda *_: None)
    with pytest.raises(KnownError) as refused:
        restore(vault, source)
    assert refused.value.code == "backup_damaged"


def test_a_backup_of_another_vault_is_refused(
    story: tuple[Ready, Path, dict[str, UUID]], tmp_path: Path
) -> None:
    vault, source, _ = story
    other = make(
        tmp_path / "Other.casevault",
        name="Other",
        worker_label="Ana",
        worker_passphrase=WORKER,
        manager_label="Bee",
        manager_passphrase=MANAGER,
        kdf=FLOOR,
    )
    other.session.close()
    before = picture(tmp_path / "Other.casevault")
    with pytest.raises(KnownError) as refused:
        restore(Ready(tmp_path / "Other.casevault", vault.recovery_code), source)
    assert refused.value.code == "backup_of_another_vault"
    assert picture(tmp_path / "Other.casevault") == before


def test_a_wrong_or_a_managers_passphrase_restores_nothing(
    story: tuple[Ready, Path, dict[str, UUID]],
) -> None:
    vault, source, _ = story
    for passphrase, code in ((MANAGER, "needs_a_worker"), ("not this one", "wrong_passphrase")):
        with pytest.raises(KnownError) as refused, computer_of(vault):
            restore_vault(vault.folder, source, Way(passphrase))
        assert refused.value.code == code
    assert not [path for path in vault.folder.iterdir() if path.name.startswith(("restoring", "replaced"))]


def test_an_open_vault_is_not_replaced(story: tuple[Ready, Path, dict[str, UUID]]) -> None:
    vault, source, _ = story
    with room_of(vault), pytest.raises(KnownError) as refused:
        restore(vault, source)
    assert refused.value.code == "held_by_another"


def test_a_passphrase_of_the_day_of_the_backup_opens_what_is_restored(
    story: tuple[Ready, Path, dict[str, UUID]],
) -> None:
    vault, source, _ = story
    with vault.open() as session:
        passphrases.replace_lost(
            session,
            next(slot.id for slot in session.slots() if slot.kind.value == "worker"),
            "another long one",
        )
    with computer_of(vault):
        with pytest.raises(KnownError):
            restore_vault(vault.folder, source, Way("another long one"))
        done = restore_vault(vault.folder, source, Way(WORKER))
        assert done.ways == 3
        room = open_room(vault.folder, WORKER)
        try:
            assert aliases(room) == ["Marisol"]
        finally:
            room.close()


def test_stopping_changes_nothing(story: tuple[Ready, Path, dict[str, UUID]]) -> None:
    vault, source, _ = story
    before = picture(vault.folder)
    for at in (0, 300, 600, 940):

        def stop(done: int, _total: int, at: int = at) -> None:
            if done >= at:
                raise StoppedError

        with pytest.raises(StoppedError):
            restore(vault, source, progress=Progress(stop))
        assert picture(vault.folder) == before


# --- a damaged vault --------------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["cases.db", "keys.json", "head", "both", "all"])
def test_a_damaged_vault_is_restored_and_what_cannot_be_read_is_said(
    story: tuple[Ready, Path, dict[str, UUID]], broken: str
) -> None:
    vault, source, _ = story
    doomed = {
        "both": ["cases.db", "keys.json", "keys.json.copy"],
        "all": ["cases.db", "figures.db", "keys.json", "keys.json.copy", "head"],
    }.get(broken, [broken])
    for name in doomed:
        spoil(vault.folder / name)
    questions: set[str] = set()
    while True:
        before = picture(vault.folder)
        try:
            done = restore(vault, source, accept=questions)
            break
        except KnownError as asked:
            if asked.code not in QUESTIONS - questions or picture(vault.folder) != before:
                raise
            questions.add(asked.code)
    assert done.erasures_known is ("cases.db" not in doomed)
    assert ("erasures_unknown" in questions) is ("cases.db" in doomed)
    with room_of(vault) as room:
        assert "Marisol" in aliases(room)
        assert ("Tee" in aliases(room)) is ("cases.db" in doomed)
        assert check_room(room) == []
    for name in doomed:
        assert (vault.folder / done.replaced / name).exists()


def test_a_vault_that_is_gone_comes_back_from_a_set_alone(
    story: tuple[Ready, Path, dict[str, UUID]], tmp_path: Path
) -> None:
    vault, source, _ = story
    stick = tmp_path / "stick" / source.name
    shutil.copytree(source, stick)
    new = Ready(tmp_path / "New.casevault", vault.recovery_code)
    done = restore(new, stick)
    assert done.replaced == ""
    with room_of(new) as room:
        assert aliases(room) == ["Marisol", "Tee"]
        assert check_room(room) == []
    full = Ready(tmp_path / "full", vault.recovery_code)
    full.folder.mkdir()
    (full.folder / "letter.txt").write_text("not ours")
    with pytest.raises(KnownError) as refused:
        restore(full, stick)
    assert refused.value.code == "exists_already"
    assert [path.name for path in full.folder.iterdir()] == ["letter.txt"]


# --- a look inside ----------------------------------------------------------------------------------------


def test_a_look_inside_tells_what_is_there(story: tuple[Ready, Path, dict[str, UUID]]) -> None:
    vault, source, _ = story
    before = picture(source)
    seen = look(source, by_code(vault), lambda _done, _total: None)
    assert seen.whole
    assert (seen.counts["people"], seen.counts["contacts"], seen.ways) == (2, 2, 3)
    assert seen.newest is not None
    assert picture(source) == before
    with room_of(vault) as room:
        assert answer(room, LookInside(str(source))) == seen


def test_sets_are_found_wherever_they_are_pointed_at(
    story: tuple[Ready, Path, dict[str, UUID]], tmp_path: Path
) -> None:
    vault, source, _ = story
    for folder in (vault.folder, source.parent, source):
        assert [one.name for one in backup_sets.find_sets(folder)] == [source.name]
    with pytest.raises(KnownError) as refused:
        backup_sets.find_sets(tmp_path)
    assert refused.value.code == "not_a_backup"


# --- the exchange -----------------------------------------------------------------------------------------


NOTE = b'{"staging": "restoring-00000000", "replaced": "replaced-20260101T000000Z", "out": [%s], "into": []}'


@pytest.mark.parametrize(
    "marker",
    [
        b"",
        b"[]",
        b'{"staging": "../x", "replaced": "replaced-20260101T000000Z", "out": [], "into": []}',
        b'{"staging": "restoring-00000000", "replaced": "/tmp", "out": [], "into": []}',
        NOTE % b'"../a"',
        NOTE % b"1",
        NOTE % b'"backups"',
    ],
)
def test_a_note_of_an_exchange_that_we_did_not_write_moves_nothing(vault: Ready, marker: bytes) -> None:
    (vault.folder / restoring.MARKER).write_bytes(marker)
    before = picture(vault.folder)
    with pytest.raises(KnownError) as refused:
        vault.open()
    assert refused.value.code == "restore_damaged"
    assert picture(vault.folder) == before


def test_every_single_rename_may_be_the_last(
    story: tuple[Ready, Path, dict[str, UUID]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program ends before each rename in turn: the vault opens with the old or the new content."""
    vault, _, _ = story
    real = Path.rename
    for last in range(30):
        copy = vault.copy(tmp_path / f"{last}.casevault")
        left = [last]

        def rename(self: Path, to: Path, left: list[int] = left) -> Path:
            if left[0] == 0:
                raise _PulledPlugError
            left[0] -= 1
            return real(self, to)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", rename)
            patch.setattr(backup_sets, "remove", lambda _path: None)
            ended = False
            try:
                restore(copy, copy.folder / "backups" / names(vault)[0])
                ended = True
            except _PulledPlugError:
                pass
        with room_of(copy) as room:
            assert aliases(room) in (["Lio", "Marisol"], ["Marisol"])
            assert check_room(room) == []
        if ended:
            assert last > 5
            return
    raise AssertionError("it never came to an end")


class _PulledPlugError(BaseException):
    """Nothing after this was done."""
