"""What can be done with a vault, each act numbered, and whether an acknowledged one is still there.

The same acts are killed, made to fail and cut: see ``docs/faults.md``.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from caseapp.bootstrap import restore_vault
from caseapp.casework.commands.attachments import BeginAttachment, BeginCopy, GoOn
from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.commands.figures import CloseMonth
from caseapp.casework.opened_set import Way
from caseapp.casework.queries.attachments import AttachmentsOf
from caseapp.casework.queries.backups import BackupStatus, LookInside
from caseapp.domain.dates import Month
from caseapp.errors import KnownError
from caseapp.figures.requests import PublishMonth
from caseapp.room import Room, answer, workers_house
from caseapp.storage.tables import Person
from caseapp.vault import generations, kdf, passphrases
from caseapp.vault.errors import WrongPassphraseError
from caseapp.vault.keyfile import SlotKind
from caseapp.vault.session import open_vault
from tests.faults import world
from tests.faults.world import World

FORM = UUID(int=7)
START = Month(world.FIRST.year, world.FIRST.month)


@dataclass
class Place:
    """Where an act takes place.

    Attributes:
        world: the vault folder.
        room: the open vault.
    """

    world: World
    room: Room = None  # an act that opens the vault itself is asked before there is one

    def open(self) -> None:
        """Open the vault where it is not."""
        if self.room is None or self.room.session.closed:
            self.room = self.world.open()

    def reopen(self) -> None:
        """As after a lock: what closes the vault as part of the act opens it again."""
        self.room.close()
        self.room = self.world.open()


def month(number: int) -> str:
    """The month that closing act ``number`` closes, 0 the first."""
    found = START
    for _ in range(number):
        found = found.next
    return str(found)


# --- acts -------------------------------------------------------------------------------------------------


def save(place: Place, number: int) -> None:
    """A contact with a person, a need and her words, from one page to a dozen."""
    world.meet(place.room, number, world.now().date() - timedelta(days=1), "tea " * (number % 7) ** 4)


def draft(place: Place, number: int) -> None:
    """What the form keeps while somebody types."""
    answer(place.room, KeepDraft(FORM, "contact", f'{{"typed": {number}}}', title="Bee"))


def close(place: Place, number: int) -> None:
    """Close a month: both stores, the ledger, a solver."""
    answer(place.room, CloseMonth(month(number)))


def publish(place: Place, number: int) -> None:
    """Sign the release of a closed month into the ledger."""
    answer(place.room, PublishMonth(month(number)))


def idle(place: Place, number: int) -> None:
    """What is done when nobody types."""
    while place.room.idle():
        pass


def words(number: int) -> str:
    """The worker's passphrase after change ``number``; before the first one it is the vault's own."""
    return world.WORKER if number == 0 else f"seven quiet lanterns {number}"


def passphrase(place: Place, number: int) -> None:
    """The worker herself changes her passphrase, from the one before."""
    place.room.close()
    place.room = place.world.open(words(number - 1))
    passphrases.change(place.room.session, words(number - 1), words(number), cost=kdf.FLOOR)


def write_letter(place: Place, number: int) -> None:
    """A file of 300 KB outside the vault, to be attached."""
    _letter(place).write_text("Dear Bee, tea is at four.\n" * 12_000)


def _letter(place: Place) -> Path:
    return place.world.folder.parent / "letter.txt"


def _her(place: Place) -> UUID:
    """Somebody who is there from the beginning."""
    with workers_house(place.room).store.read() as reading:
        found: UUID = reading.scalars(select(Person.id).where(Person.alias.like("Marisol %"))).one()
    return found


def attach(place: Place, number: int) -> None:
    """Take a file in, piece by piece."""
    if not _letter(place).exists():
        write_letter(place, number)
    begun = answer(place.room, BeginAttachment(_her(place), _letter(place), title=f"Letter {number}")).result
    while not answer(place.room, GoOn(begun.transfer_id)).result.finished:
        pass


def backup(place: Place, number: int) -> None:
    """Copy the open vault, read the copy again, and let the oldest go."""
    answer(place.room, BackUpNow())


def keys(place: Place, number: int) -> None:
    """Change the keys completely: new secrets, new stores in the next generation."""
    if place.room.session.slot_kind is not SlotKind.RECOVERY:
        place.reopen()
    room, house = place.room, workers_house(place.room)
    house.store.close()
    try:
        generations.change_all(room.session, recovery_code=place.world.code, staff_id=house.staff_id).close()
    except KnownError:
        place.reopen()
        raise
    place.open()


def restore(place: Place, number: int) -> None:
    """Back up, and put that backup in the place of the vault: nothing that was promised may be gone."""
    place.open()
    name = answer(place.room, BackUpNow()).result.name
    place.room.close()
    source = place.world.folder / "backups" / name
    restore_vault(place.world.folder, source, Way(recovery_code=place.world.code))
    place.open()


def lock(place: Place, number: int) -> None:
    """Close the vault, as a lock or the end of the program does, and open it again."""
    place.reopen()


def unlock(place: Place, number: int) -> None:
    """Open the vault: the first room there is."""
    place.open()


# --- whether they are there -------------------------------------------------------------------------------


def save_there(place: Place, number: int) -> bool:
    return number in world.numbers(place.room)


def draft_there(place: Place, number: int) -> bool:
    """This one or a later one: there is one draft for each form."""
    connection = place.room.session.connect_cases()
    try:
        row = connection.execute("SELECT payload FROM drafts WHERE id = ?", (FORM.hex,)).fetchone()
        row = row or connection.execute("SELECT payload FROM drafts WHERE id = ?", (FORM.bytes,)).fetchone()
    finally:
        place.room.session.release(connection)
    return row is not None and int(str(row[0]).split(":")[1].strip(" }")) >= number


def close_there(place: Place, number: int) -> bool:
    return month(number) in place.room.office.ledger.closed()


def publish_there(place: Place, number: int) -> bool:
    return place.room.office.ledger.release(month(number)) is not None


def passphrase_there(place: Place, number: int) -> bool:
    """Whether the passphrase opens the worker's slot; the room is closed for it and opened again."""
    place.room.close()
    try:
        with open_vault(place.world.folder, words(number)) as session:
            return session.slot_kind is SlotKind.WORKER
    except WrongPassphraseError:
        return False
    finally:
        place.room = place.world.open()


def attach_there(place: Place, number: int) -> bool:
    """Whether it is listed, and each piece of it is what the file was."""
    listed = answer(place.room, AttachmentsOf(_her(place)))
    found = [row for row in listed if row.title == f"Letter {number}"]
    if not found:
        return False
    folder = place.world.folder.parent / "out"
    folder.mkdir(exist_ok=True)
    begun = answer(place.room, BeginCopy(found[0].attachment_id, folder)).result
    while not (moved := answer(place.room, GoOn(begun.transfer_id)).result).finished:
        pass
    same = bool(moved.path.read_bytes() == _letter(place).read_bytes())
    shutil.rmtree(folder)
    return same


def backup_there(place: Place, number: int) -> bool:
    """Whether there is one, and none that is half; every byte of the newest is read.

    After the keys were changed there may be only those of the keys before.
    """
    rows = answer(place.room, BackupStatus()).rows
    ours = [row for row in rows if not row.older_keys]
    whole = not ours or answer(place.room, LookInside(ours[0].path)).whole
    return bool(rows) and all(row.good for row in rows) and bool(whole)


def keys_there(place: Place, number: int) -> bool:
    return place.room.session.generation > number


def restored(place: Place, number: int) -> bool:
    """What was restored stands in the place of the vault, and what was there before stands beside it."""
    return not place.room.session.closed and any(place.world.folder.glob("replaced-*"))


def opened(place: Place, number: int) -> bool:
    return not place.room.session.closed


@dataclass(frozen=True)
class Act:
    """One kind of act.

    Attributes:
        name: what it is called in reports.
        do: do it; on return it is acknowledged.
        there: whether it is, after an opening.
        before: what has to be done first, not under faults.
        first: number of the first one.
        often: how often it happens beside the others in a mixed day; 0 for what has no number.
        make: makes the vault it is done with.
        opens: whether it opens the vault itself.
    """

    name: str
    do: Callable[[Place, int], None]
    there: Callable[[Place, int], bool]
    before: Callable[[Place, int], None] = lambda _place, _number: None
    first: int = 1
    often: int = 1
    make: Callable[[Path], World] = world.make_world
    opens: bool = False


ACTS = {
    act.name: act
    for act in (
        Act("save", save, save_there, often=8),
        Act("draft", draft, draft_there, often=5),
        Act("close", close, close_there, first=0),
        Act("publish", publish, publish_there, before=close, first=0),
        Act("passphrase", passphrase, passphrase_there),
        Act("attach", attach, attach_there, before=write_letter, often=2),
        Act("backup", backup, backup_there, often=2),
        Act("keys", keys, keys_there),
        Act("restore", restore, restored),
        Act("lock", lock, opened, before=save, often=0),
        Act("unlock", unlock, opened, often=0, opens=True),
        Act("unlock after a kill", unlock, opened, often=0, make=world.make_killed, opens=True),
        Act("migration", unlock, opened, often=0, make=world.make_earlier, opens=True),
    )
}
