"""Unlock, lock and the way back to what was half typed; idle time. No vault is needed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from caseapp.ui.shell.way import Stop
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import CODE, MANAGER_WORDS, WORKER_WORDS, OlderError, shown_texts
from tests.ui.shell_driver import CTRL, DRAFTS, FormPage, ShownWindow


def test_unlock_says_nothing_about_the_vault(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    words = " ".join(shown_texts(shown.window))
    assert shown.window.windowTitle() == "Notes"
    assert "Night team" not in words
    assert "Dana" not in words
    assert "casevault" not in words
    assert shown.window.unlock.passphrase.hasFocus()
    assert unnamed_focusables(shown.window) == []


def test_a_wrong_passphrase_gets_a_sentence_and_may_be_tried_again(
    show: Callable[..., ShownWindow], qtbot: QtBot
) -> None:
    shown = show()
    page = shown.window.unlock
    qtbot.keyClicks(page.passphrase, "nope")
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.note is not None and page.note.isVisible())
    assert page.note is not None
    assert page.note.accessibleName().startswith("That did not open. Check Caps Lock")
    assert page.passphrase.hasFocus()
    assert page.passphrase.selectedText()
    shown.unlock()
    assert shown.window.house is not None


def test_lock_covers_forgets_and_brings_back_the_half_typed_word(
    show: Callable[..., ShownWindow], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    form = shown.form
    assert form.arrived == [{"person_id": None, "draft_id": None}]
    form.note.setFocus()
    qtbot.keyClicks(form.note, "Marisol wants a pla")
    qtbot.keyClick(form.note, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(form.note, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "Marisol wants a pla"
    form.note.moveCursor(QTextCursor.MoveOperation.End)
    house = shown.window.house
    shown.lock()
    assert shown.window.house is None
    assert not isValid(house)
    assert not isValid(form)
    assert QApplication.clipboard().text() == ""
    assert not any("Marisol" in words or "Night team" in words for words in shown_texts(shown.window))
    assert shown.window.stack.currentWidget() is shown.window.unlock
    assert shown.doors.rooms[0].closed
    shown.unlock()
    again = shown.form
    assert again is not form
    qtbot.waitUntil(lambda: again.note.toPlainText() == "Marisol wants a pla")
    assert again.note.textCursor().position() == 19
    assert again.key == "log_contact"


def test_what_is_kept_while_locked_holds_no_words(show: Callable[..., ShownWindow], qtbot: QtBot) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    qtbot.keyClicks(shown.form.note, "Marisol")
    shown.lock()
    assert "Marisol" not in repr(shown.window._place)


def test_somebody_else_does_not_land_where_the_first_one_was(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    shown.lock()
    shown.unlock(MANAGER_WORDS)
    house = shown.window.house
    assert house is not None
    assert list(house.stack.pages) == ["figures"]
    shown.lock()
    shown.doors.label = "Ines"
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    shown.lock()
    shown.doors.label = "Dana"
    shown.unlock()
    assert shown.window.house is not None
    assert shown.window.house._way.stops == (Stop("today"),)


def test_what_is_done_once_on_arrival_is_not_done_again(show: Callable[..., ShownWindow]) -> None:
    """An alias to begin a new person with is an act: no way back, and no unlock, repeats or keeps it."""
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    house.open_page("log_contact", new="Nadi")
    page = house.page
    assert isinstance(page, FormPage)
    house.open_page("today")
    house.back()
    assert page.arrived == [{"new": "Nadi"}, {}]
    assert "Nadi" not in str(house.leave())


def test_lock_closes_dialogs_and_popups(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    dialog = Overlay(shown.window, "Consent")
    closed: list[bool] = []
    dialog.closed.connect(closed.append)
    dialog.open_over()
    shown.lock()
    assert closed == [False]
    assert shown.window.overlays() == []
    assert shown.window.unlock.isEnabled()


def test_idle_time_is_judged_by_the_wall_clock_at_the_first_touch(
    show: Callable[..., ShownWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    form = shown.form
    wall, steady = [1_000_000.0], [500.0]
    monkeypatch.setattr("caseapp.ui.shell.idle.time.time", lambda: wall[0])
    monkeypatch.setattr("caseapp.ui.shell.idle.seconds_awake_or_asleep", lambda: steady[0])
    idle = shown.window.guards.idle
    assert idle is not None
    idle.touch()
    wall[0] += 299  # a short sleep: the other clock stood still
    qtbot.keyClicks(form.note, "a")
    assert shown.window.house is not None
    wall[0] += 301
    with qtbot.waitSignal(shown.window.locked):
        qtbot.keyClicks(form.note, "b")
    assert shown.window.house is None
    assert DRAFTS[form.draft_id] == "a"


def test_setting_the_clock_back_does_not_keep_the_window_open(
    show: Callable[..., ShownWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show()
    shown.unlock()
    wall, steady = [1_000_000.0], [500.0]
    monkeypatch.setattr("caseapp.ui.shell.idle.time.time", lambda: wall[0])
    monkeypatch.setattr("caseapp.ui.shell.idle.seconds_awake_or_asleep", lambda: steady[0])
    idle = shown.window.guards.idle
    assert idle is not None
    idle.touch()
    wall[0] -= 86_400
    steady[0] += 301
    with shown.qtbot.waitSignal(shown.window.locked):
        idle._tick()


def test_the_countdown_warns_in_the_last_half_minute(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    assert shown.window.house is not None
    bar = shown.window.house.bar
    bar.count_down(301)
    assert bar.lock._detail == ""
    bar.count_down(252)
    assert "4:12" in bar.lock._detail
    assert bar.lock._detail_tone == "text2"
    bar.count_down(30)
    assert bar.lock._detail_tone == "warn"


def test_an_older_vault_is_a_question_with_a_way_on(show: Callable[..., ShownWindow], qtbot: QtBot) -> None:
    shown = show()
    shown.doors.older = True
    page = shown.window.unlock
    qtbot.keyClicks(page.passphrase, WORKER_WORDS)
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.note is not None and page.note.isVisible())
    assert page.note is not None
    go_on = [button for button in page.note.findChildren(QWidget) if button.property("kind") == "plain"]
    with qtbot.waitSignal(shown.window.unlocked):
        qtbot.mouseClick(go_on[0], Qt.MouseButton.LeftButton)
    assert shown.doors.accepted == {OlderError.code}


def test_the_recovery_code_sets_a_new_passphrase(show: Callable[..., ShownWindow], qtbot: QtBot) -> None:
    shown = show()
    page = shown.window.unlock
    page.flip()
    part = page.code_part
    assert part is not None
    assert part.code.hasFocus()
    assert unnamed_focusables(shown.window) == []
    qtbot.keyClicks(part.code, CODE.lower())
    qtbot.keyClick(part.repeat, Qt.Key.Key_Return)
    assert page.note is not None
    assert page.note.accessibleName() == "Type the new passphrase."
    qtbot.keyClicks(part.passphrase, "weak")
    qtbot.keyClick(part.repeat, Qt.Key.Key_Return)
    assert "would be guessed" in page.note.accessibleName()
    new = "cobalt meadow thirty lamps"
    part.passphrase.clear()
    qtbot.keyClicks(part.passphrase, new)
    qtbot.keyClicks(part.repeat, new)
    with qtbot.waitSignal(shown.window.unlocked):
        qtbot.keyClick(part.repeat, Qt.Key.Key_Return)
    assert shown.doors.passphrase == new
    assert (part.code.text(), part.passphrase.text()) == ("", "")


def test_closing_the_window_keeps_drafts_and_closes_the_vault(
    show: Callable[..., ShownWindow], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    form = shown.form
    qtbot.keyClicks(form.note, "almost")
    with qtbot.waitSignal(shown.window.locked):
        shown.window.close()
    assert DRAFTS[form.draft_id] == "almost"
    assert shown.doors.rooms[0].closed
    assert not shown.window.isVisible()
