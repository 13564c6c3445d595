"""Adding, removing, naming and changing the ways into a vault, with a key file or without."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from caseapp.vault import errors, kdf, key_errors, key_factor, keyfile, passphrases, slot_changes, slots
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.kdf import FLOOR, KdfParameters
from caseapp.vault.key_folder import read_keys
from caseapp.vault.keyfile import SlotKind
from caseapp.vault.passphrases import is_passphrase_of_another_worker, replace_lost, set_key_file
from caseapp.vault.session import Session, open_vault
from caseapp.vault.slot_changes import (
    add_recovery,
    add_way,
    remove_way,
    rename_way,
    renew_recovery,
    ways_in,
)
from tests.security.vault_tools import MANAGER, WORKER, Ready

THIRD = "three green bicycles"
NEW = "nine kettles in a row"
DEARER = KdfParameters(FLOOR.memory_kib, FLOOR.passes + 1, FLOOR.lanes)


@pytest.fixture
def worker(vault: Ready) -> Iterator[Session]:
    with open_vault(vault.folder, WORKER) as session:
        yield session


def opens(vault: Ready, passphrase: str, key_file: bytes | None = None) -> str:
    """What comes of trying a passphrase: the label, or the code of the refusal."""
    try:
        with open_vault(vault.folder, passphrase, key_file=key_file) as session:
            return session.label
    except errors.VaultError as error:
        return error.code


def the(session: Session, kind: SlotKind) -> slot_changes.WayIn:
    return next(way for way in ways_in(session) if way.kind is kind)


# --- slots


def test_every_way_is_named_to_whoever_has_the_vault_open(vault: Ready, worker: Session) -> None:
    add_way(worker, SlotKind.WORKER, "Jola", THIRD)
    worker.close()
    for passphrase, mine in ((WORKER, "Ana"), (MANAGER, "Bee"), (THIRD, "Jola")):
        with open_vault(vault.folder, passphrase) as session:
            ways = ways_in(session)
            assert [way.label for way in ways] == ["Ana", "Bee", "recovery", "Jola"]
            assert [way.label for way in ways if way.is_mine] == [mine]
    written = (vault.folder / "keys.json").read_bytes()
    assert not [name for name in (b"Ana", b"Bee", b"Jola") if name in written]


def test_a_new_worker_opens_both_stores_and_a_new_manager_one(vault: Ready, worker: Session) -> None:
    jola = add_way(worker, SlotKind.WORKER, "Jola", THIRD)
    sam = add_way(worker, SlotKind.MANAGER, "Sam", NEW)
    worker.close()
    for passphrase, slot_id, stores in ((THIRD, jola, 2), (NEW, sam, 1)):
        with open_vault(vault.folder, passphrase) as session:
            assert (session.slot_id, len(session.stores)) == (slot_id, stores)
    # All four passphrases cost one derivation: the salt is shared.
    assert (
        len({slot.derivation for slot in read_keys(vault.folder).slots if slot.kind is not SlotKind.RECOVERY})
        == 1
    )


def test_a_removed_way_opens_no_more_and_the_others_do(vault: Ready, worker: Session) -> None:
    jola = add_way(worker, SlotKind.WORKER, "Jola", THIRD)
    remove_way(worker, jola)
    remove_way(worker, the(worker, SlotKind.MANAGER).id)
    worker.close()
    assert [opens(vault, each) for each in (WORKER, MANAGER, THIRD)] == ["Ana", *["wrong_passphrase"] * 2]
    vault.open().close()
    # Nor does the copy of the key file know her.
    shutil.copy(vault.folder / "keys.json.copy", vault.folder / "keys.json")
    assert opens(vault, THIRD) == "wrong_passphrase"


def test_the_last_worker_stays_and_one_removes_oneself_only_beside_another(
    vault: Ready, worker: Session
) -> None:
    with pytest.raises(key_errors.LastWorkerError):
        remove_way(worker, worker.slot_id)
    add_way(worker, SlotKind.WORKER, "Jola", THIRD)
    remove_way(worker, worker.slot_id)
    worker.close()
    assert (opens(vault, WORKER), opens(vault, THIRD)) == ("wrong_passphrase", "Jola")
    with vault.open() as session:
        remove_way(session, session.slot_id)
        with pytest.raises(key_errors.LastWorkerError):
            remove_way(session, the(session, SlotKind.WORKER).id)
    with pytest.raises(errors.WrongRecoveryCodeError):
        vault.open()


def test_a_renewed_code_opens_and_the_old_one_does_not(vault: Ready, worker: Session) -> None:
    old = the(worker, SlotKind.RECOVERY)
    renewed = renew_recovery(worker, old.id)
    second_id, second = add_recovery(worker, "In the safe")
    assert {way.id: way.label for way in ways_in(worker) if way.kind is SlotKind.RECOVERY} == {
        old.id: "recovery",
        second_id: "In the safe",
    }
    worker.close()
    with pytest.raises(errors.WrongRecoveryCodeError):
        vault.open()
    for code in (renewed, second):
        with open_vault(vault.folder, recovery_code=code) as session:
            assert len(session.stores) == 2


def test_a_way_is_named_anew_and_opens_as_before(vault: Ready, worker: Session) -> None:
    rename_way(worker, worker.slot_id, "Ana M")
    assert worker.label == "Ana M"
    rename_way(worker, the(worker, SlotKind.MANAGER).id, "Bee B")
    worker.close()
    assert (opens(vault, WORKER), opens(vault, MANAGER)) == ("Ana M", "Bee B")


def test_a_manager_changes_nothing_but_her_own(vault: Ready) -> None:
    with open_vault(vault.folder, MANAGER) as session:
        other, recovery = the(session, SlotKind.WORKER), the(session, SlotKind.RECOVERY)
        before = (vault.folder / "keys.json").read_bytes()
        for act in (
            lambda: add_way(session, SlotKind.MANAGER, "Sam", THIRD),
            lambda: add_recovery(session, "Sam"),
            lambda: renew_recovery(session, recovery.id),
            lambda: remove_way(session, other.id),
            lambda: rename_way(session, other.id, "Sam"),
        ):
            with pytest.raises(key_errors.OwnWayOnlyError):
                act()
        with pytest.raises(errors.NotAllowedError):
            replace_lost(session, other.id, THIRD)
        with pytest.raises(key_errors.NoSuchWayError):
            set_key_file(session, MANAGER, key_file=None, new_key_file=key_factor.new())
        assert (vault.folder / "keys.json").read_bytes() == before
        rename_way(session, session.slot_id, "Bee B")
        passphrases.change(session, MANAGER, NEW)
    assert (opens(vault, NEW), opens(vault, MANAGER)) == ("Bee B", "wrong_passphrase")


def test_what_is_refused_changes_nothing(vault: Ready, worker: Session) -> None:
    before = (vault.folder / "keys.json").read_bytes()
    for label, passphrase, error in (
        ("", THIRD, errors.BadLabelError),
        ("Jola", "short", errors.WeakPassphraseError),
        ("Jola", MANAGER, errors.PassphraseTakenError),
        ("Jola", WORKER, errors.PassphraseTakenError),
    ):
        with pytest.raises(error):
            add_way(worker, SlotKind.WORKER, label, passphrase)
    for act in (remove_way, renew_recovery):
        with pytest.raises(key_errors.NoSuchWayError):
            act(worker, uuid4())
    with pytest.raises(key_errors.NoSuchWayError):
        renew_recovery(worker, worker.slot_id)
    with pytest.raises(key_errors.NoSuchWayError):
        replace_lost(worker, the(worker, SlotKind.RECOVERY).id, NEW)
    assert (vault.folder / "keys.json").read_bytes() == before


def test_a_vault_has_at_most_so_many_ways(
    vault: Ready, worker: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slot_changes, "MOST_SLOTS", 4)
    add_recovery(worker, "Safe")
    for act in (
        lambda: add_recovery(worker, "Desk"),
        lambda: add_way(worker, SlotKind.WORKER, "Jola", THIRD),
    ):
        with pytest.raises(key_errors.TooManyWaysError):
            act()
    assert len(ways_in(worker)) == 4


def test_sixty_four_ways_fit_into_the_bounded_file(vault: Ready, worker: Session) -> None:
    for number in range(keyfile.MOST_SLOTS - 3):
        add_recovery(worker, f"Place {number}")
    data = (vault.folder / "keys.json").read_bytes()
    assert len(keyfile.parse(data).slots) == keyfile.MOST_SLOTS
    assert len(data) < keyfile.LARGEST_FILE // 2  # as much again for the handovers of 64 changes


def test_a_change_that_cannot_be_written_leaves_every_way_as_it_was(
    vault: Ready, worker: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    jola = add_way(worker, SlotKind.WORKER, "Jola", THIRD)
    before = (vault.folder / "keys.json").read_bytes()

    def full(*_values: object) -> None:
        raise OSError(28, "refused by the test")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, full)
            for act in (
                lambda: remove_way(worker, jola),
                lambda: rename_way(worker, jola, "Sam"),
                lambda: add_recovery(worker, "Safe"),
            ):
                with pytest.raises(errors.DiskFullError):
                    act()
        assert (vault.folder / "keys.json").read_bytes() == before


def test_another_workers_passphrase_is_told_from_ones_own(vault: Ready, worker: Session) -> None:
    add_way(worker, SlotKind.WORKER, "Jola", THIRD)
    found = [
        is_passphrase_of_another_worker(worker, each) for each in (THIRD, WORKER, MANAGER, "nobody's own")
    ]
    assert found == [True, False, False, False]


# --- cost


def test_a_changed_passphrase_costs_more_where_the_computer_bears_more_and_never_less(
    vault: Ready, worker: Session
) -> None:
    passphrases.change(worker, WORKER, NEW, cost=DEARER)
    keys = read_keys(vault.folder)
    assert keys.slots[0].derivation.parameters == DEARER
    assert keys.slots[1].derivation.parameters == FLOOR
    passphrases.change(worker, NEW, WORKER, cost=FLOOR)
    assert read_keys(vault.folder).slots[0].derivation.parameters == DEARER
    # A second one of that cost shares its salt.
    add_way(worker, SlotKind.WORKER, "Jola", THIRD, cost=DEARER)
    keys = read_keys(vault.folder)
    assert keys.slots[3].derivation == keys.slots[0].derivation
    worker.close()
    assert [opens(vault, each) for each in (WORKER, MANAGER, THIRD)] == ["Ana", "Bee", "Jola"]


def test_less_memory_with_more_passes_is_not_dearer(vault: Ready, worker: Session) -> None:
    passphrases.change(worker, WORKER, NEW, cost=KdfParameters(2 * FLOOR.memory_kib, 3, 4))
    passphrases.change(worker, NEW, WORKER, cost=KdfParameters(FLOOR.memory_kib, 12, 4))
    assert read_keys(vault.folder).slots[0].derivation.parameters == KdfParameters(2 * FLOOR.memory_kib, 3, 4)


def test_no_more_than_three_derivations_stand_in_one_file(vault: Ready, worker: Session) -> None:
    """Each costs whoever unlocks a second."""
    for number, passes in enumerate(range(3, 9)):
        cost = KdfParameters(FLOOR.memory_kib, passes, 4)
        add_way(worker, SlotKind.WORKER, f"Worker {number}", f"passphrase number {number}", cost=cost)
    keys = read_keys(vault.folder)
    dear = {slot.derivation for slot in keys.slots if slot.derivation.parameters}
    assert sorted(how.parameters.passes for how in dear if how.parameters) == [3, 4, 5]
    passphrases.change(worker, WORKER, NEW, cost=KdfParameters(FLOOR.memory_kib, 9, 4))
    worker.close()
    assert opens(vault, NEW) == "Ana"
    assert opens(vault, "passphrase number 5") == "Worker 5"


# --- key files


def test_a_passphrase_with_a_key_file_opens_with_it_alone(vault: Ready, worker: Session) -> None:
    file = key_factor.new()
    set_key_file(worker, WORKER, key_file=None, new_key_file=file)
    assert the(worker, SlotKind.WORKER).key_file
    worker.close()
    assert opens(vault, WORKER, file) == "Ana"
    assert opens(vault, WORKER) == "key_file_needed"
    assert opens(vault, WORKER, key_factor.new()) == "wrong_key_file"
    assert opens(vault, "not it at all", file) == "wrong_passphrase"
    assert opens(vault, WORKER, file[:-1]) == "damaged_key_file"
    # Another's passphrase needs none, and one that is chosen all the same does no harm.
    assert opens(vault, MANAGER) == opens(vault, MANAGER, file) == "Bee"


def test_without_the_file_a_right_passphrase_cannot_be_told_from_a_wrong_one(
    vault: Ready, worker: Session
) -> None:
    """Else the vault folder alone would be enough to find the passphrase by guessing."""
    set_key_file(worker, WORKER, key_file=None, new_key_file=key_factor.new())
    worker.close()
    stranger = key_factor.new()
    for file in (None, stranger):
        assert opens(vault, WORKER, file) == opens(vault, "not it at all", file)
    # At the level of keys: what the passphrase alone derives opens none of the slot's envelopes.
    keys = read_keys(vault.folder)
    slot = keys.slots[0]
    assert slot.derivation.parameters is not None
    derived = kdf.derive(WORKER, slot.derivation.salt, slot.derivation.parameters)
    bare = replace(slot, key_file=None)
    for tried in (slot, bare):
        with pytest.raises(DoesNotOpenError):
            slots.open_slot(keys, tried, derived)


def test_a_vault_without_key_files_says_nothing_of_them(vault: Ready) -> None:
    assert opens(vault, "not it at all") == "wrong_passphrase"
    assert opens(vault, "not it at all", key_factor.new()) == "wrong_key_file"


def test_the_mark_of_a_key_file_is_a_part_of_what_is_sealed(vault: Ready, worker: Session) -> None:
    file = key_factor.new()
    set_key_file(worker, WORKER, key_file=None, new_key_file=file)
    worker.close()
    keys = read_keys(vault.folder)
    for mark in (None, bytes(8)):
        changed = replace(keys, slots=(replace(keys.slots[0], key_file=mark), *keys.slots[1:]))
        (vault.folder / "keys.json").write_bytes(changed.dump())
        assert opens(vault, WORKER, file) in {"wrong_passphrase", "wrong_key_file"}


def test_a_key_file_is_changed_dropped_and_kept_over_a_new_passphrase(vault: Ready, worker: Session) -> None:
    first, second = key_factor.new(), key_factor.new()
    set_key_file(worker, WORKER, key_file=None, new_key_file=first)
    for wrong in (None, second):
        with pytest.raises((key_errors.KeyFileNeededError, key_errors.WrongKeyFileError)):
            set_key_file(worker, WORKER, key_file=wrong, new_key_file=second)
        with pytest.raises((key_errors.KeyFileNeededError, key_errors.WrongKeyFileError)):
            passphrases.change(worker, WORKER, NEW, key_file=wrong)
    set_key_file(worker, WORKER, key_file=first, new_key_file=second)
    passphrases.change(worker, WORKER, NEW, key_file=second)
    worker.close()
    assert opens(vault, NEW, second) == "Ana"
    assert opens(vault, NEW, first) == "wrong_key_file"
    assert opens(vault, NEW) == "key_file_needed"
    with open_vault(vault.folder, NEW, key_file=second) as session:
        set_key_file(session, NEW, key_file=second, new_key_file=None)
    assert opens(vault, NEW) == "Ana"


def test_who_lost_the_key_file_is_let_in_again_by_the_recovery_code(vault: Ready, worker: Session) -> None:
    set_key_file(worker, WORKER, key_file=None, new_key_file=key_factor.new())
    slot_id = worker.slot_id
    worker.close()
    with vault.open() as session:
        replace_lost(session, slot_id, NEW)
    assert opens(vault, NEW) == "Ana"


def test_a_key_file_is_made_private_whole_and_never_over_another(vault: Ready, tmp_path: Path) -> None:
    path = tmp_path / "ana.key"
    content = key_factor.write(path, vault.folder)
    assert path.read_bytes() == content == key_factor.read(path)
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(errors.ExistsAlreadyError):
        key_factor.write(path, vault.folder)
    assert path.read_bytes() == content
    inside = vault.folder / "ana.key"
    link = tmp_path / "link"
    link.symlink_to(vault.folder)
    for place in (inside, vault.folder / "generation-2" / "a.key", link / "a.key"):
        with pytest.raises(key_errors.KeyFileInsideError):
            key_factor.write(place, vault.folder)
    with pytest.raises(errors.FolderAbsentError):
        key_factor.write(tmp_path / "none" / "a.key", vault.folder)
    assert not inside.exists()


def test_every_damaged_bit_of_a_key_file_is_found(tmp_path: Path) -> None:
    content = key_factor.new()
    for bit in range(8 * len(content)):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(key_errors.DamagedKeyFileError):
            key_factor.secret_of(bytes(damaged))
    for wrong in (b"", content + b"\0", content[1:]):
        with pytest.raises(key_errors.DamagedKeyFileError):
            key_factor.secret_of(wrong)
    with pytest.raises(key_errors.DamagedKeyFileError):
        key_factor.read(tmp_path / "none.key")
