"""The program's window as tests drive it, whatever vault is behind it and whatever pages are in it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from caseapp.ui.shell.house import House
from caseapp.ui.shell.page import Page
from caseapp.ui.shell.window import Window
from caseapp.ui.widgets.dialog import Overlay

WIDTH, HEIGHT = 1366, 738  # 1366 x 768 less the title bar
LONGEST = 20_000  # milliseconds; a key costs a second to derive, more where tests run side by side


class DrivenWindow:
    """A window that is shown, and what a test looks at in it.

    Args:
        qtbot: of pytest-qt.
        window: not started yet.
    """

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot, self.window = qtbot, window
        # A test that is over makes no backup: the notes are locked first.
        qtbot.addWidget(window, before_close_func=lambda _window: window.lock())
        window.resize(WIDTH, HEIGHT)
        window.start()
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)

    @property
    def house(self) -> House:
        """What is open."""
        assert self.window.house is not None
        return self.window.house

    @property
    def page(self) -> Page:
        """The page shown."""
        assert self.house.page is not None
        return self.house.page

    @property
    def dialog(self) -> Overlay:
        """The only thing that lies over the page."""
        (one,) = self.window.overlays()
        return one

    def at(self) -> QWidget:
        """What has the keyboard: an open popup, else the focus, else the window."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def lock(self) -> None:
        """Ctrl+L, and wait until the keys are gone."""
        with self.qtbot.waitSignal(self.window.locked, timeout=LONGEST):
            QTest.keyClick(self.at(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    def close(self) -> None:
        """Lock at the end of a test, whatever lies over the page."""
        if self.window.house is not None:
            with self.qtbot.waitSignal(self.window.locked, timeout=LONGEST):
                self.window.lock()
