"""Saves to be recorded, cut and killed: of the vault alone, of a contact, of a month, of a passphrase."""

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar, Protocol
from uuid import uuid4

from caseapp.bootstrap import _furnish as furnish
from caseapp.casework.commands.contact import LogContact, NewNeed, NextStep, PersonPart
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.commands.figures import CloseMonth
from caseapp.casework.handlers import COMMANDS
from caseapp.casework.opening import open_house
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import PersonFacts
from caseapp.figures.requests import PublishMonth
from caseapp.room import answer
from caseapp.vault import Connection, checkpoint, passphrases
from caseapp.vault.kdf import FLOOR
from caseapp.vault.keyfile import SlotKind
from caseapp.vault.session import Session
from tests.faults import world
from tests.faults.acts import month, words
from tests.security.vault_tools import save

IDLE_EVERY = 6


class Workload(Protocol):
    """What is saved; one instance lives as long as one session.

    Attributes:
        where: table and column in which the numbers of saved things stand.
    """

    where: ClassVar[tuple[str, str]]

    def save(self, number: int) -> None:
        """Save one thing that can be told by its number; on return it is acknowledged."""

    def idle(self) -> None:
        """What is done when nobody types."""


def found(connection: Connection, table: str, column: str) -> set[int]:
    """The numbers of all things that are there; none when not even their table is."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is None:
        return set()
    return {row[0] for row in connection.execute(f"SELECT {column} FROM {table}")}


class Notes:
    """Saves of the vault alone: a row, an audit entry, the head."""

    where: ClassVar[tuple[str, str]] = ("note", "number")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection: Connection = session.connect_cases()

    def save(self, number: int) -> None:
        # Sizes from one page to a dozen.
        save(self._session, self._connection, number, text="tea " * (number % 7) ** 4)

    def idle(self) -> None:
        checkpoint(self._connection)


class Contacts:
    """Saves as a worker makes them: the contact form's own command, through casework and storage."""

    where: ClassVar[tuple[str, str]] = ("people", "CAST(substr(alias, 5) AS INTEGER)")

    def __init__(self, session: Session) -> None:
        self._house = open_house(session)

    def save(self, number: int) -> None:
        now = self._house.now()
        agreed = tuple(
            ConsentEntry(purpose, Answer.GIVEN, now.date()) for purpose in (Purpose.KEEP, Purpose.HEALTH)
        )
        her = PersonPart(
            new=PersonFacts(alias=f"Lio {number}"),
            consents=agreed,
            her_words="tea " * (number % 7) ** 4,
            needs=(NewNeed(NeedFacts("dental")),),
            next_steps=(NextStep("Ask again", now.date()),),
        )
        form = uuid4()
        # What the form keeps while she types; no record yet, so nothing is promised by it.
        COMMANDS[KeepDraft](self._house, KeepDraft(form, "contact", "{}"))
        contact = LogContact(
            Moment.of(now - timedelta(minutes=5)),
            place="our_rooms",
            channel=Channel.IN_PERSON,
            people=(her,),
            unidentified=number % 9,
            draft_id=form,
        )
        COMMANDS[LogContact](self._house, contact)

    def idle(self) -> None:
        self._house.store.idle_work()


class Months:
    """Closing a month: both stores and the ledger, with a solver."""

    where: ClassVar[tuple[str, str]] = (
        "closing",
        "(substr(period, 1, 4) - 2026) * 12 + substr(period, 6, 2) - 8",
    )

    def __init__(self, session: Session) -> None:
        self._room = world.at_its_time(furnish(session))
        world.meet(self._room, 1, world.FIRST)

    def save(self, number: int) -> None:
        answer(self._room, CloseMonth(month(number - 1)))
        answer(self._room, PublishMonth(month(number - 1)))

    def idle(self) -> None:
        self._room.idle()


class Passphrases:
    """Another passphrase for the worker: keys.json and its copy."""

    where: ClassVar[tuple[str, str]] = ("", "")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._slot = next(slot.id for slot in session.slots() if slot.kind is SlotKind.WORKER)

    def save(self, number: int) -> None:
        passphrases.replace_lost(self._session, self._slot, words(number), cost=FLOOR)

    def idle(self) -> None:
        """Nothing waits for an idle moment."""


def work(workload: Workload, acknowledge: Callable[[int], None], first: int, last: int) -> None:
    """Save one after another, with idle moments between."""
    for number in range(first, last + 1):
        workload.save(number)
        acknowledge(number)
        if number % IDLE_EVERY == 0:
            workload.idle()
