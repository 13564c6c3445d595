"""Drives the contact form by keys only, over a real house."""

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.contact import LogContact
from caseapp.domain.contact import Channel
from caseapp.ui.pages.log_contact import LogContactPage
from caseapp.ui.widgets import tab_order
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.house_desk import TestHouse, settled, shown


class Window(QWidget):
    """Walks with Tab as the real window does."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's signature
        return tab_order.step(self, forward=forward)


class Form:
    """The page in a window, driven by keys only; every key is counted."""

    def __init__(self, qtbot: QtBot, app: QApplication, house: TestHouse) -> None:
        self.qtbot, self.app, self.house = qtbot, app, house
        self.window = Window()
        qtbot.addWidget(self.window)
        self.column = QVBoxLayout(self.window)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.page = LogContactPage(house.context)
        self.column.addWidget(self.page)
        shown(self.window)
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.keys: list[str] = []
        self.arrive()

    def arrive(self, **arguments: object) -> None:
        self.page.arrive(arguments)
        self.settle()
        start = self.page.start_focus()
        assert start is not None
        start.setFocus()
        self.settle()

    def settle(self) -> None:
        settled(self.app, self.house)

    def at(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, keys: str) -> None:
        """One key or chord, sent to what has the focus; the page's own chords as the window sends them."""
        self.keys.append(keys)
        if keys == "Ctrl+Return" and not self.overlays():
            self.page.main_act()
        else:
            chord = QKeySequence(keys)[0]  # type: ignore[index]  # the stub lacks it
            QTest.keyClick(self.at(), chord.key(), chord.keyboardModifiers())
        self.settle()

    def write(self, words: str) -> None:
        for letter in words:
            self.keys.append(letter)
            QTest.keyClicks(self.at(), letter)
        self.settle()

    def find(self, words: str) -> None:
        """Type into the search and wait for its list, as an eye would."""
        self.page.who.search.setFocus()
        self.write(words)
        self.qtbot.waitUntil(lambda: self.page.who.search.matches_open, timeout=5000)

    def overlays(self) -> list[Overlay]:
        return [one for one in self.window.findChildren(Overlay) if one.isVisible()]

    def overlay(self, kind: type[Overlay]) -> Overlay:
        (one,) = self.overlays()
        assert type(one) is kind
        return one

    def complete(self) -> None:
        """Place and how, where the shift suggests none."""
        self.page.when.place.choose("street_round")
        self.page.when.how.choose(Channel.IN_PERSON)

    def logged(self) -> LogContact:
        commands = self.house.done(LogContact)
        assert len(commands) == 1
        command = commands[0]
        assert isinstance(command, LogContact)
        return command
