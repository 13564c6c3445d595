"""Each way an opening or a save can fail has its own sentence, under real conditions where there are."""

import errno
import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest

from caseapp.errors import KnownError
from caseapp.vault import connect, dbapi, errors, keyfile, known, lockfile, opener
from caseapp.vault.head import Which
from caseapp.vault.session import Session, open_vault
from tests.security.vault_disk import (
    SQLITE_CANTOPEN,
    SQLITE_FULL,
    SQLITE_IOERR_FSYNC,
    SQLITE_IOERR_WRITE,
    Disk,
    Event,
)
from tests.security.vault_tools import MANAGER, WORKER, Ready, numbers, save

Spoil = Callable[[Ready], object]


def opening(vault: Ready, passphrase: str = WORKER) -> errors.VaultError:
    with pytest.raises(errors.VaultError) as caught:
        open_vault(vault.folder, passphrase)
    return caught.value


def both_key_files(data: bytes) -> Spoil:
    def spoil(vault: Ready) -> None:
        (vault.folder / "keys.json").write_bytes(data)
        (vault.folder / "keys.json.copy").write_bytes(data)

    return spoil


def newer(vault: Ready) -> None:
    from tests.security.test_vault_keyfile import sealed  # noqa: PLC0415 - used here only

    (vault.folder / "keys.json").write_bytes(sealed({"format": 2}))


def flipped(name: str, place: int) -> Spoil:
    def spoil(vault: Ready) -> None:
        path = vault.folder / name
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(data)

    return spoil


def removed(*names: str) -> Spoil:
    return lambda vault: [(vault.folder / name).unlink() for name in names]


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (both_key_files(b"{}"), "damaged_keys", "keys.json"),
        (removed("keys.json", "keys.json.copy"), "damaged_keys", "keys.json"),
        (flipped("keys.json", 500), "damaged_keys_copy_ready", "Open with the copy?"),
        (removed("keys.json"), "damaged_keys_copy_ready", "Open with the copy?"),
        (newer, "newer_format", "newer Caseapp (format 2"),
        (flipped("cases.db", 100), "damaged_database", "cases.db"),
        (flipped("figures.db", 100), "damaged_database", "figures.db"),
        (removed("cases.db"), "damaged_database", "cases.db"),
        (removed("head"), "head_damaged", "head"),
    ],
)
def test_what_is_spoiled_is_named(vault: Ready, spoil: Spoil, code: str, says: str) -> None:
    spoil(vault)
    before = {path.name: path.read_bytes() for path in vault.folder.iterdir()}
    error = opening(vault)
    assert error.code == code
    assert says in error.sentence
    # A refusal changes nothing.
    assert {path.name: path.read_bytes() for path in vault.folder.iterdir()} == {**before, "lock": b""}


@pytest.mark.parametrize(
    "passphrase", ["", "seven quiet lantern", WORKER.upper(), WORKER + " ", "\ud800", "x" * 5000]
)
def test_a_wrong_passphrase(vault: Ready, passphrase: str) -> None:
    error = opening(vault, passphrase)
    assert error.code == "wrong_passphrase"
    assert error.sentence == "That did not open. Check Caps Lock and keyboard language, then try again."


def test_no_vault_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"x")
    assert opening(Ready(tmp_path / "nowhere", "")).code == "folder_absent"
    assert opening(Ready(tmp_path / "file", "")).code == "not_a_vault"
    assert opening(Ready(tmp_path / "photos", "")).code == "not_a_vault"
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["one.jpg"]


def test_the_copy_opens_when_the_user_says_so_and_the_damaged_file_is_kept(vault: Ready) -> None:
    whole = (vault.folder / "keys.json").read_bytes()
    flipped("keys.json", 500)(vault)
    damaged = (vault.folder / "keys.json").read_bytes()
    with pytest.raises(errors.WrongPassphraseError):
        open_vault(vault.folder, "not the passphrase", accept={"damaged_keys_copy_ready"})
    # Nothing is put in place by somebody who cannot open.
    assert (vault.folder / "keys.json").read_bytes() == damaged
    open_vault(vault.folder, WORKER, accept={"damaged_keys_copy_ready"}).close()
    assert (vault.folder / "keys.json").read_bytes() == whole
    (kept,) = vault.folder.glob("keys.json.damaged-*")
    assert kept.read_bytes() == damaged
    open_vault(vault.folder, WORKER).close()


# --- permission: refused at the lowest level, because for root no mode refuses anything


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
@pytest.mark.parametrize("name", ["lock", "keys.json", "cases.db", "figures.db", "head"])
def test_no_permission_at_each_file(
    vault: Ready, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    real = os.open

    def refusing(path: os.PathLike[str] | str, *rest: int) -> int:
        if Path(path).name == name:
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *rest)

    monkeypatch.setattr(os, "open", refusing)
    error = opening(vault)
    assert error.code == "no_permission"
    assert name in error.sentence
    monkeypatch.undo()
    open_vault(vault.folder, WORKER).close()


def test_no_permission_for_the_folder(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(_path: object) -> Iterator[object]:
        raise PermissionError(errno.EACCES, "refused by the test")

    monkeypatch.setattr(os, "scandir", refusing)
    assert opening(vault).code == "no_permission"


# --- a disk that is full or failing, under SQLite and beside it


def saving_under(vault: Ready, event: Callable[[Event], bool], code: int) -> tuple[KnownError, list[int]]:
    """Meet the failure at the second save of three; gives the sentence and what is there at the end."""
    disk = Disk()
    with disk.under():
        with vault.open() as session:
            connection = session.connect_cases()
            save(session, connection, 1)
            disk.refuse = lambda seen: code if event(seen) else 0
            with pytest.raises((KnownError, dbapi.Error)) as caught:
                save(session, connection, 2)
            disk.refuse = lambda _seen: 0
            error = caught.value if isinstance(caught.value, KnownError) else known(caught.value)
            assert isinstance(error, KnownError)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            save(session, connection, 3)
        with vault.open() as session:
            found = numbers(session.connect_cases())
    return error, found


@pytest.mark.parametrize(
    ("kind", "file", "code", "says"),
    [
        ("write", "cases.db-wal", SQLITE_FULL, "disk_full"),
        ("write", "cases.db-wal", SQLITE_IOERR_WRITE, "device_failed"),
        ("sync", "cases.db-wal", SQLITE_IOERR_FSYNC, "device_failed"),
        ("write", "head", SQLITE_FULL, "disk_full"),
        ("write", "head", SQLITE_IOERR_WRITE, "device_failed"),
        ("sync", "head", SQLITE_IOERR_FSYNC, "device_failed"),
    ],
)
def test_a_save_that_meets_a_failing_disk_is_said_and_the_next_one_works(
    vault: Ready, kind: str, file: str, code: int, says: str
) -> None:
    error, found = saving_under(vault, lambda event: (event.kind, event.file) == (kind, file), code)
    assert error.code == says
    assert "What was saved before is safe" in error.sentence
    # What was not acknowledged may be there (it was committed) or not; what was must be.
    assert found in ([1, 3], [1, 2, 3])


@pytest.mark.parametrize(
    ("kind", "code", "says"),
    [
        ("write", SQLITE_FULL, {"disk_full"}),
        ("write", SQLITE_IOERR_WRITE, {"device_failed"}),
        ("sync", SQLITE_IOERR_FSYNC, {"device_failed"}),
        ("open", SQLITE_CANTOPEN, {"no_permission"}),
    ],
)
def test_opening_and_locking_on_a_failing_disk(vault: Ready, kind: str, code: int, says: set[str]) -> None:
    """The nth event of this kind fails, for every n of an opening, a save and a locking."""
    said: set[str] = set()
    for strikes in range(1, 60):
        disk = Disk()
        count = 0

        def refuse(event: Event, at: int = strikes) -> int:
            nonlocal count
            count += event.kind == kind
            return code if event.kind == kind and count >= at else 0

        with disk.under():
            disk.refuse = refuse
            try:
                with vault.open() as session:
                    save(session, session.connect_cases(), strikes)
            except KnownError as error:
                said.add(error.code)
            except dbapi.Error as error:
                said.add(getattr(known(error), "code", "a bug"))
            disk.refuse = lambda _event: 0
            with vault.open() as session:
                numbers(session.connect_cases())
        if count < strikes:
            break
    else:
        pytest.fail("the disk never stopped failing")
    assert said == says
    assert strikes > 2


# --- held by another


HOLDER = """
import sys, pathlib
from caseapp.vault import lockfile
lock = lockfile.acquire(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(vault: Ready) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(vault.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_another_program_holds_it(vault: Ready, holder: "subprocess.Popen[str]") -> None:
    error = opening(vault)
    assert error.code == "held_by_another"
    assert "on this computer since 20" in error.sentence
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    # A killed holder holds nothing, whatever its file says.
    assert (vault.folder / "lock").read_bytes() != b""
    open_vault(vault.folder, WORKER).close()
    assert (vault.folder / "lock").read_bytes() == b""


def test_the_same_program_cannot_open_twice(vault: Ready) -> None:
    with vault.open():
        assert opening(vault).code == "held_by_another"
    vault.open().close()


def test_a_failed_opening_gives_the_lock_back(vault: Ready) -> None:
    opening(vault, "not the passphrase")
    vault.open().close()


def test_the_lock_names_nobody(vault: Ready) -> None:
    import getpass  # noqa: PLC0415 - used here only
    import socket  # noqa: PLC0415

    with vault.open():
        text = (vault.folder / "lock").read_text()
    assert str(os.getpid()) in text
    assert socket.gethostname() not in text
    assert getpass.getuser() not in text


def test_another_computer_holds_it(vault: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    with vault.open():
        left = (vault.folder / "lock").read_bytes()
    (vault.folder / "lock").write_bytes(left)
    monkeypatch.setattr(lockfile.socket, "gethostname", lambda: "the other laptop")
    error = opening(vault)
    assert error.code == "held_elsewhere"
    assert "Two computers at once damage it" in error.sentence
    assert (vault.folder / "lock").read_bytes() == left
    open_vault(vault.folder, WORKER, accept={"held_elsewhere"}).close()
    open_vault(vault.folder, WORKER).close()


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"null", b"\xff", b'{"computer": 1, "since": 2}', b"[" * 4096]
)
def test_a_torn_lock_file_holds_nobody_out(vault: Ready, content: bytes) -> None:
    (vault.folder / "lock").write_bytes(content)
    vault.open().close()


# --- all sentences


def all_errors() -> list[type[errors.VaultError]]:
    return [
        found
        for _name, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, errors.VaultError) and found is not errors.VaultError
    ]


def made(kind: type[errors.VaultError]) -> errors.VaultError:
    """One with plausible values."""
    values: dict[str, object] = {
        "file": "cases.db",
        "folder": "Night.casevault",
        "since": "2026-11-21 22:00",
        "written": "2026-11-21 22:00",
        "count": 2,
        "found": 2,
        "known": 1,
        "mebibytes": 256,
        "shortest": 8,
        "longest": 100,
        "template": "Group {group} is mistyped.",
        "values": "",
    }
    wanted = inspect.signature(kind.__init__).parameters
    if "values" in wanted:
        return kind("Group {group} is mistyped.", group=3)
    return kind(*(values[name] for name in wanted if name != "self"))


@pytest.mark.parametrize("kind", all_errors())
def test_a_sentence_says_what_happened_and_its_places_are_filled(kind: type[errors.VaultError]) -> None:
    error = made(kind)
    places = {name for _text, name, _spec, _conversion in Formatter().parse(error.template) if name}
    assert places == set(error.values)
    assert error.sentence.rstrip().endswith((".", "?"))
    assert "{" not in error.sentence
    assert error.code != "vault"


def test_codes_and_sentences_are_all_different() -> None:
    kinds = all_errors()
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert len({made(kind).template for kind in kinds}) == len(kinds)
    assert {kind.code for kind in kinds} >= errors.ACCEPTABLE


def test_no_sentence_and_no_cause_holds_a_passphrase(vault: Ready) -> None:
    for passphrase in (WORKER + "x", MANAGER + "x"):
        error = opening(vault, passphrase)
        shown = "".join(map(repr, (error, error.values, error.__cause__, error.args)))
        assert passphrase not in shown


def test_another_program_that_locks_a_store_is_said(session: Session) -> None:
    saving, other = session.connect_cases(), session.connect_cases()
    other.execute("BEGIN IMMEDIATE")
    saving.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(dbapi.OperationalError) as caught:
        saving.execute("BEGIN IMMEDIATE")
    error = known(caught.value)
    assert isinstance(error, errors.BusyError)
    other.execute("ROLLBACK")
    save(session, saving, 1)


def test_an_error_of_ours_is_not_dressed_as_the_disks(session: Session) -> None:
    connection = session.connect_cases()
    with pytest.raises(dbapi.OperationalError) as caught:
        connection.execute("SELECT nothing FROM nowhere")
    assert known(caught.value) is caught.value


def test_damage_met_while_reading_is_said(vault: Ready) -> None:
    path = vault.folder / "cases.db"
    with vault.open() as session:
        key = session._store_keys[Which.CASES]
        for number in range(60):
            save(session, session.connect_cases(), number, text="tea " * 300)
    data = bytearray(path.read_bytes())
    for page in range(20, len(data) // 4096):
        data[page * 4096 + 1000] ^= 1
    path.write_bytes(data)
    connection = connect(path, key)
    with pytest.raises(dbapi.Error) as caught:
        connection.execute("SELECT sum(length(text)) FROM note").fetchone()
    connection.close()
    error = known(caught.value)
    assert isinstance(error, errors.DamagedDatabaseError)
    assert "cases.db" in error.sentence


def test_key_files_written_by_this_version_keep_their_format() -> None:
    assert (keyfile.FORMAT, keyfile.FIRST_GENERATION) == (1, 1)


@pytest.mark.parametrize(
    ("code", "says"), [(SQLITE_FULL, "disk_full"), (SQLITE_IOERR_WRITE, "device_failed")]
)
def test_what_a_copy_meets_is_a_sentence_too(vault: Ready, tmp_path: Path, code: int, says: str) -> None:
    """SQLite's copying of a store gives a text and no code."""
    disk = Disk()
    with disk.under(), vault.open() as session:
        source = session.connect_cases()
        target = opener.connect_copy(tmp_path / "copy.db", bytes(32))
        disk.refuse = lambda event: code if (event.kind, event.file) == ("write", "copy.db") else 0
        with pytest.raises(dbapi.Error) as caught:
            source.backup(target)
        disk.refuse = lambda _event: 0
        target.close()
    error = known(caught.value)
    assert isinstance(error, KnownError)
    assert error.code == says
