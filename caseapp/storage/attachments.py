"""The bytes of attachments: written and read in pieces, so that no file is ever in memory as a whole."""

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from caseapp.storage.tables import Attachment, AttachmentChunk
from caseapp.storage.unit_of_work import UnitOfWork

CHUNK_BYTES: Final = 256 * 1024


def add_chunk(unit: UnitOfWork, attachment_id: UUID, person_id: UUID, place: int, data: bytes) -> None:
    """Put down a piece of a file.

    Args:
        unit: a save that is no record yet.
        attachment_id: of the file.
        person_id: whose it is.
        place: 0 for the first piece.
        data: `CHUNK_BYTES` bytes, fewer in the last piece.
    """
    unit.insert(AttachmentChunk, attachment_id=attachment_id, person_id=person_id, place=place, data=data)


def chunk(session: Session, attachment_id: UUID, place: int) -> bytes | None:
    """A piece of a file; None behind its end."""
    return session.scalar(
        select(AttachmentChunk.data).where(
            AttachmentChunk.attachment_id == attachment_id, AttachmentChunk.place == place
        )
    )


def erase_data_of(unit: UnitOfWork, person_id: UUID) -> None:
    """Erase the pieces of every file of a person, also of those that are not whole or were taken out."""
    unit.replace(AttachmentChunk, person_id=person_id)


def erase_data(unit: UnitOfWork, attachment_id: UUID) -> None:
    """Erase the pieces of a file."""
    unit.replace(AttachmentChunk, attachment_id=attachment_id)


def leftovers(session: Session, sparing: Collection[UUID], limit: int) -> list[tuple[UUID, int]]:
    """Pieces that belong to no attachment: of a file that never became whole, or was taken out.

    Args:
        session: reading.
        sparing: files that are on their way, or may come back.
        limit: at most so many.

    Returns:
        Of each the file and its place.
    """
    whole = exists().where(Attachment.id == AttachmentChunk.attachment_id)
    rows = session.execute(
        select(AttachmentChunk.attachment_id, AttachmentChunk.place)
        .where(~whole, AttachmentChunk.attachment_id.not_in(list(sparing)))
        .limit(limit)
    )
    return [(row.attachment_id, row.place) for row in rows]


def erase_chunk(unit: UnitOfWork, attachment_id: UUID, place: int) -> None:
    """Erase one piece."""
    unit.replace(AttachmentChunk, attachment_id=attachment_id, place=place)


def bytes_held(session: Session, attachment_id: UUID) -> int:
    """How many bytes of a file are there."""
    held = select(func.sum(func.length(AttachmentChunk.data)))
    return session.scalar(held.where(AttachmentChunk.attachment_id == attachment_id)) or 0


def unsound(checked: Any) -> Iterator[str]:  # noqa: ANN401 - the DB-API connection has no common type
    """Hold every file against the digest that the audit covers, one piece in memory at a time.

    Args:
        checked: connection of the check.

    Yields:
        A sentence for each file that is not what was added.
    """
    rows = checked.execute("SELECT id, size, sha256 FROM attachments ORDER BY id").fetchall()
    for row_id, size, expected in rows:
        digest, length = sha256(), 0
        pieces = checked.execute(
            "SELECT data FROM attachment_chunks WHERE attachment_id = ? ORDER BY place", (row_id,)
        )
        for (data,) in pieces:
            digest.update(data)
            length += len(data)
        if length != size or digest.hexdigest() != expected:
            yield f"An attachment is not the file that was added ({UUID(row_id)})."
