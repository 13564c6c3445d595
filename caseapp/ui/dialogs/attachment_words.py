"""Attachments in words."""

from typing import Final

from PySide6.QtCore import QLocale

from caseapp.casework.queries.attachments import AttachmentRow, Details
from caseapp.domain.consent import Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.ui.words import isolated, mark, tr

KINDS: Final = {
    FileKind.JPEG: mark("Picture (JPEG)"),
    FileKind.PNG: mark("Picture (PNG)"),
    FileKind.GIF: mark("Picture (GIF)"),
    FileKind.WEBP: mark("Picture (WebP)"),
    FileKind.HEIC: mark("Picture (HEIC)"),
    FileKind.PDF: mark("PDF"),
    FileKind.TEXT: mark("Text"),
    FileKind.DOCX: mark("Document (Word)"),
    FileKind.ODT: mark("Document (OpenDocument)"),
    FileKind.MP3: mark("Sound (MP3)"),
    FileKind.M4A: mark("Sound (M4A)"),
    FileKind.OGG: mark("Sound (Ogg)"),
    FileKind.FLAC: mark("Sound (FLAC)"),
    FileKind.WAV: mark("Sound (WAV)"),
    FileKind.OTHER: mark("Other file"),
}
ABOUT: Final = {
    None: mark("nothing that needs a consent of its own"),
    Purpose.HEALTH: mark("her health"),
    Purpose.CHILDREN: mark("her children"),
}
DETAILS: Final = {
    Details.NONE: mark("It hides no details."),
    Details.OUT: mark("Hidden details were taken out."),
    Details.KEPT: mark("Hidden details were kept."),
    Details.INSIDE: mark("It may hide who made it, when and where."),
}
_SOUNDS: Final = frozenset({FileKind.MP3, FileKind.M4A, FileKind.OGG, FileKind.FLAC, FileKind.WAV})


def size_words(size: int) -> str:
    """A number of bytes, such as "1.2 MB"."""
    style = QLocale.DataSizeFormat.DataSizeSIFormat
    return isolated(QLocale().formattedDataSize(size, 1 if size >= 1_000_000 else 0, style))


def kind_icon(kind: FileKind) -> str:
    """A Lucide name."""
    if kind.is_picture or kind is FileKind.HEIC:
        return "image"
    if kind in _SOUNDS:
        return "file-headphone"
    return "file-question-mark" if kind is FileKind.OTHER else "file-text"


def title_of(row: AttachmentRow) -> str:
    """Its title; its kind where it has none."""
    return row.title or tr(KINDS[row.kind])


def facts_of(row: AttachmentRow) -> str:
    """Kind and size, in one line."""
    return f"{tr(KINDS[row.kind])} · {size_words(row.size)}"
