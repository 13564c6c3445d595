"""The real window with its real pages over an invented team that outlives a lock."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from caseapp.casework import handlers
from caseapp.casework.queries.contact import FormStart, StartForm
from caseapp.settings import Settings
from caseapp.tasks.desk import Handler, Long
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.dialog import Overlay
from tests.driven_window import DrivenWindow
from tests.ui.fakes import WORKER_WORDS, FakeDoors
from tests.ui.house_desk import TestHouse
from tests.ui.sample_world import World

CTRL = Qt.KeyboardModifier.ControlModifier


class Notebook(DrivenWindow):
    """The unlocked window.

    Args:
        qtbot: of the test.
        theme: installed.
        answers: of a team; they stay over a lock.
        percent: text size.
    """

    def __init__(
        self, qtbot: QtBot, theme: Theme, answers: Mapping[type, Handler | Long], percent: int = 100
    ) -> None:
        doors = FakeDoors(Path("/nowhere/Notes.casevault"), answers)
        window = Window(theme, Preferences(Settings(text_percent=percent), lambda _settings: None), doors)
        super().__init__(qtbot, window)
        self.unlock()

    def unlock(self) -> None:
        """Type the passphrase."""
        with self.qtbot.waitSignal(self.window.unlocked):
            self.window.unlock.unlock_wanted.emit(WORKER_WORDS)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is asked any more."""
        for _ in range(3):
            self.qtbot.wait(70)  # longer than the longest timer between a key and its question
            self.qtbot.waitUntil(lambda: self.window.bridge.waiting == 0, timeout=5000)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(self.at(), key, modifiers)
        self.settle()

    def type(self, words: str) -> None:
        """Type where the keyboard is."""
        self.qtbot.keyClicks(self.at(), words)
        self.settle()

    def dialogs(self) -> list[Overlay]:
        """What lies over the page."""
        return self.window.overlays()


def answers_of(team: World | TestHouse) -> Mapping[type, Handler | Long]:
    """What a team answers, whichever desk asks: rows in a list, or the real rules over a store in memory."""
    if isinstance(team, World):
        start = FormStart("", None, "", None, (), ())
        return {**team.handlers(), StartForm: lambda _query: start}
    desk = team.desk
    asked = {kind: (lambda query: desk.ask(query).result(20)) for kind in handlers.QUERIES}
    return {**asked, **{kind: (lambda command: desk.do(command).result(20)) for kind in handlers.COMMANDS}}
