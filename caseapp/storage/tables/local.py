"""Tables that stay on this laptop: drafts, what waits for consent, search, preferences, residuals, digests.

The audit chain is local too; its table belongs to the vault room, which writes it.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, DateTime, Index, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import Base, Identified, Local


class Draft(Identified, Local, Base):
    """The state of a form that is not saved yet; one per form and person."""

    __tablename__ = "drafts"

    form: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    title: Mapped[str] = mapped_column(Text, default="")
    missing: Mapped[str] = mapped_column(Text, default="")  # codes, comma separated
    payload: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTime)
    offset_minutes: Mapped[int]


class WaitingItem(Identified, Local, Base):
    """A need (or a person) that lacks its consent: outside the record, counted and shared nowhere."""

    __tablename__ = "waiting"

    person_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    purpose: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(64))  # need code, empty for a person
    payload: Mapped[str] = mapped_column(Text)  # JSON
    noted_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date, index=True)


class SearchEntry(Local, Base):
    """Text that the full-text index points at; the key is the index's rowid.

    ``row_id`` is the row whose text it is, ``target_id`` the record to open for it.
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        Index("ix_search_entries_row", "row_id"),
        {"info": {"local": True}, "sqlite_autoincrement": True},  # newest first is by key
    )

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    row_id: Mapped[UUID] = mapped_column(Uuid)
    target_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    on_date: Mapped[date | None] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)


class Preference(Local, Base):
    """A small setting kept inside the vault."""

    __tablename__ = "preferences"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Residual(Local, Base):
    """Shown minus true of a published figure, running over a year, for the rounding's feedback."""

    __tablename__ = "residuals"

    year: Mapped[int] = mapped_column(primary_key=True)
    figure: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[int]


class Closing(Local, Base):
    """A closed month, and how far the rows had come then.

    A row that arrives later with an earlier date counts in the earliest month still open; the local keys say
    what arrived later, whatever the clock said.
    """

    __tablename__ = "closings"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    last_contact: Mapped[int]
    last_contact_person: Mapped[int]
    last_need: Mapped[int]
    last_referral_step: Mapped[int]


class LocalSeal(Local, Base):
    """What a table held when it was last saved, for tables that no audit entry covers."""

    __tablename__ = "local_seals"

    table_name: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
