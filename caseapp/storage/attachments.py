"""The bytes of attachments: written and read in pieces, so that no file is ever in memory as a whole."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from caseapp.storage.tables import Attachment, AttachmentChunk
from caseapp.storage.unit_of_work import UnitOfWork

CHUNK_BYTES: Final = 256 * 1024
_ERASED_AT_ONCE: Final = 4  # pieces; some ten milliseconds


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
    _erase(unit, AttachmentChunk.person_id == person_id)


def erase_data(unit: UnitOfWork, attachment_ids: Sequence[UUID]) -> None:
    """Erase the pieces of some files."""
    _erase(unit, AttachmentChunk.attachment_id.in_(attachment_ids))


def _erase(unit: UnitOfWork, which: ColumnElement[bool]) -> None:
    """Each piece is overwritten: many take seconds, in which the save says how far it is and may stop."""
    pieces = unit.ids(select(AttachmentChunk.id).where(which))
    for start in range(0, len(pieces), _ERASED_AT_ONCE):
        unit.progress(start, len(pieces))
        for piece in pieces[start : start + _ERASED_AT_ONCE]:
            unit.replace(AttachmentChunk, id=piece)


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
