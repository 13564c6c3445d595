"""Files kept with a person: what there is, renamed, taken out, and what is swept up after them."""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import select

from caseapp.casework.commands.attachments import (
    PutBackAttachment,
    RenameAttachment,
    TakeOutAttachment,
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
    Incoming,
    Outgoing,
    TakenOut,
    look,
)
from caseapp.casework.undo import NotUndone
from caseapp.domain.consent import Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.domain.requests import Outcome
from caseapp.errors import KnownError
from caseapp.storage.attachments import (
    chunk,
    erase_chunk,
    leftovers,
)
from caseapp.storage.tables import Attachment, Person, Staff
from caseapp.storage.unit_of_work import GoneError

_SWEPT_AT_ONCE: Final = 8
_SWEPT_AT_CLOSE: Final = 32
_TITLE_LETTERS: Final = 120
_MOST_SHOWN: Final = 40 * 1024 * 1024
_COMES_BACK: Final = timedelta(minutes=15)


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


# --- changed ----------------------------------------------------------------------------------------------


def title_of(words: str) -> str:
    """A title as it is kept.

    Raises:
        NotComplete: it is too long.
    """
    title = " ".join(words.split())
    if len(title) > _TITLE_LETTERS:
        raise NotComplete(["title"])
    return title


def rename_attachment(house: House, command: RenameAttachment) -> Outcome[None]:
    """Give an attachment another title.

    Raises:
        NotComplete: it is too long.
        GoneError: the attachment is not there.
    """
    title = title_of(command.title)
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
