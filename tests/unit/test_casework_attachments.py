"""Files kept with a person: taken in by steps, seen only when whole, hers to withdraw."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from caseapp.casework import attachments
from caseapp.casework.attachments import DamagedAttachmentError, close, tidy
from caseapp.casework.commands.attachments import (
    BeginAttachment,
    BeginCopy,
    GoOn,
    Moved,
    PutBackAttachment,
    RenameAttachment,
    StopTransfer,
    TakeOutAttachment,
)
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.opened_files import OpenedFiles, remove_left_behind
from caseapp.casework.queries.attachments import (
    AttachmentRow,
    AttachmentsOf,
    Details,
    LookAtFile,
    ReadPicture,
)
from caseapp.casework.queries.consent import WithdrawalPreview
from caseapp.casework.refusals import ConsentMissing, NotComplete
from caseapp.casework.transfers import FileError, NotOnItsWayError
from caseapp.casework.undo import NotUndone
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.file_kinds import FileKind, RefusedFileError
from caseapp.errors import KnownError
from caseapp.storage.attachment_check import AttachmentCheck
from caseapp.storage.attachments import CHUNK_BYTES
from caseapp.storage.engine import driver_of
from caseapp.storage.tables import Attachment, AttachmentChunk, HistoryEntry
from caseapp.storage.unit_of_work import GoneError, UnitOfWork
from tests.unit.casework_tools import World
from tests.unit.pictures import SECRET, jpeg, png, shown

LONG = b"%PDF-1.7\n" + os.urandom(CHUNK_BYTES * 9 + 77)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    made = World()
    yield made
    close(made.house)
    made.house.store.close()


@pytest.fixture
def marisol(world: World) -> UUID:
    return world.person("Marisol")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "Qzknameonly.pdf"
    path.write_bytes(LONG)
    return path


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
    put_down, left = attachments.add_chunk, [2]

    def add_chunk(unit: UnitOfWork, file: UUID, person: UUID, place: int, data: bytes) -> None:
        left[0] -= 1
        if not left[0]:
            raise KnownError("The disk is full.")
        put_down(unit, file, person, place, data)

    with monkeypatch.context() as patch:
        patch.setattr(attachments, "add_chunk", add_chunk)
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


def test_erasing_her_erases_what_is_half_and_what_was_taken_out(
    world: World, marisol: UUID, paper: Path
) -> None:
    whole, taken = add(world, marisol, paper, title="one"), add(world, marisol, paper, title="two")
    world.do(RenameAttachment(whole, "Qzkother"))
    world.do(TakeOutAttachment(taken))
    transfer = world.do(BeginAttachment(marisol, paper))
    world.do(GoOn(transfer.transfer_id))
    opened = steps(world, BeginCopy(whole))[-1].path
    preview = world.ask(WithdrawalPreview(marisol, Purpose.KEEP, None, Answer.WITHDRAWN))
    assert any(effect.template.startswith("Attachments erased") for effect in preview)
    world.do(RecordConsent(marisol, world.said(Purpose.KEEP, Answer.WITHDRAWN)))
    assert world.count(Attachment, AttachmentChunk, HistoryEntry) == 0
    assert not world.found("Qzkother")
    assert opened is not None
    assert not opened.exists()
    with pytest.raises(GoneError):
        world.do(GoOn(transfer.transfer_id))
    with pytest.raises(GoneError):
        world.do(PutBackAttachment(taken))
    assert world.count(AttachmentChunk) == 0
    assert world.findings() == []


def test_a_no_to_health_takes_only_what_it_allowed(world: World, paper: Path) -> None:
    ruby = world.person("Ruby", Purpose.HEALTH, Purpose.CHILDREN)
    health = add(world, ruby, paper, about=Purpose.HEALTH)
    kept = add(world, ruby, paper, about=Purpose.HEALTH)
    children = add(world, ruby, paper, about=Purpose.CHILDREN)
    plain = add(world, ruby, paper)
    preview = world.ask(WithdrawalPreview(ruby, Purpose.HEALTH, None, Answer.WITHDRAWN))
    said = {effect.template: dict(effect.values) for effect in preview}
    assert said["Attachments are erased: {n}."] == {"n": 2}
    assert any("take it out" in template for template in said)
    world.do(
        RecordConsent(
            ruby,
            world.said(Purpose.HEALTH, Answer.WITHDRAWN),
            keep=frozenset({kept}),
            keep_reason="the court asked for it",
        )
    )
    assert {row.attachment_id for row in listed(world, ruby)} == {kept, children, plain}
    assert health not in {row.attachment_id for row in world.rows(AttachmentChunk)}
    assert findings(world) == world.findings() == []


def test_taking_out_can_be_undone_for_a_while(world: World, marisol: UUID, paper: Path) -> None:
    attachment_id = add(world, marisol, paper, title="Letter")
    (before,) = listed(world, marisol)
    world.do(TakeOutAttachment(attachment_id))
    assert listed(world, marisol) == ()
    assert not world.found("Letter")
    tidy(world.house)
    world.do(PutBackAttachment(attachment_id))
    assert listed(world, marisol) == (before,)
    assert world.found("Letter") == ["attachment"]
    assert findings(world) == world.findings() == []
    world.do(TakeOutAttachment(attachment_id))
    world.clock.move(minutes=16)
    with pytest.raises(NotUndone):
        world.do(PutBackAttachment(attachment_id))
    while tidy(world.house):
        pass
    assert world.count(AttachmentChunk) == 0


def test_what_was_taken_out_goes_at_the_lock(world: World, marisol: UUID, paper: Path) -> None:
    attachment_id = add(world, marisol, paper)
    world.do(TakeOutAttachment(attachment_id))
    close(world.house)
    assert world.count(AttachmentChunk) == 0


def test_a_full_disk_puts_tidying_off_and_keeps_no_lock_waiting(
    world: World, marisol: UUID, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.do(TakeOutAttachment(add(world, marisol, paper)))
    with monkeypatch.context() as patch:

        def full(*_arguments: object) -> None:
            raise KnownError("The disk is full.")

        patch.setattr(attachments, "erase_chunk", full)
        close(world.house)
        assert not tidy(world.house)
    assert world.count(AttachmentChunk) == 10
    while tidy(world.house):
        pass
    assert world.count(AttachmentChunk) == 0


def test_a_name_is_kept_with_its_history(world: World, marisol: UUID, paper: Path) -> None:
    attachment_id = add(world, marisol, paper, title="Letter")
    world.do(RenameAttachment(attachment_id, "Clinic"))
    assert [row.earlier for row in world.rows(HistoryEntry)] == ["Letter"]
    assert listed(world, marisol)[0].title == "Clinic"
    with pytest.raises(NotComplete):
        world.do(RenameAttachment(attachment_id, "x" * 121))
    with pytest.raises(GoneError):
        world.do(RenameAttachment(uuid4(), "x"))


def test_a_copy_never_covers_a_file_and_is_never_called_dangerously(
    world: World, marisol: UUID, paper: Path, tmp_path: Path
) -> None:
    attachment_id = add(world, marisol, paper, title="../..\u202e/etc/pa:ss|wd")
    first = out(world, attachment_id, tmp_path, "")
    second = out(world, attachment_id, tmp_path, "")
    assert (first.parent, first.name) == (tmp_path, "etc pa ss wd.pdf")
    assert second.name == "etc pa ss wd 2.pdf"
    assert first.read_bytes() == second.read_bytes() == LONG
    assert out(world, attachment_id, tmp_path, " . ").name == "file.pdf"


def test_a_copy_that_cannot_be_written_leaves_nothing(
    world: World, marisol: UUID, paper: Path, tmp_path: Path
) -> None:
    attachment_id = add(world, marisol, paper)
    with pytest.raises(FileError):
        world.do(BeginCopy(attachment_id, tmp_path / "absent"))
    folder = tmp_path / "stick"
    folder.mkdir()
    transfer = world.do(BeginCopy(attachment_id, folder))
    world.do(GoOn(transfer.transfer_id))
    assert len(list(folder.iterdir())) == 1
    world.do(StopTransfer(transfer.transfer_id))
    assert list(folder.iterdir()) == []


def test_opening_uses_a_private_folder_that_the_lock_empties(
    world: World, marisol: UUID, paper: Path, tmp_path: Path
) -> None:
    attachment_id = add(world, marisol, paper, title="Letter")
    path = steps(world, BeginCopy(attachment_id))[-1].path
    assert path is not None
    assert path.is_relative_to(tmp_path / "runtime" / "caseapp")
    assert path.suffix == ".pdf"
    assert "Letter" not in path.name
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == LONG
    close(world.house)
    assert list((tmp_path / "runtime" / "caseapp" / "opened").iterdir()) == []


def test_what_nobody_knows_is_not_opened(world: World, marisol: UUID, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\0\1\2\3" * 50)
    attachment_id = add(world, marisol, path)
    with pytest.raises(FileError, match="no program"):
        world.do(BeginCopy(attachment_id))
    assert out(world, attachment_id, tmp_path).read_bytes() == path.read_bytes()


def test_a_crash_leaves_files_only_until_the_next_start(tmp_path: Path) -> None:
    base = tmp_path / "opened"
    crashed, running = OpenedFiles(base), OpenedFiles(base)
    left, shown_now = crashed.new_path(".pdf"), running.new_path(".pdf")
    for path in (left, shown_now):
        path.write_bytes(b"qzk")
    assert crashed._lock is not None
    assert crashed._lock._descriptor is not None
    os.close(crashed._lock._descriptor)  # as the system does when the process ends
    crashed._lock._descriptor = None
    assert remove_left_behind(base) == 1
    assert not left.exists()
    assert shown_now.exists()  # another vault is open
    running.close()
    assert list(base.iterdir()) == []
    assert remove_left_behind(tmp_path / "absent") == 0


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE attachment_chunks SET data = zeroblob(length(data)) WHERE place = 1",
        "UPDATE attachment_chunks SET place = 3 - place WHERE place IN (1, 2)",
        "DELETE FROM attachment_chunks WHERE place = 9",
        "DELETE FROM attachment_chunks",
    ],
)
def test_damage_is_found_by_the_check_and_stops_a_copy(
    world: World, marisol: UUID, paper: Path, tmp_path: Path, damage: str
) -> None:
    attachment_id = add(world, marisol, paper)
    folder = tmp_path / "stick"
    folder.mkdir()
    spoil(world, damage)
    assert len(findings(world)) == 1
    with pytest.raises(DamagedAttachmentError):
        out(world, attachment_id, folder)
    assert list(folder.iterdir()) == []


def test_a_damaged_picture_is_not_shown(world: World, marisol: UUID, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png())
    attachment_id = add(world, marisol, path)
    spoil(world, "UPDATE attachment_chunks SET data = x'00'")
    with pytest.raises(DamagedAttachmentError):
        world.ask(ReadPicture(attachment_id))


def test_a_picture_that_is_too_large_is_not_read(
    world: World, marisol: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png())
    attachment_id = add(world, marisol, path)
    monkeypatch.setattr(attachments, "_MOST_SHOWN", 100)
    with pytest.raises(KnownError, match="too large"):
        world.ask(ReadPicture(attachment_id))


def test_the_audit_says_who_opened_what(world: World, marisol: UUID, paper: Path, tmp_path: Path) -> None:
    attachment_id = add(world, marisol, paper)
    out(world, attachment_id, tmp_path)
    steps(world, BeginCopy(attachment_id))
    world.do(TakeOutAttachment(attachment_id))
    with world.house.store.read() as session:
        actions = [
            row[0] for row in driver_of(session.connection()).execute("SELECT action FROM audit_entry")
        ]
    assert actions[-4:] == ["attachment.add", "attachment.copy", "attachment.open", "attachment.erase"]
