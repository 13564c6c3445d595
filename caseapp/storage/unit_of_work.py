"""One save: rows, search, earlier versions and the audit entry in one transaction, all of it or nothing.

A save writes through :meth:`UnitOfWork.insert`, :meth:`UnitOfWork.change` and :meth:`UnitOfWork.erase` only,
whether it is one contact or ten thousand: so nothing can be written past search, history or audit.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, TypeVarTuple
from uuid import UUID, uuid4

from sqlalchemy import Result, Select, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from caseapp.domain.requests import Changes, Kind
from caseapp.errors import KnownError
from caseapp.storage import local_seals
from caseapp.storage.engine import driver_of
from caseapp.storage.rows import Shape, Values, plain, shape_of
from caseapp.storage.statements import statements_of
from caseapp.storage.tables import Base, HistoryEntry, SearchEntry
from caseapp.storage.text import INDEXED, Entry, entry_of
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_rows import RowState
from caseapp.vault.head import Head

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
_AT_ONCE = 500  # ids in one IN list
_PENDING = 20_000  # rows gathered before they are written


class GoneError(KnownError):
    """The record a command names is not there."""

    code = "gone"

    def __init__(self) -> None:
        super().__init__("This record is no longer there: it was erased meanwhile. Nothing was changed.")


class UnitOfWork:
    """Writes of one save.

    Args:
        connection: inside a transaction that holds the write lock.
        staff_id: by whom; None for the program itself.
        at: when, aware.
        chain: the audit chain of the store.
    """

    def __init__(
        self, connection: Connection, staff_id: UUID | None, at: datetime, chain: AuditChain
    ) -> None:
        self.staff_id = staff_id
        self.at = at.astimezone(UTC).replace(microsecond=0)
        self.wipes = False
        """Set when erased text must leave the write-ahead file as well, right after the commit."""
        self.progress: Callable[[int, int], None] = lambda _done, _total: None
        """Told now and then how far a long save is; what it raises undoes the save."""
        self.memo: dict[str, object] = {}
        """What handlers keep for the length of this save."""
        self._connection = connection
        self._driver = driver_of(connection)
        self._chain = chain
        self._session: Session | None = None
        self._pending: dict[Shape, list[Values]] = {}
        self._pending_ids: set[UUID] = set()
        self._count = 0
        self._digests: dict[tuple[str, UUID], bytes | None] = {}
        self._unsealed: set[str] = set()
        self._kinds: set[Kind] = set()
        self._ids: set[UUID] = set()
        self._whole = False

    # --- reading ------------------------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """A session that sees what this save wrote so far; only for reading."""
        self.flush()
        if self._session is None:
            self._session = Session(bind=self._connection, autoflush=False)
        else:
            self._session.expire_all()
        return self._session

    def row(self, model: type[Base], row_id: UUID) -> Values:
        """All columns of one row.

        Raises:
            GoneError: there is no such row.
        """
        self._flush_if_pending((row_id,))
        found = statements_of(shape_of(model).table).row(self._driver, row_id)
        if found is None:
            raise GoneError
        return found

    def ids(self, statement: Select[UUID]) -> list[UUID]:
        """Ids that a statement selects, with what this save wrote so far."""
        self.flush()
        return list(self._connection.execute(statement).scalars())

    def peek(self, statement: Select[*Ts], parameters: Mapping[str, object] | None = None) -> Result[*Ts]:
        """Rows in the store, without what this save has gathered but not written; fast inside an import."""
        return self._connection.execute(statement, parameters)

    def value(self, statement: Select[T]) -> T | None:
        """The first value that a statement selects, without what this save has gathered but not written."""
        return self._connection.execute(statement.limit(1)).scalar()

    # --- writing ------------------------------------------------------------------------------------------

    def insert(self, model: type[Base], **values: object) -> UUID:
        """Add a row; id, time and writer are filled in.

        Args:
            model: its model, with a random id.
            **values: its columns; those with a default may be left out.

        Returns:
            Its id.
        """
        shape = shape_of(model)
        row_id = values.setdefault("id", uuid4())
        assert isinstance(row_id, UUID)
        if shape.written:
            values.setdefault("created_at", self.at.replace(tzinfo=None))
            values.setdefault("created_by", self.staff_id)
        row = shape.complete(_clean(values))
        self._touched(shape, row)
        self._pending.setdefault(shape, []).append(row)
        self._pending_ids.add(row_id)
        self._count += 1
        if self._count >= _PENDING:
            self.flush()
        return row_id

    def put(self, model: type[Base], **values: object) -> None:
        """Write a row of a local table whose key is given, in place of the one there."""
        self.flush()
        shape = shape_of(model)
        row = shape.complete(values)
        key = [column == row[column.name] for column in shape.table.primary_key]
        if shape.has_id and self._connection.execute(select(shape.table.c.id).where(*key)).one_or_none():
            self.change(model, row["id"], **row)
        elif shape.has_id:
            self.insert(model, **row)
        else:
            self._connection.execute(delete(shape.table).where(*key))
            self._connection.execute(insert(shape.table), row)
            self._touched(shape, row)

    def replace(self, model: type[Base], rows: Sequence[Mapping[str, Any]] = (), **where: object) -> None:
        """Put rows of a local table without ids in the place of those that match, or of none.

        Args:
            model: its model.
            rows: the new ones, complete with their keys.
            **where: column -> value of the ones that go.
        """
        self.flush()
        shape = shape_of(model)
        table = shape.table
        matches = [table.c[name] == value for name, value in where.items()]
        self._connection.execute(delete(table).where(*matches))
        complete = [shape.complete(row) for row in rows]
        if complete:
            self._connection.execute(insert(table), complete)
        self._kinds.update(shape.kinds)
        self._unseal(shape)

    def change(self, model: type[Base], row_id: UUID, **values: object) -> bool:
        """Change columns of a row, keeping earlier versions of long typed values.

        Returns:
            Whether anything was different.

        Raises:
            GoneError: there is no such row.
        """
        shape = shape_of(model)
        before = self.row(model, row_id)
        new = {name: value for name, value in _clean(values).items() if before[name] != value}
        if not new:
            return False
        self._flush_if_pending(new.values())
        for name in sorted(shape.remembered & new.keys()):
            if before[name]:
                self.insert(
                    HistoryEntry,
                    table_name=shape.table.name,
                    row_id=row_id,
                    field=name,
                    earlier=before[name],
                    person_id=before.get("person_id"),
                )
        summed = shape.table.name in local_seals.SUMMED
        if summed:
            local_seals.count_in(self._driver, shape.table.name, [row_id.hex], gone=True)
        statements_of(shape.table).update(self._driver, row_id, new)
        if summed:
            local_seals.count_in(self._driver, shape.table.name, [row_id.hex])
        row = {**before, **new}
        self._digest(shape, plain(row))
        self._touched(shape, row)
        name = shape.table.name
        if name in INDEXED and entry_of(name, row) != entry_of(name, before):
            self._search_again(name, row)
        return True

    def erase(self, model: type[Base], ids: Iterable[UUID]) -> int:
        """Erase rows with their earlier versions and their place in the search.

        Args:
            model: their model.
            ids: their ids; those that are not there are passed over.

        Returns:
            How many rows went.
        """
        self.flush()
        shape = shape_of(model)
        wanted = list(ids)
        gone = 0
        for start in range(0, len(wanted), _AT_ONCE):
            gone += self._erase_some(shape, wanted[start : start + _AT_ONCE])
        return gone

    def _erase_some(self, shape: Shape, ids: Sequence[UUID]) -> int:
        table = shape.table
        found = self._connection.execute(select(table).where(table.c.id.in_(ids))).mappings().all()
        if not found:
            return 0
        for row in found:
            self._touched(shape, dict(row))
            if shape.audited:
                self._digests[table.name, row["id"]] = None
        here = [row["id"] for row in found]
        if shape.remembered:
            self._forget(table.name, here)
        if table.name in local_seals.SUMMED:
            local_seals.count_in(self._driver, table.name, [row_id.hex for row_id in here], gone=True)
        entries = shape_of(SearchEntry).table
        self._connection.execute(delete(entries).where(entries.c.row_id.in_(here)))
        self._connection.execute(delete(table).where(table.c.id.in_(here)))
        return len(here)

    def forget_earlier(self, model: type[Base], ids: Sequence[UUID]) -> None:
        """Erase the earlier versions of rows that stay."""
        self._forget(shape_of(model).table.name, ids)

    def _forget(self, table_name: str, ids: Sequence[UUID]) -> None:
        history = shape_of(HistoryEntry).table
        earlier = self._connection.execute(
            select(history.c.id).where(history.c.table_name == table_name, history.c.row_id.in_(ids))
        ).scalars()
        self.erase(HistoryEntry, list(earlier))

    def name(self, model: type[Base], row_id: UUID) -> None:
        """Let the audit name a row that this save did not change, e.g. a number that was shown.

        Raises:
            GoneError: there is no such row.
        """
        shape = shape_of(model)
        self._digest(shape, plain(self.row(model, row_id)))

    def remember_erased(self, model: type[Base], ids: Iterable[UUID]) -> None:
        """Let the audit know rows as erased that may never have been here, so that none comes back later.

        Args:
            model: an audited model.
            ids: of rows that are not here, or were erased in this save.
        """
        for row_id in ids:
            self._digests[shape_of(model).table.name, row_id] = None

    def touch(self, kind: Kind, *ids: UUID) -> None:
        """Say that something changed that no row tells."""
        self._kinds.add(kind)
        self._ids.update(ids)

    # --- carrying out -------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write what was gathered: parents before children, search entries last."""
        if not self._count:
            return
        pending, self._pending, self._count = self._pending, {}, 0
        self._pending_ids.clear()
        entries: list[Values] = []
        for shape in sorted(pending, key=lambda shape: shape.place):
            rows = pending[shape]
            statements_of(shape.table).insert(self._driver, rows)
            if shape.table.name in local_seals.SUMMED:
                local_seals.count_in(self._driver, shape.table.name, [row["id"].hex for row in rows])
            searched = shape.table.name in INDEXED
            for row in rows:
                self._digest(shape, row)
                entry = entry_of(shape.table.name, row) if searched else None
                if entry is not None:
                    entries.append(_entry_row(row["id"], entry))
        if entries:
            statements_of(shape_of(SearchEntry).table).insert(self._driver, entries)

    def _flush_if_pending(self, ids: Iterable[object]) -> None:
        """Write what was gathered if one of these is among it; a bulk save changes mostly older rows."""
        if not self._pending_ids.isdisjoint(each for each in ids if isinstance(each, UUID)):
            self.flush()

    def finish(self, action: str, *, audited: bool) -> tuple[Changes, Head | None]:
        """Write the rest and the audit entry; the caller commits.

        Args:
            action: what was done, a short stable word.
            audited: False for what is no record yet, such as a draft.

        Returns:
            What changed, and the new end of the audit chain if it grew.
        """
        self.flush()
        local_seals.reseal(self._driver, self._unsealed)
        self._whole = True
        head = None
        if audited and self._digests:
            rows: list[RowState] = [(*name, digest) for name, digest in self._digests.items()]
            head = self._chain.append(self._driver, self.staff_id, action, rows, self.at)
        return self.changes, head

    @property
    def changes(self) -> Changes:
        """What changed; nothing until the save is whole, as inside a larger one."""
        if not self._whole:
            return Changes()
        return Changes(frozenset(self._kinds), frozenset(self._ids))

    def _digest(self, shape: Shape, row: Mapping[str, Any]) -> None:
        if shape.audited:
            name = shape.table.name
            self._digests[name, row["id"]] = self._chain.digest(name, row["id"], row)

    def _touched(self, shape: Shape, row: Mapping[str, Any]) -> None:
        self._kinds.update(shape.kinds)
        self._unseal(shape)
        for column in shape.id_columns:
            value = row[column]
            if value is not None:
                self._ids.add(value)

    def _unseal(self, shape: Shape) -> None:
        if shape.table.name in local_seals.SEALED:
            self._unsealed.add(shape.table.name)

    def _search_again(self, table: str, row: Values) -> None:
        entries = shape_of(SearchEntry).table
        here = entries.c.row_id == row["id"]
        entry = entry_of(table, row)
        if entry is None:
            self._connection.execute(delete(entries).where(here))
            return
        values = _entry_row(row["id"], entry)
        changed = self._connection.execute(update(entries).where(here), values)
        if not changed.rowcount:
            self._connection.execute(insert(entries), values)


def _clean(values: Values) -> Values:
    """Take out what no database takes: halves of letters, and the character that ends a text."""
    wrong = {
        name: _NOT_STORED.sub("", value)
        for name, value in values.items()
        if isinstance(value, str) and not (value.isascii() and "\0" not in value)
    }
    return {**values, **wrong} if wrong else values


def _entry_row(row_id: UUID, entry: Entry) -> Values:
    return {
        "kind": entry.kind,
        "row_id": row_id,
        "target_id": entry.target_id,
        "person_id": entry.person_id,
        "on_date": entry.on_date,
        "text": entry.text,
    }
