"""Files kept with a person: what each is, and its bytes in pieces."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.storage.tables.base import Base, Identified, Written


class Attachment(Identified, Written, Base):
    """A file, once all of it is there. The name it had outside is not kept."""

    __tablename__ = "attachments"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(16))
    about: Mapped[str | None] = mapped_column(String(16))  # purpose it needs beside keeping a record
    details: Mapped[str] = mapped_column(String(16))  # what became of details nobody sees
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))  # hexadecimal
    added_on: Mapped[date] = mapped_column(Date)


class AttachmentChunk(Identified, Written, Base):
    """A piece of a file.

    It stands before its attachment does, which is written when the last piece is there; so there is no
    foreign key. Whose it is stands here as well: what is not whole is erased with her too. The audit covers
    the digest of the whole file, in the row of the attachment.
    """

    __tablename__ = "attachment_chunks"
    __table_args__ = (Index("ix_attachment_chunks_place", "attachment_id", "place"),)

    attachment_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), index=True)
    place: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
