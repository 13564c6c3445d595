"""Rows that belong to the team: staff, lists, earlier versions of what was typed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import Base, Identified, Written


class Staff(Identified, Base):
    """A colleague behind "by whom": a label the worker chose, tied to a key slot.

    A lead looks after keys, lists and retention: a rule of the window, for every worker can decrypt all.
    """

    __tablename__ = "staff"

    label: Mapped[str] = mapped_column(Text)
    slot_id: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    lead: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime)


class TaxonomyTerm(Identified, Written, Base):
    """A value of a list. Codes never change meaning; a value in use is retired, not deleted."""

    __tablename__ = "taxonomy"
    __table_args__ = (Index("ix_taxonomy_list_code", "list_name", "code"),)

    list_name: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(64))
    parent: Mapped[str] = mapped_column(String(64), default="")
    purpose: Mapped[str | None] = mapped_column(String(16))
    labels: Mapped[str] = mapped_column(Text)  # JSON object: language -> label
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


class LedgerEnd(Identified, Written, Base):
    """Where the audit chain of figures.db ended after a month was closed.

    A manager holds the keys of figures.db; what she writes there has to go on from here.
    """

    __tablename__ = "ledger_ends"

    month: Mapped[str] = mapped_column(String(7))
    counter: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))  # hexadecimal


class HistoryEntry(Identified, Written, Base):
    """An earlier version of a long value that somebody typed, kept until erasure."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_row", "table_name", "row_id"),)

    table_name: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[UUID] = mapped_column(Uuid)
    field: Mapped[str] = mapped_column(String(32))
    earlier: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
