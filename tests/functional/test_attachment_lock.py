"""A file is on its way when the vault is locked: the lock does not wait, and nothing half comes back."""

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.attachments import AttachmentsOf
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.errors import KnownError
from caseapp.room import answer
from caseapp.ui.dialogs.attach_file import AttachFile
from caseapp.ui.dialogs.carrying import Carrying
from caseapp.ui.pages.person import PersonPage
from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault, give_home, new_vault


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return new_vault(give_home(tmp_path, monkeypatch) / "Notes.casevault")


@pytest.fixture
def ana(notes: Vault) -> UUID:
    room = open_room(notes.folder, notes.worker)
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, date.today())  # noqa: DTZ011 - the local day
    person_id: UUID = answer(room, AddPerson(PersonFacts(alias="Ana"), keep)).result
    room.close()
    return person_id


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, notes: Vault, ana: UUID) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, notes.folder)
    window.unlock(notes.worker)
    window.house.open_person(ana)
    window.settle()
    yield window
    window.leave()


@pytest.mark.parametrize("seen", [True, False])
def test_a_lock_stops_a_file_at_its_next_step(
    real: RealWindow, notes: Vault, ana: UUID, tmp_path: Path, seen: bool
) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        for _ in range(60):
            file.write(os.urandom(1_000_000))
    page = real.page
    assert isinstance(page, PersonPage)
    dialog = page.files.attach(large)
    assert isinstance(dialog, AttachFile)
    real.settle()
    dialog.name.setText("Letter of the court")
    dialog.attach()
    (carrying,) = real.window.findChildren(Carrying)
    real.wait(lambda: carrying.bar.value() > 0)
    if seen:
        carrying.open_over(carrying.cancel)
    started = time.monotonic()
    with real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.lock()
    assert time.monotonic() - started < 5  # the whole file takes longer than what is left of a step
    real.settle()
    real.qtbot.wait(400)  # longer than it takes until progress is shown
    assert real.window.overlays() == []
    assert not [each for each in real.window.findChildren(Carrying) if each.isVisible()]
    real.window.unlock.passphrase.setFocus()
    real.unlock(notes.worker)
    real.wait(real.window.overlays)
    (back,) = real.window.overlays()
    assert isinstance(back, AttachFile)
    real.wait(lambda: back.name.text() == "Letter of the court")
    real.wait(back.act.isEnabled)
    assert real.ask(AttachmentsOf(ana)) == ()
    back.attach()
    real.wait(lambda: not real.window.overlays())
    (row,) = real.ask(AttachmentsOf(ana))
    assert (row.title, row.size) == ("Letter of the court", large.stat().st_size)


def test_a_manager_sees_nothing_of_it(notes: Vault, ana: UUID) -> None:
    room = open_room(notes.folder, notes.manager)
    try:
        with pytest.raises(KnownError, match="figures only"):
            answer(room, AttachmentsOf(ana))
        assert not [kind for kind in room.handlers if "ttachment" in kind.__name__]
    finally:
        room.close()
