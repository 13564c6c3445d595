"""The only opener of an encrypted store, and the only module that imports sqlcipher3.

Every setting here is an invariant with a test: a weaker ``temp_store`` would write notes in clear, ``ATTACH``
would make a plain copy without complaint. An authorizer holds the settings afterwards: no statement can
attach a file, load code, export, change a key or weaken a pragma. ``VACUUM`` attaches inside SQLite and is
refused with it.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from caseapp.errors import BugError
from caseapp.vault import errors, files

if TYPE_CHECKING:
    # sqlcipher3 is Python's own sqlite3 on another library, without type stubs: borrow those.
    from sqlite3 import dbapi2 as dbapi
else:
    from sqlcipher3 import dbapi2 as dbapi

__all__ = ["INVARIANTS", "Connection", "checkpoint", "connect", "connect_copy", "dbapi", "known"]

Connection = dbapi.Connection
KEY_BYTES = 32
PAGE_BYTES = 4096
CIPHER_MAJOR = "4."
# SQLite checkpoints on the save that passes this many pages (32 MiB). Far above a shift's work: checkpoints
# are done in idle moments by checkpoint(), this is only the stop that keeps a long import from growing the
# WAL without end.
AUTOCHECKPOINT_PAGES = 8192
STATEMENTS_KEPT = 512

INVARIANTS: dict[str, object] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "foreign_keys": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "wal_autocheckpoint": AUTOCHECKPOINT_PAGES,
    "cipher_log_level": "NONE",
}
"""What ``PRAGMA name`` answers on every connection of a vault."""

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    f"PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT_PAGES}",
)

# Pragmas that may be given a value. Reading any other is allowed, changing it is not.
_MAY_TAKE_A_VALUE = frozenset(
    {
        "analysis_limit",
        "application_id",
        "busy_timeout",
        "cache_size",
        "cipher_integrity_check",
        "defer_foreign_keys",
        "foreign_key_check",
        "foreign_key_list",
        "incremental_vacuum",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "optimize",
        "query_only",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
        "user_version",
        "wal_checkpoint",
    }
)
_KEY_PRAGMAS = frozenset(
    {"key", "rekey", "hexkey", "hexrekey", "textkey", "textrekey", "temp_store_directory"}
)
_CIPHER_READABLE = frozenset(
    {"cipher_integrity_check", "cipher_log_level", "cipher_page_size", "cipher_settings", "cipher_version"}
)
_DENIED_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """SQLite asks this while it compiles a statement; the answer holds for as long as that is kept."""
    if action in {dbapi.SQLITE_ATTACH, dbapi.SQLITE_DETACH}:
        return int(dbapi.SQLITE_DENY)
    if action == dbapi.SQLITE_PRAGMA:
        name = (first or "").lower()
        if name in _KEY_PRAGMAS or (name.startswith("cipher_") and name not in _CIPHER_READABLE):
            return int(dbapi.SQLITE_DENY)
        if second is not None and name not in _MAY_TAKE_A_VALUE:
            return int(dbapi.SQLITE_DENY)
    if action == dbapi.SQLITE_FUNCTION and (second or "").lower() in _DENIED_FUNCTIONS:
        return int(dbapi.SQLITE_DENY)
    return int(dbapi.SQLITE_OK)


def _touch(path: Path, *, create: bool) -> None:
    """Make sure that the file can be read and written, and make it with mode 0600 if it is to be new.

    SQLite itself would open a read-only file silently, create one by the umask, and take a store that was cut
    down to nothing for a new one.
    """
    flags = os.O_RDWR | (os.O_CREAT | os.O_EXCL if create else 0)
    descriptor = files.open_file(path, flags)
    try:
        size = os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
    if not create and size < PAGE_BYTES:
        raise errors.DamagedDatabaseError(path.name)


def connect(path: Path, key: bytes, *, create: bool = False) -> Connection:
    """Open an encrypted store with its raw key.

    The connection is in autocommit mode (``isolation_level=None``): whoever writes says BEGIN IMMEDIATE and
    COMMIT. It belongs to the thread that opened it.

    Args:
        path: the database file.
        key: 32 bytes; used as the raw key, never derived from again, never in an SQL text.
        create: make a new file; without it a missing file is an error.

    Returns:
        The connection, all invariants set and held by the authorizer.

    Raises:
        DamagedDatabaseError: the file is missing, is not a store of this key, or its first pages are damaged.
        VaultError: no permission, disk full, held by another program.
    """
    if len(key) != KEY_BYTES:
        raise BugError("a store is opened with a raw key of 32 bytes")
    try:
        _touch(path, create=create)
    except errors.FolderAbsentError:
        raise errors.DamagedDatabaseError(path.name) from None
    try:
        connection = dbapi.connect(
            path.absolute().as_uri() + "?mode=rw",
            uri=True,
            isolation_level=None,
            cached_statements=STATEMENTS_KEPT,
        )
    except dbapi.Error as error:
        raise known(error, path.name) from None
    try:
        _prepare(connection, key)
    except dbapi.Error as error:
        connection.close()
        raise known(error, path.name) from None
    except BaseException:
        connection.close()
        raise
    return connection


def connect_copy(path: Path, key: bytes) -> Connection:
    """Make a file for SQLite's backup to fill.

    It is worth nothing before it was read again, so it keeps no journal and syncs nothing: pages are written
    once, and whoever fills it syncs the file.

    Args:
        path: a new file.
        key: 32 bytes, raw.

    Raises:
        VaultError: no permission, disk full.
    """
    _touch(path, create=True)
    try:
        connection = dbapi.connect(path.absolute().as_uri() + "?mode=rw", uri=True, isolation_level=None)
    except dbapi.Error as error:
        raise known(error, path.name) from None
    try:
        _take_key(connection, key)
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.set_authorizer(_authorize)
    except dbapi.Error as error:
        connection.close()
        raise known(error, path.name) from None
    except BaseException:
        connection.close()
        raise
    return connection


class _TakesKey(Protocol):
    """What sqlcipher3 adds to a connection."""

    def set_key(self, key: str, /) -> None:
        """Hand the key to SQLCipher without an SQL text."""


def _take_key(connection: Connection, key: bytes) -> None:
    # First of all: a wrong key must not be reported on stderr with the file's path.
    connection.execute("PRAGMA cipher_log_level = NONE")
    cast("_TakesKey", connection).set_key(f"x'{key.hex()}'")
    connection.execute("PRAGMA cipher_compatibility = 4")
    row = connection.execute("PRAGMA cipher_version").fetchone()
    if row is None or not str(row[0]).startswith(CIPHER_MAJOR):
        raise BugError("the database library is not SQLCipher 4: nothing would be encrypted")


def _prepare(connection: Connection, key: bytes) -> None:
    _take_key(connection, key)
    # The first real read: without it a wrong key shows only at the first query.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for setting in _SETTINGS:
        connection.execute(setting)
    for name, expected in INVARIANTS.items():
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is None or str(row[0]).lower() != str(expected).lower():
            raise BugError(f"the store does not hold {name} = {expected}")
    connection.enable_load_extension(False)  # noqa: FBT003 - the DB-API's own signature
    connection.set_authorizer(_authorize)


def checkpoint(connection: Connection, *, truncate: bool = False) -> bool:
    """Move what the WAL holds into the store, in an idle moment.

    Args:
        connection: an open store, outside a transaction.
        truncate: also bring the WAL down to nothing.

    Returns:
        Whether everything was moved; False when a reader stood in the way (harmless, try later).
    """
    mode = "TRUNCATE" if truncate else "PASSIVE"
    busy, in_wal, moved = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
    return bool(busy == 0 and in_wal == moved)


# SQLite's primary result codes. https://www.sqlite.org/rescode.html
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 3, 5, 6, 8, 10, 11, 13, 14, 26

# ``Connection.backup`` tells what went wrong by SQLite's text alone. https://www.sqlite.org/c3ref/errcode.html
_CODES = {
    "access permission denied": _PERM,
    "database is locked": _BUSY,
    "database table is locked": _LOCKED,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": _FULL,
    "unable to open database file": _CANTOPEN,
    "file is not a database": _NOTADB,
}


def known(error: BaseException, file: str = "cases.db") -> Exception:
    """Say what the store reported in a sentence.

    Args:
        error: what sqlcipher3 raised (under SQLAlchemy: ``DBAPIError.orig``).
        file: which store.

    Returns:
        A VaultError for what can happen in daily use; the error itself if it is a mistake of ours.
    """
    code = getattr(error, "sqlite_errorcode", None)
    code = _CODES.get(str(error), 0) if code is None else code & 0xFF
    if code in {_CORRUPT, _NOTADB}:
        return errors.DamagedDatabaseError(file)
    if code == _FULL:
        return errors.DiskFullError()
    if code in {_PERM, _READONLY, _CANTOPEN}:
        return errors.NoPermissionError(file)
    if code in {_BUSY, _LOCKED}:
        return errors.BusyError(file)
    if code == _IOERR:
        return errors.DeviceFailedError(file)
    if isinstance(error, Exception):
        return error
    raise error
