"""A house over an in-memory encrypted store, with a clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

from caseapp.casework.house import House
from caseapp.casework.opening import house_of
from caseapp.storage.store import Store
from caseapp.vault.audit import AuditChain
from caseapp.vault.head import Head
from caseapp.vault.opener import Connection, dbapi

START = datetime(2026, 11, 6, 20, 14, tzinfo=UTC)
SLOT = "slot-dana"


class Clock:
    """The time of a test."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)


def memory_connection() -> Connection:
    """A connection to a store in memory, set as the vault sets its own."""
    connection = dbapi.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def new_store(heads: list[Head] | None = None) -> Store:
    """A store in memory."""
    written = heads if heads is not None else []
    return Store(memory_connection, dbapi, AuditChain(b"k" * 32), written.append)


def new_house(clock: Clock | None = None) -> House:
    """A house whose worker is called Dana, with the lists a vault starts with."""
    return house_of(new_store(), SLOT, "Dana", clock or Clock())
