"""What is copied is marked as secret, and gone after its time."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.osutils.clipboard import secret_formats
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets import secret_clipboard as module
from caseapp.ui.widgets.inputs import TextArea
from caseapp.ui.widgets.secret_clipboard import SecretClipboard, secret_clipboard

CTRL = Qt.KeyboardModifier.ControlModifier
HINT = "x-kde-passwordManagerHint"


class Board:
    """A window with two fields, and the clipboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        self.line, self.area = QLineEdit(), TextArea("Note")
        for field in (self.line, self.area):
            column.addWidget(field)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.ours = secret_clipboard()
        self.ours._wait = 40

    @property
    def text(self) -> str:
        return QApplication.clipboard().text()

    @property
    def is_marked(self) -> bool:
        return bytes(QApplication.clipboard().mimeData().data(HINT).data()) == b"secret"

    def type_and(self, field: QWidget, words: str, key: Qt.Key) -> None:
        field.setFocus()
        self.qtbot.keyClicks(field, words)
        self.qtbot.keyClick(field, Qt.Key.Key_A, CTRL)
        self.qtbot.keyClick(field, key, CTRL)

    def from_elsewhere(self, words: str) -> None:
        data = QMimeData()
        data.setText(words)
        QApplication.clipboard().setMimeData(data)


@pytest.fixture
def board(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    monkeypatch.setattr(module, "_FORMATS", secret_formats("linux"))
    found = Board(qtbot)
    yield found
    found.ours.forget()
    found.ours._wait = module.SECONDS * 1000
    QApplication.clipboard().clear()


def test_there_is_one_for_the_application(board: Board) -> None:
    assert secret_clipboard() is board.ours
    app = QApplication.instance()
    assert app is not None
    assert len(app.findChildren(SecretClipboard)) == 1


def test_what_the_program_copies_is_marked_and_goes(board: Board) -> None:
    board.ours.copy("0151 2345", 40)
    assert board.text == "0151 2345"
    assert board.is_marked
    board.qtbot.waitUntil(lambda: board.text == "", timeout=2000)


@pytest.mark.parametrize("which", ["line", "area"])
def test_what_is_copied_by_hand_is_marked_and_goes(board: Board, which: str) -> None:
    board.type_and(getattr(board, which), "Marisol and Tee", Qt.Key.Key_C)
    assert board.text == "Marisol and Tee"
    assert board.is_marked
    board.qtbot.waitUntil(lambda: board.text == "", timeout=2000)


def test_several_lines_are_known_as_ours(board: Board) -> None:
    board.area.setPlainText("first\nsecond")
    board.type_and(board.area, "", Qt.Key.Key_C)
    assert board.is_marked


def test_what_was_cut_stays_while_the_window_is_used(board: Board) -> None:
    """It stands nowhere else: taking it away would lose it."""
    board.type_and(board.line, "half a thought", Qt.Key.Key_X)
    assert board.line.text() == ""
    assert board.is_marked
    board.qtbot.wait(120)
    assert board.text == "half a thought"
    board.ours._left(Qt.ApplicationState.ApplicationInactive)
    board.qtbot.waitUntil(lambda: board.text == "", timeout=2000)


def test_what_another_program_copied_is_left_alone(board: Board) -> None:
    board.ours.copy("0151 2345", 40)
    board.from_elsewhere("a recipe")
    assert not board.is_marked
    board.qtbot.wait(120)
    assert board.text == "a recipe"
    board.ours.forget()
    assert board.text == "a recipe"


def test_taking_back_one_thing_leaves_the_next(board: Board) -> None:
    board.ours.copy("0151 2345", 5000)
    board.ours.copy("another", 5000)
    board.ours.take_back("0151 2345")
    assert board.text == "another"
    board.ours.take_back("another")
    assert board.text == ""


def test_a_new_copy_has_its_own_time(board: Board) -> None:
    board.ours.copy("first", 40)
    board.ours.copy("second", 5000)
    board.qtbot.wait(120)
    assert board.text == "second"


def test_each_system_has_its_mark() -> None:
    assert secret_formats("linux") == {HINT: b"secret"}
    names = list(secret_formats("win32"))
    for name in (
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    ):
        assert f'application/x-qt-windows-mime;value="{name}"' in names
    assert set(secret_formats("win32").values()) == {b"\0\0\0\0"}
