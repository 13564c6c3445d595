"""The real window over real vaults, driven by keys only: what a hand at the keyboard can do, and no more."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt import exceptions
from pytestqt.qtbot import QtBot

from caseapp.domain.requests import Query
from caseapp.entrance import Entrance
from caseapp.paths import places
from caseapp.settings import load, save
from caseapp.ui.shell.house import House
from caseapp.ui.shell.page import Page
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.theme.alt_letters import AltLetters
from caseapp.ui.theme.focus import FocusRing
from caseapp.ui.theme.theme import install
from caseapp.ui.widgets.dialog import Overlay

WIDTH, HEIGHT = 1366, 738  # 1366 x 768 less the title bar
LONGEST = 20_000  # milliseconds; a key costs a second to derive, more where tests run side by side


class RealWindow:
    """The program's own window, with its own settings file, and a counter of keys.

    Args:
        qtbot: of pytest-qt.
        app: the application.
        folder: of the vault, None for the first run.
    """

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path | None = None) -> None:
        self.qtbot, self.app = qtbot, app
        self.keys = 0
        theme = install(app, "light", 100)
        if app.findChild(FocusRing) is None:
            FocusRing(app)
            AltLetters(app)
        file = places().settings_file
        loaded = load(file)
        self.window = Window(
            theme,
            Preferences(loaded.settings, lambda settings: save(settings, file)),
            Entrance(folder, loaded.settings),
        )
        # A test that is over makes no backup: the notes are locked first.
        qtbot.addWidget(self.window, before_close_func=lambda _window: self.window.lock())
        self.window.resize(WIDTH, HEIGHT)
        self.window.start()
        self.window.show()
        QTest.qWaitForWindowActive(self.window)

    # --- keys ---------------------------------------------------------------------------------------------

    def at(self) -> QWidget:
        """What has the keyboard: an open popup, else the focus, else the window."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def press(self, *chords: str) -> None:
        """Press keys, each when the one before has done all it does."""
        for chord in chords:
            self.keys += 1
            key = QKeySequence(chord)[0]  # type: ignore[index]  # the stub lacks it
            QTest.keyClick(self.at(), key.key(), key.keyboardModifiers())
            self.settle()

    def write(self, words: str) -> None:
        """Type words, letter by letter."""
        for letter in words:
            self.keys += 1
            if letter == "\n":
                QTest.keyClick(self.at(), Qt.Key.Key_Return)
            else:
                QTest.keyClicks(self.at(), letter)
        self.settle()

    def settle(self) -> None:
        """Let every answer arrive and everything posted be done."""
        for _ in range(3):
            self.app.processEvents()
        if self.window.bridge.waiting:
            self.wait(lambda: not self.window.bridge.waiting)
        for _ in range(3):
            self.app.processEvents()

    def wait(self, ready: Callable[[], object]) -> None:
        """Wait for something that takes time of its own, such as deriving a key."""
        try:
            self.qtbot.waitUntil(lambda: bool(ready()), timeout=LONGEST)
        except exceptions.TimeoutError:
            raise AssertionError(f"It did not come to that; the window says {self.texts()}") from None

    def find(self, words: str) -> None:
        """Type into a search field and wait for its list, as an eye would."""
        self.write(words)
        self.wait(lambda: getattr(self.at(), "matches_open", False))

    def tab_to(self, wanted: Callable[[QWidget], bool], most: int = 80) -> None:
        """Press Tab until something has the focus; fails when it cannot be reached."""
        for _ in range(most):
            if wanted(self.at()):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead there; it is at {self.at().accessibleName()!r}")

    def tab_to_name(self, name: str) -> None:
        """Press Tab until what a screen reader calls so has the focus."""
        self.tab_to(lambda widget: name in (widget.accessibleName(), words_of(widget)))

    def choose_path(self, path: Path) -> None:
        """Type a path into the file dialog that is open, and take it."""
        self.write(str(path))
        while QApplication.activePopupWidget() is not None:  # what completes the path keeps Enter for itself
            self.press("Escape")
        self.press("Return")
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.settle()

    # --- what is to be seen -------------------------------------------------------------------------------

    @property
    def house(self) -> House:
        assert self.window.house is not None
        return self.window.house

    @property
    def page(self) -> Page:
        assert self.house.page is not None
        return self.house.page

    @property
    def dialog(self) -> Overlay:
        (one,) = self.window.overlays()
        return one

    def texts(self) -> list[str]:
        """Every sentence that can be read in the window now."""
        found = []
        for widget in self.window.findChildren(QWidget):
            if widget.isVisible():
                words = words_of(widget) or _typed(widget)
                if words:
                    found.append(words)
        return found

    def reads(self, words: str) -> bool:
        """Whether some words can be read in the window."""
        return any(words in text for text in self.texts())

    def ask(self, query: Query[Any]) -> Any:  # noqa: ANN401 - the query's own answer
        """What the open vault holds; past the window, for what a test asserts."""
        return self.house.opened.desk.ask(query).result(60)

    # --- the ways in and out ------------------------------------------------------------------------------

    def unlock(self, passphrase: str) -> None:
        """Type a passphrase and wait for the window to open."""
        self.write(passphrase)
        self.press("Return")
        self.wait(lambda: self.window.house is not None)
        self.settle()

    def lock(self) -> None:
        """Ctrl+L, and wait until the keys are gone."""
        with self.qtbot.waitSignal(self.window.locked, timeout=LONGEST):
            self.press("Ctrl+L")
        self.settle()

    def leave(self) -> None:
        """Close the window as its button does."""
        if self.window.house is not None:
            self.lock()
        self.window.close()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def words_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return widget.text()
    return str(getattr(widget, "text", str)()) if not isinstance(widget, QLineEdit) else ""


def _typed(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""
