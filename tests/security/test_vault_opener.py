"""Every setting of a store is held, and nothing can weaken it or carry notes out."""

import os
import re
import sqlite3
from pathlib import Path

import pytest

from caseapp.errors import BugError
from caseapp.vault import Connection, checkpoint, connect, dbapi, errors, opener

KEY = bytes(range(32))
MARKER = "Marisol likes chamomile"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cases.db"


@pytest.fixture
def store(path: Path) -> Connection:
    connection = connect(path, KEY, create=True)
    connection.execute("CREATE TABLE note (text TEXT)")
    connection.execute("INSERT INTO note VALUES (?)", (MARKER,))
    return connection


@pytest.mark.parametrize(("name", "expected"), list(opener.INVARIANTS.items()))
def test_each_setting_is_held_on_a_new_and_on_an_opened_store(
    path: Path, store: Connection, name: str, expected: object
) -> None:
    for connection in (store, connect(path, KEY)):
        assert str(connection.execute(f"PRAGMA {name}").fetchone()[0]).lower() == str(expected).lower()


WEAKER = {
    "journal_mode": "DELETE",
    "synchronous": "OFF",
    "fullfsync": "OFF",
    "checkpoint_fullfsync": "OFF",
    "foreign_keys": "OFF",
    "secure_delete": "OFF",
    "temp_store": "FILE",
    "trusted_schema": "ON",
    "cell_size_check": "OFF",
    "mmap_size": "100000",
    "wal_autocheckpoint": "0",
    "cipher_log_level": "TRACE",
}


def test_every_invariant_has_a_weakening_that_is_tried() -> None:
    assert WEAKER.keys() == opener.INVARIANTS.keys()


@pytest.mark.parametrize(("name", "value"), list(WEAKER.items()))
def test_no_statement_weakens_a_setting(store: Connection, name: str, value: str) -> None:
    for statement in (
        f"PRAGMA {name} = {value}",
        f"PRAGMA main.{name}({value})",
        f"pragma {name.upper()}={value}",
    ):
        with pytest.raises(dbapi.DatabaseError, match="not authorized"):
            store.execute(statement)
    found = store.execute(f"PRAGMA {name}").fetchone()[0]
    assert str(found).lower() == str(opener.INVARIANTS[name]).lower()


@pytest.mark.parametrize(("name", "value"), list(WEAKER.items()))
def test_a_store_that_does_not_hold_a_setting_is_not_opened(
    monkeypatch: pytest.MonkeyPatch, path: Path, store: Connection, name: str, value: str
) -> None:
    """The settings are read back: taking one line away, or weakening it, shows at once."""
    store.close()
    with_weaker = tuple(
        f"PRAGMA {name} = {value}" if f" {name} " in setting else setting for setting in opener._SETTINGS
    )
    if with_weaker == opener._SETTINGS:
        with_weaker = (*with_weaker, f"PRAGMA {name} = {value}")
    monkeypatch.setattr(opener, "_SETTINGS", with_weaker)
    with pytest.raises(BugError, match=name):
        connect(path, KEY)


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{out}' AS plain KEY ''",
        "ATTACH '{out}' AS other",
        "ATTACH ':memory:' AS other",
        "VACUUM INTO '{out}'",
        "VACUUM",
        "PRAGMA rekey = 'known'",
        "PRAGMA key = 'known'",
        "PRAGMA hexrekey = '00'",
        "PRAGMA cipher_migrate",
        "PRAGMA cipher_default_use_hmac = OFF",
        "PRAGMA cipher_use_hmac = OFF",
        "PRAGMA cipher_plaintext_header_size = 32",
        "PRAGMA cipher_log = '{out}'",
        "PRAGMA cipher_profile = '{out}'",
        "PRAGMA writable_schema = ON",
        "PRAGMA temp_store_directory = '{folder}'",
        "SELECT load_extension('{out}')",
        "SELECT sqlcipher_export('main')",
        "SELECT fts3_tokenizer('simple')",
    ],
)
def test_nothing_carries_the_store_out_or_changes_its_key(
    path: Path, store: Connection, tmp_path: Path, statement: str
) -> None:
    out = tmp_path / "out.db"
    with pytest.raises(dbapi.DatabaseError, match=r"not authorized|authorization denied"):
        store.execute(statement.format(out=out, folder=tmp_path))
    assert not out.exists()
    store.close()
    assert connect(path, KEY).execute("SELECT text FROM note").fetchone() == (MARKER,)


def test_extensions_cannot_be_loaded_through_the_driver_either(store: Connection) -> None:
    with pytest.raises(dbapi.OperationalError, match="not authorized"):
        store.load_extension("anything")


def test_what_the_program_needs_is_not_denied(store: Connection) -> None:
    for statement in (
        "PRAGMA table_info(note)",
        "PRAGMA user_version = 3",
        "PRAGMA foreign_key_check",
        "PRAGMA quick_check",
        "PRAGMA cipher_integrity_check",
        "PRAGMA optimize",
        "PRAGMA wal_checkpoint(PASSIVE)",
        "CREATE VIRTUAL TABLE word USING fts5(text)",
        "INSERT INTO word (text) VALUES ('tea')",
        "INSERT INTO word (word, rank) VALUES ('secure-delete', 1)",
    ):
        store.execute(statement).fetchall()


def test_nothing_stands_in_clear(path: Path, store: Connection) -> None:
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert MARKER.encode() not in data
        assert b"SQLite format 3" not in data
        assert b"CREATE TABLE" not in data
    store.close()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM sqlite_master")


@pytest.mark.parametrize("key", [bytes(32), KEY[:-1] + b"\0", KEY[::-1]])
def test_another_key_does_not_open(path: Path, store: Connection, key: bytes) -> None:
    store.close()
    with pytest.raises(errors.DamagedDatabaseError):
        connect(path, key)


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_of_another_length_is_a_bug(path: Path, key: bytes) -> None:
    with pytest.raises(BugError):
        connect(path, key, create=True)
    assert not path.exists()


def test_a_missing_store_is_not_made_by_opening(path: Path) -> None:
    with pytest.raises(errors.DamagedDatabaseError):
        connect(path, KEY)
    assert not path.exists()


def test_creating_never_covers_a_store(path: Path, store: Connection) -> None:
    with pytest.raises(errors.VaultError):
        connect(path, KEY, create=True)
    assert store.execute("SELECT text FROM note").fetchone() == (MARKER,)


def test_files_are_private_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        store = connect(path, KEY, create=True)
        store.execute("CREATE TABLE note (text TEXT)")
        assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
            "cases.db": 0o600,
            "cases.db-wal": 0o600,
            "cases.db-shm": 0o600,
        }
    finally:
        os.umask(before)


def test_the_library_must_be_sqlcipher_4(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(opener, "CIPHER_MAJOR", "5.")
    with pytest.raises(BugError, match="SQLCipher 4"):
        connect(path, KEY, create=True)


def test_a_wrong_key_writes_nothing_to_stderr(
    path: Path, store: Connection, capfd: pytest.CaptureFixture[str]
) -> None:
    """SQLCipher's own log names the file."""
    store.close()
    with pytest.raises(errors.DamagedDatabaseError):
        connect(path, bytes(32))
    out, err = capfd.readouterr()
    assert out == err == ""


def test_a_save_is_not_the_one_that_pays_for_the_checkpoint(path: Path, store: Connection) -> None:
    """A shift's worth of saves stays in the WAL until an idle moment moves it."""
    size = path.stat().st_size
    for _ in range(200):
        store.execute("INSERT INTO note VALUES (?)", (MARKER * 100,))
    assert path.stat().st_size == size
    assert checkpoint(store)
    assert path.stat().st_size > size
    assert checkpoint(store, truncate=True)
    assert Path(f"{path}-wal").stat().st_size == 0


def test_only_the_opener_imports_the_library() -> None:
    package = Path(opener.__file__).parents[1]
    importing = [
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if re.search(
            r"^\s*(import|from)\s+(sqlcipher3|sqlite3)\b", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert importing == ["vault/opener.py"]
