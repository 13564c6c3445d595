"""When what lacks its consent has waited for its time, and what to believe of a clock that says so.

A computer whose battery was empty, or whose year was set wrong, would let everything run out of its time at
once, and what is erased here cannot come back. So a clock that is far ahead of the last save is believed for
erasing only after two weeks of going on like that: what waits then has had its time by any clock.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from caseapp.casework.house import House
from caseapp.errors import KnownError
from caseapp.storage.tables import Preference, WaitingItem

DAYS = 14
FAR_AHEAD = timedelta(weeks=4)
"""Longer than teams are away; a clock that is wrong is mostly wrong by years."""
_PREFERENCE = "waiting.clock"
_ENTRY = table("audit_entry", column("counter"), column("at_utc"), column("action"))


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What is kept of a clock that jumped.

    Attributes:
        believed: the last day that was believed.
        since: the first day of the clock that is not believed; None since it went back.
    """

    believed: date
    since: date | None

    @classmethod
    def parse(cls, text: str) -> "_Doubt | None":
        with suppress(ValueError):
            first, _, second = text.partition(" ")
            return cls(date.fromisoformat(first), date.fromisoformat(second) if second else None)
        return None

    def __str__(self) -> str:
        return f"{self.believed} {self.since or ''}".strip()


def purge(house: House, *, whatever_the_clock: bool = False) -> int:
    """Erase what has waited for its time.

    Args:
        house: the open house.
        whatever_the_clock: also by a clock that is far ahead of the last save, as where a backup of long ago
            takes the place of a vault in which it was erased.

    Returns:
        How much that was.
    """
    with house.store.read() as session:
        due = session.scalars(select(WaitingItem.id).where(WaitingItem.until <= house.today)).all()
        last = _last_save(session)
        kept = session.scalar(select(Preference.value).where(Preference.name == _PREFERENCE))
    doubt = None if kept is None else _Doubt.parse(kept)
    believed, doubt = _judge(house.today, last, doubt)
    now = None if doubt is None else str(doubt)
    if now != kept:
        with suppress(KnownError):  # what cannot be written now is judged anew tomorrow
            _keep(house, now)
    if not due or not (believed or whatever_the_clock):
        return 0
    with house.writing("waiting.purge", audited=False) as unit:
        gone = unit.erase(WaitingItem, due)
        unit.wipes = True
    return gone


def _judge(today: date, last: date | None, doubt: _Doubt | None) -> tuple[bool, _Doubt | None]:
    """Whether the clock is believed, and what to keep of it."""
    before = last if doubt is None else doubt.believed
    if before is None:
        return True, None
    if today <= before + FAR_AHEAD:
        # A clock that was ahead left saves of days to come: they must not vouch for it when it jumps again.
        saves_are_ahead = last is not None and last > today + timedelta(days=1)
        return True, _Doubt(today, None) if doubt is not None and saves_are_ahead else None
    goes_on = last is not None and today <= last + FAR_AHEAD
    if doubt is None or doubt.since is None or not goes_on or today < doubt.since:
        return False, _Doubt(before, today)
    if today < doubt.since + timedelta(days=DAYS):
        return False, doubt
    return True, None


def _last_save(session: Session) -> date | None:
    """The day (UTC) of the last save by somebody; what opening writes by itself vouches for no clock."""
    text = session.scalar(
        select(_ENTRY.c.at_utc)
        .where(_ENTRY.c.action != "staff.add", _ENTRY.c.action.not_like("vault.%"))
        .order_by(_ENTRY.c.counter.desc())
        .limit(1)
    )
    with suppress(ValueError):
        return None if text is None else date.fromisoformat(text[:10])
    return None


def _keep(house: House, value: str | None) -> None:
    with house.writing("waiting.clock", audited=False) as unit:
        rows = [] if value is None else [{"name": _PREFERENCE, "value": value}]
        unit.replace(Preference, rows, name=_PREFERENCE)
