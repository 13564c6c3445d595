"""Making, opening, locking, changing passphrases: what is left, also by a failure on the way."""

import errno
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from caseapp.domain.roles import Role
from caseapp.errors import BugError
from caseapp.vault import connect, errors, files, kdf, keyfile
from caseapp.vault.head import Head, Which
from caseapp.vault.keyfile import SlotKind
from caseapp.vault.make import Made, make
from caseapp.vault.session import Session, open_vault
from tests.security.vault_tools import MANAGER, TABLE, WORKER, Ready, numbers, save

NEW = "nine copper kettles"
AT_REST = {"cases.db", "figures.db", "keys.json", "keys.json.copy", "head", "lock"}


def names(vault: Ready) -> set[str]:
    return {path.name for path in vault.folder.iterdir()}


def make_in(folder: Path, **changes: object) -> Made:
    options: dict[str, object] = {
        "name": "Night team",
        "worker_label": "Ana",
        "worker_passphrase": WORKER,
        "manager_label": "Bee",
        "manager_passphrase": MANAGER,
        "kdf": kdf.FLOOR,
    }
    return make(folder, **{**options, **changes})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive each passphrase once; the cost itself is tested elsewhere."""
    real = kdf.derive
    monkeypatch.setattr(kdf, "derive", cache(real))


# --- at rest and closing


def test_a_vault_at_rest_is_single_private_files(vault: Ready) -> None:
    with vault.open() as session:
        save(session, session.connect_cases(), 1)
        save(session, session.connect_figures(), 1, which=Which.FIGURES)
        assert "cases.db-wal" in names(vault)
    assert names(vault) == AT_REST
    assert {path.stat().st_mode & 0o777 for path in vault.folder.iterdir()} == {0o600}


def test_a_new_vault_is_private_and_complete(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = make_in(tmp_path / "New.casevault")
        made.session.close()
    finally:
        os.umask(before)
    folder = tmp_path / "New.casevault"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert names(Ready(folder, "")) == AT_REST
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert list(tmp_path.iterdir()) == [folder]


def test_a_vault_that_came_open_to_others_is_closed_to_them(vault: Ready) -> None:
    vault.folder.chmod(0o755)
    for path in vault.folder.iterdir():
        path.chmod(0o664)
    with vault.open():
        assert vault.folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in vault.folder.iterdir()} == {0o600}


def test_locking_drops_the_keys_and_every_way_to_them(vault: Ready) -> None:
    session = vault.open()
    chain, connection = session.audit, session.connect_cases()
    keys = [*session._store_keys.values(), *session._head_keys.values(), chain.key, session.signing_seed]
    session.close()
    session.close()
    assert session.closed
    held = repr(vars(session)) + repr(vars(session._heads))
    assert not any(repr(key) in held for key in keys)
    assert (session.draw_key, session.signing_seed) == (None, None)
    for use in (
        session.connect_cases,
        session.connect_figures,
        lambda: session.audit,
        lambda: session.opened,
    ):
        with pytest.raises(errors.ClosedError):
            use()
    for use in (
        lambda: session.read_head(Which.CASES),
        lambda: session.write_head(Which.CASES, Head(1, bytes(32))),
    ):
        with pytest.raises(errors.ClosedError):
            use()
    with pytest.raises(BugError):
        _ = chain.key
    with pytest.raises(Exception, match="closed"):
        connection.execute("SELECT 1")


def test_locking_empties_the_wal_even_while_something_still_reads(vault: Ready) -> None:
    """A connection that was left open keeps SQLite from doing it by itself at the last closing."""
    with vault.open() as session:
        save(session, session.connect_cases(), 1)
        left_open = connect(vault.folder / "cases.db", session._store_keys[Which.CASES])
    assert (vault.folder / "cases.db-wal").stat().st_size == 0
    left_open.close()
    with vault.open() as session:
        assert numbers(session.connect_cases()) == [1]


def test_a_file_is_on_the_disk_before_it_takes_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut after the rename leaves an empty key file."""
    calls: list[str] = []

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*values: object, **named: object) -> object:
            calls.append(name)
            return real(*values, **named)

        return call

    for name in ("write", "fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    files.write_whole(tmp_path / "keys.json", b"{}")
    assert calls == ["write", "fsync", "replace", "fsync"]


def test_an_unfinished_save_is_not_half_saved_by_locking(vault: Ready) -> None:
    with vault.open() as session:
        connection = session.connect_cases()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO note VALUES (x'00', 'tea', 1)")
    with vault.open() as session:
        assert numbers(session.connect_cases()) == []


def test_the_keys_go_even_when_the_checkpoint_fails(vault: Ready) -> None:
    session = vault.open()
    (vault.folder / "cases.db").rename(vault.folder / "away.db")
    with pytest.raises(errors.DamagedDatabaseError):
        session.close()
    assert session.closed
    (vault.folder / "away.db").rename(vault.folder / "cases.db")
    vault.open().close()


def test_copying_or_moving_the_folder_moves_the_vault(vault: Ready, tmp_path: Path) -> None:
    with vault.open() as session:
        save(session, session.connect_cases(), 7)
    moved = vault.folder.rename(tmp_path / "na\u00efve #1 100% ?.casevault")
    with open_vault(moved, WORKER) as session:
        assert numbers(session.connect_cases()) == [7]
        assert session.vault_name == "Night team"


# --- making


def test_making_gives_a_code_that_opens_and_two_people_who_do(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = make_in(tmp_path / "New.casevault", progress=lambda done, of: steps.append((done, of)))
    assert steps[0] == (0, steps[-1][0])
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]
    with made.session as session:
        assert (session.role, session.label, session.slot_kind) == (Role.WORKER, "Ana", SlotKind.WORKER)
        assert [slot.kind for slot in session.slots()] == list(SlotKind)
        session.connect_cases().execute(TABLE)
        save(session, session.connect_cases(), 1)
    with open_vault(tmp_path / "New.casevault", MANAGER) as session:
        assert (session.role, session.label) == (Role.MANAGER, "Bee")
    with open_vault(tmp_path / "New.casevault", recovery_code=made.recovery_code) as session:
        assert (session.role, session.slot_kind) == (Role.WORKER, SlotKind.RECOVERY)
        assert numbers(session.connect_cases()) == [1]


def test_two_vaults_share_no_key_and_no_code(tmp_path: Path) -> None:
    one, other = make_in(tmp_path / "One"), make_in(tmp_path / "Other")
    with one.session as first, other.session as second:
        assert first.vault_id != second.vault_id
        assert one.recovery_code != other.recovery_code
        assert set(first._store_keys.values()).isdisjoint(second._store_keys.values())
    with pytest.raises(errors.WrongRecoveryCodeError):
        open_vault(tmp_path / "One", recovery_code=other.recovery_code)


def test_an_empty_folder_may_become_a_vault(tmp_path: Path) -> None:
    (tmp_path / "Empty").mkdir()
    make_in(tmp_path / "Empty").session.close()
    open_vault(tmp_path / "Empty", WORKER).close()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"worker_passphrase": "short"}, errors.WeakPassphraseError),
        ({"manager_passphrase": ""}, errors.WeakPassphraseError),
        ({"manager_passphrase": "x" * 1025}, errors.WeakPassphraseError),
        ({"manager_passphrase": WORKER}, errors.PassphraseTakenError),
        ({"name": ""}, errors.BadLabelError),
        ({"worker_label": "\n"}, errors.BadLabelError),
        ({"manager_label": "x" * 200}, errors.BadLabelError),
        ({"kdf": kdf.KdfParameters(1024, 1, 1)}, errors.DamagedKeysError),
        ({"kdf": kdf.KdfParameters(8 << 20, 3, 4)}, errors.DamagedKeysError),
    ],
)
def test_a_vault_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, changes: dict[str, object], error: type[errors.VaultError]
) -> None:
    with pytest.raises(error):
        make_in(tmp_path / "New.casevault", **changes)
    assert list(tmp_path.iterdir()) == []


def test_a_new_vault_covers_nothing(tmp_path: Path) -> None:
    taken = tmp_path / "Taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("dear Jola")
    with pytest.raises(errors.ExistsAlreadyError):
        make_in(taken)
    with pytest.raises(errors.ExistsAlreadyError):
        make_in(taken / "letter.txt")
    with pytest.raises(errors.FolderAbsentError):
        make_in(tmp_path / "not there" / "New")
    assert (taken / "letter.txt").read_text() == "dear Jola"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (lambda memory, passes: 0.5, kdf.KdfParameters(256 * 1024, 6, 4)),
        (lambda memory, passes: 1.2, kdf.KdfParameters(256 * 1024, 3, 4)),
        (lambda memory, passes: memory / (64 * 1024), kdf.KdfParameters(64 * 1024, 3, 4)),
        (lambda memory, passes: 60.0, kdf.FLOOR),
        (lambda memory, passes: 0.0001, kdf.KdfParameters(256 * 1024, kdf.CEILING.passes, 4)),
    ],
)
def test_the_cost_is_calibrated_to_about_a_second_within_bounds(
    monkeypatch: pytest.MonkeyPatch, seconds: Callable[[int, int], float], expected: kdf.KdfParameters
) -> None:
    now = [0.0]

    def derive(_passphrase: str, _salt: bytes, parameters: kdf.KdfParameters) -> bytes:
        now[0] += seconds(parameters.memory_kib, parameters.passes)
        return bytes(32)

    monkeypatch.setattr(kdf, "derive", derive)
    monkeypatch.setattr(kdf.time, "perf_counter", lambda: now[0])
    assert kdf.calibrate() == expected
    assert expected.within_bounds


def test_too_little_memory_is_said_and_calibrated_for(monkeypatch: pytest.MonkeyPatch) -> None:
    real = kdf.Argon2id

    def small(**named: int) -> object:
        if named["memory_cost"] > 64 * 1024:
            raise MemoryError
        return real(**named)  # type: ignore[arg-type]

    monkeypatch.setattr(kdf, "Argon2id", small)
    assert kdf.calibrate().memory_kib == 64 * 1024
    with pytest.raises(errors.OutOfMemoryError, match="128 MiB"):
        kdf.derive("anything at all", bytes(16), kdf.KdfParameters(128 * 1024, 3, 4))


# --- passphrases


@pytest.mark.parametrize(("old", "kind"), [(WORKER, SlotKind.WORKER), (MANAGER, SlotKind.MANAGER)])
def test_a_changed_passphrase_opens_and_the_old_one_does_not(vault: Ready, old: str, kind: SlotKind) -> None:
    with open_vault(vault.folder, old) as session:
        label, slot_id = session.label, session.slot_id
        session.change_passphrase(old, NEW)
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
        session.change_passphrase(WORKER, NEW)
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
        session.change_passphrase(old, new)
    assert (vault.folder / "keys.json").read_bytes() == before
    assert names(vault) == AT_REST


@pytest.mark.usefixtures("quick")
def test_after_the_recovery_code_a_lost_passphrase_is_replaced(vault: Ready) -> None:
    with vault.open() as session:
        worker = next(slot for slot in session.slots() if slot.kind is SlotKind.WORKER)
        session.replace_passphrase(worker.id, NEW)
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
            session.replace_passphrase(worker.id, NEW)
    assert (vault.folder / "keys.json").read_bytes() == before


class Failing:
    """The nth call that changes the disk fails; open for reading, read and close do not count."""

    def __init__(self, patched: pytest.MonkeyPatch, at: int, number: int) -> None:
        self.calls = 0
        self._at = at
        self._number = number
        for name in ("open", "write", "fsync", "fdatasync", "replace", "pwrite"):
            patched.setattr(os, name, self._wrap(name, getattr(os, name)))

    def _wrap(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def called(*values: object, **named: object) -> object:
            if name != "open" or (isinstance(values[1], int) and values[1] & os.O_CREAT):
                self.calls += 1
                if self.calls == self._at:
                    raise OSError(self._number, "refused by the test")
            return real(*values, **named)

        return called

    @property
    def struck(self) -> bool:
        return self.calls >= self._at


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
                session.change_passphrase(WORKER, NEW)
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
            session.change_passphrase(WORKER, NEW)
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
            session.change_passphrase(WORKER, NEW)
    assert (vault.folder / "keys.json").read_bytes() == before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_fails_anywhere_in_making_leaves_nothing(tmp_path: Path, number: int) -> None:
    with pytest.MonkeyPatch.context() as caching:
        caching.setattr("caseapp.vault.make.derive", cache(kdf.derive))
        # One salt, so that the cache works.
        caching.setattr(os, "urandom", _unchanging(os.urandom))
        refused = 0
        for at in range(1, 80):
            with pytest.MonkeyPatch.context() as patched:
                failing = Failing(patched, at, number)
                try:
                    make_in(tmp_path / "New.casevault").session.close()
                except errors.VaultError:
                    refused += 1
                    assert list(tmp_path.iterdir()) == []
            if not failing.struck:
                break
        else:
            pytest.fail("the vault was never made")
    assert refused > 5


def _unchanging(real: Callable[[int], bytes]) -> Callable[[int], bytes]:
    kept: dict[int, bytes] = {}
    return lambda length: kept.setdefault(length, real(length)) if length == kdf.SALT_BYTES else real(length)


def test_sessions_show_no_secret(vault: Ready) -> None:
    with vault.open() as session:
        assert isinstance(session, Session)
        assert repr(session) == "<Session worker open>"
    assert repr(session) == "<Session worker closed>"
