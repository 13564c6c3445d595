"""Settings and the first run, by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.casework.queries.team import Preference, Staff, Terms
from caseapp.settings import Settings
from caseapp.settings import Theme as Look
from caseapp.tasks.doors import MadeVault, NewVault
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.settings_page import SettingsPage
from caseapp.ui.shell.wizard import Wizard
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.fakes import CODE, MANAGER_WORDS, WORKER_WORDS, FakeDoors, make_context, shown_texts

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def wizard(qtbot: QtBot, tmp_path: Path) -> Wizard:
    class Doors(FakeDoors):
        def default_folder(self, name: str) -> Path:
            return tmp_path / f"{name or 'Notes'}.casevault"

    made = Wizard(Doors(None), Bridge(), can_go_back=True)
    qtbot.addWidget(made)
    made.resize(1366, 738)
    made.show()
    made.activateWindow()
    made.begin()
    QApplication.processEvents()
    return made


def type_on(qtbot: QtBot, *lines: str) -> None:
    """Type into the focused field and go to the next with Tab; Enter after the last."""
    for number, words in enumerate(lines):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClicks(focused, words)
        last = number == len(lines) - 1
        qtbot.keyClick(focused, Qt.Key.Key_Return if last else Qt.Key.Key_Tab)
        if not last and QApplication.focusWidget() is not None and "Show" in _name():
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def _name() -> str:
    focused = QApplication.focusWidget()
    return focused.accessibleName() if focused is not None else ""


def test_the_first_run_by_keyboard(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    made: list[tuple[NewVault, MadeVault]] = []
    wizard.made.connect(lambda new, vault: made.append((new, vault)))
    assert unnamed_focusables(wizard) == []
    type_on(qtbot, "Night team")
    type_on(qtbot, "Dana", WORKER_WORDS, WORKER_WORDS)
    type_on(qtbot, "Noor", MANAGER_WORDS, MANAGER_WORDS)
    assert wizard.next_button.keys == "Ctrl+Enter"  # here Enter begins the next area
    for area in ("Centre", "North", "", "Centre"):
        qtbot.keyClicks(QApplication.focusWidget(), area)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: wizard.open_desk() is not None)
    assert wizard.next_button.keys == "Enter"
    words = shown_texts(wizard.code)
    assert sum(group in " ".join(words) for group in CODE.split("-")) == 13
    assert wizard.worker.passphrase.text() == ""
    asked = wizard.code._asked
    qtbot.keyClicks(asked[0][1], "WRONG")
    wizard.go_on()
    assert made == []
    assert wizard.note.isVisible()
    for place, line in asked:
        line.clear()
        qtbot.keyClicks(line, CODE.split("-")[place].lower())
    qtbot.keyClick(asked[-1][1], Qt.Key.Key_Return)
    new, vault = made[0]
    assert new.folder == tmp_path / "Notes.casevault"
    assert (new.name, new.worker_label, new.manager_label) == ("Night team", "Dana", "Noor")
    assert new.areas == ("Centre", "North")
    assert new.settings == ("street", "indoor", "online")
    assert WORKER_WORDS not in repr(new)
    assert CODE not in repr(vault)
    QApplication.processEvents()
    assert not any("AB0" in text for text in shown_texts(wizard.code))
    vault.opened.desk.lock().result(5)


def test_every_missing_answer_gets_a_sentence_and_the_focus(wizard: Wizard, qtbot: QtBot) -> None:
    wizard.go_on()
    assert wizard.note.accessibleName().startswith("Give the team a name")
    assert wizard.place.name.hasFocus()
    qtbot.keyClicks(wizard.place.name, "Team")
    assert not wizard.note.isVisible()
    wizard.go_on()
    wizard.worker.label.setText("Dana")
    qtbot.keyClick(wizard.worker.repeat, Qt.Key.Key_Return)
    assert wizard.note.accessibleName() == "Type a passphrase."
    assert wizard.worker.passphrase.hasFocus()
    wizard.worker.passphrase.setText("password1")
    wizard.go_on()
    assert "would be guessed" in wizard.note.accessibleName()
    wizard.worker.passphrase.setText(WORKER_WORDS)
    wizard.worker.repeat.setText("other")
    wizard.go_on()
    assert "differ" in wizard.note.accessibleName()
    wizard.worker.repeat.setText(WORKER_WORDS)
    wizard.go_on()
    wizard.manager.label.setText("Noor")
    wizard.manager.passphrase.setText(WORKER_WORDS)
    wizard.manager.repeat.setText(WORKER_WORDS)
    wizard.go_on()
    assert "must differ" in wizard.note.accessibleName()
    assert wizard.manager.passphrase.hasFocus()
    wizard.manager.passphrase.setText(MANAGER_WORDS)
    wizard.manager.repeat.setText(MANAGER_WORDS)
    wizard.go_on()
    wizard.go_on()
    assert "at least one area" in wizard.note.accessibleName()
    wizard.figures._areas.setPlainText("\n".join(f"Area {n}" for n in range(13)))
    wizard.go_on()
    assert "too many" in wizard.note.accessibleName()


def test_escape_goes_back_and_leaves(wizard: Wizard, qtbot: QtBot) -> None:
    left: list[int] = []
    wizard.left.connect(lambda: left.append(1))
    wizard.place.name.setText("Team")
    wizard.go_on()
    qtbot.keyClick(wizard.worker.label, Qt.Key.Key_Escape)
    assert wizard._at == 0
    qtbot.keyClick(wizard.place.name, Qt.Key.Key_Escape)
    assert left == [1]


@pytest.fixture
def settings_page(qtbot: QtBot) -> Callable[..., tuple[SettingsPage, list[Settings], FakeDoors, list[str]]]:
    def make() -> tuple[SettingsPage, list[Settings], FakeDoors, list[str]]:
        kept: list[Settings] = []
        doors = FakeDoors(Path("/nowhere"))
        opened = doors.open(Path("/nowhere"), WORKER_WORDS).result()
        extras = {
            "preferences": Preferences(Settings(), kept.append),
            "doors": doors,
            "opened": opened,
            "languages": [("en", "English")],
        }
        context, recorder = make_context(
            {Terms: lambda _query: (), Preference: lambda _query: "", Staff: lambda _query: ()}, extras=extras
        )
        page = SettingsPage(context)
        qtbot.addWidget(page)
        page.resize(1100, 1000)
        page.show()
        page.activateWindow()
        return page, kept, doors, recorder.said

    return make


Made = Callable[[], tuple[SettingsPage, list[Settings], FakeDoors, list[str]]]


def test_settings_are_kept_at_once(settings_page: Made, qtbot: QtBot) -> None:
    page, kept, _doors, _said = settings_page()
    assert unnamed_focusables(page) == []
    page.idle.set_value(9)
    assert kept[-1].idle_minutes == 9
    light = page.look.findChildren(type(page.look._group.button(1)))[1]
    qtbot.mouseClick(light, Qt.MouseButton.LeftButton)
    assert kept[-1].theme is Look.LIGHT
    page.text_size.choose(150)
    page.text_size.activated.emit(page.text_size.currentIndex())
    assert kept[-1].text_percent == 150


def test_the_passphrase_is_changed_and_forgotten(settings_page: Made, qtbot: QtBot) -> None:
    page, _kept, doors, said = settings_page()
    new = "cobalt meadow thirty lamps"
    page.old.setText("wrong")
    page.new.setText(new)
    page.repeat.setText(new)
    page.change.click()
    qtbot.waitUntil(lambda: "did not open" in page.note.accessibleName())
    page.old.setText(WORKER_WORDS)
    page.change.click()
    qtbot.waitUntil(lambda: doors.passphrase == new)
    qtbot.waitUntil(lambda: bool(said))
    assert [page.old.text(), page.new.text(), page.repeat.text()] == ["", "", ""]


@pytest.mark.parametrize(
    ("old", "new", "repeat", "words"),
    [
        ("", "x", "x", "opens the notes now"),
        ("a", "password", "password", "would be guessed"),
        ("a", "cobalt meadow thirty lamps", "other", "differ"),
    ],
)
def test_a_passphrase_that_would_not_do_gets_a_sentence(
    settings_page: Made, old: str, new: str, repeat: str, words: str
) -> None:
    page, _kept, doors, _said = settings_page()
    page.old.setText(old)
    page.new.setText(new)
    page.repeat.setText(repeat)
    page.change.click()
    assert words in page.note.accessibleName()
    assert doors.passphrase == WORKER_WORDS


@pytest.mark.parametrize(
    ("empty", "wrong"),
    [("old", "opens the notes now"), ("new", "Type the new passphrase."), ("repeat", "differ")],
)
def test_a_refused_change_is_seen_where_the_page_is_low(
    settings_page: Made, qtbot: QtBot, empty: str, wrong: str
) -> None:
    """Under the last field the sentence stood below the edge at 1366 by 768, and Enter seemed dead."""
    page, _kept, _doors, _said = settings_page()
    page.resize(1100, 560)
    qtbot.waitUntil(page.isActiveWindow)
    for field in (page.old, page.new, page.repeat):
        qtbot.keyClicks(field, "cobalt meadow thirty lamps")
    field = getattr(page, empty)
    field.clear()
    page.repeat.setFocus()
    qtbot.keyClick(page.repeat, Qt.Key.Key_Return)
    assert wrong in page.note.accessibleName()
    assert field.hasFocus()

    def all_seen() -> bool:
        shown = (page.note, field)
        return all(widget.visibleRegion().boundingRect() == widget.rect() for widget in shown)

    qtbot.waitUntil(all_seen)
