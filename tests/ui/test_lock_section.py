"""What Settings says about locks and pictures of the screen, and what the window asks of the system."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from caseapp.osutils.lock_reasons import LockReason
from caseapp.settings import Settings
from caseapp.ui.shell import capture, lock_section
from caseapp.ui.shell.capture import Capture
from caseapp.ui.shell.lock_section import LockSection
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.theme.theme import Theme


class Told(QObject):
    changed = Signal()
    missing: frozenset[LockReason] = frozenset()


def section(qtbot: QtBot, told: Told, kept: list[Settings]) -> LockSection:
    extras = {"preferences": Preferences(Settings(), kept.append), "locks": told}
    made = LockSection(SimpleNamespace(extras=extras, messenger=None))
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_what_the_system_tells_and_what_it_does_not(qtbot: QtBot, theme: Theme) -> None:
    told = Told()
    made = section(qtbot, told, [])
    assert made.told.isVisible()
    assert not made.missing.isVisible()
    told.missing = frozenset({LockReason.LID})
    told.changed.emit()
    assert not made.told.isVisible()
    assert made.missing.accessibleName().endswith(
        "This computer does not tell when its lid is closed. Lock with Ctrl+L."
    )


@pytest.mark.parametrize("can", [True, False])
def test_pictures_of_the_screen(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch, can: bool
) -> None:
    monkeypatch.setattr(lock_section, "can_block_capture", lambda: can)
    kept: list[Settings] = []
    made = section(qtbot, Told(), kept)
    assert made.block.isVisible() is can
    assert ("cannot keep a window out" in made.capture.text()) is not can
    if can:
        made.block.setChecked(False)
        assert [settings.block_capture for settings in kept] == [False]


@pytest.mark.parametrize("works", [True, False])
def test_every_window_is_kept_out_until_the_setting_says_no(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    asked: list[tuple[int, bool]] = []

    def block(window: int, *, on: bool) -> bool:
        asked.append((window, on))
        return works

    monkeypatch.setattr(capture, "can_block_capture", lambda: True)
    monkeypatch.setattr(capture, "block_capture", block)
    owner, window = QObject(), QWidget()
    qtbot.addWidget(window)
    made = Capture(qapp, owner, on=True)
    try:
        window.show()
        menu = QMenu(window)  # it has names in it too
        menu.addAction("Marisol")
        QApplication.sendEvent(menu, QEvent(QEvent.Type.Show))  # a real popup would grab the keyboard
        assert {(int(window.winId()), True), (int(menu.winId()), True)} <= set(asked)
        assert made.refused is not works
        asked.clear()
        made.set_on(False)
        assert (int(window.winId()), False) in asked
        assert not made.refused
    finally:
        qapp.removeEventFilter(made)
