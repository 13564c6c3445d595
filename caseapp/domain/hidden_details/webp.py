"""WebP: RIFF chunks of even length; flags say which of them are there.

Source: RFC 9649, 2.3 and 2.7.
"""

from typing import Final

from caseapp.domain.hidden_details.parts import Keep, NotCleanableError, Part, Reader, size_of
from caseapp.domain.hidden_details.way_up import MOST_NOTE, only_orientation, orientation_of

_NEEDED: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_IN_FRAME: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_HAS_EXIF, _HAS_XMP = 0x08, 0x04
_EXIF: Final = b"Exif\0\0"  # some write it here too


class _WebP:
    """What was met so far."""

    def __init__(self, reader: Reader, end: int) -> None:
        self.reader, self.end = reader, end
        self.up = 1
        self.flags: int | None = None
        self.canvas = b""
        self.body = Keep()

    def part(self) -> None:
        """Take one part over, or leave it away."""
        reader = self.reader
        start = reader.at
        name_length = reader.take(8)
        name, length = name_length[:4], int.from_bytes(name_length[4:], "little")
        end = reader.at + length + length % 2
        if end > self.end:
            raise NotCleanableError
        if name == b"VP8X":
            self._head(length)
        elif name == b"EXIF" and length <= MOST_NOTE:
            self.up = orientation_of(reader.take(length).removeprefix(_EXIF))
        elif name == b"ANMF":
            _look_into_frame(reader, start + 8 + length)
        reader.go(end)
        if name in _NEEDED:
            self.body.span(start, end)
        elif name != b"VP8X":
            self.body.removed += 1

    def _head(self, length: int) -> None:
        if self.flags is not None or length != 10:
            raise NotCleanableError
        data = self.reader.take(10)
        self.flags, self.canvas = data[0], data[1:]

    def finish(self) -> list[Part]:
        """All that stays, with flags that fit."""
        parts = self.body.parts
        if not parts:
            raise NotCleanableError
        if self.flags is None:  # only the extended form may carry a note
            return parts
        flags = self.flags & ~(_HAS_EXIF | _HAS_XMP)
        if self.up != 1:
            note = only_orientation(self.up)
            parts.append(b"EXIF" + len(note).to_bytes(4, "little") + note)
            flags |= _HAS_EXIF
        return [b"VP8X" + (10).to_bytes(4, "little") + bytes((flags,)) + self.canvas, *parts]


def clean_webp(reader: Reader, keep: Keep) -> None:
    """Find what stays.

    Raises:
        NotCleanableError: it is no whole WebP.
    """
    head = reader.take(12)
    end = 8 + int.from_bytes(head[4:8], "little")
    if head[:4] != b"RIFF" or head[8:] != b"WEBP" or end > reader.size:
        raise NotCleanableError
    found = _WebP(reader, end)
    while reader.at < end:
        found.part()
    parts = found.finish()
    keep.parts += [b"RIFF" + (size_of(parts) + 4).to_bytes(4, "little") + b"WEBP", *parts]
    keep.removed = found.body.removed + (end < reader.size)


def _look_into_frame(reader: Reader, end: int) -> None:
    """A frame of a moving picture may hold parts of its own; none of them but the picture is let through."""
    reader.take(16)
    while reader.at < end:
        name_length = reader.take(8)
        if name_length[:4] not in _IN_FRAME:
            raise NotCleanableError
        length = int.from_bytes(name_length[4:], "little")
        reader.go(reader.at + length + length % 2)
    if reader.at > end:
        raise NotCleanableError
