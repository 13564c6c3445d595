"""Restoring in the real window over a real vault."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room
from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.commands.keys import MakeKeyFile
from caseapp.room import answer
from caseapp.ui.shell.restore import RestoreDialog
from caseapp.ui.widgets.access import unnamed_focusables
from tests.functional.real_window import RealWindow
from tests.functional.vaults import WORKER, give_home, new_vault


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with one backup."""
    with pytest.MonkeyPatch.context() as patch:
        give_home(tmp_path_factory.mktemp("home"), patch)
        folder = new_vault(tmp_path_factory.mktemp("made") / "Night.casevault").folder
        room = open_room(folder, WORKER)
        answer(room, BackUpNow())
        room.close()
        return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    give_home(tmp_path / "home", monkeypatch)
    return Path(shutil.copytree(made, tmp_path / "Night.casevault"))


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, folder)
    yield window
    if window.window.house is not None:
        with qtbot.waitSignal(window.window.locked, timeout=20_000):
            window.window.lock()


def restore_dialog(real: RealWindow) -> RestoreDialog:
    """Open it as the button under a refusal does."""
    real.window.open_restore()
    real.settle()
    (dialog,) = real.window.overlays()
    assert isinstance(dialog, RestoreDialog)
    return dialog


def test_a_backup_that_goes_with_a_key_file_is_restored(
    real: RealWindow, folder: Path, tmp_path: Path
) -> None:
    file, strange = tmp_path / "ana.casekey", tmp_path / "notes.txt"
    strange.write_text("no key file")
    room = open_room(folder, WORKER)
    answer(room, MakeKeyFile(str(file), WORKER))
    answer(room, BackUpNow())
    room.close()
    dialog = restore_dialog(real)
    assert not dialog.key_part.isVisible()
    real.tab_to(lambda widget: widget is dialog.words)
    real.write(WORKER)
    real.press("Return")
    real.wait(dialog.key_part.isVisible)
    assert real.reads("goes with a key file")
    assert not unnamed_focusables(dialog)
    real.write(str(strange))
    real.press("Return")
    real.wait(lambda: real.reads("is not a key file"))
    dialog.key_part.path.clear()
    real.write(str(file))
    assert not dialog.act.isEnabled()
    real.press("Return")
    real.wait(dialog.act.isEnabled)
    real.press("Return")
    real.wait(lambda: not real.window.overlays())
    room = open_room(folder, WORKER, key_file=file.read_bytes())
    room.close()
    assert list(folder.glob("replaced-*"))
