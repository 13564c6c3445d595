"""What every handler works with: the store, who is signed in, what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseapp.casework.transfers import Transfers
from caseapp.domain.dates import Moment
from caseapp.domain.second import Second
from caseapp.garbage import uncollected
from caseapp.storage.store import Store
from caseapp.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Copies:
    """Where else what is erased may stand.

    Attributes:
        backups: in backups, here or in a second place.
        kept: in what a restore kept of the vault before.
    """

    backups: bool = False
    kept: bool = False


@dataclass
class House:
    """The open case store and who works in it.

    Attributes:
        store: the case store.
        staff_id: row of the signed-in worker.
        now: the time, aware and local.
        figures: where a closed month goes; set by whoever wires the rooms, None where nothing is closed.
        recent: results and undo notes of the last saves, in memory only.
        transfers: files on their way in and out.
        agrees: whether another worker stands behind what was typed; set by whoever wires the rooms.
        copies: what there is of the vault besides itself; set by whoever wires the rooms.
        daily: done before the first save of a day, such as erasing what has waited for its time.
    """

    store: Store
    staff_id: UUID
    now: Callable[[], datetime]
    figures: Any = None
    recent: dict[UUID, Any] = field(default_factory=dict)
    daily: list[Callable[["House"], object]] = field(default_factory=list)
    transfers: Transfers = field(default_factory=Transfers)
    agrees: Callable[[Second], bool] = lambda _second: False
    copies: Callable[[], Copies] = Copies
    _open: UnitOfWork | None = None
    _day: date | None = None

    @property
    def today(self) -> date:
        """The local calendar date."""
        return self.now().date()

    @property
    def moment(self) -> Moment:
        """Now, in UTC with the local offset."""
        return Moment.of(self.now())

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for a query; inside a save it sees what the save wrote so far."""
        if self._open is not None:
            yield self._open.session
        else:
            with self.store.read() as session:
                yield session

    @contextmanager
    def writing(self, action: str, *, audited: bool = True) -> Iterator[UnitOfWork]:
        """One save: all of it or nothing. Inside another one it becomes part of that.

        Args:
            action: what is done, a short stable word for the audit.
            audited: False for drafts and other things that are no record.
        """
        if self._open is not None:
            yield self._open
            return
        if self._day != self.today:
            self._day = self.today
            for work in self.daily:
                work(self)
        with self.store.write(action, self.staff_id, self.now(), audited=audited) as unit:
            self._open = unit
            try:
                yield unit
            finally:
                self._open = None

    @contextmanager
    def together(self, action: str) -> Iterator[UnitOfWork]:
        """Many commands in one transaction with one audit entry, e.g. an import: all of them or none.

        It gathers rows by the ten thousand, all of which live until it ends: looking through them again and
        again for what may go took a fifth of the time, and found nothing.
        """
        with uncollected(), self.writing(action) as unit:
            yield unit
