"""What lies over a page: dialogs keep the keyboard and fit the window, a message waits to be taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay, confirm
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.toast import Toast

pytestmark = pytest.mark.usefixtures("theme")


def test_dialog_keeps_tab_inside_and_gives_the_focus_back(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    behind = QPushButton("Behind")
    outer = place(behind, width=1000, height=700)
    behind.setFocus()
    dialog = Overlay(outer, "Withdraw: share with Legal Aid Desk", "Given on 3 Oct.")
    line = QLineEdit()
    dialog.body.addWidget(Field("Own &words", line))
    done: list[bool] = []
    dialog.closed.connect(done.append)
    dialog.add_cancel()
    act = dialog.add_act("Withdraw this consent", lambda: dialog.close_with(done=True))
    dialog.open_over(line)
    assert line.hasFocus()
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog.isAncestorOf(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert unnamed_focusables(dialog) == []
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert done == [True]
    assert act.text() == "Withdraw this consent"
    assert behind.hasFocus()


def test_escape_cancels_a_confirmation_and_nothing_is_done(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    outer = place(QPushButton("Behind"), width=1000, height=700)
    did: list[int] = []
    dialog = confirm(
        outer, "Discard this draft", [("Goes:", "the words typed so far.")], "Discard", lambda: did.append(1)
    )
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button)
    assert focused.text() == "Cancel"
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert did == []


def test_a_narrow_window_makes_the_dialog_a_full_page(place: Callable[..., QWidget], theme: Theme) -> None:
    outer = place(QPushButton("Behind"), width=1000, height=700)
    theme.set_text_size(200)
    dialog = Overlay(outer, "Consent")
    dialog.open_over()
    assert dialog.sheet.geometry() == outer.rect()


def test_toast_takes_back_once_and_a_failure_stays(place: Callable[..., QWidget]) -> None:
    outer = place(QLabel("page"))
    toast = Toast(outer)
    undone: list[int] = []
    toast.say("Contact saved.", lambda: undone.append(1))
    assert toast.isVisible()
    assert toast.undo()
    assert not toast.undo()
    assert undone == [1]
    toast.warn("The disk is full. Your text is safe as a draft.")
    assert toast.isVisible()
    assert not toast._timer.isActive()
    toast.forget()
    assert toast.words.text() == ""


def test_the_way_back_outlives_the_line_until_a_lock(place: Callable[..., QWidget]) -> None:
    toast = Toast(place(QLabel("page")))
    undone: list[int] = []
    toast.say("Contact saved.", lambda: undone.append(1))
    toast._timer.timeout.emit()
    assert not toast.isVisible()
    assert toast.undo()
    assert undone == [1]
    toast.say("Contact saved.", lambda: undone.append(2))
    toast.forget()
    assert not toast.undo()
    assert undone == [1]


def test_a_path_that_is_not_there_asks_in_no_box_of_its_own(
    place: Callable[..., QWidget], tmp_path: Path
) -> None:
    """Such a box has its own event loop, and the idle lock would delete it under its feet."""
    window = place(QLineEdit())
    dialog = FileDialog(window, "Notes", str(tmp_path), QFileDialog.FileMode.Directory)
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)
    dialog.open()
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("nowhere")
    dialog.accept()
    assert dialog.isVisible()
    assert "This is not there:" in [label.text() for label in dialog.findChildren(QLabel)]
    line.setText(str(tmp_path))
    dialog.accept()
    assert chosen == [str(tmp_path)]


@pytest.mark.parametrize("percent", [100, 200])
def test_a_dialog_is_as_high_as_its_content_and_scrolls_where_there_is_no_room(
    place: Callable[..., QWidget], theme: Theme, percent: int
) -> None:
    outer = place(QPushButton("Behind"), width=1366, height=738)
    theme.set_text_size(percent)
    dialog = Overlay(outer, "A way to reach her", "The rule stands above the number.", wide=46)
    lines = [QLineEdit() for _ in range(6)]
    for number, line in enumerate(lines):
        dialog.body.addWidget(Field(f"Field {number}", line, "a hint"))
    dialog.add_cancel()
    dialog.open_over(lines[0])
    QApplication.processEvents()
    (scroll,) = dialog.findChildren(Scroll)
    needs = scroll.verticalScrollBar().maximum() > 0
    assert needs is (percent == 200)
    for line in lines:
        assert line.height() >= line.sizeHint().height()  # never squeezed
    lines[-1].setFocus()
    QApplication.processEvents()
    assert not lines[-1].visibleRegion().isEmpty()
    assert dialog.foot_bar.geometry().bottom() <= dialog.sheet.height()
