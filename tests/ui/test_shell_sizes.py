"""The window at larger text and from right to left: nothing is cut, nothing typed is lost."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from caseapp.settings import Settings
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.fakes import MANAGER_WORDS
from tests.ui.shell_driver import CTRL, ShownWindow, settings_of


def test_text_size_keeps_page_and_words(show: Callable[..., ShownWindow], qtbot: QtBot) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    qtbot.keyClicks(shown.form.note, "half a wo")
    before = shown.window.house
    shown.key(Qt.Key.Key_Plus, CTRL)
    qtbot.waitUntil(lambda: shown.window.house is not before)
    assert shown.kept[-1].text_percent == 110
    qtbot.waitUntil(lambda: shown.form.note.toPlainText() == "half a wo")


def test_text_size_in_settings_keeps_the_focus_and_the_passphrases(
    show: Callable[..., ShownWindow], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock(MANAGER_WORDS)
    shown.key(Qt.Key.Key_Comma, CTRL)
    first = settings_of(shown)
    for field, words in ((first.old, "the old one"), (first.new, "the new one"), (first.repeat, "the n")):
        qtbot.keyClicks(field, words)
    first.text_size.setFocus()
    qtbot.keyClick(first.text_size, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not isValid(first))
    second = settings_of(shown)
    assert shown.kept[-1].text_percent != 100
    assert second.text_size.hasFocus()
    assert [second.old.text(), second.new.text(), second.repeat.text()] == [
        "the old one",
        "the new one",
        "the n",
    ]
    assert second.new.echoMode() is QLineEdit.EchoMode.Password
    second.repeat.setFocus()
    second.repeat.setCursorPosition(4)
    shown.key(Qt.Key.Key_0, CTRL)
    qtbot.waitUntil(lambda: not isValid(second))
    third = settings_of(shown)
    assert third.repeat.hasFocus()
    assert third.repeat.cursorPosition() == 4
    shown.lock()
    shown.unlock(MANAGER_WORDS)
    assert settings_of(shown).new.text() == ""  # a lock keeps none of them


def test_at_200_per_cent_navigation_is_a_rail_and_search_a_button(
    show: Callable[..., ShownWindow], theme: Theme, qtbot: QtBot
) -> None:
    theme.set_text_size(200)
    shown = show(settings=Settings(text_percent=200))
    shown.unlock()
    house = shown.window.house
    assert house is not None
    assert house.navigation.is_rail
    assert house.bar.search_button.isVisible()
    assert not house.bar.search.isVisible()
    assert house.bar.height() <= shown.window.height() / 4
    shown.key(Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(house.bar.search.hasFocus)
    assert shown.window.minimumSizeHint().width() <= 1366
    assert unnamed_focusables(shown.window) == []


@pytest.mark.parametrize("with_code", [False, True])
def test_at_200_per_cent_nothing_of_the_unlock_page_is_cut(
    show: Callable[..., ShownWindow], theme: Theme, *, with_code: bool
) -> None:
    theme.set_text_size(200)
    shown = show(settings=Settings(text_percent=200))
    page = shown.window.unlock
    if with_code:
        page.flip()
    page.refuse("That did not open. Check Caps Lock and keyboard language, then try again.")
    QApplication.processEvents()
    cut = [
        type(widget).__name__
        for widget in page.card.findChildren(QWidget)
        if widget.isVisible() and widget.height() < widget.minimumSizeHint().height()
    ]
    assert cut == []
    layout = page.card.layout()
    assert layout is not None
    assert page.card.height() >= layout.totalHeightForWidth(page.card.width())


def test_right_to_left_puts_the_navigation_on_the_right(
    show: Callable[..., ShownWindow], qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    assert house.navigation.x() > house.stack.x()
    assert house.bar.search.mapTo(house, house.bar.search.rect().topLeft()).x() > house.bar.lock.x()
