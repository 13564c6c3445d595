"""The statements that a save runs for every single row, prepared once for each table.

Through SQLAlchemy's expression language each of them takes several times what SQLite takes for it: a contact
has some twenty rows, an import hundreds of thousands. Values are written as SQLAlchemy writes them, which a
test holds for each column, and read by its own processors: either reads what the other wrote.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary, String, Table, Time, Uuid
from sqlalchemy.dialects.sqlite import pysqlite

from caseapp.vault.audit_schema import Executes

_DIALECT = pysqlite.dialect()
_Convert = Callable[[Any], Any]
_BINDS: Mapping[type, _Convert | None] = {
    String: None,
    Integer: None,
    LargeBinary: None,
    Boolean: lambda value: None if value is None else int(value),
    Uuid: lambda value: None if value is None else f"{value.int:032x}",
    Date: lambda value: None if value is None else value.isoformat(),
    DateTime: lambda value: None if value is None else value.isoformat(" ", "microseconds"),
    Time: lambda value: None if value is None else value.isoformat("microseconds"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """Of one table. All run on the driver's connection, inside the caller's transaction.

    Attributes:
        name: of the table.
        binds: columns that are inserted, each with what turns its value into SQLite's.
        reads: all columns, each with what turns SQLite's value back.
    """

    name: str
    binds: Mapping[str, _Convert | None]
    reads: tuple[tuple[str, _Convert | None], ...]
    _insert: str
    _select: str

    def insert(self, driver: Executes, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows that have a value for every column but the local key."""
        binds = tuple(self.binds.items())
        values = [
            [row[name] if convert is None else convert(row[name]) for name, convert in binds] for row in rows
        ]
        driver.executemany(self._insert, values)

    def row(self, driver: Executes, row_id: UUID) -> dict[str, Any] | None:
        """All columns of the row with an id, None when there is none."""
        found = driver.execute(self._select, (row_id.hex,)).fetchone()
        if found is None:
            return None
        return {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(self.reads, found, strict=True)
        }

    def update(self, driver: Executes, row_id: UUID, values: Mapping[str, Any]) -> None:
        """Change columns of the row with an id."""
        converted: list[object] = []
        for name, value in values.items():
            convert = self.binds[name]
            converted.append(value if convert is None else convert(value))
        driver.execute(_update(self.name, tuple(values)), [*converted, row_id.hex])


@cache
def _update(table: str, names: Sequence[str]) -> str:
    changes = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE {table} SET {changes} WHERE id = ?"  # noqa: S608 - names of ours


@cache
def statements_of(table: Table) -> Statements:
    """The statements of a table."""
    columns = list(table.columns)
    inserted = [column for column in columns if column.name != "key"]
    names = ", ".join(column.name for column in inserted)
    places = ", ".join("?" * len(inserted))
    every = ", ".join(column.name for column in columns)
    return Statements(
        name=table.name,
        binds={
            column.name: next(bind for kind, bind in _BINDS.items() if isinstance(column.type, kind))
            for column in inserted
        },
        reads=tuple(
            (column.name, column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None))
            for column in columns
        ),
        _insert=f"INSERT INTO {table.name} ({names}) VALUES ({places})",  # noqa: S608 - names of ours
        _select=f"SELECT {every} FROM {table.name} WHERE id = ?",  # noqa: S608 - names of ours
    )
