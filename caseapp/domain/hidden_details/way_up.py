"""Which way up a picture is shown: read from the note a camera makes (Exif), and said again alone."""

import struct
from typing import Final

MOST_NOTE: Final = 1 << 20
"""A longer note is not read."""
_ORIENTATION: Final = 0x0112
_SHORT: Final = 3


def orientation_of(exif: bytes) -> int:
    """Which way up a picture is to be shown; 1 where the note does not say or cannot be read.

    Args:
        exif: from the byte order mark on.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None or len(exif) < 8:
        return 1
    (first,) = struct.unpack_from(order + "I", exif, 4)
    if first + 2 > len(exif):
        return 1
    (count,) = struct.unpack_from(order + "H", exif, first)
    for number in range(count):
        at = first + 2 + 12 * number
        if at + 12 > len(exif):
            break
        tag, kind, _values, value = struct.unpack_from(order + "HHIH", exif, at)
        if tag == _ORIENTATION:
            return int(value) if kind == _SHORT and 1 <= value <= 8 else 1
    return 1


def only_orientation(value: int) -> bytes:
    """A note that says the way up and nothing else (Exif 2.32, 4.6: one entry in the first directory)."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, _SHORT, 1, value, 0, 0)
