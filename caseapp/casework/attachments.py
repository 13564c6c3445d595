"""Files kept with a person: in, out, renamed, taken out."""

import os
import re
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from caseapp.casework.commands.attachments import (
    BeginAttachment,
    BeginCopy,
    GoOn,
    Moved,
    PutBackAttachment,
    RenameAttachment,
    StopTransfer,
    TakeOutAttachment,
    Transfer,
)
from caseapp.casework.consent_ledger import Ledger
from caseapp.casework.house import House
from caseapp.casework.queries.attachments import (
    AttachmentRow,
    AttachmentsOf,
    Details,
    FileLook,
    LookAtFile,
    PictureBytes,
    ReadPicture,
)
from caseapp.casework.refusals import ConsentMissing, NotComplete
from caseapp.casework.transfers import (
    FileError,
    Incoming,
    Looked,
    NotOnItsWayError,
    Outgoing,
    TakenOut,
    look,
    reading,
    whole,
)
from caseapp.casework.undo import NotUndone
from caseapp.domain.consent import Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.domain.hidden_details import Part, read_parts, size_of
from caseapp.domain.requests import Changes, Outcome
from caseapp.errors import KnownError
from caseapp.storage.attachments import (
    CHUNK_BYTES,
    add_chunk,
    chunk,
    erase_chunk,
    leftovers,
)
from caseapp.storage.tables import Attachment, Person, Staff
from caseapp.storage.unit_of_work import GoneError, UnitOfWork

_AT_ONCE: Final = 4  # pieces in one step: one transaction in, some ten milliseconds
_SWEPT_AT_ONCE: Final = 8
_SWEPT_AT_CLOSE: Final = 32
_TITLE_LETTERS: Final = 120
_NAME_LETTERS: Final = 60
_MOST_SHOWN: Final = 40 * 1024 * 1024
_COMES_BACK: Final = timedelta(minutes=15)
_ABOUT: Final = frozenset({None, Purpose.HEALTH, Purpose.CHILDREN})
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u2066-\u2069\u200e\u200f\u202a-\u202e]+')


class DamagedAttachmentError(KnownError):
    """The bytes are not those that were added."""

    code = "attachment_damaged"

    def __init__(self) -> None:
        super().__init__(
            "This attachment is damaged: it is not the file that was added. Nothing of it was written. "
            "A backup may hold it whole."
        )


# --- what there is ----------------------------------------------------------------------------------------


def attachments_of(house: House, query: AttachmentsOf) -> tuple[AttachmentRow, ...]:
    """Answer ``AttachmentsOf``."""
    with house.reading() as session:
        rows = session.execute(
            select(Attachment, Staff.label)
            .join(Staff, Staff.id == Attachment.created_by)
            .where(Attachment.person_id == query.person_id)
            .order_by(Attachment.created_at.desc(), Attachment.id)
        ).all()
        return tuple(
            AttachmentRow(
                row.id,
                row.person_id,
                row.title,
                FileKind(row.kind),
                Purpose(row.about) if row.about else None,
                Details(row.details),
                row.size,
                row.added_on,
                label,
            )
            for row, label in rows
        )


def look_at_file(_house: House, query: LookAtFile) -> FileLook:
    """Answer ``LookAtFile``.

    Raises:
        FileError: it cannot be read.
        RefusedFileError: it is not taken in.
    """
    looked = look(query.path)
    return FileLook(looked.kind, looked.size, removable=looked.parts is not None, hides=looked.hides)


def read_picture(house: House, query: ReadPicture) -> PictureBytes:
    """Answer ``ReadPicture``.

    Raises:
        GoneError: it is not there.
        KnownError: it is too large to be shown.
        DamagedAttachmentError: it is not what was added.
    """
    with house.reading() as session:
        row = session.scalar(select(Attachment).where(Attachment.id == query.attachment_id))
        if row is None or not FileKind(row.kind).is_picture:
            raise GoneError
        if row.size > _MOST_SHOWN:
            raise KnownError("This picture is too large to be shown here. Save a copy to look at it.")
        data = bytearray()
        place = 0
        while (piece := chunk(session, row.id, place)) is not None:
            data += piece
            place += 1
        if sha256(data).hexdigest() != row.sha256:
            raise DamagedAttachmentError
        return PictureBytes(row.id, FileKind(row.kind), bytes(data))


# --- in ---------------------------------------------------------------------------------------------------


def begin_attachment(house: House, command: BeginAttachment) -> Outcome[Transfer]:
    """Begin to take a file in.

    Raises:
        NotComplete: too long a title, or an unknown subject.
        ConsentMissing: she has not agreed to what it needs.
        FileError, RefusedFileError: as in `look_at_file`.
        GoneError: the person was erased.
    """
    _title(command.title)
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


def _title(words: str) -> str:
    title = " ".join(words.split())
    if len(title) > _TITLE_LETTERS:
        raise NotComplete(["title"])
    return title


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
            title=_title(moving.wanted.title),
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


# --- changed ----------------------------------------------------------------------------------------------


def rename_attachment(house: House, command: RenameAttachment) -> Outcome[None]:
    """Give an attachment another title.

    Raises:
        NotComplete: it is too long.
        GoneError: the attachment is not there.
    """
    title = _title(command.title)
    with house.writing("attachment.rename") as unit:
        unit.change(Attachment, command.attachment_id, title=title)
    return Outcome(None, unit.changes)


def take_out_attachment(house: House, command: TakeOutAttachment) -> Outcome[None]:
    """Take an attachment out; its bytes are erased when it cannot come back any more.

    Raises:
        GoneError: it is not there.
    """
    with house.writing("attachment.erase") as unit:
        row = unit.row(Attachment, command.attachment_id)
        unit.erase(Attachment, [command.attachment_id])
    house.transfers.taken_out[command.attachment_id] = TakenOut(row, house.now())
    house.transfers.untidy = True
    drop_erased(house)
    return Outcome(None, unit.changes)


def put_back_attachment(house: House, command: PutBackAttachment) -> Outcome[None]:
    """Take back `take_out_attachment`.

    Raises:
        NotUndone: it was taken out too long ago.
        ConsentMissing: a consent it needs was withdrawn meanwhile.
        GoneError: she was erased meanwhile.
    """
    taken = house.transfers.taken_out.get(command.attachment_id)
    if taken is None or house.now() - taken.at > _COMES_BACK:
        raise NotUndone("This attachment was taken out too long ago to come back.")
    with house.writing("attachment.undo") as unit:
        unit.row(Person, taken.row["person_id"])
        ledger = Ledger.of(unit)
        for purpose in filter(None, (Purpose.KEEP.value, taken.row["about"])):
            if not ledger.usable(taken.row["person_id"], Purpose(purpose), house.today):
                raise ConsentMissing(Purpose(purpose))
        unit.insert(Attachment, **taken.row)
    del house.transfers.taken_out[command.attachment_id]
    return Outcome(None, unit.changes)


# --- upkeep -----------------------------------------------------------------------------------------------


def drop_erased(house: House) -> None:
    """Remove the opened copies of attachments that are gone."""
    opened = house.transfers.opened
    if not opened:
        return
    with house.reading() as session:
        there = set(session.scalars(select(Attachment.id).where(Attachment.id.in_(list(opened)))))
    for attachment_id in opened.keys() - there:
        for path in opened.pop(attachment_id):
            house.transfers.files.remove(path)


def tidy(house: House, most: int = _SWEPT_AT_ONCE) -> bool:
    """Erase a few pieces that belong to no attachment: of a file that a crash cut short, or was taken out.

    Args:
        house: the open house.
        most: pieces.

    Returns:
        Whether there may be more.
    """
    transfers = house.transfers
    drop_erased(house)
    late = [each for each, taken in transfers.taken_out.items() if house.now() - taken.at > _COMES_BACK]
    for attachment_id in late:
        del transfers.taken_out[attachment_id]
        transfers.untidy = True
    if not transfers.untidy:
        return False
    coming = [each.attachment_id for each in transfers.moving.values() if isinstance(each, Incoming)]
    with house.reading() as session:
        found = leftovers(session, [*coming, *transfers.taken_out], most)
    if found:
        try:
            with house.writing("attachment.tidy", audited=False) as unit:
                for attachment_id, place in found:
                    erase_chunk(unit, attachment_id, place)
            house.store.move_pages()
        except KnownError:
            return False  # a full disk, say: they wait for better times, and nobody else waits for them
    transfers.untidy = len(found) == most
    return transfers.untidy


def close(house: House) -> None:
    """Before the vault is locked: nothing stays in clear, and nothing half; a long rest waits for later."""
    transfers = house.transfers
    for moving in transfers.moving.values():
        if isinstance(moving, Outgoing):
            transfers.files.remove(moving.path)
    transfers.files.close()
    transfers.opened.clear()
    if transfers.moving or transfers.taken_out:
        transfers.moving.clear()
        transfers.taken_out.clear()
        transfers.untidy = True
        tidy(house, _SWEPT_AT_CLOSE)
