"""The window and its real pages together: where the keyboard is, what a message covers, what comes back."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.waiting import WaitingDialog
from caseapp.ui.shell.settings_page import SettingsPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets import tab_order
from tests.ui.real_pages import Notebook, answers_of
from tests.ui.sample_world import World

PAGES = ("today", "people", "contacts", "referrals", "services", "settings", "help", "log_contact")


@pytest.fixture
def notebook(qtbot: QtBot, theme: Theme, world: World) -> Iterator[Notebook]:
    """The unlocked window on Today."""
    made = Notebook(qtbot, theme, answers_of(world))
    yield made
    made.close()


def _in_window(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("key", PAGES)
def test_what_was_done_is_said_where_it_covers_nothing(
    qtbot: QtBot, theme: Theme, world: World, key: str, percent: int, shot: Callable[[QWidget, str], object]
) -> None:
    theme.set_text_size(percent)
    book = Notebook(qtbot, theme, answers_of(world), percent)
    book.house.open_page(key)
    book.settle()
    before = book.at()
    book.house.say("Contact with Marisol and 2 unidentified people is saved.", lambda: None)
    book.settle()
    toast = book.house.toast
    said = _in_window(toast)
    assert toast.isVisible()
    assert book.window.rect().contains(said)
    for stop in tab_order.stops(book.window):
        if not toast.isAncestorOf(stop) and not stop.visibleRegion().isEmpty():
            seen = stop.visibleRegion().boundingRect().translated(_in_window(stop).topLeft())
            assert not seen.intersects(said), stop.accessibleName()
    assert book.at() is before
    shot(book.window, f"toast_{key}_{percent}")
    book.close()


def test_when_the_message_goes_the_keyboard_stays_on_the_page(notebook: Notebook) -> None:
    toast = notebook.house.toast
    notebook.house.say("Contact with Marisol is saved.", lambda: None)
    toast.undo_button.setFocus()
    toast.forget()
    assert notebook.page.isAncestorOf(notebook.at())


def test_without_follow_ups_the_keyboard_is_on_what_comes_first(
    qtbot: QtBot, theme: Theme, world: World
) -> None:
    world.follow_ups = []
    book = Notebook(qtbot, theme, answers_of(world))
    today = book.page
    assert book.at() is today.contacts  # type: ignore[attr-defined]  # of Today
    book.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    book.press(Qt.Key.Key_Escape)
    assert book.page is today
    assert book.at() is today.contacts  # type: ignore[attr-defined]
    world.contacts = []
    book.lock()
    book.unlock()
    assert book.at().text() == "Log contact"  # type: ignore[attr-defined]  # a button
    assert book.at().isVisible()
    book.close()


def test_what_search_opened_is_not_opened_again_on_the_way_back(notebook: Notebook) -> None:
    notebook.house.open_page("people")
    notebook.house.open_page("today", waiting=True)
    notebook.settle()
    (dialog,) = notebook.dialogs()
    assert isinstance(dialog, WaitingDialog)
    notebook.press(Qt.Key.Key_Escape)
    notebook.house.open_page("people")
    notebook.house.back()
    notebook.settle()
    assert notebook.page.key == "today"
    assert notebook.dialogs() == []


@pytest.mark.parametrize(("percent", "columns"), [(100, 4), (200, 2)])
def test_the_lists_fold_their_columns_away_where_the_text_is_large(
    qtbot: QtBot,
    theme: Theme,
    world: World,
    percent: int,
    columns: int,
    shot: Callable[[QWidget, str], object],
) -> None:
    theme.set_text_size(percent)
    book = Notebook(qtbot, theme, answers_of(world), percent)
    book.house.open_page("settings")
    book.settle()
    page = book.page
    assert isinstance(page, SettingsPage)
    assert page.lists is not None
    page.lists.choice.choose(ListName.NEED)
    page.lists.choice.activated.emit(0)
    table = page.lists.table
    assert [table.isColumnHidden(n) for n in range(4)].count(False) == columns
    assert sum(table.columnWidth(n) for n in range(4)) <= table.viewport().width()
    page.lists.label.setFocus()
    book.settle()
    shot(book.window, f"lists_{percent}")
    book.close()
