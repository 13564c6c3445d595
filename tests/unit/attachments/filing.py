"""What tests of attachments do again and again."""

import os
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from caseapp.casework.commands.attachments import (
    BeginAttachment,
    BeginCopy,
    GoOn,
    Moved,
)
from caseapp.casework.queries.attachments import (
    AttachmentRow,
    AttachmentsOf,
)
from caseapp.storage.attachment_check import AttachmentCheck
from caseapp.storage.attachments import CHUNK_BYTES
from caseapp.storage.engine import driver_of
from tests.unit.casework_tools import World

LONG = b"%PDF-1.7\n" + os.urandom(CHUNK_BYTES * 9 + 77)


def steps(world: World, command: BeginAttachment | BeginCopy) -> list[Moved]:
    transfer = world.do(command)
    found: list[Moved] = []
    while not found or not found[-1].finished:
        found.append(world.do(GoOn(transfer.transfer_id)))
    return found


def add(world: World, person: UUID, path: Path, **more: object) -> UUID:
    return steps(world, BeginAttachment(person, path, **more))[-1].attachment_id


def listed(world: World, person: UUID) -> tuple[AttachmentRow, ...]:
    found: tuple[AttachmentRow, ...] = world.ask(AttachmentsOf(person))
    return found


def findings(world: World) -> list[str]:
    with world.house.store.read() as session:
        driver = driver_of(session.connection())
        check = AttachmentCheck(lambda: driver)
        found: list[str] = []
        after: str | None = ""
        while after is not None:
            slice_ = check.look(after)
            found += slice_.found
            after = slice_.after
        return found


def spoil(world: World, damage: str) -> None:
    with world.house.writing("damage", audited=False) as unit:
        unit.session.execute(text(damage))


def out(world: World, attachment_id: UUID, folder: Path, name: str = "copy") -> Path:
    path = steps(world, BeginCopy(attachment_id, folder, name))[-1].path
    assert path is not None
    return path
