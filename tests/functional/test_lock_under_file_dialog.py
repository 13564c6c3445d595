"""A file dialog is open when the time is over: the lock covers it, and what it chose does nothing."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from caseapp.errors import KnownError
from caseapp.figures.requests import ShowMonths
from caseapp.ui.pages.figures import FiguresPage
from caseapp.ui.widgets.file_dialog import FileDialog
from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault, give_home, new_vault


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return new_vault(give_home(tmp_path, monkeypatch) / "Notes.casevault")


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, notes: Vault) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, notes.folder)
    window.unlock(notes.worker)
    window.house.open_page("figures")
    window.settle()
    yield window
    window.leave()


def choosing(real: RealWindow, what: str) -> FileDialog:
    """Open the dialog and return it."""
    page = real.page
    assert isinstance(page, FiguresPage)
    {"folder": page.choose_folder, "files": page.choose_files}[what]()
    real.settle()
    (dialog,) = real.window.findChildren(FileDialog)
    assert dialog.isVisible()
    return dialog


def time_passes(real: RealWindow, patch: pytest.MonkeyPatch) -> None:
    """The laptop is left alone for an hour; the clock is looked at once a second."""
    later = time.time() + 3600
    patch.setattr("caseapp.ui.shell.idle.time.time", lambda: later)


def assert_locked(real: RealWindow) -> None:
    assert real.window.house is None
    assert real.window.stack.currentWidget() is real.window.unlock
    assert QApplication.activeModalWidget() is None, "nothing keeps the keyboard from the unlock page"
    assert real.window.findChildren(QFileDialog) == []
    real.wait(lambda: real.window.closing.is_over)


@pytest.mark.parametrize("what", ["folder", "files"])
def test_the_idle_lock_takes_an_open_file_dialog_with_it(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    dialog = choosing(real, what)
    desk = real.house.opened.desk
    with monkeypatch.context() as patch, real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        time_passes(real, patch)
    assert_locked(real)
    assert not shiboken6.isValid(dialog)
    with pytest.raises(KnownError, match="locked"):
        desk.ask(ShowMonths()).result(5)


@pytest.mark.parametrize("what", ["folder", "files"])
@pytest.mark.parametrize("over", [False, True])
def test_a_key_in_the_dialog_after_the_time_was_over_only_locks(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str, over: bool
) -> None:
    """Somebody else finds the dialog open and presses Enter: the first key must choose nothing."""
    file = tmp_path / "figures-2026-01.zip"
    file.write_bytes(b"")
    dialog = choosing(real, what)
    chosen: list[object] = []
    dialog.fileSelected.connect(chosen.append)
    dialog.filesSelected.connect(chosen.append)
    name = dialog.findChild(QLineEdit)
    assert isinstance(name, QLineEdit)
    name.setText(str(tmp_path if what == "folder" else file))
    if not over:
        QTest.keyClick(name, Qt.Key.Key_Return)
        assert chosen
        return
    with monkeypatch.context() as patch, real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        time_passes(real, patch)
        QTest.keyClick(name, Qt.Key.Key_Return)
    assert chosen == []
    assert_locked(real)


@pytest.mark.parametrize("what", ["folder", "files"])
def test_a_choice_that_arrives_with_the_lock_acts_on_nothing(
    real: RealWindow, notes: Vault, tmp_path: Path, what: str
) -> None:
    """The choice is on its way while the lock runs: it reaches a page that is gone, and asks nothing."""
    dialog = choosing(real, what)
    page, bridge = real.page, real.window.bridge
    failures: list[object] = []
    bridge.failed.connect(failures.append)
    chosen = str(tmp_path)
    # Queued as the system's own dialog would hand it over: after the lock that is queued before it.
    real.window.guards.idle.expired.emit()  # type: ignore[union-attr]  # there is one since the unlock
    with real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        dialog.fileSelected.emit(chosen)
        dialog.filesSelected.emit([chosen])
        dialog.done(QFileDialog.DialogCode.Accepted)
    assert_locked(real)
    assert not shiboken6.isValid(page)
    assert failures == []
    real.window.activateWindow()  # where there is no window manager to do it
    QTest.qWaitForWindowActive(real.window)
    real.unlock(notes.worker)
    assert real.page.key == "figures"
    assert failures == []


def test_the_way_to_another_vault_is_no_way_past_the_lock(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog of the first steps belongs to a window without keys: nothing can be shown by it."""
    real.lock()
    real.window.opening.open_wizard()
    real.settle()
    wizard = real.window.wizard
    assert wizard is not None
    wizard._choose_existing()
    real.settle()
    (dialog,) = real.window.findChildren(FileDialog)
    with monkeypatch.context() as patch:
        time_passes(real, patch)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        real.settle()
    assert real.window.house is None
    real.window.opening.leave_wizard()
