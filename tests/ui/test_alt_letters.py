"""Alt and a letter types nothing into a field; what AltGr types arrives."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, DayEdit, TextArea
from caseapp.ui.widgets.passphrase import PassphraseEdit

NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALTGR = Qt.KeyboardModifier.GroupSwitchModifier


def press(letter: str, modifiers: Qt.KeyboardModifier, key: Qt.Key = Qt.Key.Key_I) -> None:
    """Send a key with the text that a keyboard gives it to what has the focus."""
    field = QApplication.focusWidget()
    QApplication.sendEvent(field, QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers, letter))


@pytest.fixture
def sheet(theme: Theme, qtbot: QtBot) -> QWidget:
    """A sheet with every kind of field; no field of it has the letter I."""
    assert theme
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    kinds: tuple[Callable[[], QWidget], ...] = (PassphraseEdit, QLineEdit, TextArea, DayEdit)
    for number, kind in enumerate(kinds):
        column.addWidget(Field(f"&{'ABCD'[number]}", kind()))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def words_of(field: QWidget) -> str:
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else str(field.property("text"))


@pytest.mark.parametrize("kind", [PassphraseEdit, QLineEdit, TextArea, DayEdit])
def test_alt_and_a_letter_of_no_field_types_nothing(
    sheet: QWidget, kind: type[QWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    field = next(f for f in sheet.findChildren(kind) if f.accessibleName() in "ABCD" and f.accessibleName())
    field.setFocus()
    before = words_of(field)
    for modifiers in (ALT, ALT | SHIFT):
        press("i", modifiers)
        press("7", modifiers, Qt.Key.Key_7)
    assert words_of(field) == before


@pytest.mark.parametrize(
    ("platform", "modifiers"),
    [("linux", NONE), ("linux", ALTGR), ("win32", CTRL | ALT), ("darwin", ALT)],
)
def test_what_altgr_and_option_type_arrives(
    sheet: QWidget, monkeypatch: pytest.MonkeyPatch, platform: str, modifiers: Qt.KeyboardModifier
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for kind in (PassphraseEdit, TextArea):
        field = sheet.findChildren(kind)[0]
        field.setFocus()
        press("ł", modifiers, Qt.Key.Key_L)
        assert words_of(field) == "ł"


def test_alt_and_the_letter_of_a_field_goes_there(sheet: QWidget, qtbot: QtBot) -> None:
    first, second = sheet.findChildren(PassphraseEdit)[0], sheet.findChildren(TextArea)[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_C, ALT)
    assert second.hasFocus()
    assert words_of(first) == words_of(second) == ""


def test_alt_and_a_letter_chooses_nothing(theme: Theme, qtbot: QtBot) -> None:
    assert theme
    choice = Choice("Place")
    qtbot.addWidget(choice)
    for words in ("Anchor", "Iron gate"):
        choice.add(words, words)
    choice.show()
    choice.activateWindow()
    choice.setFocus()
    qtbot.waitUntil(choice.hasFocus)
    press("i", ALT)
    assert choice.value() == "Anchor"
    press("i", NONE)
    assert choice.value() == "Iron gate"


START = """
from caseapp.settings import Settings
from caseapp.ui import start
from caseapp.ui.theme.alt_letters import AltLetters
app = start.make_application(Settings())
start.finish()
print(len(app.findChildren(AltLetters)))
"""


def test_the_application_has_it() -> None:
    said = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "1"
