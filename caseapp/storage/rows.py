"""Rows as plain values: what fills a new row, what its digest is made of, what its change touches."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from caseapp.domain.requests import Kind
from caseapp.errors import BugError
from caseapp.storage.engine import driver_of
from caseapp.storage.statements import statements_of
from caseapp.storage.tables import Base

Values = dict[str, Any]

# Which kind of record a row is, and the columns whose ids a page may be showing.
_TOUCHES: dict[str, tuple[tuple[Kind, ...], tuple[str, ...]]] = {
    "people": ((Kind.PERSON,), ("id",)),
    "other_names": ((Kind.PERSON,), ("person_id",)),
    "work_settings": ((Kind.PERSON,), ("person_id",)),
    "children": ((Kind.PERSON,), ("person_id",)),
    "contact_means": ((Kind.PERSON,), ("id", "person_id")),
    "contacts": ((Kind.CONTACT,), ("id",)),
    "contact_people": ((Kind.CONTACT, Kind.PERSON), ("contact_id", "person_id")),
    "contact_marks": ((Kind.CONTACT,), ("contact_id",)),
    "contact_supplies": ((Kind.CONTACT,), ("contact_id",)),
    "contact_staff": ((Kind.CONTACT,), ("contact_id",)),
    "needs": ((Kind.NEED,), ("id", "person_id")),
    "need_reasons": ((Kind.NEED,), ("need_id",)),
    "referrals": ((Kind.REFERRAL,), ("id", "person_id")),
    "referral_steps": ((Kind.REFERRAL,), ("referral_id", "person_id")),
    "referral_barriers": ((Kind.REFERRAL,), ("step_id",)),
    "follow_ups": ((Kind.FOLLOW_UP,), ("id", "person_id")),
    "services": ((Kind.SERVICE,), ("id",)),
    "service_offers": ((Kind.SERVICE,), ("service_id",)),
    "consents": ((Kind.CONSENT,), ("id", "person_id")),
    "attachments": ((Kind.ATTACHMENT,), ("id", "person_id")),
    "staff": ((Kind.STAFF,), ("id",)),
    "taxonomy": ((Kind.TAXONOMY,), ("id",)),
    "drafts": ((Kind.DRAFT,), ("id", "person_id")),
    "waiting": ((Kind.DRAFT,), ("id", "person_id")),
    "preferences": ((Kind.SETTING,), ()),
    "closings": ((Kind.FIGURES,), ()),
    "residuals": ((Kind.FIGURES,), ()),
    "ledger_ends": ((Kind.FIGURES,), ()),
}

# Long values that people typed keep their earlier versions until erasure.
_REMEMBERED: dict[str, frozenset[str]] = {
    "contacts": frozenset({"note"}),
    "contact_people": frozenset({"note", "her_words"}),
    "needs": frozenset({"words"}),
    "referral_steps": frozenset({"reason", "words"}),
    "follow_ups": frozenset({"what"}),
    "attachments": frozenset({"title"}),
    "services": frozenset({"hours", "costs", "how_to_refer", "ask_for", "address"}),
}

# Nobody may tell whose a tally is; a piece of a file is covered by the digest of the whole.
_NOT_AUDITED_BY_ROW = frozenset({"tallies", "attachment_chunks"})


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What the unit of work knows of a table.

    Attributes:
        table: the table.
        names: the columns a row is given; the local key comes from SQLite.
        defaults: value of every column that may be left out.
        required: columns that must be given.
        written: whether the row says by whom and when.
        has_id: whether it has a random id.
        audited: whether each of its states has a digest in the audit.
        remembered: columns whose earlier versions are kept.
        kinds, id_columns: what a change touches.
        place: parents stand before children.
    """

    table: Table
    names: frozenset[str]
    defaults: Values
    required: frozenset[str]
    written: bool
    has_id: bool
    audited: bool
    remembered: frozenset[str]
    kinds: tuple[Kind, ...]
    id_columns: tuple[str, ...]
    place: int

    def complete(self, values: Mapping[str, Any]) -> Values:
        """Fill a new row's columns.

        Raises:
            BugError: a column is unknown or missing.
        """
        row = {**self.defaults, **values}
        if row.keys() != self.names:
            missing = self.required - row.keys()
            unknown = row.keys() - self.names
            raise BugError(f"{self.table.name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        return row


@cache
def shape_of(model: type[Base]) -> Shape:
    """The shape of a model's table."""
    table = model.__table__
    assert isinstance(table, Table)
    columns = [column for column in table.columns if column.name != "key"]
    defaults: Values = {}
    for column in columns:
        if column.default is not None and column.default.is_scalar:
            defaults[column.name] = column.default.arg
        elif column.nullable:
            defaults[column.name] = None
    local = bool(table.info.get("local"))
    name = table.name
    names = frozenset(column.name for column in columns)
    kinds, id_columns = _TOUCHES.get(name, ((), ()))
    return Shape(
        table=table,
        names=names,
        defaults=defaults,
        required=names - defaults.keys(),
        written="created_by" in table.columns,
        has_id="id" in table.columns,
        audited=not local and "id" in table.columns and name not in _NOT_AUDITED_BY_ROW,
        remembered=_REMEMBERED.get(name, frozenset()),
        kinds=kinds,
        id_columns=id_columns,
        place=_places()[name],
    )


@cache
def _places() -> dict[str, int]:
    return {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}


@cache
def _models_by_table() -> dict[str, type[Base]]:
    return {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]  # local_table is a Table here


def model_of(table: str) -> type[Base]:
    """The model of a table.

    Raises:
        KeyError: there is none of that name.
    """
    return _models_by_table()[table]


def plain(row: Mapping[str, Any]) -> Values:
    """A row as its digest sees it: the local key differs between laptops and is left out."""
    return {name: value for name, value in row.items() if name != "key"}


def read_row(connection: Connection, table: str, row_id: UUID) -> Values | None:
    """Read one row in the form its digest was made of, for the check of the whole store.

    Args:
        connection: the open store.
        table: name of the table; one that is unknown has no rows.
        row_id: its id.

    Returns:
        Column values, or None when the row is gone.
    """
    if table not in _models_by_table():
        return None
    row = statements_of(shape_of(model_of(table)).table).row(driver_of(connection), row_id)
    return None if row is None else plain(row)
