"""Closing the window makes the backup that is due first, and can skip it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.ui.shell.leaving import Leaving
from tests.functional.real_window import RealWindow
from tests.functional.vaults import WORKER, give_home, new_vault


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    give_home(tmp_path / "home", monkeypatch)
    # The last window that closes ends the program, and with it the tests.
    monkeypatch.setattr(QApplication, "quit", lambda: None)
    return new_vault(tmp_path / "Night.casevault").folder


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, folder)
    window.write(WORKER)
    window.press("Return")
    window.wait(lambda: window.window.house)
    yield window
    window.wait(lambda: window.window.closing.is_over)


def sets(folder: Path) -> int:
    return len(list((folder / "backups").glob("*/cases.db")))


def test_a_backup_is_made_before_the_window_closes(qtbot: QtBot, real: RealWindow, folder: Path) -> None:
    with qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.close()
    assert sets(folder) == 1
    assert not real.window.isVisible()
    assert real.window.house is None


def test_skip_closes_at_once_and_leaves_no_half_backup(qtbot: QtBot, real: RealWindow, folder: Path) -> None:
    with qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.close()
        (leaving,) = real.window.findChildren(Leaving)
        leaving._timer.timeout.emit()
        assert leaving.isVisible()
        assert leaving.skip.hasFocus()
        leaving.skip.click()
    assert real.window.house is None
    for one in (folder / "backups").glob("*"):
        assert (one / "cases.db").exists()


def test_a_backup_that_fails_is_said_before_the_window_goes(
    qtbot: QtBot, real: RealWindow, folder: Path
) -> None:
    shutil.rmtree(folder / "backups", ignore_errors=True)
    (folder / "backups").write_text("in the way")
    real.window.close()
    (leaving,) = real.window.findChildren(Leaving)
    real.wait(lambda: leaving.skip.text() == "Close without a backup")
    assert leaving.isVisible()
    assert real.window.house is not None
    with qtbot.waitSignal(real.window.locked, timeout=20_000):
        leaving.skip.click()
