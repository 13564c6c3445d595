"""Files on their way into the vault and out of it, a few pieces at a time."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from caseapp.casework.attachments import DamagedAttachmentError, title_of
from caseapp.casework.commands.attachments import (
    BeginAttachment,
    BeginCopy,
    GoOn,
    Moved,
    StopTransfer,
    Transfer,
)
from caseapp.casework.consent_ledger import Ledger
from caseapp.casework.house import House
from caseapp.casework.queries.attachments import (
    Details,
)
from caseapp.casework.refusals import ConsentMissing, NotComplete
from caseapp.casework.transfers import (
    FileError,
    Incoming,
    Looked,
    NotOnItsWayError,
    Outgoing,
    look,
    reading,
    whole,
)
from caseapp.domain.consent import Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.domain.hidden_details import Part, read_parts, size_of
from caseapp.domain.requests import Changes, Outcome
from caseapp.storage.attachments import (
    CHUNK_BYTES,
    add_chunk,
    chunk,
)
from caseapp.storage.tables import Attachment, Person
from caseapp.storage.unit_of_work import UnitOfWork

_AT_ONCE: Final = 4  # pieces in one step: one transaction in, some ten milliseconds
_NAME_LETTERS: Final = 60
_ABOUT: Final = frozenset({None, Purpose.HEALTH, Purpose.CHILDREN})
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u2066-\u2069\u200e\u200f\u202a-\u202e]+')


# --- in ---------------------------------------------------------------------------------------------------


def begin_attachment(house: House, command: BeginAttachment) -> Outcome[Transfer]:
    """Begin to take a file in.

    Raises:
        NotComplete: too long a title, or an unknown subject.
        ConsentMissing: she has not agreed to what it needs.
        FileError, RefusedFileError: as in `look_at_file`.
        GoneError: the person was erased.
    """
    title_of(command.title)
    if command.about not in _ABOUT:
        raise NotComplete(["purpose"])
    with house.writing("attachment.begin", audited=False) as unit:
        _refuse_without_consent(house, unit, command)
    looked = look(command.path)
    parts, details = _what_of(looked, keep=command.keep_details)
    transfer_id = uuid4()
    house.transfers.moving[transfer_id] = Incoming(
        uuid4(), command, looked, details.value, parts, size_of(parts)
    )
    return Outcome(Transfer(transfer_id, size_of(parts)), Changes())


def _what_of(looked: Looked, *, keep: bool) -> tuple[tuple[Part, ...], Details]:
    """What of a file is taken in, and what that means for what it hides."""
    if looked.kind.is_cleaned and not keep:
        if looked.parts is None:
            raise FileError(
                "Hidden details cannot be taken out of this picture: it is damaged or built in an unusual "
                "way. Nothing was added. Choose to keep the details to add it as it is."
            )
        return looked.parts, Details.OUT if looked.hides else Details.NONE
    if not looked.hides:
        return whole(looked), Details.NONE
    return whole(looked), Details.KEPT if looked.kind.is_cleaned else Details.INSIDE


def _refuse_without_consent(house: House, unit: UnitOfWork, command: BeginAttachment) -> None:
    unit.row(Person, command.person_id)
    ledger = Ledger.of(unit)
    for purpose in (Purpose.KEEP, command.about):
        if purpose is not None and not ledger.usable(command.person_id, purpose, house.today):
            raise ConsentMissing(purpose)


def go_on(house: House, command: GoOn) -> Outcome[Moved]:
    """Move the next part of a file.

    Raises:
        NotOnItsWayError: it was stopped or finished.
        KnownError: it cannot be read or written; the transfer can be stopped, or tried again.
    """
    moving = house.transfers.moving.get(command.transfer_id)
    if moving is None:
        raise NotOnItsWayError
    if isinstance(moving, Incoming):
        return _take_in(house, command.transfer_id, moving)
    return _write_out(house, command.transfer_id, moving)


def _take_in(house: House, transfer_id: UUID, moving: Incoming) -> Outcome[Moved]:
    person_id = moving.wanted.person_id
    if moving.done < moving.size:
        digest, done, place = moving.digest.copy(), moving.done, moving.place
        with (
            reading(moving.wanted.path, moving.looked.stamp) as file,
            house.writing("attachment.piece", audited=False) as unit,
        ):
            unit.row(Person, person_id)
            for _ in range(_AT_ONCE):
                data = b"".join(read_parts(file, moving.parts, done, CHUNK_BYTES))
                if not data:
                    break
                add_chunk(unit, moving.attachment_id, person_id, place, data)
                digest.update(data)
                done, place = done + len(data), place + 1
        moving.digest, moving.done, moving.place = digest, done, place
        house.store.move_pages()
        return Outcome(
            Moved(done, moving.size, finished=False, attachment_id=moving.attachment_id), Changes()
        )
    with house.writing("attachment.add") as unit:
        _refuse_without_consent(house, unit, moving.wanted)
        about = moving.wanted.about
        unit.insert(
            Attachment,
            id=moving.attachment_id,
            person_id=person_id,
            title=title_of(moving.wanted.title),
            kind=moving.looked.kind.value,
            about=about.value if about is not None else None,
            details=moving.details,
            size=moving.size,
            sha256=moving.digest.hexdigest(),
            added_on=house.today,
        )
    del house.transfers.moving[transfer_id]
    return Outcome(
        Moved(moving.size, moving.size, finished=True, attachment_id=moving.attachment_id), unit.changes
    )


def stop_transfer(house: House, command: StopTransfer) -> Outcome[None]:
    """Give a transfer up; what came in of it is erased in the next idle moments."""
    moving = house.transfers.moving.pop(command.transfer_id, None)
    if isinstance(moving, Outgoing):
        house.transfers.files.remove(moving.path)
    house.transfers.untidy = True
    return Outcome(None, Changes())


# --- out --------------------------------------------------------------------------------------------------


def begin_copy(house: House, command: BeginCopy) -> Outcome[Transfer]:
    """Begin to write a file out in clear; the audit says who did.

    Raises:
        GoneError: it is not there.
        FileError: nothing can be written there, or no program is to open it.
    """
    private = command.folder is None
    with house.writing("attachment.open" if private else "attachment.copy") as unit:
        row = unit.row(Attachment, command.attachment_id)
        kind = FileKind(row["kind"])
        if private and not kind.opens:
            raise FileError(
                "Nobody can tell what kind of file this is, so no program is asked to open it. Save a copy."
            )
        unit.name(Attachment, command.attachment_id)
    if command.folder is None:
        path = house.transfers.files.new_path(kind.ending)
        _make(path)
        house.transfers.opened.setdefault(row["id"], []).append(path)
    else:
        path = _make_beside(command.folder, _safe_name(command.name or row["title"]), kind.ending)
    transfer_id = uuid4()
    house.transfers.moving[transfer_id] = Outgoing(row["id"], path, row["size"], row["sha256"], private)
    return Outcome(Transfer(transfer_id, row["size"]), unit.changes)


def _safe_name(words: str) -> str:
    """A name that every system takes; no path, no hidden file, nothing that turns the reading direction."""
    name = _NOT_IN_NAMES.sub(" ", words)
    return " ".join(name.split()).strip(". ")[:_NAME_LETTERS].rstrip(". ") or "file"


def _make(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise
    except OSError as error:
        raise FileError(
            "Nothing can be written there ({reason}). Choose another folder.", reason=error.strerror or ""
        ) from None


def _make_beside(folder: Path, name: str, ending: str) -> Path:
    """Make a new file; one that is there already is never written over."""
    number = 1
    while True:
        path = folder / f"{name}{'' if number == 1 else f' {number}'}{ending}"
        try:
            _make(path)
        except FileExistsError:
            number += 1
        else:
            return path


def _write_out(house: House, transfer_id: UUID, moving: Outgoing) -> Outcome[Moved]:
    with house.reading() as session:
        pieces = []
        for place in range(moving.place, moving.place + _AT_ONCE):
            piece = chunk(session, moving.attachment_id, place)
            if piece is None:
                break
            pieces.append(piece)
    for piece in pieces:
        moving.digest.update(piece)
    _append(moving, pieces)
    finished = len(pieces) < _AT_ONCE
    if finished:
        del house.transfers.moving[transfer_id]
        if moving.done != moving.size or moving.digest.hexdigest() != moving.expected:
            house.transfers.files.remove(moving.path)
            raise DamagedAttachmentError
    path = moving.path if finished else None
    return Outcome(Moved(moving.done, moving.size, finished, moving.attachment_id, path), Changes())


def _append(moving: Outgoing, pieces: Iterable[bytes]) -> None:
    try:
        with moving.path.open("r+b") as file:
            file.seek(moving.done)
            for piece in pieces:
                file.write(piece)
                moving.done += len(piece)
                moving.place += 1
    except OSError as error:
        raise FileError(
            "The file could not be written ({reason}). What was written of it is removed; the attachment "
            "is safe.",
            reason=error.strerror or "",
        ) from None
