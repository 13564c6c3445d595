"""The window around the pages: roles, keys, navigation, messages. No vault is needed."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.domain.requests import Kind
from caseapp.domain.roles import Role
from caseapp.errors import KnownError
from caseapp.settings import Settings
from caseapp.ui.shell import keymap
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.registry import ENTRIES
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import MANAGER_WORDS, WORKER_WORDS, make_context, shown_texts
from tests.ui.shell_driver import (
    CTRL,
    DRAFTS,
    HANDLERS,
    FormPage,
    LoadDraft,
    Refuse,
    SaveDraft,
    ShownWindow,
    settings_of,
)


def test_the_worker_sees_store_and_name_after_unlock_only(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    words = shown_texts(shown.window)
    assert "Night team store" in words
    assert "Dana, outreach" in words
    assert shown.window.windowTitle() == "Notes"
    assert unnamed_focusables(shown.window) == []


def test_the_manager_sees_figures_and_nothing_else(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock(MANAGER_WORDS)
    house = shown.window.house
    assert house is not None
    assert [item.key for item in house.navigation.pages._items.items] == ["figures"]
    assert not house.bar.log.isVisible()
    assert not house.bar.search.isVisible()
    shown.key(Qt.Key.Key_N, CTRL)
    shown.key(Qt.Key.Key_K, CTRL)
    assert len(house.stack.pages) == 1
    house.open_page("settings")
    assert house.page is not None
    assert house.page.key == "settings"


def test_numbers_go_to_pages_in_the_order_shown_and_alt_goes_back(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    keys = [entry.key for entry in house._listed]
    assert keys == ["today", "people", "contacts", "referrals", "services", "figures"]
    shown.key(Qt.Key.Key_2, CTRL)
    shown.key(Qt.Key.Key_4, CTRL)
    shown.key(Qt.Key.Key_8, CTRL)
    assert house._way.stops[house._way.at].key == "referrals"
    shown.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert house._way.stops[house._way.at].key == "people"
    shown.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert house._way.stops[house._way.at].key == "referrals"
    shown.key(Qt.Key.Key_Escape)
    assert house._way.stops[house._way.at].key == "people"
    house.open_person(UUID(int=5))
    assert shown.form.arrived[-1] == {"person_id": UUID(int=5)}
    assert house.navigation.pages.currentIndex().row() == 1


def test_quiet_view_reaches_every_page_also_later_ones(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    shown.key(Qt.Key.Key_H, CTRL)
    assert shown.form.quiet
    assert house.bar.quiet.isChecked()
    shown.key(Qt.Key.Key_3, CTRL)
    assert shown.form.quiet
    shown.lock()
    shown.unlock()
    assert shown.form.quiet
    shown.key(Qt.Key.Key_H, CTRL)
    assert not shown.form.quiet


def test_ctrl_enter_reaches_the_page_or_the_dialog_on_top(
    show: Callable[..., ShownWindow], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock()
    shown.form.line.setFocus()
    shown.key(Qt.Key.Key_Return, CTRL)
    assert shown.form.acts == 1
    dialog = Overlay(shown.window, "Withdraw")
    did: list[int] = []
    dialog.add_act("Withdraw", lambda: did.append(1))
    dialog.open_over()
    shown.key(Qt.Key.Key_Return, CTRL)
    shown.key(Qt.Key.Key_2, CTRL)
    assert did == [1]
    assert shown.form.acts == 1
    assert shown.window.house is not None
    assert shown.window.house._way.at == 0
    dialog.close_with(done=False)


def test_tab_to_settings_is_seen_and_enter_opens_them(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    rest = house.navigation.rest
    rest.taken.disconnect()
    taken: list[str] = []
    rest.taken.connect(taken.append)
    rest.setFocus()
    assert rest.currentIndex().row() == 0
    assert not rest.selectedIndexes()  # the page shown is still another
    shown.key(Qt.Key.Key_Return)
    assert taken == ["settings"]


def test_f6_walks_navigation_bar_and_panels(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    shown.form.note.setFocus()
    visited = []
    for _ in range(4):
        shown.key(Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(
            "nav"
            if house.navigation.isAncestorOf(focused)
            else "bar"
            if house.bar.isAncestorOf(focused)
            else "page",
        )
    assert visited == ["page", "nav", "bar", "page"]


def test_changes_of_one_page_are_told_to_all_and_failures_are_shown(
    show: Callable[..., ShownWindow], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    first = shown.form
    shown.key(Qt.Key.Key_2, CTRL)
    second = shown.form
    second.asker.do(SaveDraft(uuid4(), "tea"))
    qtbot.waitUntil(lambda: bool(first.seen) and bool(second.seen))
    assert first.seen[-1].touches(Kind.DRAFT)
    second.asker.do(Refuse())
    qtbot.waitUntil(house.toast.isVisible)
    assert house.toast.words.text().startswith("The disk is full. Your text is safe")


def test_answers_for_a_page_that_is_gone_are_dropped(theme: Theme, qtbot: QtBot) -> None:
    assert theme
    context, _recorder = make_context(HANDLERS)
    DRAFTS[UUID(int=1)] = "tea"
    page = FormPage(context)
    seen: list[str] = []
    page.asker.ask(LoadDraft(UUID(int=1)), seen.append)
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: context.bridge.waiting == 0)
    assert seen == []
    other = FormPage(context)
    qtbot.addWidget(other)
    other.asker.ask(LoadDraft(UUID(int=1)), seen.append)
    qtbot.waitUntil(lambda: seen == ["tea"])
    context.desk.lock().result(5)


def test_undo_takes_the_last_act_back(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    undone: list[int] = []
    house.say("Contact saved.", lambda: undone.append(1))
    house.navigation.pages.setFocus()
    shown.key(Qt.Key.Key_Z, CTRL)
    assert undone == [1]
    assert not house.toast.isVisible()


def test_settings_have_a_key_that_help_shows(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.key(Qt.Key.Key_Comma, CTRL)
    assert shown.window.house is None
    for words in (WORKER_WORDS, MANAGER_WORDS):
        shown.unlock(words)
        shown.key(Qt.Key.Key_Comma, CTRL)
        assert settings_of(shown).isVisible()
        shown.key(Qt.Key.Key_F1)
        assert "Ctrl+," in shown_texts(shown.window)
        assert f"Ctrl+1 to Ctrl+{sum(entry.listed for entry in ENTRIES)}" in {s.keys for s in keymap.TABLE}
        shown.lock()


def test_practice_line_in_a_demo_vault_only(show: Callable[..., ShownWindow]) -> None:
    shown = show(demo=True)
    shown.unlock()
    assert "Practice. Nothing here is real." in shown_texts(shown.window)
    shown.lock()
    shown.unlock(MANAGER_WORDS)
    assert "Practice. Nothing here is real." in shown_texts(shown.window)
    other = show()
    other.unlock()
    assert "Practice. Nothing here is real." not in shown_texts(other.window)


def test_help_opens_from_anywhere_and_names_every_key(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.key(Qt.Key.Key_F1)
    assert len(shown.window.overlays()) == 1
    assert "Night team" not in " ".join(shown_texts(shown.window))
    shown.key(Qt.Key.Key_Escape)
    shown.unlock()
    shown.key(Qt.Key.Key_F1)
    assert shown.window.house is not None
    page = shown.window.house.page
    assert page is not None
    assert page.key == "help"
    words = shown_texts(page)
    assert {"Ctrl+K", "Ctrl+L", "F1", "Lock at once"} <= set(words)
    assert unnamed_focusables(page) == []


def test_neutral_title_can_be_given_up(show: Callable[..., ShownWindow]) -> None:
    shown = show()
    shown.window._preferences.change(neutral_title=False)
    assert shown.window.windowTitle() == "Caseapp"
    assert shown.kept[-1].neutral_title is False


def test_a_setting_that_cannot_be_kept_is_said(theme: Theme) -> None:
    def fail(_settings: Settings) -> None:
        raise KnownError("The settings could not be written.")

    preferences = Preferences(Settings(), fail)
    with pytest.raises(KnownError):
        preferences.change(idle_minutes=9)
    assert preferences.now.idle_minutes == 5
    assert theme


def test_roles_of_every_page_are_stated() -> None:
    assert {entry.key for entry in ENTRIES if Role.MANAGER in entry.roles} == {
        "figures",
        "settings",
        "vault",
        "help",
    }
