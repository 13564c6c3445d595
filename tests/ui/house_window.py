"""A window over a real house in memory, driven by keys."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.ui.widgets.dialog import Overlay
from tests.ui.house_desk import TestHouse, settled, shown


class HouseWindow:
    """A window for one page or dialog, which waits for every answer after every key.

    Args:
        qtbot: of the test.
        app: the application.
        house: which answers.
        window: where another kind of window is wanted.
    """

    def __init__(
        self, qtbot: QtBot, app: QApplication, house: TestHouse, window: QWidget | None = None
    ) -> None:
        self.app, self.house = app, house
        self.window = window or QWidget()
        qtbot.addWidget(self.window)
        self.column = QVBoxLayout(self.window)
        self.column.setContentsMargins(0, 0, 0, 0)

    def show(self, width: int = 1190, height: int = 686) -> None:
        """Show the window, at the size that a page has beside the navigation where nothing else is said."""
        shown(self.window, width, height)
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)

    def settle(self) -> None:
        """Let every answer arrive."""
        settled(self.app, self.house)

    def at(self) -> QWidget:
        """What has the keyboard."""
        at = QApplication.focusWidget()
        assert at is not None
        return at

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self.at(), key, modifier)
        self.settle()

    def write(self, words: str) -> None:
        """Type words where the keyboard is."""
        QTest.keyClicks(self.at(), words)
        self.settle()

    def confirm(self) -> None:
        """Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def overlays(self) -> list[Overlay]:
        """What lies over the page."""
        return [one for one in self.window.findChildren(Overlay) if one.isVisible()]
