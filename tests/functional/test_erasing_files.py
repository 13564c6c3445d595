"""Erasing many files takes a while: the window says how far it is, and a stop leaves everything."""

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room
from caseapp.casework.commands.attachments import BeginAttachment, GoOn
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.attachments import AttachmentsOf
from caseapp.casework.queries.find import FindPeople
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.room import answer, workers_house
from caseapp.storage.tables import AttachmentChunk
from caseapp.storage.unit_of_work import UnitOfWork
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.working import Working
from caseapp.ui.pages.log_contact import LogContactPage
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.widgets.access import unnamed_focusables
from tests.functional.real_window import RealWindow
from tests.functional.vaults import WORKER, give_home, new_vault


class Slow:
    """A disk on which erasing a piece takes as long as the test wants.

    Attributes:
        goes_on: set while pieces are erased.
        pieces: how many were.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.goes_on = threading.Event()
        self.pieces = 0
        erase = UnitOfWork.replace

        def replace(unit: UnitOfWork, model: type, *rows: object, **where: object) -> None:
            if model is AttachmentChunk:
                self.pieces += 1
                if self.pieces == 9:
                    assert self.goes_on.wait(20)
            erase(unit, model, *rows, **where)  # type: ignore[arg-type]  # handed on as it came

        monkeypatch.setattr(UnitOfWork, "replace", replace)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    give_home(tmp_path / "home", monkeypatch)
    folder = new_vault(tmp_path / "Night.casevault").folder
    room = open_room(folder, WORKER)
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, workers_house(room).today, how=How.SPOKEN)
    person_id = answer(room, AddPerson(PersonFacts(alias="Marisol"), keep)).result
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + bytes(5_000_000))
    begun = answer(room, BeginAttachment(person_id, paper, "Letter")).result
    while not answer(room, GoOn(begun.transfer_id)).result.finished:
        pass
    room.close()
    return folder


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, folder)
    window.unlock(WORKER)
    yield window
    if window.window.house is not None:
        window.lock()


def begin(real: RealWindow) -> UUID:
    """In the ledger of Marisol: withdraw that a record is kept."""
    person_id: UUID = real.ask(FindPeople("Marisol"))[0].person_id
    real.house.open_person(person_id)
    real.settle()
    page = real.page
    assert isinstance(page, PersonPage)
    page.acts.open_ledger()
    real.settle()
    assert isinstance(real.dialog, ConsentLedger)
    real.press("Home", "W")
    QTest.keyClick(real.at(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    return person_id


def shown(real: RealWindow) -> bool:
    return isinstance(real.window.overlays()[-1], Working)


def test_it_says_how_far_it_is_and_escape_leaves_everything(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    person_id = begin(real)
    real.wait(lambda: shown(real))
    working = real.window.overlays()[-1]
    assert isinstance(working, Working)
    assert unnamed_focusables(working) == []
    real.wait(lambda: working.bar.value() == 8)
    assert working.bar.maximum() == 20
    assert real.at() is working.cancel
    QTest.keyClick(real.at(), Qt.Key.Key_Escape)
    slow.goes_on.set()
    real.wait(lambda: not shown(real))
    real.settle()
    ledger = real.dialog
    assert isinstance(ledger, ConsentLedger)
    assert "Stopped. Nothing was changed." in ledger.note.accessibleName()
    assert slow.pieces < 20
    assert [row.title for row in real.ask(AttachmentsOf(person_id))] == ["Letter"]
    real.press("Ctrl+Return")
    real.wait(lambda: not real.window.overlays())
    real.settle()
    assert real.ask(FindPeople("Marisol")) == ()
    assert real.page.key == "people"


def test_a_lock_on_the_way_covers_it_and_what_she_said_is_carried_out(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    begin(real)
    real.wait(lambda: shown(real))
    with real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.lock()
        assert not real.window.overlays()
        assert real.window.unlock.passphrase.isEnabled()
        slow.goes_on.set()
    real.unlock(WORKER)
    assert real.ask(FindPeople("Marisol")) == ()


def test_what_goes_quickly_is_not_covered(real: RealWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Working] = []
    monkeypatch.setattr(Working, "open_over", lambda working, _first: opened.append(working))
    monkeypatch.setattr("caseapp.ui.dialogs.working._SHOWN_AFTER_MS", 60_000)
    begin(real)
    real.wait(lambda: not real.window.overlays())
    assert opened == []
    assert real.ask(FindPeople("Marisol")) == ()


def test_a_contact_in_which_she_says_no_can_be_stopped_too(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    person_id = real.ask(FindPeople("Marisol"))[0].person_id
    real.house.log_contact(person_id)
    real.settle()
    page = real.page
    assert isinstance(page, LogContactPage)
    page.when.place.setCurrentIndex(0)
    page.when.how.setCurrentIndex(0)
    page.asking.ask(Purpose.KEEP)
    real.settle()
    question = real.dialog
    assert isinstance(question, ConsentQuestion)
    question.answer.set_answer(Answer.DECLINED)
    question._look()
    real.press("Ctrl+Return")
    page.ending.save()
    real.wait(lambda: real.window.overlays() and shown(real))
    QTest.keyClick(real.at(), Qt.Key.Key_Escape)
    slow.goes_on.set()
    real.wait(lambda: not real.window.overlays())
    real.settle()
    assert real.page is page
    assert real.reads("Stopped. Nothing was changed.")
    assert [row.title for row in real.ask(AttachmentsOf(person_id))] == ["Letter"]
    page.ending.save()
    real.settle()
    assert real.page is not page
    assert real.ask(FindPeople("Marisol")) == ()
