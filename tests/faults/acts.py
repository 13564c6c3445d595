"""What can be done with a vault, each act numbered, and whether an acknowledged one is still there.

The same acts are killed, made to fail and cut: see ``docs/faults.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from caseapp.bootstrap import Room, answer
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.commands.figures import CloseMonth
from caseapp.domain.dates import Month
from caseapp.figures.requests import PublishMonth
from caseapp.vault import passphrases
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
    room: Room

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
    world.meet(place.room, number, place.room.office.now().date(), "tea " * (number % 7) ** 4)


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
    passphrases.change(place.room.session, words(number - 1), words(number))


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


@dataclass(frozen=True)
class Act:
    """One kind of act.

    Attributes:
        name: what it is called in reports.
        do: do it; on return it is acknowledged.
        there: whether it is, after an opening.
        before: what has to be done first, not under faults.
        first: number of the first one.
        often: how often it happens beside the others in a mixed day.
    """

    name: str
    do: Callable[[Place, int], None]
    there: Callable[[Place, int], bool]
    before: Callable[[Place, int], None] = lambda _place, _number: None
    first: int = 1
    often: int = 1


ACTS = {
    act.name: act
    for act in (
        Act("save", save, save_there, often=8),
        Act("draft", draft, draft_there, often=5),
        Act("close", close, close_there, first=0),
        Act("publish", publish, publish_there, before=close, first=0),
        Act("passphrase", passphrase, passphrase_there),
    )
}
