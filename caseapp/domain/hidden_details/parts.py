"""Parts of a picture: what stays, and a reader that no file sends round in circles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

BLOCK: Final = 65_536
_MOST_PARTS: Final = 100_000  # of a file that is made of nothing but parts


class NotCleanableError(Exception):
    """The picture is not built as its kind says; what it hides cannot be told from what is seen."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes that are taken over as they stand.

    Attributes:
        start: place in the file.
        length: how many.
    """

    start: int
    length: int


Part = bytes | Span


def size_of(parts: Sequence[Part]) -> int:
    """How many bytes parts make."""
    return sum(part.length if isinstance(part, Span) else len(part) for part in parts)


def read_parts(file: BinaryIO, parts: Sequence[Part], skip: int, most: int) -> Iterator[bytes]:
    """The bytes of some parts, in pieces.

    Args:
        file: open for reading.
        parts: in order.
        skip: bytes to pass over at the beginning.
        most: bytes to give at the most.

    Raises:
        EOFError: the file has become shorter.
    """
    for part in parts:
        length = part.length if isinstance(part, Span) else len(part)
        if skip >= length:
            skip -= length
            continue
        start, skip = skip, 0
        while start < length and most:
            step = min(BLOCK, length - start, most)
            if isinstance(part, Span):
                file.seek(part.start + start)
                piece = file.read(step)
                if len(piece) != step:
                    raise EOFError
            else:
                piece = part[start : start + step]
            yield piece
            start += step
            most -= step
        if not most:
            return


class Keep:
    """Gathers what stays."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.removed = 0

    def span(self, start: int, end: int) -> None:
        """Take bytes over from the file, joined to those before them where they follow."""
        last = self.parts[-1] if self.parts else None
        if isinstance(last, Span) and last.start + last.length == start:
            self.parts[-1] = Span(last.start, end - last.start)
        else:
            self.parts.append(Span(start, end - start))
        if len(self.parts) > _MOST_PARTS:
            raise NotCleanableError


class Reader:
    """Reads exactly, or not at all."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, 2)
        self.at = 0

    def go(self, at: int) -> None:
        """Pass over what stands before a place."""
        if not self.at <= at <= self.size:
            raise NotCleanableError  # never backwards: a file cannot send us round in circles
        self.at = at

    def take(self, length: int) -> bytes:
        """Read so many bytes."""
        if length > self.size - self.at:
            raise NotCleanableError
        self._file.seek(self.at)
        found = self._file.read(length)
        if len(found) != length:
            raise NotCleanableError
        self.at += length
        return found

    def block(self) -> bytes:
        """Read a block, or what is left."""
        return self.take(min(BLOCK, self.size - self.at))
