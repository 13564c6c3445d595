"""Ways to show a page over an invented team and to wait for its answers."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.domain.roles import Role
from caseapp.tasks.desk import Handler, Long
from caseapp.ui.shell.page import Page, PageContext, State
from tests.ui.fakes import Recorder, make_context

P = TypeVar("P", bound=Page)


class Shown:
    """A page in a window of its own, with what it asked of the window around it."""

    def __init__(
        self, qtbot: QtBot, handlers: Mapping[type, Handler | Long], role: Role = Role.WORKER
    ) -> None:
        self._qtbot = qtbot
        self.context: PageContext
        self.recorder: Recorder
        self.context, self.recorder = make_context(handlers, role)
        self.window = QWidget()
        self.window.setProperty("ground", "window")
        self.failures: list[object] = []
        self.context.bridge.failed.connect(self.failures.append)
        qtbot.addWidget(self.window)

    def page(self, kind: type[P], arguments: State | None = None, size: tuple[int, int] = (1190, 688)) -> P:
        """Make a page, show it and wait for what it asked."""
        made = kind(self.context)
        self.context.bridge.changed.connect(made.on_changes)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(made)
        self.window.resize(*size)
        with self._qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        made.follow_width()
        made.arrive(arguments or {})
        start = made.start_focus()
        if start is not None:
            start.setFocus()
        self.settle()
        return made

    def settle(self) -> None:
        """Wait until nothing is asked any more, timers included."""
        self._qtbot.wait(90)  # the longest timer between a key and its question is 60 ms
        self._qtbot.waitUntil(lambda: self.context.bridge.waiting == 0, timeout=5000)
        self._qtbot.wait(10)  # an answer may ask for a page of rows when it is painted
        self._qtbot.waitUntil(lambda: self.context.bridge.waiting == 0, timeout=5000)

    def press(self, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after the other, wherever the focus is, and wait for what follows."""
        for key in keys:
            target = self.window.focusWidget()
            assert target is not None
            QTest.keyClick(target, key, modifiers)
        self.settle()

    def type(self, words: str) -> None:
        """Type words wherever the focus is."""
        target = self.window.focusWidget()
        assert target is not None
        QTest.keyClicks(target, words)
        self.settle()

    def close(self) -> None:
        """Lock."""
        self.context.desk.lock().result(timeout=5)
