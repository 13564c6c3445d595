"""Backups and complete changes of the keys: each set opens with the passphrases of its day."""

import shutil
from pathlib import Path

import pytest

from caseapp.casework.queries.backups import LookInside
from caseapp.errors import KnownError
from caseapp.room import answer, check_room
from caseapp.vault import slot_changes
from caseapp.vault.backup_errors import BackupDamagedError, BackupOtherKeysError
from caseapp.vault.generations import change_all
from tests.security.backup_tools import (
    add_person,
    aliases,
    back_up,
    computer_of,
    erase,
    names,
    place_of,
    restore,
    room_of,
    status,
)
from tests.security.vault_tools import Ready


def change_keys(vault: Ready) -> None:
    with computer_of(vault):
        session = vault.open()
        change_all(session, recovery_code=vault.recovery_code).close()


@pytest.fixture
def changed(vault: Ready) -> tuple[Ready, Path, Path]:
    """A backup, all keys changed, another backup; one person erased and one added after both."""
    with room_of(vault) as room:
        add_person(room, "Marisol")
        gone = add_person(room, "Tee")
        older = back_up(room).name
    change_keys(vault)
    with room_of(vault) as room:
        newer = back_up(room).name
        erase(room, gone)
        add_person(room, "Lio")
    return vault, place_of(vault, older), place_of(vault, newer)


def test_a_set_holds_its_own_generation_and_opens_as_a_vault(
    changed: tuple[Ready, Path, Path], tmp_path: Path
) -> None:
    vault, older, newer = changed
    assert (older / "cases.db").exists()
    assert (newer / "generation-2" / "cases.db").exists()
    for source in (older, newer):
        shutil.copytree(source, tmp_path / source.name)
        with room_of(Ready(tmp_path / source.name, vault.recovery_code)) as room:
            assert aliases(room) == ["Marisol", "Tee"]
            assert check_room(room) == []


@pytest.mark.parametrize("which", [1, 2])
def test_either_is_restored_under_the_keys_that_hold_and_nobody_comes_back(
    changed: tuple[Ready, Path, Path], which: int
) -> None:
    vault, source = changed[0], changed[which]
    done = restore(vault, source)
    assert (done.older_keys, done.keys_kept) == (False, which == 1)
    assert (done.people_erased, done.erasures_known, done.ledger_known) == (1, True, True)
    with room_of(vault) as room:
        assert aliases(room) == ["Marisol"]
        assert room.session.generation == 2
        assert check_room(room) == []
        back_up(room)
    assert (vault.folder / done.replaced / "generation-2" / "cases.db").exists()


def test_without_what_opens_the_vault_the_set_brings_its_own_keys(changed: tuple[Ready, Path, Path]) -> None:
    vault, older, _ = changed
    with computer_of(vault), vault.open() as session:
        code = next(way.id for way in slot_changes.ways_in(session) if way.kind.value == "recovery")
        renewed = Ready(vault.folder, slot_changes.renew_recovery(session, code))
    with pytest.raises(KnownError) as asked:  # the old code opens the set, and nothing here
        restore(vault, older)
    assert asked.value.code == "ledger_lost"
    done = restore(vault, older, accept={"ledger_lost", "erasures_unknown"})
    assert (done.older_keys, done.keys_kept, done.ledger_known) == (True, False, False)
    with room_of(vault) as room:
        assert room.session.generation == 1
        assert check_room(room) == []
    with pytest.raises(KnownError), room_of(renewed):
        pass


def test_sets_of_earlier_keys_are_told_and_not_taken_for_broken(changed: tuple[Ready, Path, Path]) -> None:
    vault, older, newer = changed
    with room_of(vault) as room:
        rows = {row.name: row for row in status(room).rows}
        assert rows[older.name].older_keys
        assert rows[older.name].good
        assert not rows[older.name].counts
        assert rows[newer.name].counts["people"] == 2
        with pytest.raises(BackupOtherKeysError, match="choose Restore"):
            answer(room, LookInside(str(older)))
        assert answer(room, LookInside(str(newer))).whole
        back_up(room)
    assert older.name in names(vault)


def test_a_set_that_only_says_that_its_keys_are_others_is_damaged(changed: tuple[Ready, Path, Path]) -> None:
    vault, older, newer = changed
    (older / "keys.json").write_bytes(b"{}")
    shutil.copyfile(older / "manifest", newer / "manifest")
    with room_of(vault) as room:
        for source, file in ((newer, "manifest"), (older, "keys.json")):
            with pytest.raises(BackupDamagedError) as refused:
                answer(room, LookInside(str(source)))
            assert refused.value.values["file"] == file


def test_a_kill_between_the_renames_of_two_generations_is_finished(
    changed: tuple[Ready, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, older, _ = changed
    real = Path.rename
    for last in range(2, 20, 2):
        copy = vault.copy(tmp_path / f"{last}.casevault")
        left = [last]

        def rename(self: Path, to: Path, left: list[int] = left) -> Path:
            if left[0] == 0:
                raise _PulledPlugError
            left[0] -= 1
            return real(self, to)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", rename)
            ended = True
            try:
                restore(copy, copy.folder / "backups" / older.name)
            except _PulledPlugError:
                ended = False
        with room_of(copy) as room:
            assert aliases(room) in (["Lio", "Marisol"], ["Marisol"])
            assert check_room(room) == []
        if ended:
            return
    raise AssertionError("it never came to an end")


class _PulledPlugError(BaseException):
    """Nothing after this was done."""
