"""Attachments against the digest that the audit covers, a few pieces at a time."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol

from caseapp.domain.sentences import Sentence
from caseapp.vault.audit_schema import Executes
from caseapp.vault.integrity_part import Slice

_PIECES: Final = 8  # of 256 KiB; some ten milliseconds on a slow laptop


class _Digest(Protocol):
    """What ``hashlib`` gives."""

    def update(self, data: bytes, /) -> None:
        """Take in more."""

    def hexdigest(self) -> str:
        """What came of it."""


@dataclass
class AttachmentCheck:
    """Looks at all attachments in the order of their ids.

    A file whose beginning was seen another day is begun anew.

    Attributes:
        connect: gives the connection of the check.
    """

    connect: "Connects"
    _file: str = ""
    _place: int = 0
    _length: int = 0
    _digest: _Digest = field(default_factory=sha256)

    def pieces(self) -> int:
        """How many pieces there are."""
        row = self.connect().execute("SELECT count(*) FROM attachment_chunks").fetchone()
        return row[0] if row is not None and isinstance(row[0], int) else 0

    def look(self, after: str) -> Slice:
        """Take in some pieces.

        Args:
            after: id of the last file that is done; "" to begin.
        """
        driver = self.connect()
        row = driver.execute(
            "SELECT id, size, sha256 FROM attachments WHERE id > ? ORDER BY id LIMIT 1", (after,)
        ).fetchone()
        if row is None:
            return Slice((), 0)
        file, size, expected = row
        if self._file != file:
            self._file, self._place, self._length, self._digest = str(file), 0, 0, sha256()
        pieces = list(
            driver.execute(
                "SELECT place, data FROM attachment_chunks WHERE attachment_id = ? AND place >= ? "
                "ORDER BY place LIMIT ?",
                (file, self._place, _PIECES),
            )
        )
        for place, data in pieces:
            if not isinstance(place, int) or not isinstance(data, bytes):
                raise ValueError("a piece that this program does not write")  # noqa: TRY004 - what was stored is wrong
            self._digest.update(data)
            self._length += len(data)
            self._place = place + 1
        if len(pieces) == _PIECES:
            return Slice((), _PIECES, after)
        self._file = ""
        whole = self._length == size and self._digest.hexdigest() == expected
        found = (
            [] if whole else [Sentence.of("An attachment is not the file that was added ({id}).", id=file)]
        )
        return Slice(found, len(pieces), str(file))


class Connects(Protocol):
    """Gives a connection."""

    def __call__(self) -> Executes:
        """The connection."""
