"""Which backups are kept: of the last 7 sessions, 4 weeks and 12 months, and always the last good one."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

SESSIONS, WEEKS, MONTHS = 7, 4, 12
_FUTURE = timedelta(days=1)  # a clock that was set a little back since is no reason to doubt a backup


@dataclass(frozen=True, slots=True)
class Candidate:
    """A backup as the rule sees it.

    Attributes:
        name: of the set.
        made: when, UTC.
        session: one mark for all backups of one opening of the vault.
        good: whether it was verified and is still all there.
    """

    name: str
    made: datetime
    session: str
    good: bool


def kept(candidates: Sequence[Candidate], now: datetime) -> frozenset[str]:
    """Which backups stay.

    Of the good ones: the newest of each of the last 7 sessions, of each of the last 4 weeks and of each of
    the last 12 months that have one (calendar weeks and months, UTC). A broken one counts for nothing; it
    stays only while no good one is newer, because it may be all there is. What says it was made more than a
    day in the future, by a clock that was wrong, counts as older than everything else.

    Args:
        candidates: all backups of one vault in one place.
        now: the time, UTC.

    Returns:
        The names of those that stay; a good one is among them whenever there is one.
    """

    def made(one: Candidate) -> datetime:
        return one.made if one.made <= now + _FUTURE else datetime.min.replace(tzinfo=UTC)

    ordered = sorted(candidates, key=lambda one: (made(one), one.name), reverse=True)
    good = [one for one in ordered if one.good]
    stay = {one.name for one in ordered if not one.good and (not good or made(one) > made(good[0]))}
    stay |= _newest_of_each(((one.session, one.name) for one in good), SESSIONS)
    stay |= _newest_of_each(((made(one).isocalendar()[:2], one.name) for one in good), WEEKS)
    stay |= _newest_of_each((((made(one).year, made(one).month), one.name) for one in good), MONTHS)
    return frozenset(stay)


def _newest_of_each(grouped: Iterable[tuple[Hashable, str]], most: int) -> set[str]:
    """The first of each of the first so many groups."""
    first: dict[Hashable, str] = {}
    for group, name in grouped:
        first.setdefault(group, name)
    return set(islice(first.values(), most))
