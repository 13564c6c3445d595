"""Needs and follow-ups."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text, Time, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import KEYED, Base, Identified, Keyed, Written


class Need(Keyed, Written, Base):
    """Something a person wants help with, for herself, a child, or the household."""

    __tablename__ = "needs"
    __table_args__ = (
        Index("ix_needs_month", "raised_on", "kind", "person_id"),
        Index("ix_needs_person", "person_id", "state"),
        Index("ix_needs_open", "state", "person_id"),
        KEYED,
    )

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"))
    contact_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("contacts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    for_whom: Mapped[str] = mapped_column(String(16))
    child_band: Mapped[str | None] = mapped_column(String(16))
    pressing: Mapped[str | None] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(24))
    state_on: Mapped[date] = mapped_column(Date)
    raised_on: Mapped[date] = mapped_column(Date)


class NeedReason(Identified, Written, Base):
    """Why a need was put off."""

    __tablename__ = "need_reasons"

    need_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("needs.id"), index=True)
    reason: Mapped[str] = mapped_column(String(32))


class FollowUp(Keyed, Written, Base):
    """What, for whom, when, who.

    ``what`` is empty where ``referral_id`` says it: sharing has ended, and the service is to be told so and
    asked to delete what it has. A sentence would be of one language.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (Index("ix_follow_ups_open", "done_on", "due_on"), KEYED)

    person_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("contacts.id"), index=True)
    referral_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("referrals.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[time | None] = mapped_column(Time)
    for_staff: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("staff.id"))
    done_on: Mapped[date | None] = mapped_column(Date)
