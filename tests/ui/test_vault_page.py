"""The page about the vault, in the real window over a real vault, by keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room
from caseapp.ui.pages.vault import VaultPage
from caseapp.ui.pages.vault.way_dialogs import AddDialog, CodeDialog, RemoveDialog
from caseapp.ui.shell.vault_watch import VaultWatch
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.vault.head import Which
from tests.functional.real_window import RealWindow
from tests.functional.vaults import WORKER, give_home, new_vault
from tests.unit.translatable import templates

NEW = "gravel otter sunday lantern moss"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        give_home(tmp_path_factory.mktemp("home"), patch)
        return new_vault(tmp_path_factory.mktemp("made") / "Night.casevault").folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import shutil  # noqa: PLC0415 - used here only

    give_home(tmp_path / "home", monkeypatch)
    return Path(shutil.copytree(made, tmp_path / "Night.casevault"))


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, folder)
    window.write(WORKER)
    window.press("Return")
    window.wait(lambda: window.window.house)
    yield window
    if window.window.house is not None:
        with qtbot.waitSignal(window.window.locked, timeout=20_000):
            window.window.lock()


def page_of(real: RealWindow) -> VaultPage:
    real.house.open_page("vault")
    real.settle()
    assert isinstance(real.page, VaultPage)
    return real.page


def press(real: RealWindow, name: str) -> None:
    """Reach a button by Tab alone, and press it."""
    real.tab_to_name(name)
    real.press("Space")


def labels(page: VaultPage) -> list[str]:
    assert page.ways._ways is not None
    return [row.label for row in page.ways._ways.rows]


def test_settings_lead_there_and_every_control_has_a_name(real: RealWindow) -> None:
    real.house.open_page("settings")
    real.settle()
    press(real, "Ways in, backups, check…")
    page = real.page
    assert isinstance(page, VaultPage)
    assert page.ways.title.text() == "3 ways to open this vault"
    assert unnamed_focusables(page) == []


def test_a_worker_is_added_by_keys_renamed_and_removed(real: RealWindow) -> None:
    page = page_of(real)
    press(real, "Add a worker…")
    assert isinstance(real.dialog, AddDialog)
    assert unnamed_focusables(real.dialog) == []
    real.write("Tee")
    real.press("Ctrl+Return")
    assert real.dialog.note.isVisible()
    real.tab_to_name("Passphrase")
    real.write(NEW)
    real.tab_to_name("Repeat it")
    real.write(NEW)
    real.press("Ctrl+Return")
    real.wait(lambda: not real.window.overlays())
    real.settle()
    assert "Tee" in labels(page)
    press(real, "Rename Tee")
    real.press("Ctrl+A")
    real.write("Bee")
    real.press("Ctrl+Return")
    real.wait(lambda: not real.window.overlays())
    real.settle()
    press(real, "Remove Bee")
    assert isinstance(real.dialog, RemoveDialog)
    said = [label for label in real.texts() if "made before still open" in label]
    assert said
    real.press("Ctrl+Return")
    real.wait(lambda: not real.window.overlays())
    real.settle()
    assert "Bee" not in labels(page)
    assert page.ways.change_all.hasFocus()


def test_a_suggested_passphrase_is_shown_and_must_be_typed(real: RealWindow) -> None:
    page_of(real)
    press(real, "Add a manager…")
    dialog = real.dialog
    assert isinstance(dialog, AddDialog)
    assert dialog.words is not None
    press(real, "Suggest one")
    words = dialog.words.words.text()
    assert len(words.split()) >= 5
    assert dialog.words.words.echoMode() == dialog.words.words.EchoMode.Normal
    assert dialog.words.repeat.text() == ""
    assert dialog.words.repeat.hasFocus()
    real.press("Escape")


def test_a_recovery_code_is_shown_once_and_partly_typed_back(real: RealWindow) -> None:
    page = page_of(real)
    press(real, "Add a recovery code…")
    real.write("Safe")
    real.press("Ctrl+Return")
    real.wait(lambda: any(isinstance(each, CodeDialog) for each in real.window.overlays()))
    real.settle()
    dialog = real.dialog
    assert isinstance(dialog, CodeDialog)
    real.press("Ctrl+Return")
    assert dialog.note.isVisible()
    for place, field in dialog.step._asked:
        field.setText(dialog.step._groups[place])
    groups = list(dialog.step._groups)
    real.press("Ctrl+Return")
    assert not real.window.overlays()
    assert "Safe" in labels(page)
    assert not any(group in words for group in groups for words in real.texts())


def test_all_keys_are_changed_and_the_window_goes_on(real: RealWindow) -> None:
    page = page_of(real)
    press(real, "Change the keys completely…")
    real.write(WORKER)
    real.press("Ctrl+Return")
    real.wait(lambda: page.ways._ways is not None and page.ways._ways.generation == 2)
    real.wait(lambda: not real.window.overlays())
    press(real, "Check everything now")
    real.wait(lambda: not page.check._running)
    assert page.check.state.text().startswith("Everything was as it was saved")


def test_a_backup_is_made_and_looked_into(real: RealWindow, folder: Path) -> None:
    page = page_of(real)
    assert page.backups is not None
    assert page.backups.state.text().startswith("There is no good backup yet.")
    press(real, "Back up now")
    state = page.backups.state
    real.wait(lambda: not real.window.overlays() and "last good backup is of" in state.text())
    assert list((folder / "backups").glob("*/cases.db"))
    looks = [
        button
        for button in page.backups.findChildren(QPushButton)
        if button.accessibleName().startswith("Look inside") and button.isVisible()
    ]
    press(real, looks[0].accessibleName())
    real.wait(lambda: any("Every byte" in words for words in real.texts()))
    real.press("Escape")


def test_a_second_place_is_kept_and_said_when_it_is_missing(real: RealWindow, tmp_path: Path) -> None:
    page = page_of(real)
    assert page.backups is not None
    stick = tmp_path / "stick"
    stick.mkdir()
    page.backups._set_place(str(stick))
    real.settle()
    assert "No good one is there yet" in page.backups.place.text()
    stick.rmdir()
    page.refresh()
    real.settle()
    assert "It is not there now" in page.backups.place.text()
    press(real, "No second place")
    assert "Every copy is on this laptop" in page.backups.place.text()


def test_a_check_finds_is_stopped_and_repairs(qtbot: QtBot, qapp: QApplication, folder: Path) -> None:
    room = open_room(folder, WORKER)
    connection = room.session.connect(Which.CASES)
    connection.execute("DELETE FROM search_entries WHERE key IN (SELECT key FROM search_entries LIMIT 2)")
    room.session.release(connection)
    room.close()
    real = RealWindow(qtbot, qapp, folder)
    real.write(WORKER)
    real.press("Return")
    real.wait(lambda: real.window.house)
    page = page_of(real)
    press(real, "Check everything now")
    real.wait(lambda: not page.check._running)
    real.settle()
    assert page.check.note.isVisible()
    assert "2 things are not as they were saved." in page.check.note.accessibleName()
    press(real, "Repair what can be made anew")
    real.wait(lambda: not real.window.overlays() and not page.check.note.isVisible())
    press(real, "Check everything now")
    real.wait(lambda: not page.check._running)
    real.settle()
    assert page.check.state.text().startswith("Everything was as it was saved")
    with qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.lock()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_nothing_is_wider_than_the_page(
    real: RealWindow, qapp: QApplication, percent: int, direction: Qt.LayoutDirection
) -> None:
    qapp.setLayoutDirection(direction)
    try:
        real.window._theme.set_text_size(percent)
        real.settle()
        page = page_of(real)
        real.settle()
        content = page._scroll.widget()
        assert isinstance(content, QWidget)
        assert content.width() <= page._scroll.viewport().width()
        press(real, "Add a worker…")
        sheet = real.dialog.sheet
        for stop in real.dialog.stops():
            left = stop.mapTo(sheet, stop.rect().topLeft()).x()
            assert left >= 0
            assert left + stop.width() <= sheet.width()
        real.press("Escape")
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        real.window._theme.set_text_size(100)
        real.settle()


def test_a_finding_is_told_once_and_leads_to_the_page(qtbot: QtBot, qapp: QApplication, folder: Path) -> None:
    room = open_room(folder, WORKER)
    connection = room.session.connect(Which.CASES)
    connection.execute("DELETE FROM search_entries WHERE key IN (SELECT key FROM search_entries LIMIT 1)")
    room.session.release(connection)
    assert room.checks is not None
    while room.checks.idle():
        pass
    room.close()
    real = RealWindow(qtbot, qapp, folder)
    real.write(WORKER)
    real.press("Return")
    real.wait(lambda: real.window.house)
    (watch,) = real.house.findChildren(VaultWatch)
    watch.ask()
    real.settle()
    toast = real.house.toast
    assert toast.isVisible()
    assert toast.words.text() == "1 thing in the vault is not as it was saved."
    assert not toast._timer.isActive()
    words = toast.words.text()
    toast.words.setText("")
    watch.ask()
    real.settle()
    assert toast.words.text() == ""  # once
    toast.words.setText(words)
    toast.way_button.click()
    real.settle()
    assert isinstance(real.page, VaultPage)
    assert real.page.check.note.isVisible()
    assert real.page.check.start.hasFocus()
    assert not real.page.check.note.visibleRegion().isEmpty()
    assert not toast.isVisible()
    watch.ask()
    real.settle()
    assert not toast.isVisible()
    with qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.lock()


class OtherLanguage(QTranslator):
    """Knows what a translator would be given: the sentences that the sweep finds in the source."""

    def translate(self, _context: str, source: str, *_more: object) -> str:
        return f"«{source}»" if source in templates() else source


def test_what_a_check_found_is_said_in_the_language_of_the_window(
    qtbot: QtBot, qapp: QApplication, folder: Path
) -> None:
    room = open_room(folder, WORKER)
    cases, figures = room.session.connect(Which.CASES), room.session.connect(Which.FIGURES)
    cases.execute("DELETE FROM search_entries WHERE key IN (SELECT key FROM search_entries LIMIT 1)")
    cases.execute("DELETE FROM local_seals WHERE table_name = 'waiting'")
    cases.execute("UPDATE staff SET label = 'x'")
    figures.execute("CREATE VIEW more AS SELECT 1")
    for connection in (cases, figures):
        room.session.release(connection)
    (folder / "keys.json.copy").write_bytes(b"{}")
    assert room.checks is not None
    while room.checks.idle():
        pass
    room.close()
    real = RealWindow(qtbot, qapp, folder)
    real.write(WORKER)
    real.press("Return")
    real.wait(lambda: real.window.house)
    language = OtherLanguage()
    qapp.installTranslator(language)
    try:
        page = page_of(real)
        said = [label.text() for label in page.check._found_holder.findChildren(QLabel)]
    finally:
        qapp.removeTranslator(language)
    whats = [line.partition("\u2069: ")[2] for line in said]
    assert len(whats) >= 5
    assert [what for what in whats if not (what.startswith("«") and what.endswith("»»"))] == []
    (nested,) = [what for what in whats if "would change what is written or read" in what]
    assert "(«more is there, which would change what is written or read.»)" in nested
    assert any("Things that wait for consent" in what for what in whats)
    with qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.lock()
