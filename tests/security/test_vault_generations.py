"""Changing the keys completely: all that was there is there, and only those who stay open it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from caseapp.vault import connect, envelope, errors, files, generations, key_errors, keyfile, leftovers, slots
from caseapp.vault.audit import KEYS_CHANGED
from caseapp.vault.generations import change_all
from caseapp.vault.head import Which
from caseapp.vault.integrity import check
from caseapp.vault.integrity_part import Readers
from caseapp.vault.key_folder import read_keys
from caseapp.vault.keyfile import KeyFile, SlotKind
from caseapp.vault.keyring import Marks, Secrets
from caseapp.vault.session import Session, open_vault
from caseapp.vault.slot_changes import add_way, remove_way, ways_in
from caseapp.vault.unlocking import unlock
from tests.security.vault_tools import MANAGER, WORKER, Ready, numbers, read_note, save

THIRD = "three green bicycles"
AT_REST = {"generation-2", "keys.json", "keys.json.copy", "lock"}
IN_ITS_FOLDER = {"cases.db", "figures.db", "head"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def change(vault: Ready, session: Session, **options: object) -> Session:
    return change_all(session, recovery_code=vault.recovery_code, **options)  # type: ignore[arg-type]


def filled(vault: Ready, first: int = 1, last: int = 5) -> None:
    with vault.open() as session:
        for which in Which:
            connection = session.connect(which)
            for number in range(first, last + 1):
                save(session, connection, number, which=which)


def found(session: Session, which: Which = Which.CASES) -> list[int]:
    return numbers(session.connect(which))


def findings(session: Session) -> list[str]:
    readers = {
        which: Readers(lambda connection: lambda _table, row_id: read_note(connection, row_id))
        for which in Which
    }
    return [finding.sentence for finding in check(session, readers)]


@pytest.fixture
def changed(vault: Ready) -> Iterator[Session]:
    filled(vault)
    with change(vault, vault.open()) as session:
        yield session


def test_all_that_was_there_is_there_under_other_keys(vault: Ready) -> None:
    filled(vault)
    with vault.open() as before:
        for which in Which:
            connection = before.connect(which)
            connection.execute("PRAGMA user_version = 7")
            connection.execute("PRAGMA application_id = 77")
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
            connection.execute("INSERT INTO words VALUES ('lantern')")
        old_keys = dict(before._store_keys)
        session = change(vault, before)
        assert before.closed
    with session:
        assert (session.generation, session.slot_id, session.label) == (2, before.slot_id, before.label)
        for which in Which:
            assert found(session, which) == [1, 2, 3, 4, 5]
            connection = session.connect(which)
            assert connection.execute("PRAGMA user_version").fetchone() == (7,)
            assert connection.execute("PRAGMA application_id").fetchone() == (77,)
            assert connection.execute("SELECT * FROM words WHERE words MATCH 'lantern'").fetchall() == [
                ("lantern",)
            ]
            assert session._store_keys[which] != old_keys[which]
            with pytest.raises(errors.DamagedDatabaseError):
                connect(session.stores_folder / which.file_name, old_keys[which])
        assert findings(session) == []
        assert session.draw_key != before.draw_key
    assert names(vault.folder) == AT_REST
    assert names(vault.folder / "generation-2") == IN_ITS_FOLDER


def test_everybody_who_stays_opens_it_with_the_old_passphrase(vault: Ready) -> None:
    filled(vault)
    change(vault, vault.open()).close()
    for passphrase, label in ((WORKER, "Ana"), (MANAGER, "Bee")):
        with open_vault(vault.folder, passphrase) as session:
            assert (session.generation, session.label, session.vault_name) == (2, label, "Night team")
            assert found(session, Which.FIGURES) == [1, 2, 3, 4, 5]
            assert session.opened.slot.bound == 2
    # Everybody has been here: nobody needs the handover any more.
    assert read_keys(vault.folder).handovers == ()
    with vault.open() as session:
        assert all(way.opened_since for way in ways_in(session))


def test_who_was_away_for_several_changes_opens_it_still(vault: Ready) -> None:
    filled(vault)
    session = vault.open()
    for number in range(6, 9):
        session = change(vault, session)
        save(session, session.connect_cases(), number)
    session.close()
    assert len(read_keys(vault.folder).handovers) == 3
    with open_vault(vault.folder, WORKER) as session:
        assert session.generation == 4
        assert found(session) == [1, 2, 3, 4, 5, 6, 7, 8]
        assert findings(session) == []
        assert [key.generation for key in session.audit.earlier_keys(session.connect_cases())] == [1, 2, 3]
        assert len({key for _, key in session.earlier_draw_keys} | {session.draw_key}) == 4
    assert names(vault.folder) == {"generation-4", "keys.json", "keys.json.copy", "lock"}


def test_a_removed_slot_opens_neither_the_vault_nor_what_is_copied_from_it_later(vault: Ready) -> None:
    filled(vault)
    with vault.open() as session:
        third = add_way(session, SlotKind.WORKER, "Jola", THIRD)
    with open_vault(vault.folder, THIRD) as hers:
        kept = hers.opened
        old_file = (vault.folder / "keys.json").read_bytes()
    session = vault.open()
    remove_way(session, third)
    change(vault, session).close()
    copied = shutil.copytree(vault.folder, vault.folder.with_name("Backup.casevault"))
    for folder in (vault.folder, copied):
        with pytest.raises(errors.WrongPassphraseError):
            open_vault(folder, THIRD)
        # Not with her key file of before either: it names stores that are not there.
        (folder / "keys.json").write_bytes(old_file)
        with pytest.raises(errors.DamagedDatabaseError):
            open_vault(folder, THIRD)
        for which in Which:
            case = kept.secrets.case_keys()
            assert case is not None
            for key in (case.store, kept.secrets.figures_keys().store):
                with pytest.raises(errors.DamagedDatabaseError):
                    connect(folder / "generation-2" / which.file_name, key)


def planted(keys: KeyFile, own: slots.OpenSlot, signed_by: Secrets, new: Secrets) -> KeyFile:
    """What one makes who does not hold the case secret: secrets of his own, and the best handover he can."""
    foreign = replace(own, secrets=signed_by)
    return generations._handed_over(keys, foreign, new)


@pytest.mark.parametrize("who", ["a stranger", "a manager"])
def test_nobody_without_the_case_secret_can_hand_over(made_vault: Ready, vault: Ready, who: str) -> None:
    keys = read_keys(vault.folder)
    worker = unlock(keys, WORKER)
    new = Secrets.new()
    assert unlock(planted(keys, worker, worker.secrets, new), MANAGER).secrets.figures == new.figures
    case = os.urandom(32)
    own = Secrets(case, worker.secrets.figures if who == "a manager" else os.urandom(32))
    # Labels and name follow from the figures secret: give him even that, so that only the handover stops him.
    generation = keys.generation + 1
    handover = keyfile.Handover(generation, Marks.of(new), b"")
    case_keys = own.case_keys()
    assert case_keys is not None
    signed = replace(handover, signature=envelope.sign(case_keys.handover, handover.statement(keys.vault_id)))
    forged = replace(
        keys,
        generation=generation,
        handovers=(signed,),
        slots=tuple(slots.with_secrets(keys.vault_id, slot, new, "Ana", generation) for slot in keys.slots),
    )
    for passphrase in (WORKER, MANAGER):
        with pytest.raises(errors.DamagedKeysError):
            unlock(keyfile.parse(forged.dump()), passphrase)


def test_a_handover_cannot_be_left_out_moved_or_told_for_another(vault: Ready) -> None:
    session = change(vault, change(vault, vault.open()))
    session.close()
    keys = read_keys(vault.folder)
    first, second = keys.handovers
    assert unlock(keys, WORKER).label == "Ana"
    for wrong in (
        replace(keys, handovers=(first,)),
        replace(keys, handovers=(second,)),
        replace(keys, handovers=(second, first)),
        replace(keys, generation=2, handovers=(first,)),
    ):
        with pytest.raises(errors.DamagedKeysError):
            unlock(keyfile.parse(wrong.dump()), WORKER)
    swapped = (replace(first, signature=second.signature), replace(second, signature=first.signature))
    skipping = replace(second, generation=2)
    for wrong in (replace(keys, handovers=swapped), replace(keys, handovers=(skipping, second))):
        with pytest.raises(errors.DamagedKeysError):
            unlock(keyfile.parse(wrong.dump()), WORKER)


def test_a_slot_that_is_bound_anew_takes_no_older_secrets(vault: Ready) -> None:
    before = read_keys(vault.folder)
    change(vault, vault.open()).close()
    open_vault(vault.folder, WORKER).close()
    now = read_keys(vault.folder)
    old, new = before.slots[0], now.slots[0]
    # The envelopes of before in the slot of now, and the private half of now in the file of before.
    for keys in (
        replace(now, slots=(replace(new, case=old.case, figures=old.figures), *now.slots[1:])),
        replace(before, slots=(replace(old, private=new.private), *before.slots[1:])),
    ):
        with pytest.raises((errors.DamagedKeysError, errors.WrongPassphraseError)):
            unlock(keys, WORKER)


def test_only_one_who_opens_the_notes_can_change_the_keys(vault: Ready) -> None:
    with open_vault(vault.folder, MANAGER) as session, pytest.raises(key_errors.OwnWayOnlyError):
        change_all(session, MANAGER)
    with open_vault(vault.folder, WORKER) as session:
        for wrong in (MANAGER, "not it at all", None):
            with pytest.raises(errors.WrongPassphraseError):
                change_all(session, wrong)
        assert not session.closed
        assert names(vault.folder) & {"generation-2"} == set()
        change_all(session, WORKER).close()
    assert names(vault.folder) == AT_REST


class StoppedHereError(Exception):
    """The user stopped it."""


def test_it_can_be_stopped_at_every_step_before_the_commit(vault: Ready) -> None:
    filled(vault)
    session = vault.open()
    told: list[tuple[int, int]] = []
    before = (vault.folder / "keys.json").read_bytes()

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == stop_at:
            raise StoppedHereError

    stop_at = 0
    for _ in range(100):
        stop_at += 1
        told.clear()
        try:
            renewed = change(vault, session, progress=stop)
        except StoppedHereError:
            assert (vault.folder / "keys.json").read_bytes() == before
            assert not list(vault.folder.glob("generation-*"))
            assert found(session) == [1, 2, 3, 4, 5]
            continue
        break
    assert stop_at > 5
    assert told == sorted(told)
    assert told[0] == (0, 100)
    assert told[-1] == (100, 100)
    with renewed:
        assert found(renewed) == [1, 2, 3, 4, 5]


def test_a_copy_that_differs_is_never_taken(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(vault)
    session = vault.open()
    real = generations.go_on

    def losing(place: Path, which: Which, *rest: object) -> object:
        end = real(place, which, *rest)  # type: ignore[arg-type]
        keys = rest[0]
        assert isinstance(keys, generations.Keys)
        with_loss = connect(place / which.file_name, keys.store(which))
        with_loss.execute("DELETE FROM note WHERE number = 3")
        with_loss.close()
        return end

    monkeypatch.setattr(generations, "go_on", losing)
    with pytest.raises(key_errors.CopyDiffersError):
        change(vault, session)
    monkeypatch.undo()
    assert found(session) == [1, 2, 3, 4, 5]
    session.close()
    assert not list(vault.folder.glob("generation-*"))


def test_a_rename_that_cannot_be_made_lasting_leaves_keys_that_open(
    vault: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rename took place, the folder could not be synced: a failure, but the new stores must stay."""
    filled(vault)
    session = vault.open()
    real = files.put_in_place

    def torn(aside: Path, path: Path) -> None:
        real(aside, path)
        if path.name == "keys.json":
            raise errors.DeviceFailedError(path.name)

    monkeypatch.setattr(generations.files, "put_in_place", torn)
    with pytest.raises(errors.DeviceFailedError):
        change(vault, session)
    monkeypatch.undo()
    session.abandon()
    with vault.open() as again:
        assert again.generation == 2
        assert found(again) == [1, 2, 3, 4, 5]
        assert findings(again) == []
    assert names(vault.folder) == AT_REST


def test_what_was_seen_on_this_computer_raises_no_false_alarm_and_finds_a_copy_of_before(
    vault: Ready, tmp_path: Path
) -> None:
    filled(vault)
    state = tmp_path / "state"
    vault.open(state_folder=state).close()
    before = vault.copy(tmp_path / "Before.casevault")
    change(vault, vault.open(state_folder=state)).close()
    for _ in range(2):
        vault.open(state_folder=state).close()
    open_vault(vault.folder, WORKER, state_folder=state).close()
    with pytest.raises(errors.OlderThanLastSeenError) as older:
        before.open(state_folder=state)
    assert older.value.count == 1
    # Somebody who was not there when the keys were changed is told, too, once he has seen the new ones.
    other = tmp_path / "other"
    open_vault(before.folder, MANAGER, state_folder=other).close()
    open_vault(vault.folder, MANAGER, state_folder=other).close()
    with pytest.raises(errors.OlderThanLastSeenError):
        open_vault(before.folder, MANAGER, state_folder=other)


def test_the_chain_goes_on_and_names_the_change(changed: Session) -> None:
    connection = changed.connect_cases()
    actions = [action for action, _ in changed.audit.entries(connection)]
    assert actions == ["note.add"] * 5 + [KEYS_CHANGED]
    save(changed, connection, 6)
    assert findings(changed) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_earlier_key",
        "UPDATE audit_earlier_key SET audit = zeroblob(32)",
        "UPDATE audit_earlier_key SET until = until + 1",
        "UPDATE audit_earlier_key SET until = until - 1",
        "UPDATE audit_earlier_key SET drawn_until = drawn_until + 1",
        "UPDATE audit_earlier_key SET head = zeroblob(32)",
        "UPDATE audit_earlier_key SET draw = zeroblob(32)",
    ],
)
def test_earlier_keys_that_were_changed_prove_nothing(changed: Session, statement: str) -> None:
    connection = changed.connect_cases()
    connection.execute(statement)
    assert any("Entry" in sentence for sentence in findings(changed))


def test_a_row_of_before_that_is_changed_after_is_found(changed: Session) -> None:
    connection = changed.connect_cases()
    connection.execute("UPDATE note SET number = 50 WHERE number = 5")
    assert len([sentence for sentence in findings(changed) if "not as it was last saved" in sentence]) == 1


def test_stores_of_later_keys_are_never_taken_away(vault: Ready) -> None:
    """Somebody copied an older vault over a newer one: the newer notes are in there still."""
    filled(vault)
    older = vault.copy(vault.folder.with_name("Older.casevault"))
    change(vault, vault.open()).close()
    shutil.copytree(older.folder, vault.folder, dirs_exist_ok=True)
    with vault.open() as session:
        assert session.generation == 1
        assert any("later keys" in sentence for sentence in findings(session))
        with pytest.raises(errors.ExistsAlreadyError):
            change(vault, session)
    assert names(vault.folder / "generation-2") == IN_ITS_FOLDER


@pytest.mark.parametrize(
    "names_left",
    [
        (),
        (f"{leftovers.UNFINISHED}.new",),
        (leftovers.UNFINISHED,),
        ("cases.db", "cases.db-wal", "head", leftovers.UNFINISHED),
    ],
)
def test_what_an_interrupted_change_left_goes_at_the_next_opening(
    vault: Ready, names_left: tuple[str, ...]
) -> None:
    filled(vault)
    left = vault.folder / "generation-2"
    left.mkdir()
    for name in names_left:
        (left / name).write_bytes(b"half")
    with vault.open() as session:
        assert not left.exists()
        assert findings(session) == []


def test_leftovers_stay_until_the_copy_of_the_key_file_opens_what_stays(
    vault: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key file that is damaged later must find its copy beside stores that the copy opens."""
    filled(vault)
    real = files.write_whole

    def no_copy(path: Path, data: bytes) -> None:
        if path.name == keyfile.COPY_NAME:
            raise errors.DiskFullError
        real(path, data)

    unlink = Path.unlink

    def stays(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == keyfile.COPY_NAME:
            raise OSError
        unlink(path, missing_ok=missing_ok)

    session = vault.open()
    with monkeypatch.context() as patched:
        patched.setattr(files, "write_whole", no_copy)
        patched.setattr(Path, "unlink", stays)
        change(vault, session).close()
    assert names(vault.folder) >= IN_ITS_FOLDER
    (vault.folder / "keys.json").write_bytes(b"damaged")
    with vault.open(accept=frozenset({"damaged_keys_copy_ready"})) as session:
        assert found(session) == [1, 2, 3, 4, 5]


def test_too_full_a_disk_is_said_before_anything_is_copied(
    vault: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(vault.folder)
    monkeypatch.setattr(generations.shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with vault.open() as session, pytest.raises(errors.DiskFullError):
        change(vault, session)
    assert not list(vault.folder.glob("generation-*"))


def test_somebody_away_for_too_many_changes_is_asked_for_first(
    vault: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyfile, "MOST_HANDOVERS", 1)
    session = change(vault, vault.open())
    with session, pytest.raises(key_errors.LongAwaySlotError):
        change(vault, session)
    for passphrase in (WORKER, MANAGER):
        open_vault(vault.folder, passphrase).close()
    change(vault, vault.open()).close()


def test_no_link_leads_out_of_the_folder_of_a_generation(vault: Ready, tmp_path: Path) -> None:
    change(vault, vault.open()).close()
    place = vault.folder / "generation-2"
    (place / "cases.db").rename(tmp_path / "elsewhere.db")
    (place / "cases.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(errors.NotAPlainFileError):
        vault.open()
    (place / "cases.db").unlink()
    shutil.move(place, tmp_path / "moved")
    place.symlink_to(tmp_path / "moved")
    with pytest.raises(errors.NotAPlainFileError):
        vault.open()
    place.unlink()
    with pytest.raises(errors.DamagedDatabaseError):
        vault.open()


def test_no_key_stands_in_what_is_written_in_clear(vault: Ready) -> None:
    filled(vault)
    with change(vault, vault.open()) as session:
        secrets = session.opened.secrets
        case = secrets.case_keys()
        assert case is not None
        known = [secrets.case or b"", secrets.figures, case.store, case.draw, session.opened.private]
    written = b"".join(path.read_bytes() for path in vault.folder.rglob("*") if path.is_file())
    for key in known:
        assert key not in written
        assert key.hex().encode() not in written
    assert uuid4().bytes not in written
