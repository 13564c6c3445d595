"""What is known of the files kept with a person."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from caseapp.domain.consent import Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.domain.requests import Query


class Details(StrEnum):
    """What became of details in a file that nobody sees."""

    NONE = "none"  # its kind carries none
    OUT = "out"  # taken out
    KEPT = "kept"  # as the worker wished
    INSIDE = "inside"  # cannot be taken out of this kind


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment as it is listed.

    Attributes:
        about: the consent it needed beside ``keep``.
        by: label of the worker who added it.
    """

    attachment_id: UUID
    person_id: UUID
    title: str
    kind: FileKind
    about: Purpose | None
    details: Details
    size: int
    added_on: date
    by: str


@dataclass(frozen=True, slots=True)
class AttachmentsOf(Query[tuple[AttachmentRow, ...]]):
    """The files kept with a person, the newest first."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file is, before it is added.

    Attributes:
        removable: whether what it hides can be taken out.
        hides: whether it carries, or may carry, details that nobody sees.
    """

    kind: FileKind
    size: int
    removable: bool
    hides: bool


@dataclass(frozen=True, slots=True)
class LookAtFile(Query[FileLook]):
    """Look at a file that may be added; refuses programs, and what is too large."""

    path: Path


@dataclass(frozen=True, slots=True)
class PictureBytes:
    """The bytes of a picture, for memory only."""

    attachment_id: UUID
    kind: FileKind
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadPicture(Query[PictureBytes]):
    """A picture to look at inside the window; it is not written anywhere."""

    attachment_id: UUID
