"""Referrals with their steps, and the directory of services."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import KEYED, Base, Identified, Keyed, Written


class Service(Keyed, Written, Base):
    """An organisation or clinic in the directory."""

    __tablename__ = "services"

    name: Mapped[str] = mapped_column(Text)
    area: Mapped[str] = mapped_column(String(64), default="")
    hours: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[str] = mapped_column(Text, default="")
    costs: Mapped[str] = mapped_column(Text, default="")
    children_welcome: Mapped[bool | None]
    papers_needed: Mapped[bool | None]
    how_to_refer: Mapped[str] = mapped_column(Text, default="")
    ask_for: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    checked_on: Mapped[date | None] = mapped_column(Date)
    retired: Mapped[bool] = mapped_column(default=False)


class ServiceOffer(Identified, Written, Base):
    """A kind of need a service helps with."""

    __tablename__ = "service_offers"

    service_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("services.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))


class Referral(Keyed, Written, Base):
    """The way from a need to a service. Its stage comes from its steps."""

    __tablename__ = "referrals"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    need_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("needs.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("contacts.id"), index=True)
    service_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("services.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))


class ReferralStep(Keyed, Written, Base):
    """One dated step of a referral.

    ``kind`` and ``person_id`` repeat the referral's, so that a month can be counted from one index.
    """

    __tablename__ = "referral_steps"
    __table_args__ = (Index("ix_referral_steps_month", "on_date", "step", "kind", "person_id"), KEYED)

    referral_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("referrals.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(16))
    on_date: Mapped[date] = mapped_column(Date)
    company: Mapped[str | None] = mapped_column(String(16))
    appointment_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_by: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    named: Mapped[bool] = mapped_column(default=False)


class ReferralBarrier(Identified, Written, Base):
    """Something that stood in the way at a step of a referral."""

    __tablename__ = "referral_barriers"

    step_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("referral_steps.id"), index=True)
    barrier: Mapped[str] = mapped_column(String(32))
