"""Attachments on the person page: over the real rules, by keyboard, and gone when they should be."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.attachments import GoOn, StopTransfer
from caseapp.casework.queries.attachments import AttachmentsOf, Details
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.ui.dialogs.attach_file import AttachFile
from caseapp.ui.dialogs.attachment import AttachmentDialog
from caseapp.ui.dialogs.carrying import Carrying
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.copy_file import CopyFile
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.file_dialog import FileDialog
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import TestHouse, settled, shown
from tests.unit.pictures import jpeg, png, saved


class Shown:
    """Her page in a window."""

    def __init__(self, qtbot: QtBot, app: QApplication, house: TestHouse, person_id: UUID) -> None:
        self.app, self.house, self.person_id = app, house, person_id
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.page = PersonPage(house.context)
        column.addWidget(self.page)
        house.bridge.changed.connect(self.page.on_changes)
        shown(self.window, 1190, 686)
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.page.arrive({"person_id": person_id})
        self.settle()

    def settle(self) -> None:
        settled(self.app, self.house)

    def until(self, ready: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(ready()), timeout=10_000)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = self.window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifier)
        self.settle()

    def dialogs(self) -> list[Overlay]:
        return [found for found in self.window.findChildren(Overlay) if found.isVisible()]

    def dialog(self, kind: type) -> Overlay:
        top = self.dialogs()[-1]
        assert type(top) is kind, self.dialogs()
        return top

    def button(self, words: str) -> QPushButton:
        return next(
            button
            for button in self.window.findChildren(QPushButton)
            if button.text().replace("&", "") == words and button.isVisible() and button.isEnabled()
        )

    def attach(self, path: Path, title: str = "") -> None:
        dialog = self.page.files.attach(path)
        assert isinstance(dialog, AttachFile)
        self.settle()
        dialog.name.setText(title)
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.until(lambda: not self.dialogs())
        self.settle()

    def rows(self) -> list[str]:
        listed = self.page.attachments.list
        return [listed.rows.row(n).title for n in range(listed.rows.rowCount())]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestHouse]:
    (tmp_path / "runtime").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    made = TestHouse()
    yield made
    made.close()


@pytest.fixture
def ana(qtbot: QtBot, qapp: QApplication, house: TestHouse, theme: Theme) -> Shown:
    return Shown(qtbot, qapp, house, house.add_person("Ana", "K7-204"))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(jpeg(6))
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(3_000_000))
    return path


def test_a_file_is_attached_by_keyboard_and_listed(ana: Shown, photo: Path) -> None:
    assert "No files." in " ".join(shown_texts(ana.page.attachments))
    ana.page.attachments.add.setFocus()
    ana.press(Qt.Key.Key_Space)
    (chooser,) = ana.window.findChildren(FileDialog)
    chooser.fileSelected.emit(str(photo))
    chooser.close()
    ana.settle()
    dialog = ana.dialog(AttachFile)
    assert unnamed_focusables(dialog) == []
    assert ana.window.focusWidget() is dialog.name
    assert dialog.take_out.isVisible()
    assert dialog.take_out.isChecked()
    QTest.keyClicks(dialog.name, "Letter of the clinic")
    ana.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ana.until(lambda: not ana.dialogs())
    ana.settle()
    (row,) = ana.house.ask(AttachmentsOf(ana.person_id))
    assert (row.title, row.kind, row.details) == ("Letter of the clinic", FileKind.JPEG, Details.OUT)
    assert ana.rows() == ["Letter of the clinic"]
    assert ana.house.recorder.undo is not None
    ana.house.recorder.undo()
    ana.settle()
    assert ana.rows() == []


def test_the_dialog_says_what_a_file_hides(ana: Shown, tmp_path: Path, paper: Path) -> None:
    plain = tmp_path / "plain.png"
    plain.write_bytes(saved("png"))
    broken = tmp_path / "broken.png"
    broken.write_bytes(png()[:-60])
    said = {}
    for path in (paper, plain, broken):
        dialog = ana.page.files.attach(path)
        assert isinstance(dialog, AttachFile)
        ana.settle()
        said[path.name] = dialog.hides.accessibleName()
        assert not dialog.take_out.isVisible()
        assert dialog.is_ready
        dialog.close_with(done=False)
    assert "cannot be taken out here" in said["scan.pdf"]
    assert "no details" in said["plain.png"]
    assert "damaged or built" in said["broken.png"]


def test_a_program_is_refused_where_it_was_chosen(ana: Shown, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"#!/bin/sh\n")
    dialog = ana.page.files.attach(path)
    assert isinstance(dialog, AttachFile)
    ana.settle()
    assert "program" in dialog.trouble.accessibleName()
    assert not dialog.act.isEnabled()
    assert not dialog.is_ready


def test_what_it_speaks_of_asks_for_its_consent_and_goes_on(ana: Shown, paper: Path) -> None:
    dialog = ana.page.files.attach(paper)
    assert isinstance(dialog, AttachFile)
    ana.settle()
    dialog.about.choose(Purpose.HEALTH)
    dialog.attach()
    ana.until(dialog.trouble.isVisible)
    ana.button("Ask now").click()
    ana.settle()
    question = ana.dialog(ConsentQuestion)
    question.answer.set_answer(Answer.GIVEN)
    question._look()
    question.main_act()
    ana.until(lambda: not ana.dialogs())
    ana.settle()
    (row,) = ana.house.ask(AttachmentsOf(ana.person_id))
    assert row.about is Purpose.HEALTH


def shown_dialog(ana: Shown) -> AttachmentDialog:
    ana.page.attachments.list.setFocus()
    ana.press(Qt.Key.Key_Return)
    dialog = ana.dialog(AttachmentDialog)
    assert isinstance(dialog, AttachmentDialog)
    return dialog


def test_a_picture_is_shown_from_memory_and_forgotten(ana: Shown, photo: Path) -> None:
    ana.attach(photo, "Her door")
    dialog = shown_dialog(ana)
    assert unnamed_focusables(dialog) == []
    ana.until(lambda: dialog.picture.is_shown)
    assert dialog.picture.pixmap().height() > dialog.picture.pixmap().width()  # the way up is kept
    dialog.close_with(done=False)
    assert not dialog.picture.is_shown
    assert dialog.picture.pixmap().isNull()


def test_quiet_view_hides_it_until_asked(ana: Shown, photo: Path) -> None:
    ana.attach(photo, "Her door")
    ana.page.set_quiet(True)
    dialog = shown_dialog(ana)
    assert not dialog.picture.isVisible()
    assert "Her door" not in " ".join([*shown_texts(dialog), dialog.name.text()])
    dialog.show_it.click()
    ana.until(lambda: dialog.picture.is_shown)
    ana.page.set_quiet(False)
    assert dialog.title.text() == dialog.name.text() == "Her door"
    ana.page.set_quiet(True)
    assert not dialog.picture.is_shown
    assert "Her door" not in " ".join([*shown_texts(dialog), dialog.name.text()])


def test_a_title_is_changed(ana: Shown, paper: Path) -> None:
    ana.attach(paper)
    assert ana.rows() == ["PDF"]
    dialog = shown_dialog(ana)
    assert not dialog.show_it.isVisible()
    dialog.name.setText("Court")
    ana.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ana.rows() == ["Court"]
    assert not ana.dialogs()


def test_taking_out_can_be_undone(ana: Shown, paper: Path) -> None:
    ana.attach(paper, "Court")
    shown_dialog(ana)
    ana.button("Take it out").click()
    ana.settle()
    assert ana.rows() == []
    assert ana.house.recorder.undo is not None
    ana.house.recorder.undo()
    ana.settle()
    assert ana.rows() == ["Court"]


def test_opening_warns_first_and_hands_over_a_private_file(
    ana: Shown, paper: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or len(opened) == 1
    )
    ana.attach(paper, "Court")
    shown_dialog(ana)
    ana.button("Open with another program…").click()
    ana.settle()
    assert "clear" in " ".join(shown_texts(ana.dialogs()[-1]))
    assert opened == []
    ana.button("Open the file").click()
    ana.until(lambda: opened)
    path = Path(opened[0])
    assert path.read_bytes() == paper.read_bytes()
    assert path.is_relative_to(tmp_path / "runtime")
    ana.button("Open with another program…").click()
    ana.button("Open the file").click()
    ana.until(lambda: len(opened) == 2)
    ana.settle()
    assert "No program" in ana.house.recorder.warned[-1]
    ana.house.close()
    assert not path.exists()


def test_a_copy_is_saved_where_it_was_said_after_a_warning(ana: Shown, paper: Path, tmp_path: Path) -> None:
    ana.attach(paper, "Court")
    shown_dialog(ana)
    ana.button("Save a copy…").click()
    ana.settle()
    dialog = ana.dialog(CopyFile)
    assert isinstance(dialog, CopyFile)
    assert unnamed_focusables(dialog) == []
    assert "in clear" in dialog.warning.accessibleName()
    dialog.show_folder(str(tmp_path / "absent"))
    dialog.save()
    ana.until(dialog.trouble.isVisible)
    folder = tmp_path / "stick"
    folder.mkdir()
    dialog.show_folder(str(folder))
    dialog.name.setText("for the lawyer")
    ana.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ana.until(lambda: not ana.dialogs())
    assert (folder / "for the lawyer.pdf").read_bytes() == paper.read_bytes()


def test_cancel_stops_a_file_and_leaves_nothing(ana: Shown, tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.7\n" + bytes(30_000_000))
    dialog = ana.page.files.attach(large)
    assert isinstance(dialog, AttachFile)
    ana.settle()
    dialog.attach()
    ana.until(lambda: ana.house.done(GoOn))
    (carrying,) = ana.window.findChildren(Carrying)
    carrying.open_over(carrying.cancel)
    carrying.cancel.click()
    ana.settle()
    assert ana.house.done(StopTransfer)
    assert ana.house.ask(AttachmentsOf(ana.person_id)) == ()
    assert dialog.act.isEnabled()  # it can be begun again
    assert len(ana.house.done(GoOn)) < 30
