"""Opening the case store for work: who is signed in, and lists to choose from on the first day."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from caseapp.casework import taxonomy
from caseapp.casework.house import House
from caseapp.casework.waiting_time import purge
from caseapp.storage.store import Store
from caseapp.storage.tables import Staff, TaxonomyTerm
from caseapp.vault.head import Which
from caseapp.vault.opener import dbapi
from caseapp.vault.session import Session


def local_now() -> datetime:
    """The wall-clock time with its offset."""
    return datetime.now().astimezone()


def open_store(session: Session) -> Store:
    """Open the case store of an unlocked vault, bringing it up to date first.

    Args:
        session: a worker's session; the calling thread will own the store.
    """
    return Store(
        session.connect_cases,
        dbapi,
        session.chain(Which.CASES),
        lambda head: session.write_head(Which.CASES, head),
    )


def open_house(
    session: Session,
    now: Callable[[], datetime] = local_now,
    *,
    areas: Sequence[str] = (),
    places: Sequence[str] = (),
) -> House:
    """Open the case store for the worker of a slot. The first time, her staff row and the lists are made.

    Args:
        session: a worker's session; the calling thread will own the store.
        now: the time, aware and local.
        areas: areas for a new vault, as typed in the wizard; empty = neutral ones.
        places: places where contacts happen, likewise.
    """
    return house_of(open_store(session), str(session.slot_id), session.label, now, areas=areas, places=places)


def house_of(
    store: Store,
    slot_id: str,
    label: str,
    now: Callable[[], datetime] = local_now,
    *,
    areas: Sequence[str] = (),
    places: Sequence[str] = (),
) -> House:
    """The house over an open store; see :func:`open_house`."""
    staff_id = _staff(store, slot_id, label, now)
    house = House(store, staff_id, now)
    with store.read() as session:
        empty = session.scalar(select(TaxonomyTerm.id).limit(1)) is None
    house.daily.append(purge)
    purge(house)
    if empty:
        taxonomy.start_lists(house, areas=areas, places=places)
    return house


def _staff(store: Store, slot_id: str, label: str, now: Callable[[], datetime]) -> UUID:
    with store.read() as session:
        found = session.scalar(select(Staff.id).where(Staff.slot_id == slot_id))
        first = session.scalar(select(Staff.id).limit(1)) is None
    if found is not None:
        return found
    with store.write("staff.add", None, now()) as unit:
        return unit.insert(
            Staff, label=label, slot_id=slot_id, lead=first, created_at=unit.at.replace(tzinfo=None)
        )
