"""The bytes of attachments: written and read in pieces, so that no file is ever in memory as a whole."""

from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from caseapp.storage.tables import Attachment, AttachmentChunk
from caseapp.storage.unit_of_work import UnitOfWork
from caseapp.vault.audit import Executes

CHUNK_BYTES: Final = 256 * 1024
_CHECKED_AT_ONCE: Final = 4  # a look takes some ten milliseconds


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


class FileChecks:
    """Holds every file against the digest that the audit covers, a few pieces at a time.

    Args:
        connect: gives the connection of the check.
    """

    def __init__(self, connect: Callable[[], Executes]) -> None:
        self._connect = connect
        self._at = ""
        self._digest, self._length = sha256(), 0

    def size(self) -> int:
        """How many pieces there are."""
        row = self._connect().execute("SELECT count(*) FROM attachment_chunks").fetchone()
        return int(str(row[0])) if row is not None else 0

    def look(self, after: str) -> tuple[list[str], int, str | None]:
        """Look at the next pieces.

        Args:
            after: where the last look ended; "" for the beginning. From where another run of the program
                ended, the file it was in is looked at from its first piece.

        Returns:
            Sentences, how many pieces were looked at, and where to go on, None at the end.
        """
        name, place = self._place(after)
        if not name:
            return [], 0, None
        pieces = self._connect().execute(
            "SELECT data FROM attachment_chunks WHERE attachment_id = ? AND place >= ? "
            "ORDER BY place LIMIT ?",
            (name, place, _CHECKED_AT_ONCE),
        )
        done = 0
        for (data,) in pieces:
            assert isinstance(data, bytes)
            self._digest.update(data)
            self._length += len(data)
            done += 1
        if done == _CHECKED_AT_ONCE:
            self._at = f"{name} {place + done}"
            return [], done, self._at
        self._at = f"{name} -"
        return list(self._judge(name)), done, self._at

    def _place(self, after: str) -> tuple[str, int]:
        """The file that is next, and its next piece."""
        name, _, place = after.partition(" ")
        if place.isdecimal() and after == self._at:
            return name, int(place)
        self._digest, self._length = sha256(), 0
        if place.isdecimal():
            return name, 0
        row = self._connect().execute("SELECT min(id) FROM attachments WHERE id > ?", (name,)).fetchone()
        return (str(row[0]) if row is not None and row[0] is not None else ""), 0

    def _judge(self, name: str) -> Iterator[str]:
        row = self._connect().execute("SELECT size, sha256 FROM attachments WHERE id = ?", (name,)).fetchone()
        if row is not None and (self._length, self._digest.hexdigest()) != tuple(row):
            yield f"An attachment is not the file that was added ({UUID(name)})."


def unsound(checked: Executes) -> Iterator[str]:
    """Look at all files; see :class:`FileChecks`."""
    checks = FileChecks(lambda: checked)
    after: str | None = ""
    while after is not None:
        found, _done, after = checks.look(after)
        yield from found
