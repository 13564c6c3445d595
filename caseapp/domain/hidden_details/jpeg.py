"""JPEG: markers, most with a length; after a scan header, data up to the next marker.

Source: ISO/IEC 10918-1, B.1.
"""

from caseapp.domain.hidden_details.parts import Keep, NotCleanableError, Reader
from caseapp.domain.hidden_details.way_up import only_orientation, orientation_of

_SOI, _EOI, _SOS, _COM, _TEM = 0xD8, 0xD9, 0xDA, 0xFE, 0x01
_APP = range(0xE0, 0xF0)
_RST = range(0xD0, 0xD8)
_TABLES = frozenset(range(0xC0, 0xD0)) | frozenset({0xDB, 0xDC, 0xDD, 0xDE, 0xDF})
_EXIF = b"Exif\0\0"


class _Jpeg:
    """What was met so far."""

    def __init__(self, reader: Reader, keep: Keep) -> None:
        self.reader, self.keep = reader, keep
        self.up = 1
        self.place = 1  # where the way up would stand
        self.scans = 0

    def part(self, marker: int) -> None:
        """Take one part over, or leave it away."""
        reader, keep = self.reader, self.keep
        length = int.from_bytes(reader.take(2), "big")
        if length < 2:
            raise NotCleanableError
        start = reader.at - 2
        body = reader.take(length - 2)
        if marker == 0xE1 and body.startswith(_EXIF) and self.up == 1:
            self.up = orientation_of(body[len(_EXIF) :])
        if marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 14:
            # Without the small picture of itself, which shows what may have been cut away.
            keep.parts.append(b"\xff\xe0\x00\x10" + body[:12] + b"\0\0")
            keep.removed += len(body) > 14
            self.place = len(keep.parts)
        elif _is_needed(marker, body):
            keep.parts.append(b"\xff" + bytes((marker,)))
            keep.span(start, start + length)
            if marker == _SOS:
                self.scans += 1
                _take_scan(reader, keep)
        elif marker in _APP or marker == _COM:
            keep.removed += 1
        else:
            raise NotCleanableError


def clean_jpeg(reader: Reader, keep: Keep) -> None:
    """Find what stays.

    Raises:
        NotCleanableError: it is no whole JPEG.
    """
    if reader.take(2) != b"\xff\xd8":
        raise NotCleanableError
    keep.parts.append(b"\xff\xd8")
    jpeg = _Jpeg(reader, keep)
    while (marker := _next_marker(reader)) != _EOI:
        jpeg.part(marker)
    if not jpeg.scans:
        raise NotCleanableError
    keep.parts.append(b"\xff\xd9")
    keep.removed += reader.at < reader.size  # phones put films and second pictures behind the end
    if jpeg.up != 1:
        note = _EXIF + only_orientation(jpeg.up)
        keep.parts.insert(jpeg.place, b"\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note)


def _is_needed(marker: int, body: bytes) -> bool:
    colours = (marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")) or (
        marker == 0xEE and body.startswith(b"Adobe")
    )
    return colours or marker == _SOS or marker in _TABLES


def _next_marker(reader: Reader) -> int:
    if reader.take(1) != b"\xff":
        raise NotCleanableError
    marker = 0xFF
    while marker == 0xFF:  # any number of them may stand before a marker
        marker = reader.take(1)[0]
    if marker in _RST or marker in {0x00, _TEM, _SOI}:
        raise NotCleanableError
    return marker


def _take_scan(reader: Reader, keep: Keep) -> None:
    """Data of a scan: in it, 0xFF is followed by 0 or by a restart marker."""
    start = reader.at
    while True:
        base = reader.at
        if base >= reader.size:
            raise NotCleanableError  # cut short: what would be shown of it is anyone's guess
        block = reader.block()
        at = block.find(b"\xff")
        while at >= 0:
            if at + 1 >= len(block):
                break
            if block[at + 1] != 0 and block[at + 1] not in _RST:
                reader.at = base + at
                keep.span(start, reader.at)
                return
            at = block.find(b"\xff", at + 2)
        if at >= 0:  # the mark stands at the end of the block
            if base + at + 1 >= reader.size:
                raise NotCleanableError
            reader.at = base + at
