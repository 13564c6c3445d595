"""Files kept with a person: taken in by steps, seen only when whole, refused without a trace."""

import os
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseapp.casework import attachment_transfers
from caseapp.casework.attachments import tidy
from caseapp.casework.commands.attachments import (
    BeginAttachment,
    GoOn,
    StopTransfer,
)
from caseapp.casework.queries.attachments import (
    AttachmentRow,
    AttachmentsOf,
    Details,
    LookAtFile,
    ReadPicture,
)
from caseapp.casework.refusals import ConsentMissing, NotComplete
from caseapp.casework.transfers import FileError, NotOnItsWayError
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.file_kinds import FileKind, RefusedFileError
from caseapp.errors import KnownError
from caseapp.storage.attachments import CHUNK_BYTES
from caseapp.storage.tables import Attachment, AttachmentChunk
from caseapp.storage.unit_of_work import UnitOfWork
from tests.unit.attachments.filing import LONG, add, findings, listed, out
from tests.unit.casework_tools import World
from tests.unit.pictures import SECRET, jpeg, png, shown


def test_a_file_comes_out_as_it_went_in(world: World, marisol: UUID, paper: Path, tmp_path: Path) -> None:
    attachment_id = add(world, marisol, paper, title="  Letter of the  clinic ")
    (row,) = listed(world, marisol)
    assert row == AttachmentRow(
        attachment_id,
        marisol,
        "Letter of the clinic",
        FileKind.PDF,
        None,
        Details.INSIDE,
        len(LONG),
        world.today,
        "Dana",
    )
    copy = out(world, attachment_id, tmp_path)
    assert copy.name == "copy.pdf"
    assert copy.read_bytes() == LONG
    assert copy.stat().st_mode & 0o077 == 0
    assert findings(world) == world.findings() == []
    assert world.found("clinic") == ["attachment"]
    assert not world.found("Qzknameonly")  # the name it had is not kept


def test_it_moves_in_small_steps_and_is_seen_only_when_whole(
    world: World, marisol: UUID, paper: Path
) -> None:
    transfer = world.do(BeginAttachment(marisol, paper))
    done = []
    while True:
        assert listed(world, marisol) == ()
        moved = world.do(GoOn(transfer.transfer_id))
        done.append(moved.done)
        if moved.finished:
            break
    sizes = [after - before for before, after in zip([0, *done[:-1]], done, strict=True)]
    assert max(sizes) <= 4 * CHUNK_BYTES
    assert done[-1] == len(LONG)
    assert len(listed(world, marisol)) == 1
    pieces = sorted(world.rows(AttachmentChunk), key=lambda row: row.place)
    assert {len(row.data) for row in pieces[:-1]} == {CHUNK_BYTES}
    assert sha256(b"".join(row.data for row in pieces)).hexdigest() == world.rows(Attachment)[0].sha256


def test_other_work_comes_in_between(world: World, marisol: UUID, paper: Path) -> None:
    transfer = world.do(BeginAttachment(marisol, paper))
    world.do(GoOn(transfer.transfer_id))
    world.person("Tee")
    while not world.do(GoOn(transfer.transfer_id)).finished:
        world.ask(AttachmentsOf(marisol))
    assert findings(world) == world.findings() == []


def test_what_was_stopped_leaves_nothing(world: World, marisol: UUID, paper: Path) -> None:
    transfer = world.do(BeginAttachment(marisol, paper))
    world.do(GoOn(transfer.transfer_id))
    assert world.count(AttachmentChunk) == 4
    tidy(world.house)
    assert world.count(AttachmentChunk) == 4  # it is on its way
    world.do(StopTransfer(transfer.transfer_id))
    while tidy(world.house):
        pass
    assert world.count(AttachmentChunk) == world.count(Attachment) == 0
    with pytest.raises(NotOnItsWayError):
        world.do(GoOn(transfer.transfer_id))


def test_tidying_leaves_whole_files_alone(world: World, marisol: UUID, paper: Path) -> None:
    add(world, marisol, paper)
    before = world.count(AttachmentChunk)
    while tidy(world.house):
        pass
    assert world.count(AttachmentChunk) == before
    assert findings(world) == []


def test_a_step_that_failed_can_be_tried_again(
    world: World, marisol: UUID, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfer = world.do(BeginAttachment(marisol, paper))
    world.do(GoOn(transfer.transfer_id))
    put_down, left = attachment_transfers.add_chunk, [2]

    def add_chunk(unit: UnitOfWork, file: UUID, person: UUID, place: int, data: bytes) -> None:
        left[0] -= 1
        if not left[0]:
            raise KnownError("The disk is full.")
        put_down(unit, file, person, place, data)

    with monkeypatch.context() as patch:
        patch.setattr(attachment_transfers, "add_chunk", add_chunk)
        with pytest.raises(KnownError):
            world.do(GoOn(transfer.transfer_id))
    assert world.count(AttachmentChunk) == 4
    while not (moved := world.do(GoOn(transfer.transfer_id))).finished:
        pass
    assert out(world, moved.attachment_id, tmp_path).read_bytes() == LONG


def test_a_file_that_changes_meanwhile_is_not_kept(world: World, marisol: UUID, paper: Path) -> None:
    transfer = world.do(BeginAttachment(marisol, paper))
    world.do(GoOn(transfer.transfer_id))
    paper.write_bytes(LONG[:-1] + b"x")
    os.utime(paper, ns=(1, 1))
    with pytest.raises(FileError, match="changed"):
        world.do(GoOn(transfer.transfer_id))
    assert listed(world, marisol) == ()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jpg", b"#!/bin/sh\n", "program"),
        ("a.pdf", b"", "empty"),
        ("a.txt", b"MZ\x90\0", "program"),
    ],
)
def test_what_is_refused_changes_nothing(
    world: World, marisol: UUID, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for request in (LookAtFile(path), BeginAttachment(marisol, path)):
        with pytest.raises(RefusedFileError, match=says):
            world.ask(request) if isinstance(request, LookAtFile) else world.do(request)
    assert world.count(Attachment, AttachmentChunk) == 0


def test_a_file_that_is_too_large_is_refused(world: World, marisol: UUID, tmp_path: Path) -> None:
    path = tmp_path / "film"
    with path.open("wb") as file:
        file.truncate(256 * 1024 * 1024 + 1)
    with pytest.raises(RefusedFileError, match="256 MB"):
        world.do(BeginAttachment(marisol, path))


def test_what_is_no_file_is_refused(world: World, marisol: UUID, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "absent"):
        with pytest.raises(FileError):
            world.ask(LookAtFile(path))


def test_pictures_lose_what_they_hide_unless_asked(world: World, marisol: UUID, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(6))
    look = world.ask(LookAtFile(path))
    assert (look.kind, look.removable, look.hides) == (FileKind.PNG, True, True)
    cleaned, kept = add(world, marisol, path), add(world, marisol, path, keep_details=True)
    found = {row.attachment_id: row.details for row in listed(world, marisol)}
    assert found == {cleaned: Details.OUT, kept: Details.KEPT}
    without = world.ask(ReadPicture(cleaned)).data
    assert SECRET not in without
    assert shown(without) == shown(png(6))
    assert world.ask(ReadPicture(kept)).data == png(6)


def test_a_picture_that_cannot_be_cleaned_asks(world: World, marisol: UUID, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg()[:-40])
    assert not world.ask(LookAtFile(path)).removable
    with pytest.raises(FileError, match="cannot be taken out"):
        world.do(BeginAttachment(marisol, path))
    assert add(world, marisol, path, keep_details=True)


def test_nothing_is_kept_without_her_consent(world: World, marisol: UUID, paper: Path) -> None:
    with pytest.raises(ConsentMissing) as caught:
        world.do(BeginAttachment(marisol, paper, about=Purpose.HEALTH))
    assert caught.value.purpose is Purpose.HEALTH
    world.consent(marisol, Purpose.HEALTH)
    world.do(BeginAttachment(marisol, paper, about=Purpose.HEALTH))
    with pytest.raises(NotComplete):
        world.do(BeginAttachment(marisol, paper, about=Purpose.COUNT))
    world.consent(marisol, Purpose.KEEP, Answer.NOT_NOW)
    with pytest.raises(ConsentMissing) as caught:
        world.do(BeginAttachment(marisol, paper))
    assert caught.value.purpose is Purpose.KEEP


def test_a_consent_that_ends_on_the_way_keeps_it_out(world: World, marisol: UUID, paper: Path) -> None:
    transfer = world.do(BeginAttachment(marisol, paper))
    world.do(GoOn(transfer.transfer_id))
    world.consent(marisol, Purpose.KEEP, Answer.NOT_NOW)
    moved = [world.do(GoOn(transfer.transfer_id)) for _ in range(2)]
    assert moved[-1].done == len(LONG)
    with pytest.raises(ConsentMissing):
        world.do(GoOn(transfer.transfer_id))
    assert listed(world, marisol) == ()
