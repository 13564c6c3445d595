"""A worker's room with people in it, its backups, and short ways to look at both."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from caseapp.bootstrap import open_room, restore_vault
from caseapp.casework.backups import Backups
from caseapp.casework.commands.backups import BackedUp, BackUpNow, Restored
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import LogContact, NewNeed, PersonPart
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.opened_set import Way
from caseapp.casework.queries.backups import BackupsNow, BackupStatus
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import PersonFacts
from caseapp.room import Room, answer
from caseapp.tasks.progress import Progress
from tests.security.vault_tools import Ready


@contextmanager
def computer_of(vault: Ready) -> Iterator[None]:
    """A computer of its own for each vault folder: it has seen no other copy."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(vault.folder.with_name(vault.folder.name + ".home")))
        yield


@contextmanager
def room_of(vault: Ready, accept: AbstractSet[str] = frozenset()) -> Iterator[Room]:
    """Open as a worker, by the code: it costs no derivation."""
    with computer_of(vault):
        room = open_room(vault.folder, recovery_code=vault.recovery_code, accept=accept)
    try:
        yield room
    finally:
        room.close()


def backups_of(room: Room) -> Backups:
    assert room.backups is not None
    return room.backups


def add_person(room: Room, alias: str) -> UUID:
    assert room.house is not None
    today = room.house.today
    person: UUID = answer(
        room, AddPerson(PersonFacts(alias=alias), ConsentEntry(Purpose.KEEP, Answer.GIVEN, today))
    ).result
    return person


def log(room: Room, person: UUID, words: str, unidentified: int = 0) -> UUID:
    assert room.house is not None
    now = room.house.now()
    her = PersonPart(person_id=person, her_words=words, needs=(NewNeed(NeedFacts("housing", words=words)),))
    contact: UUID = answer(
        room,
        LogContact(
            Moment.of(now - timedelta(minutes=5)),
            place="our_rooms",
            channel=Channel.IN_PERSON,
            people=(her,),
            unidentified=unidentified,
        ),
    ).result.contact_id
    return contact


def erase(room: Room, person: UUID) -> None:
    assert room.house is not None
    answer(room, RecordConsent(person, ConsentEntry(Purpose.KEEP, Answer.WITHDRAWN, room.house.today)))


def aliases(room: Room) -> list[str]:
    assert room.house is not None
    with room.house.store.read() as session:
        return [
            row[0] for row in session.connection().exec_driver_sql("SELECT alias FROM people ORDER BY alias")
        ]


def back_up(room: Room, *, only_if_due: bool = False, to: str = "") -> BackedUp:
    made: BackedUp = answer(room, BackUpNow(only_if_due, to)).result
    return made


def status(room: Room) -> BackupsNow:
    found: BackupsNow = answer(room, BackupStatus())
    return found


def place_of(vault: Ready, name: str) -> Path:
    return vault.folder / "backups" / name


def names(vault: Ready) -> list[str]:
    """All that lies among the backups, half ones too."""
    place = vault.folder / "backups"
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


def restore(
    vault: Ready, source: Path, accept: AbstractSet[str] = frozenset(), progress: Progress | None = None
) -> Restored:
    with computer_of(vault):
        return restore_vault(
            vault.folder, source, Way(recovery_code=vault.recovery_code), accept=accept, progress=progress
        )


def picture(folder: Path) -> dict[str, bytes]:
    """Every file of a vault but its lock, byte by byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }
