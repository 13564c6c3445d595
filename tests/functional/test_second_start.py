"""A second start shows the window that has the vault open, and gives way to it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.ui.shell.front_door import Knock
from caseapp.vault import lockfile
from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault

# Only the second window's own end ends it: nobody types into it, and nothing kills it while it shows.
PROGRAM = (sys.executable, "-m", "caseapp", "open")


@contextmanager
def second_start(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([*PROGRAM, str(folder)], env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, vault: Vault) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, vault.folder)
    window.unlock(vault.worker)
    yield window
    if window.window.house is not None:
        window.lock()


def test_a_second_start_brings_the_first_window_to_the_front(real: RealWindow, vault: Vault) -> None:
    real.window.setWindowState(Qt.WindowState.WindowMinimized)
    with second_start(vault.folder) as second:
        real.wait(lambda: second.poll() is not None)
        assert second.returncode == 0
    assert not real.window.isMinimized()
    assert real.window.isVisible()
    assert real.window.house is not None


def test_it_is_found_after_another_text_size_and_not_after_a_lock(real: RealWindow, vault: Vault) -> None:
    real.window.step_text_size(1)
    real.settle()
    door = lockfile.door_of(vault.folder)
    assert door
    assert knocked(real.qtbot, door)
    real.lock()
    assert lockfile.door_of(vault.folder) == ""
    assert not knocked(real.qtbot, door)


def test_a_window_that_was_opened_before_gives_way_when_it_is_refused(
    qtbot: QtBot, qapp: QApplication, vault: Vault
) -> None:
    late = RealWindow(qtbot, qapp, vault.folder)
    first = RealWindow(qtbot, qapp, vault.folder)
    first.unlock(vault.worker)
    late.window.activateWindow()
    late.window.unlock.passphrase.setFocus()
    late.window.unlock.unlock_wanted.emit(vault.worker)
    late.wait(lambda: not late.window.isVisible())
    assert first.window.house is not None
    first.lock()


def test_what_a_crash_left_or_a_stranger_says_keeps_nobody_out(
    qtbot: QtBot, qapp: QApplication, vault: Vault
) -> None:
    door = "ab" * 16
    text = '{"computer": "%s", "pid": 1, "since": "2026-11-22 10:00", "door": "%s"}'
    (vault.folder / "lock").write_text(text % (lockfile._computer(), door))
    server = QLocalServer()
    assert server.listen(f"notes-{door}")
    visitors: list[QLocalSocket] = []
    server.newConnection.connect(lambda: visitors.append(server.nextPendingConnection()))
    window = RealWindow(qtbot, qapp, vault.folder)
    window.wait(lambda: visitors)
    visitors[0].write(b"away\n")
    qtbot.wait(50)
    assert window.window.isVisible()
    window.unlock(vault.worker)
    assert lockfile.door_of(vault.folder) not in {"", door}
    window.lock()


@pytest.mark.parametrize(
    "content", ["", "{}", '{"door": 1}', '{"door": "../../x", "computer": "y"}', "[" * 9000]
)
def test_only_a_door_of_ours_is_taken_from_a_lock_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "lock").write_text(content)
    assert lockfile.door_of(tmp_path) == ""


def knocked(qtbot: QtBot, door: str) -> bool:
    """Whether a window answers."""
    said: list[bool] = []
    keep: Callable[[bool], object] = said.append
    owner = QLocalServer()
    Knock(door, keep, owner)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    return said[0]
