"""The case store: reading, saving, and what is done when nobody waits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from caseapp.domain.requests import Changes, Kind
from caseapp.errors import BugError
from caseapp.storage import migrations, search
from caseapp.storage.engine import WRITES, driver_of, make_engine
from caseapp.storage.unit_of_work import UnitOfWork
from caseapp.vault.audit import AuditChain
from caseapp.vault.head import Head
from caseapp.vault.opener import checkpoint, known

T = TypeVar("T")


class Store:
    """The open case store. It belongs to the thread that made it; touching it from elsewhere is a bug.

    Args:
        connect: opens the connection (``session.connect_cases``).
        dbapi: the module the connection comes from.
        chain: the audit chain of the store.
        write_head: puts down the end of the chain after a commit, synced.
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        dbapi: ModuleType,
        chain: AuditChain,
        write_head: Callable[[Head], None],
    ) -> None:
        self._thread = threading.get_ident()
        self._driver_error: type[Exception] = dbapi.Error
        self._chain = chain
        self._write_head = write_head
        self._busy = False
        self._kept: dict[str, tuple[frozenset[Kind], Any]] = {}
        self.listeners: list[Callable[[Changes], None]] = []
        """Called with what each save changed, after it is durable."""
        self.wiping: list[Callable[[], None]] = []
        """Called before erased text leaves the write-ahead file: whoever holds an older state lets go."""
        self.attachments: dict[str, object] = {}
        """What lives as long as the open store, such as the list of names."""
        connection: DBAPIConnection = connect()
        self._engine = make_engine(lambda: connection, dbapi)
        try:
            with self._using():
                migrations.bring_up_to_date(self._engine)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def _using(self) -> Iterator[None]:
        if threading.get_ident() != self._thread:
            raise BugError("the case store was touched from another thread")
        if self._busy:
            raise BugError("the case store is in the middle of something: one transaction at a time")
        self._busy = True
        try:
            yield
        except DBAPIError as error:
            if error.orig is None:
                raise
            raise known(error.orig) from None
        except self._driver_error as error:  # of the statements that go to the driver directly
            raise known(error) from None
        finally:
            self._busy = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store and writes nothing."""
        with self._using(), self._engine.connect() as connection:
            session = Session(bind=connection, autoflush=False)
            try:
                yield session
            finally:
                session.close()

    @contextmanager
    def write(
        self, action: str, staff_id: UUID | None, at: datetime, *, audited: bool = True
    ) -> Iterator[UnitOfWork]:
        """One save. Leaving the block commits rows, search, history and audit, then puts down the head.

        Args:
            action: what is done, a short stable word for the audit, never a text about a person.
            staff_id: by whom.
            at: when, aware.
            audited: False for drafts and other things that are no record.

        Yields:
            The unit of work; after the block, its ``changes`` are final.

        Raises:
            KnownError: disk full, damaged and the like; nothing of the save is kept.
        """
        with self._using():
            with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                unit = UnitOfWork(connection, staff_id, at, self._chain)
                yield unit
                changes, head = unit.finish(action, audited=audited)
            # What is kept in memory follows the store even when the head cannot be written.
            try:
                if head is not None:
                    self._write_head(head)
            finally:
                self._tell(changes)
        if unit.wipes:
            for let_go in self.wiping:
                let_go()
            self.checkpoint()

    def _tell(self, changes: Changes) -> None:
        for name in [name for name, (kinds, _) in self._kept.items() if changes.touches(*kinds)]:
            del self._kept[name]
        for listener in self.listeners:
            listener(changes)

    def kept(self, name: str, kinds: frozenset[Kind], load: Callable[[], T]) -> T:
        """Something read once and kept until one of the kinds changes, e.g. the lists.

        Args:
            name: under which it is kept.
            kinds: a save that touches one of these drops it.
            load: reads it.
        """
        if name not in self._kept:
            self._kept[name] = (kinds, load())
        value: T = self._kept[name][1]
        return value

    def idle_work(self) -> bool:
        """A few milliseconds of upkeep, for moments in which nobody waits.

        Returns:
            Whether there may be more to do.
        """
        with self._using():
            with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                more = search.merge_some(connection)
            if not more:
                checkpoint(self._driver(), truncate=True)
        return more

    def mend(self, act: Callable[[Any], T]) -> T:
        """Put in order what follows from the rows and is no record itself, in one transaction.

        Args:
            act: told the driver's connection; all it writes stays, or nothing when it raises.
        """
        with self._using():
            with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                result = act(driver_of(connection))
            checkpoint(self._driver(), truncate=True)
        return result

    def keep_pages(self, megabytes: int) -> None:
        """Let more of the store stay decrypted in memory, for a bulk save: random ids touch pages everywhere.

        Args:
            megabytes: of pages, until the store is closed.
        """
        with self._using(), self._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA cache_size = -{megabytes * 1024}")

    def move_pages(self) -> None:
        """Let the write-ahead file give its pages to the store in the middle of a long work.

        Each step of the work pays for itself; else one save in thirty would wait for all of them.
        """
        with self._using():
            checkpoint(self._driver())

    def checkpoint(self) -> None:
        """Bring the write-ahead file down to nothing."""
        with self._using():
            checkpoint(self._driver(), truncate=True)

    def _driver(self) -> Any:  # noqa: ANN401 - the DB-API connection has no common type
        with self._engine.connect() as connection:
            return driver_of(connection)

    def close(self) -> None:
        """Give the connection back; the store cannot be used afterwards."""
        self._kept.clear()
        self.listeners.clear()
        self.wiping.clear()
        self.attachments.clear()
        self._engine.dispose()
