"""What a file is, told from its first bytes and never from its name.

A small table of our own: the kinds a worker meets are few, each has a signature of some bytes, and what
decides whether a file may be opened should be read in one place. The libraries for it know hundreds of kinds,
guess by name where the bytes say nothing, and would have to be trusted with every file that comes in.
"""

import re
from enum import StrEnum
from typing import Final

from caseapp.errors import KnownError

HEAD_BYTES: Final = 65_536
"""How much of a file `kind_of` should be shown; less where the file is shorter."""
MOST_BYTES: Final = 256 * 1024 * 1024
"""A larger file is refused: the vault is copied whole into each backup."""


class FileKind(StrEnum):
    """Kinds that are told apart."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    TEXT = "text"
    DOCX = "docx"
    ODT = "odt"
    MP3 = "mp3"
    M4A = "m4a"
    OGG = "ogg"
    FLAC = "flac"
    WAV = "wav"
    OTHER = "other"

    @property
    def is_picture(self) -> bool:
        """Whether it can be looked at inside the window."""
        return self in _SHOWN

    @property
    def is_cleaned(self) -> bool:
        """Whether hidden details can be taken out of it (see `caseapp.domain.hidden_details`)."""
        return self in {FileKind.JPEG, FileKind.PNG, FileKind.WEBP}

    @property
    def may_hide(self) -> bool:
        """Whether files of this kind often carry details that are not seen."""
        return self not in {FileKind.TEXT, FileKind.WAV}

    @property
    def ending(self) -> str:
        """The ending of a file's name, with its dot; empty where nobody should open it by its name."""
        return _ENDINGS.get(self, f".{self.value}")

    @property
    def opens(self) -> bool:
        """Whether another program may be asked to open it; what is not known may only be copied out."""
        return self is not FileKind.OTHER


_SHOWN: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP})
_ENDINGS: Final = {FileKind.JPEG: ".jpg", FileKind.TEXT: ".txt", FileKind.OTHER: ""}


class RefusedFileError(KnownError):
    """A file that is not taken in."""

    code = "file_refused"


_STARTS: Final = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"%PDF-", FileKind.PDF),
    (b"OggS", FileKind.OGG),
    (b"fLaC", FileKind.FLAC),
    (b"ID3", FileKind.MP3),
)
_RIFFS: Final = {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.WAV}
_BRANDS: Final = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), FileKind.HEIC),
    **dict.fromkeys((b"M4A ", b"M4B "), FileKind.M4A),
}

# What runs when it is opened. The list is of what systems start by themselves, not of everything harmful.
_PROGRAMS: Final = (
    b"MZ",  # Windows
    b"\x7fELF",  # Linux
    b"\xfe\xed\xfa\xce",  # macOS, in its four byte orders, and for several processors
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # also Java
    b"dex\n",  # Android
    b"\0asm",
    b"L\0\0\0\x01\x14\x02\0",  # a Windows shortcut
    b"ITSF",  # compiled Windows help
)
_SCRIPT: Final = re.compile(
    rb"\s*(#!|<\?php|<%@|<script\b|<hta:|@echo\s+off|\[desktop entry\]|\[internetshortcut\]"
    rb"|windows registry editor|#\s*requires\s+-)",
    re.IGNORECASE,
)
_PROGRAM_PARTS: Final = ("META-INF/MANIFEST.MF", "AndroidManifest.xml", "classes.dex", "AppxManifest.xml")
_MACROS: Final = ("vbaProject.bin", "vbaData.xml")
_PDF_WITHIN: Final = 1024  # the standard lets some bytes stand before it
_MP3_FRAME: Final = re.compile(rb"\xff[\xfb\xf3\xf2\xfa][\x10-\xeb]")


def kind_of(head: bytes) -> FileKind:
    """What a file is.

    Args:
        head: its first `HEAD_BYTES` bytes.

    Raises:
        RefusedFileError: it is a program, a script or a shortcut, or a document with macros.
    """
    _refuse_programs(head)
    if head.startswith(b"PK\x03\x04"):
        return _packed_kind(head)
    return _signed_kind(head) or (FileKind.TEXT if _is_text(head) else FileKind.OTHER)


def _signed_kind(head: bytes) -> FileKind | None:
    """Of a file with a signature; None of one without."""
    kind = next((kind for start, kind in _STARTS if head.startswith(start)), None)
    if head.startswith(b"RIFF"):
        kind = _RIFFS.get(head[8:12], FileKind.OTHER)
    elif head[4:8] == b"ftyp":
        kind = _BRANDS.get(head[8:12], FileKind.OTHER)
    elif kind is None and b"%PDF-" in head[:_PDF_WITHIN]:
        kind = FileKind.PDF
    elif kind is None and _MP3_FRAME.match(head):
        kind = FileKind.MP3
    return kind


def _refuse_programs(head: bytes) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:  # UTF-16
        text = head[:512].decode("utf-16", "ignore").encode("ascii", "ignore")
    if head.startswith(_PROGRAMS) or _SCRIPT.match(text):
        raise RefusedFileError(
            "This file is a program or a script, and opening it could harm this computer. It was not added."
        )


def _packed_kind(head: bytes) -> FileKind:
    """Of a ZIP: what its first parts are called."""
    names = _part_names(head)
    if any(name in _PROGRAM_PARTS for name in names):
        raise RefusedFileError(
            "This file is a program, and opening it could harm this computer. It was not added."
        )
    if any(name.endswith(_MACROS) for name in names):
        raise RefusedFileError(
            "This document has macros, which are programs. It was not added. Save it without macros first."
        )
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:128]:
        return FileKind.ODT
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    return FileKind.OTHER


def _part_names(head: bytes) -> list[str]:
    """Names in the local headers of a ZIP, as far as they stand in the head.

    Source: APPNOTE.TXT 6.3.10, 4.3.7: 26 bytes after the signature stand two lengths, then the name.
    """
    names = []
    at = head.find(b"PK\x03\x04")
    while at >= 0 and at + 30 <= len(head):
        length = int.from_bytes(head[at + 26 : at + 28], "little")
        names.append(head[at + 30 : at + 30 + length].decode("utf-8", "replace"))
        at = head.find(b"PK\x03\x04", at + 4)
    return names


_CONTROLS: Final = frozenset(range(32)) - set(b"\t\n\r\f\x1b")


def _is_text(head: bytes) -> bool:
    if not head:
        return True
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _reads(head[: len(head) // 2 * 2], "utf-16")
    return not _CONTROLS.intersection(head) and (_reads(head, "utf-8") or _is_western(head))


def _is_western(head: bytes) -> bool:
    """A letter written on an old Windows: mostly ASCII, and no byte that Latin letters have no use for."""
    high = sum(byte >= 0x80 for byte in head)
    return high * 4 < len(head) and _reads(head, "cp1252")


def _reads(head: bytes, code: str) -> bool:
    """Whether the head is a text; a letter may be cut in two at its end."""
    for cut in range(min(4, len(head))):
        try:
            text = head[: len(head) - cut].decode(code)
        except UnicodeDecodeError:
            continue
        return not any(ord(letter) in _CONTROLS for letter in text)
    return False
