"""Changing and replacing passphrases: who opens then, also after a failure on the way."""

import errno
from functools import cache
from pathlib import Path

import pytest

from caseapp.domain.roles import Role
from caseapp.vault import errors, kdf, keyfile, passphrases
from caseapp.vault.keyfile import SlotKind
from caseapp.vault.session import open_vault
from tests.security.failing_calls import Failing
from tests.security.vault_tools import AT_REST, MANAGER, WORKER, Ready, names

NEW = "nine copper kettles"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive each passphrase once; the cost itself is tested elsewhere."""
    real = kdf.derive
    monkeypatch.setattr(kdf, "derive", cache(real))


@pytest.mark.parametrize(("old", "kind"), [(WORKER, SlotKind.WORKER), (MANAGER, SlotKind.MANAGER)])
def test_a_changed_passphrase_opens_and_the_old_one_does_not(vault: Ready, old: str, kind: SlotKind) -> None:
    with open_vault(vault.folder, old) as session:
        label, slot_id = session.label, session.slot_id
        passphrases.change(session, old, NEW)
    with pytest.raises(errors.WrongPassphraseError):
        open_vault(vault.folder, old)
    with open_vault(vault.folder, NEW) as session:
        assert (session.slot_kind, session.label, session.slot_id) == (kind, label, slot_id)
    assert names(vault) == AT_REST
    # Nor does the old one open the copy beside it.
    (vault.folder / "keys.json").unlink()
    with pytest.raises(errors.WrongPassphraseError):
        open_vault(vault.folder, old, accept={"damaged_keys_copy_ready"})
    open_vault(vault.folder, NEW, accept={"damaged_keys_copy_ready"}).close()


def test_the_other_slots_stay_as_they_are(vault: Ready) -> None:
    before = keyfile.parse((vault.folder / "keys.json").read_bytes())
    with open_vault(vault.folder, WORKER) as session:
        passphrases.change(session, WORKER, NEW)
    after = keyfile.parse((vault.folder / "keys.json").read_bytes())
    assert after.slots[1:] == before.slots[1:]
    assert after.slots[0].public == before.slots[0].public
    assert after.slots[0].private != before.slots[0].private


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("not the old one", NEW, errors.WrongPassphraseError),
        (MANAGER, NEW, errors.WrongPassphraseError),
        (WORKER, "short", errors.WeakPassphraseError),
        (WORKER, MANAGER, errors.PassphraseTakenError),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    vault: Ready, old: str, new: str, error: type[errors.VaultError]
) -> None:
    before = (vault.folder / "keys.json").read_bytes()
    with open_vault(vault.folder, WORKER) as session, pytest.raises(error):
        passphrases.change(session, old, new)
    assert (vault.folder / "keys.json").read_bytes() == before
    assert names(vault) == AT_REST


@pytest.mark.usefixtures("quick")
def test_after_the_recovery_code_a_lost_passphrase_is_replaced(vault: Ready) -> None:
    with vault.open() as session:
        worker = next(slot for slot in session.slots() if slot.kind is SlotKind.WORKER)
        passphrases.replace_lost(session, worker.id, NEW)
    with open_vault(vault.folder, NEW) as session:
        assert (session.slot_id, session.label, session.role) == (worker.id, "Ana", Role.WORKER)
    with pytest.raises(errors.WrongPassphraseError):
        open_vault(vault.folder, WORKER)
    vault.open().close()


@pytest.mark.usefixtures("quick")
def test_a_manager_cannot_make_herself_a_workers_slot(vault: Ready) -> None:
    before = (vault.folder / "keys.json").read_bytes()
    with open_vault(vault.folder, MANAGER) as session:
        worker = next(slot for slot in session.slots() if slot.kind is SlotKind.WORKER)
        with pytest.raises(errors.NotAllowedError):
            passphrases.replace_lost(session, worker.id, NEW)
    assert (vault.folder / "keys.json").read_bytes() == before


def opens(vault: Ready, passphrase: str) -> bool:
    try:
        open_vault(vault.folder, passphrase).close()
    except errors.WrongPassphraseError:
        return False
    return True


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
def test_a_disk_that_fails_anywhere_in_a_change_leaves_one_passphrase_that_opens(
    made_vault: Ready, tmp_path: Path, number: int
) -> None:
    refused = 0
    for at in range(1, 50):
        vault = made_vault.copy(tmp_path / str(at))
        with open_vault(vault.folder, WORKER) as session, pytest.MonkeyPatch.context() as patched:
            failing = Failing(patched, at, number)
            said = False
            try:
                passphrases.change(session, WORKER, NEW)
            except errors.VaultError:
                said = True
            patched.undo()
        assert opens(vault, NEW) is not opens(vault, WORKER)
        refused += said
        if not said:
            # A change that was not refused stands, even if the copy could not be written.
            assert opens(vault, NEW)
        if not failing.struck:
            break
    else:
        pytest.fail("the change never got through")
    assert refused >= 4
    assert at > refused


@pytest.mark.usefixtures("quick")
def test_a_new_key_file_that_does_not_open_the_stores_never_takes_the_place(
    vault: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new passphrase is tried by opening both stores before the old file goes."""
    from caseapp.vault import slot_changes  # noqa: PLC0415 - used here only

    before = (vault.folder / "keys.json").read_bytes()

    def damaged(_folder: Path, _secrets: object) -> None:
        raise errors.DamagedDatabaseError("figures.db")

    with open_vault(vault.folder, WORKER) as session:
        monkeypatch.setattr(slot_changes, "open_stores", damaged)
        with pytest.raises(errors.DamagedDatabaseError):
            passphrases.change(session, WORKER, NEW)
    assert (vault.folder / "keys.json").read_bytes() == before
    assert names(vault) == AT_REST


@pytest.mark.usefixtures("quick")
def test_a_key_file_that_was_written_wrong_never_takes_the_place(
    vault: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseapp.vault import slot_changes  # noqa: PLC0415 - used here only

    before = (vault.folder / "keys.json").read_bytes()
    real = slot_changes.files.write_aside

    def flipped(path: Path, data: bytes) -> Path:
        changed = data.replace(b'"private": "', b'"private": "A', 1)
        return real(path, changed)

    with open_vault(vault.folder, WORKER) as session:
        monkeypatch.setattr(slot_changes.files, "write_aside", flipped)
        with pytest.raises(errors.DeviceFailedError):
            passphrases.change(session, WORKER, NEW)
    assert (vault.folder / "keys.json").read_bytes() == before
