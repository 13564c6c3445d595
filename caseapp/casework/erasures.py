"""What was erased stays erased, even when a backup from before comes back.

The audit keeps of an erased row that it was there, by whom and when it went, and nothing of what stood in
it. That is enough to erase it again, and to know it when a still older backup would bring it back later.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from caseapp.casework.house import House
from caseapp.casework.people import erase_needs, erase_person, erase_referrals
from caseapp.storage.rows import model_of, shape_of
from caseapp.storage.tables import Base, Need, Person, Referral
from caseapp.storage.unit_of_work import UnitOfWork
from caseapp.vault.opener import Connection

AGAIN = "vault.erase_again"
"""Action of the audit entry under which erasures are done again."""

# Rows that go in these are put in order, not erased for anybody: what a backup holds of them is no secret.
_EDITS = frozenset({"person.change", "service.set", "need.change", "list.change"})
_LATEST = table("audit_latest", column("table_name"), column("row_id"), column("digest"))
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a row was erased.

    Attributes:
        table: its table.
        row_id: its id.
    """

    table: str
    row_id: UUID


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """What was done.

    Attributes:
        people: how many people were erased again.
        rows: how many rows in all.
    """

    people: int
    rows: int


def receipts_in(connection: Connection) -> tuple[Receipt, ...]:
    """Everything a case store knows to have been erased.

    Args:
        connection: the store, open.
    """
    found = connection.execute(
        "SELECT latest.table_name, latest.row_id, entry.action FROM audit_latest AS latest "
        "JOIN audit_entry AS entry ON entry.counter = latest.counter WHERE latest.digest IS NULL"
    )
    return tuple(
        Receipt(str(name), UUID(bytes=bytes(row_id)))
        for name, row_id, action in found
        if action not in _EDITS and isinstance(row_id, bytes) and len(row_id) == 16
    )


def erase_again(house: House, receipts: Iterable[Receipt]) -> ErasedAgain:
    """Erase what was erased elsewhere, and remember the rest as erased, all of it in one save.

    Args:
        house: over the store that came back.
        receipts: of the store it takes the place of.
    """
    known = {table.name for table in Base.metadata.sorted_tables if shape_of(model_of(table.name)).audited}
    by_table: dict[str, list[UUID]] = defaultdict(list)
    for receipt in receipts:
        if receipt.table in known:
            by_table[receipt.table].append(receipt.row_id)
    with house.reading() as session:
        by_table = {name: _not_yet_erased(session, name, ids) for name, ids in by_table.items()}
    if not any(by_table.values()):
        return ErasedAgain(0, 0)
    with house.writing(AGAIN) as unit:
        return _erase(unit, by_table)


def _not_yet_erased(session: Session, name: str, ids: Sequence[UUID]) -> list[UUID]:
    gone: set[UUID] = set()
    for start in range(0, len(ids), _AT_ONCE):
        statement = select(_LATEST.c.row_id).where(
            _LATEST.c.table_name == name,
            _LATEST.c.digest.is_(None),
            _LATEST.c.row_id.in_([one.bytes for one in ids[start : start + _AT_ONCE]]),
        )
        gone.update(UUID(bytes=bytes(row_id)) for (row_id,) in session.execute(statement))
    return [one for one in ids if one not in gone]


def _erase(unit: UnitOfWork, by_table: dict[str, list[UUID]]) -> ErasedAgain:
    rows = 0
    people = _present(unit, Person, by_table.get("people", []))
    for person_id in people:
        rows += erase_person(unit, person_id)
    rows += erase_referrals(unit, _present(unit, Referral, by_table.get("referrals", [])))
    rows += erase_needs(unit, _present(unit, Need, by_table.get("needs", [])))
    # Children before parents; what hangs on a row and was added otherwise goes with it.
    for each in reversed(Base.metadata.sorted_tables):
        model = model_of(each.name)
        rows += _with_what_hangs_on_it(unit, model, _present(unit, model, by_table.get(each.name, [])))
    for name, ids in by_table.items():
        unit.remember_erased(model_of(name), ids)
    unit.wipes = True
    return ErasedAgain(len(people), rows)


def _present(unit: UnitOfWork, model: type[Base], ids: Sequence[UUID]) -> list[UUID]:
    if not ids:
        return []
    columns = shape_of(model).table.c
    found: list[UUID] = []
    for start in range(0, len(ids), _AT_ONCE):
        found += unit.ids(select(columns.id).where(columns.id.in_(ids[start : start + _AT_ONCE])))
    return found


def _with_what_hangs_on_it(unit: UnitOfWork, model: type[Base], ids: Sequence[UUID]) -> int:
    """Erase rows; a row that points at one loses the tie where it can be without it, and goes where not."""
    if not ids:
        return 0
    gone = 0
    mine = shape_of(model).table
    for other in Base.metadata.sorted_tables:
        shape = shape_of(model_of(other.name))
        for pointer in other.columns:
            if not shape.has_id or not any(key.column.table is mine for key in pointer.foreign_keys):
                continue
            hanging = unit.ids(select(shape.table.c.id).where(pointer.in_(ids)))
            if pointer.nullable:
                for row_id in hanging:
                    unit.change(model_of(other.name), row_id, **{pointer.name: None})
            elif hanging:
                gone += _with_what_hangs_on_it(unit, model_of(other.name), hanging)
    return gone + unit.erase(model, ids)
