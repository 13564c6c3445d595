"""The unlock page slows down whoever guesses, asks for a key file, and leads to the backups."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room
from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.commands.keys import MakeKeyFile
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.find import FindPeople
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.room import answer, workers_house
from caseapp.ui.shell.pauses import LONGEST, Pauses
from caseapp.ui.shell.restore import RestoreDialog
from caseapp.ui.widgets.access import unnamed_focusables
from tests.functional.real_window import RealWindow
from tests.functional.vaults import WORKER, give_home, new_vault


class Clock:
    """Seconds of a test."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_pause_doubles_up_to_its_end_and_success_ends_it() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    assert pauses.left() == 0
    seen = []
    for _ in range(8):
        pauses.failed("wrong_passphrase")
        seen.append(pauses.left())
        clock.now += pauses.left()
        assert pauses.left() == 0
    assert seen == [1, 2, 4, 8, 16, LONGEST, LONGEST, LONGEST]
    pauses.failed("wrong_recovery_code")
    clock.now += 0.5
    assert pauses.left() == LONGEST
    pauses.opened()
    assert pauses.left() == 0
    pauses.failed("key_file_needed")
    assert pauses.left() == 1


@pytest.mark.parametrize("code", ["disk_full", "missing_saves", "held_by_another", "mistyped_recovery_code"])
def test_what_is_no_guess_makes_nobody_wait(code: str) -> None:
    pauses = Pauses(Clock())
    pauses.failed(code)
    assert pauses.left() == 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    give_home(tmp_path / "home", monkeypatch)
    return new_vault(tmp_path / "Night.casevault").folder


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, folder)
    window.window.opening.pauses._clock = Clock()
    yield window
    if window.window.house is not None:
        with qtbot.waitSignal(window.window.locked, timeout=20_000):
            window.window.lock()


def refused(real: RealWindow, words: str) -> None:
    page = real.window.unlock
    page.passphrase.setText(words)
    real.press("Return")
    real.wait(lambda: not page._busy and page.note is not None and page.note.isVisible())


def test_enter_counts_when_the_pause_is_over(real: RealWindow) -> None:
    page = real.window.unlock
    refused(real, "not the one at all")
    assert page.button.text() == "Again in 1 s"
    page._hold_timer.stop()  # type: ignore[union-attr]  # the test counts
    sent: list[str] = []
    page.unlock_wanted.connect(sent.append)
    page.passphrase.setText(WORKER)
    real.press("Return")
    assert sent == []
    page._count(0)
    assert sent == [WORKER]
    real.wait(lambda: real.window.house)
    assert real.window.opening.pauses.left() == 0


def test_the_pause_stays_when_the_page_is_built_anew(real: RealWindow) -> None:
    refused(real, "not the one at all")
    real.window.rebuild()
    assert real.window.unlock.button.text() == "Again in 1 s"


def test_a_key_file_is_asked_for_and_opens(real: RealWindow, folder: Path, tmp_path: Path) -> None:
    room = open_room(folder, WORKER)
    stick = tmp_path / "stick.key"
    answer(room, MakeKeyFile(str(stick), WORKER))
    room.close()
    page = real.window.unlock
    assert page.key_part is None
    refused(real, WORKER)
    page._count(0)
    assert page.key_part is not None
    assert page.key_part.isVisible()
    assert unnamed_focusables(page) == []
    page.key_part.path.setText(str(stick))
    page.passphrase.setText(WORKER)
    page.passphrase.setFocus()
    real.press("Return")
    real.wait(lambda: real.window.house)
    assert page.key_part.path.text() == ""


def test_a_damaged_vault_leads_to_its_backups_and_one_is_put_back(real: RealWindow, folder: Path) -> None:
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, days_ago(), how=How.SPOKEN)
    room = open_room(folder, WORKER)
    answer(room, AddPerson(PersonFacts(alias="Marisol"), keep))
    answer(room, BackUpNow())
    room.close()
    store = folder / "cases.db"
    store.write_bytes(b"\0" * store.stat().st_size)
    refused(real, WORKER)
    real.tab_to_name("Restore a backup…")
    real.press("Space")
    real.wait(real.window.overlays)
    real.settle()
    dialog = real.dialog
    assert isinstance(dialog, RestoreDialog)
    assert unnamed_focusables(dialog) == []
    assert not dialog.act.isEnabled()
    real.tab_to_name("Passphrase of a worker")
    real.write(WORKER)
    real.press("Return")
    real.wait(dialog.act.isEnabled)
    assert "1 people" in dialog.note.accessibleName()
    dialog.is_code.setFocus()
    real.tab_to_name("Passphrase of a worker")
    real.press("End", "Backspace")
    assert not dialog.act.isEnabled()  # what was seen belongs to other words
    real.write(WORKER[-1])
    real.press("Return")
    real.wait(dialog.act.isEnabled)
    real.press("Ctrl+Return")
    real.wait(lambda: not real.window.overlays() or dialog.note._buttons.isVisible())
    while real.window.overlays():
        real.tab_to_name("Go on")
        real.press("Space")
        real.wait(lambda: not real.window.overlays() or dialog.note._buttons.isVisible())
    assert real.window.unlock.note is not None
    assert "in place" in real.window.unlock.note.accessibleName()
    room = open_room(folder, WORKER)
    assert workers_house(room)
    assert len(answer(room, FindPeople("Marisol"))) == 1
    room.close()


def days_ago() -> date:

    return (datetime.now(UTC) - timedelta(days=2)).date()
