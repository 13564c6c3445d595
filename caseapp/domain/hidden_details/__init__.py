"""Details that a picture carries and nobody sees: where and when it was taken, with what, by whom.

They are taken out by leaving whole parts of the file away; the picture itself is copied as it is, bit by bit.
Only parts that a picture needs to look the same are let through, so what is unknown goes too. The way up is
seen, so it is kept: as a note of its own that says nothing else.

The file is read twice: once to find what stays, then in the order in which it is written. Neither holds more
than a block of it in memory.
"""

from dataclasses import dataclass
from typing import BinaryIO, Final

from caseapp.domain.file_kinds import FileKind
from caseapp.domain.hidden_details.jpeg import clean_jpeg
from caseapp.domain.hidden_details.parts import (
    Keep,
    NotCleanableError,
    Part,
    Reader,
    Span,
    read_parts,
    size_of,
)
from caseapp.domain.hidden_details.png import clean_png
from caseapp.domain.hidden_details.way_up import orientation_of
from caseapp.domain.hidden_details.webp import clean_webp

__all__ = ["Cleaned", "NotCleanableError", "Part", "Span", "clean", "orientation_of", "read_parts", "size_of"]

_CLEANERS: Final = {
    FileKind.JPEG: clean_jpeg,
    FileKind.PNG: clean_png,
    FileKind.WEBP: clean_webp,
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture without what it hid.

    Attributes:
        parts: what it is made of, in order.
        removed: how many parts of the file were left away.
        size: in bytes.
    """

    parts: tuple[Part, ...]
    removed: int
    size: int


def clean(file: BinaryIO, kind: FileKind) -> Cleaned:
    """Find what stays of a picture.

    Args:
        file: open for reading, with a place that can be set.
        kind: of the file; one of which `FileKind.is_cleaned` holds.

    Raises:
        NotCleanableError: the file is damaged or made in an unusual way.
    """
    reader = Reader(file)
    keep = Keep()
    _CLEANERS[kind](reader, keep)
    return Cleaned(tuple(keep.parts), keep.removed, size_of(keep.parts))
