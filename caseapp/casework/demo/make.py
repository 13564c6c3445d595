"""Makes the invented organisation in a new vault: its story, its closed and published months."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from caseapp.casework.close_month import Closer
from caseapp.casework.demo.story import Plan
from caseapp.casework.demo.tell import Teller
from caseapp.casework.house import House
from caseapp.domain.dates import Month
from caseapp.errors import KnownError
from caseapp.figures import publishing
from caseapp.figures.office import Office
from caseapp.garbage import uncollected

_MOST_PEOPLE_A_CONTACT = 2
_PAGES = 192  # megabytes
_FIRST_HOUR = 7  # before it, last night's shift is not over


class DemoError(KnownError):
    """An invented organisation that cannot be made as asked."""

    code = "demo"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the invented organisation is, and when.

    Attributes:
        people, contacts, months: how many.
        seed: the same one tells the same story.
        end: the last month, ``YYYY-MM``; None = the one that is running.
        open_months: leave all months open.
    """

    people: int = 200
    contacts: int = 2_000
    months: int = 12
    seed: int = 1
    end: str | None = None
    open_months: bool = False


def plan_for(size: Size, now: datetime) -> Plan:
    """The days of the story.

    Args:
        size: what was asked for.
        now: the time, aware and local.

    Raises:
        DemoError: numbers that cannot be, a month that is none or has not come.
    """
    if min(size.people, size.contacts, size.months) < 1:
        raise DemoError("People, contacts and months must be at least 1.")
    if size.people > size.contacts * _MOST_PEOPLE_A_CONTACT:
        raise DemoError(
            "{people} people cannot be met in {contacts} contacts. Ask for at least {needed} contacts.",
            people=size.people,
            contacts=size.contacts,
            needed=-(-size.people // _MOST_PEOPLE_A_CONTACT),
        )
    today = now.date()
    try:
        end = Month.parse(size.end) if size.end else Month.of(today)
        first = end
        for _ in range(size.months - 1):
            first = first.previous
    except ValueError:
        raise DemoError("The last month is written YYYY-MM.") from None
    if end > Month.of(today):
        raise DemoError(
            "{month} has not come yet. The last month can be this one at the latest.", month=str(end)
        )
    last_night = today - timedelta(days=1 if now.hour >= _FIRST_HOUR else 2)
    last_day = min(end.last, max(last_night, first.first))
    return Plan(size.people, size.contacts, first.first, last_day, size.seed)


def make_demo(
    house: House,
    size: Size,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Plan:
    """Fill a new vault with the invented organisation.

    Args:
        house: a worker's house over a vault just made with the areas of ``words.AREAS``.
        size: how much of it.
        progress: told how many steps are done of how many.

    Returns:
        The plan that was told.

    Raises:
        DemoError: see `plan_for`.
    """
    now = house.now()
    plan = plan_for(size, now)
    zone = now.tzinfo
    assert zone is not None
    total = plan.contacts + 2
    house.store.keep_pages(_PAGES)
    with uncollected(), Closer(house) as closer:

        def close(month: str) -> None:
            closer.close(month)
            publish_all(house)

        Teller(
            house,
            plan,
            zone,
            None if size.open_months else close,
            lambda done, _all: progress(done, total),
        ).tell()
    progress(plan.contacts + 1, total)
    while house.store.idle_work():
        pass
    progress(total, total)
    return plan


def publish_all(house: House) -> tuple[str, ...]:
    """Publish every closed month that is not yet, oldest first."""
    office = house.figures
    assert isinstance(office, Office)
    assert office.signing_seed is not None
    published = office.ledger.published()
    for month in office.ledger.closed()[len(published) :]:
        publishing.publish(office.ledger, month, office.signing_seed)
    return office.ledger.published()
