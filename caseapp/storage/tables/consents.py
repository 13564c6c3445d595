"""The consent ledger: answers are added, never changed."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import KEYED, Base, Keyed, Written


class Consent(Keyed, Written, Base):
    """One answer to one question. The latest by (said_on, created_at, key) is the state."""

    __tablename__ = "consents"
    __table_args__ = (
        Index("ix_consents_person", "person_id", "purpose", "subject_id"),
        Index("ix_consents_until", "until"),
        Index(
            "ix_consents_not_now",
            "said_on",
            sqlite_where=text("answer = 'not_now'"),
            postgresql_where=text("answer = 'not_now'"),
        ),
        KEYED,
    )

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    answer: Mapped[str] = mapped_column(String(16))
    said_on: Mapped[date] = mapped_column(Date)
    how: Mapped[str | None] = mapped_column(String(16))
    until: Mapped[date | None] = mapped_column(Date)
    not_now: Mapped[str | None] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(Text, default="")
    keep_from: Mapped[str] = mapped_column(Text, default="")
    kept_reason: Mapped[str] = mapped_column(Text, default="")  # why rows were kept in spite of a "no"
