"""Ways to show a page over an invented team and to wait for its answers."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.domain.roles import Role
from caseapp.tasks.desk import Handler, Long
from caseapp.ui.shell.page import Page, PageContext, State
from tests.ui.fakes import Recorder, make_context

P = TypeVar("P", bound=Page)


class _Windows(QObject):
    """Notes every window that shows itself beside the one given."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.seen: list[str] = []
        self._app = QApplication.instance()
        assert self._app is not None
        self._app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        shows = event.type() is QEvent.Type.Show and isinstance(watched, QWidget)
        if shows and isinstance(watched, QWidget) and watched.isWindow() and watched is not self._window:
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False

    def end(self) -> None:
        assert self._app is not None
        self._app.removeEventFilter(self)


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
        watch = _Windows(self.window)
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
        watch.end()
        assert watch.seen == []  # a part shown before it has a parent flashes up and takes the focus
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
