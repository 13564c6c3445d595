"""Files on their way into the vault and out of it; in memory only, for as long as the vault is open."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from caseapp.casework.opened_files import OpenedFiles
from caseapp.domain.file_kinds import HEAD_BYTES, MOST_BYTES, FileKind, RefusedFileError, kind_of
from caseapp.domain.hidden_details import NotCleanableError, Span, clean
from caseapp.errors import KnownError

if TYPE_CHECKING:
    from hashlib import _Hash

    from caseapp.casework.commands.attachments import BeginAttachment
    from caseapp.domain.hidden_details import Part

_MEGABYTE = 1024 * 1024


class FileError(KnownError):
    """A file outside the vault that cannot be read or written."""

    code = "file"


class NotOnItsWayError(KnownError):
    """A transfer that was ended, by a lock or because it was stopped."""

    code = "transfer_over"

    def __init__(self) -> None:
        super().__init__("This file is no longer on its way. Nothing of it was kept; begin again.")


Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file outside is.

    Attributes:
        stamp: tells whether it is still the same when more of it is read.
        parts: what is taken in when hidden details are taken out; None where that cannot be done.
        hides: whether anything would be taken out.
    """

    stamp: Stamp
    size: int
    kind: FileKind
    parts: tuple[Part, ...] | None
    hides: bool


@dataclass
class Incoming:
    """A file that is taken in."""

    attachment_id: UUID
    wanted: BeginAttachment
    looked: Looked
    details: str
    parts: tuple[Part, ...]
    size: int
    done: int = 0
    place: int = 0
    digest: _Hash = field(default_factory=sha256)


@dataclass
class Outgoing:
    """A file that is written out."""

    attachment_id: UUID
    path: Path
    size: int
    expected: str
    private: bool
    done: int = 0
    place: int = 0
    digest: _Hash = field(default_factory=sha256)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An attachment that can still come back."""

    row: dict[str, Any]
    at: datetime


@dataclass
class Transfers:
    """What the open house has on its way.

    Attributes:
        moving: by transfer.
        taken_out: by attachment.
        opened: files in the private folder, by attachment.
        files: the private folder.
        untidy: whether there may be pieces that belong to no attachment.
    """

    moving: dict[UUID, Incoming | Outgoing] = field(default_factory=dict)
    taken_out: dict[UUID, TakenOut] = field(default_factory=dict)
    opened: dict[UUID, list[Path]] = field(default_factory=dict)
    files: OpenedFiles = field(default_factory=OpenedFiles)
    untidy: bool = True


def _stamp(found: os.stat_result) -> Stamp:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@contextmanager
def reading(path: Path, stamp: Stamp | None = None) -> Iterator[BinaryIO]:
    """Open a file outside the vault.

    Args:
        path: the file.
        stamp: as it was when it was looked at.

    Raises:
        FileError: it cannot be read, is no file, or was changed.
    """
    try:
        # A pipe would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise FileError("This is not a file. Choose a file.")
            if stamp is not None and _stamp(found) != stamp:
                raise FileError(
                    "The file was changed while it was read. Nothing of it was kept; add it again."
                )
            yield file
    except EOFError:
        raise FileError(
            "The file was changed while it was read. Nothing of it was kept; add it again."
        ) from None
    except OSError as error:
        raise FileError(
            "The file cannot be read ({reason}). Nothing was added.", reason=error.strerror or ""
        ) from None


def look(path: Path) -> Looked:
    """Find out what a file outside the vault is.

    Raises:
        FileError: it cannot be read.
        RefusedFileError: it is a program, empty or too large.
    """
    with reading(path) as file:
        found = os.fstat(file.fileno())
        if not found.st_size:
            raise RefusedFileError("This file is empty. It was not added.")
        if found.st_size > MOST_BYTES:
            raise RefusedFileError(
                "This file is larger than {most} MB. It was not added.", most=MOST_BYTES // _MEGABYTE
            )
        kind = kind_of(file.read(HEAD_BYTES))
        parts: tuple[Part, ...] | None = None
        hides = kind.may_hide
        if kind.is_cleaned:
            try:
                cleaned = clean(file, kind)
                parts, hides = cleaned.parts, cleaned.removed > 0
            except NotCleanableError:
                parts = None
        return Looked(_stamp(found), found.st_size, kind, parts, hides)


def whole(looked: Looked) -> tuple[Part, ...]:
    """The file as it stands."""
    return (Span(0, looked.size),)
