"""Contacts: who was met where, what was given and talked about; and tallies without a person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import KEYED, Base, Identified, Keyed, Written


class Contact(Keyed, Written, Base):
    """One outreach encounter, or an attempt at one. Its date is the local calendar date."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_month", "on_date", "setting", "channel"), KEYED)

    on_date: Mapped[date] = mapped_column(Date)
    at_utc: Mapped[datetime] = mapped_column(DateTime, index=True)
    offset_minutes: Mapped[int]
    minutes: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(64), default="")
    setting: Mapped[str] = mapped_column(String(64), default="")
    channel: Mapped[str] = mapped_column(String(16))
    reached: Mapped[str] = mapped_column(String(16))
    unidentified: Mapped[int] = mapped_column(default=0)
    violence_spoken: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="")


class ContactPerson(Keyed, Written, Base):
    """A known person in a contact, with her own note and words.

    ``on_date`` repeats the contact's date, so that a month can be counted from one index.
    """

    __tablename__ = "contact_people"
    __table_args__ = (
        Index("ix_contact_people_month", "on_date", "person_id", "contact_id"),
        Index("ix_contact_people_person", "person_id", "on_date"),
        KEYED,
    )

    contact_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("contacts.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"))
    on_date: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    her_words: Mapped[str] = mapped_column(Text, default="")


class ContactMark(Identified, Written, Base):
    """A code ticked in a contact: a topic, something going well, a service given on the spot."""

    __tablename__ = "contact_marks"

    contact_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("contacts.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    list_name: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(64))


class ContactSupply(Identified, Written, Base):
    """Supplies handed out in a contact."""

    __tablename__ = "contact_supplies"

    contact_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("contacts.id"), index=True)
    code: Mapped[str] = mapped_column(String(64))
    quantity: Mapped[int]


class ContactStaff(Identified, Written, Base):
    """A companion of the shift."""

    __tablename__ = "contact_staff"

    contact_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("contacts.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))


class Tally(Identified, Base):
    """A need noted without the person: the month only, no contact, no writer, no history, no audit by row.

    Without SQLite's hidden row number, so that the rows stand in the order of their random ids and do not
    tell in which order they came.
    """

    __tablename__ = "tallies"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[str] = mapped_column(String(7), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    for_whom: Mapped[str] = mapped_column(String(16))
