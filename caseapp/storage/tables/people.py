"""People, the ways to reach them, their households."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import Base, Identified, Keyed, Written


class Person(Keyed, Written, Base):
    """Someone the NGO supports. Everything but alias or code may be empty."""

    __tablename__ = "people"

    alias: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(16), index=True)
    pronouns: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[str] = mapped_column(Text, default="")
    interpreter: Mapped[bool | None]
    age_band: Mapped[str | None] = mapped_column(String(16))
    area: Mapped[str] = mapped_column(String(64), default="")
    first_contact_on: Mapped[date | None] = mapped_column(Date)
    served_elsewhere: Mapped[bool | None]
    adults: Mapped[int | None]
    mother: Mapped[str | None] = mapped_column(String(8))


class OtherName(Identified, Written, Base):
    """Another name she uses."""

    __tablename__ = "other_names"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(Text)


class WorkSetting(Identified, Written, Base):
    """A setting she works in (taxonomy ``setting``)."""

    __tablename__ = "work_settings"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    code: Mapped[str] = mapped_column(String(64))


class Child(Identified, Written, Base):
    """A child in the household picture: an age band and where it lives; nothing else is ever kept."""

    __tablename__ = "children"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    band: Mapped[str] = mapped_column(String(16))
    lives: Mapped[str | None] = mapped_column(String(16))


class ContactMeans(Identified, Written, Base):
    """A way to reach a person, with its safe-contact rule."""

    __tablename__ = "contact_means"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(Text)
    rule_how: Mapped[str] = mapped_column(Text, default="")
    rule_when: Mapped[str] = mapped_column(Text, default="")
    rule_say: Mapped[str] = mapped_column(Text, default="")
    rule_voicemail: Mapped[bool | None]
    rule_by_whom: Mapped[str] = mapped_column(Text, default="")
    rule_seen: Mapped[bool | None]
    agreed_on: Mapped[date | None] = mapped_column(Date)
