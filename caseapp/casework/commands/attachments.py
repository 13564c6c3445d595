"""Files kept with a person.

A file goes in and out in steps that are handed in one after the other, so that whatever else is asked, and a
lock, comes in between: `BeginAttachment` or `BeginCopy`, then `GoOn` until it is finished, or `StopTransfer`.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from caseapp.domain.consent import Purpose
from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file on its way.

    Attributes:
        transfer_id: names it in `GoOn` and `StopTransfer`.
        size: bytes in all.
    """

    transfer_id: UUID
    size: int


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a file has come.

    Attributes:
        done, size: bytes.
        finished: whether it is whole: saved, or written out.
        attachment_id: which.
        path: where a copy stands; None of a file that came in.
    """

    done: int
    size: int
    finished: bool
    attachment_id: UUID
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class BeginAttachment(Command[Transfer]):
    """Begin to take a file in. Nothing of it is seen before it is whole.

    Attributes:
        person_id: with whom it is kept; needs her consent ``keep``.
        path: the file.
        title: in the worker's words; the file's own name is not kept.
        about: ``health`` or ``children`` where the file speaks of it: needs that consent too.
        keep_details: leave what the file hides (place, camera, time) in it.
    """

    person_id: UUID
    path: Path
    title: str = ""
    about: Purpose | None = None
    keep_details: bool = False


@dataclass(frozen=True, slots=True)
class BeginCopy(Command[Transfer]):
    """Begin to write a file out in clear.

    Attributes:
        attachment_id: which.
        folder: where a copy is to stay; None for the private folder that is emptied at every lock.
        name: of the copy, without its ending; empty for its title.
    """

    attachment_id: UUID
    folder: Path | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class GoOn(Command[Moved]):
    """Move the next part of a file."""

    transfer_id: UUID


@dataclass(frozen=True, slots=True)
class StopTransfer(Command[None]):
    """Give a transfer up; nothing of it stays."""

    transfer_id: UUID


@dataclass(frozen=True, slots=True)
class RenameAttachment(Command[None]):
    """Give an attachment another title; the earlier one stays in its history."""

    attachment_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class TakeOutAttachment(Command[None]):
    """Take an attachment out; for a while, and until a lock, `PutBackAttachment` brings it back."""

    attachment_id: UUID


@dataclass(frozen=True, slots=True)
class PutBackAttachment(Command[None]):
    """Undo of `TakeOutAttachment`."""

    attachment_id: UUID
