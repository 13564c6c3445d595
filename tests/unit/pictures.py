"""Small pictures with hidden details, made as cameras and programs make them."""

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageReader

SECRET = b"qzkanariplace 52.5200N 13.4050E"


def painted(width: int = 48, height: int = 32) -> QImage:
    """A picture in which up, down, left and right differ."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            image.setPixelColor(x, y, QColor(x * 5 % 256, y * 7 % 256, (x * y) % 256))
    return image


def saved(kind: str, image: QImage | None = None, quality: int = -1) -> bytes:
    """The bytes of a picture."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert (image or painted()).save(buffer, kind, quality)  # type: ignore[call-overload]  # the stub wants bytes
    return bytes(data.data())


def shown(data: bytes, *, upright: bool = False) -> QImage:
    """A picture as a viewer shows it; null where it cannot."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(upright)
    return reader.read()


def exif(orientation: int, order: str = "<") -> bytes:
    """A note with the way up, a camera and a place."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = [
        struct.pack(order + "HHII", 0x010F, 2, len(SECRET), 200),  # the maker
        struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0),
        struct.pack(order + "HHII", 0x8825, 4, 1, 240),  # where the place stands
    ]
    directory = struct.pack(order + "H", len(entries)) + b"".join(entries) + bytes(4)
    return (mark + struct.pack(order + "I", 8) + directory).ljust(200, b"\0") + SECRET + bytes(60)


def segment(marker: int, body: bytes) -> bytes:
    """A part of a JPEG."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def jpeg(orientation: int = 1, *, trailer: bytes = b"") -> bytes:
    """A JPEG with everything cameras put into it."""
    plain = saved("jpg", quality=90)
    hidden = (
        segment(0xE1, b"Exif\0\0" + exif(orientation))
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET + b"</x>")
        + segment(0xED, b"Photoshop 3.0\0" + SECRET)
        + segment(0xE2, b"MPF\0" + SECRET)
        + segment(0xFE, SECRET)
    )
    return plain[:2] + hidden + plain[2:] + trailer


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def png(orientation: int = 1) -> bytes:
    """A PNG with notes before and after the picture."""
    plain = saved("png")
    after_head, before_end = 33, len(plain) - 12
    return (
        plain[:after_head]
        + chunk(b"tEXt", b"Comment\0" + SECRET)
        + chunk(b"eXIf", exif(orientation, ">"))
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET)
        + chunk(b"tIME", b"\x07\xea\x0b\x06\x14\x0e\x00")
        + plain[after_head:before_end]
        + chunk(b"zTXt", b"Place\0\0" + zlib.compress(SECRET))
        + plain[before_end:]
        + SECRET
    )


def _riff(name: bytes, data: bytes) -> bytes:
    return name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


def webp(orientation: int = 1) -> bytes:
    """A WebP of the extended form."""
    plain = saved("webp", quality=100)
    image = plain[12:]
    if image[:4] == b"VP8X":  # Qt wrote the extended form itself
        image = image[18:]
    size = (47).to_bytes(3, "little") + (31).to_bytes(3, "little")
    head = _riff(b"VP8X", bytes((0x0C, 0, 0, 0)) + size)
    body = head + image + _riff(b"EXIF", exif(orientation)) + _riff(b"XMP ", SECRET) + _riff(b"zzzz", SECRET)
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body
