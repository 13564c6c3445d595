"""PNG: chunks of length, name, data and checksum.

Source: ISO/IEC 15948, 5.3.
"""

import zlib
from typing import Final

from caseapp.domain.hidden_details.parts import Keep, NotCleanableError, Reader
from caseapp.domain.hidden_details.way_up import MOST_NOTE, only_orientation, orientation_of

_NEEDED: Final = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
    }
    | {b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)


def clean_png(reader: Reader, keep: Keep) -> None:
    """Find what stays; a small first letter of a name says that a chunk may be left away.

    Raises:
        NotCleanableError: it is no whole PNG.
    """
    keep.parts.append(reader.take(8))
    up, place = 1, 0
    seen: set[bytes] = set()
    while b"IEND" not in seen:
        start = reader.at
        head = reader.take(8)
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        end = reader.at + length + 4
        if name == b"eXIf" and length <= MOST_NOTE:
            up = orientation_of(reader.take(length))
        if end > reader.size or (not seen and name != b"IHDR"):
            raise NotCleanableError
        reader.go(end)
        if name in _NEEDED:
            keep.span(start, end)
            seen.add(name)
            if name == b"IHDR":
                place = len(keep.parts)
                keep.parts.append(b"")  # where the way up would stand
        elif name[0] & 0x20:
            keep.removed += 1
        else:
            raise NotCleanableError
    if b"IDAT" not in seen:
        raise NotCleanableError
    keep.removed += reader.at < reader.size
    keep.parts[place] = _png_chunk(b"eXIf", only_orientation(up)) if up != 1 else b""


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
