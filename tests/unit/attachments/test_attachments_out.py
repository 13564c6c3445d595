"""Files kept with a person: copied out, opened, looked at, and damage on the way."""

import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from caseapp.casework import attachments
from caseapp.casework.attachments import DamagedAttachmentError, close
from caseapp.casework.commands.attachments import (
    BeginCopy,
    GoOn,
    RenameAttachment,
    StopTransfer,
    TakeOutAttachment,
)
from caseapp.casework.opened_files import OpenedFiles, remove_left_behind
from caseapp.casework.queries.attachments import (
    ReadPicture,
)
from caseapp.casework.refusals import NotComplete
from caseapp.casework.transfers import FileError
from caseapp.errors import KnownError
from caseapp.storage.engine import driver_of
from caseapp.storage.tables import HistoryEntry
from caseapp.storage.unit_of_work import GoneError
from tests.unit.attachments.filing import LONG, add, findings, listed, out, spoil, steps
from tests.unit.casework_tools import World
from tests.unit.pictures import png


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
