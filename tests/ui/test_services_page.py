"""The directory of services, by keyboard."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.ui.pages.services import ServicesPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import shown_texts
from tests.ui.page_help import Shown
from tests.ui.sample_rows import an_id
from tests.ui.sample_world import World

_CTRL = Qt.KeyboardModifier.ControlModifier


def test_every_field_of_a_service_is_saved(shown: Shown, world: World) -> None:
    page = shown.page(ServicesPage)
    page.new.click()
    shown.settle()
    form = page.form
    assert form.name.hasFocus()
    shown.type("Night Bus")
    form.offers.choose({"night_place", "safe_place"})
    form.area.choose("north")
    form.hours.setText("20–6")
    form.languages.setText("Romanian")
    form.costs.setText("free")
    form.takes_children.choose(True)
    form.asks_papers.choose(False)
    form.how_to_refer.setText("send a message")
    form.ask_for.setText("the driver")
    form.address.setText("North bridge")
    form.phone.setText("555 0199")
    form.now.click()
    page.main_act()
    shown.settle()
    facts = ServiceFacts(
        "Night Bus",
        ("safe_place", "night_place"),
        "north",
        "20–6",
        "Romanian",
        "free",
        children_welcome=True,
        papers_needed=False,
        how_to_refer="send a message",
        ask_for="the driver",
        address="North bridge",
        phone="555 0199",
        checked_on=dt.date.today(),  # noqa: DTZ011 - the local day, as the page has it
    )
    assert world.done == [SetService(facts)]
    assert page.table.current_key() == an_id("Night Bus")
    page.table.go_to(an_id("Blue Door"))
    page.table.go_to(an_id("Night Bus"))
    assert form.facts() == facts  # read back into every field


def test_a_service_without_a_name_is_refused_with_a_sentence(shown: Shown, world: World) -> None:
    page = shown.page(ServicesPage)
    page.make_new()
    page.form.hours.setText("9–17")
    page.main_act()
    shown.settle()
    assert world.done == []
    assert "Give the service a name. Nothing typed is lost." in shown_texts(page)
    assert page.form.hours.text() == "9–17"
    assert page.form.name.hasFocus()


def test_a_change_is_saved_and_undone(shown: Shown, world: World) -> None:
    page = shown.page(ServicesPage)
    before = world.services[0].facts
    shown.press(Qt.Key.Key_Return)  # from the list into the form
    assert page.form.name.hasFocus()
    page.form.hours.setFocus()
    page.form.hours.clear()
    shown.type("24 h")
    page.main_act()
    shown.settle()
    assert world.services[0].facts.hours == "24 h"
    assert shown.recorder.undo is not None
    shown.recorder.undo()
    shown.settle()
    assert world.services[0].facts == before
    assert page.form.hours.text() == before.hours


def test_a_retired_service_leaves_the_list_and_comes_back(shown: Shown, world: World) -> None:
    page = shown.page(ServicesPage)
    page.form.retire.click()
    shown.settle()
    assert page.table.lines.find(an_id("Blue Door")) == -1
    page.retired.setChecked(True)
    shown.settle()
    number = page.table.lines.find(an_id("Blue Door"))
    chip = page.table.lines.line(number).cells[4].chip
    assert chip is not None
    assert chip.words == "Retired"
    page.table.go_to(an_id("Blue Door"))
    shown.settle()
    assert page.form.retire.text() == "Offer again"
    page.form.retire.click()
    shown.settle()
    assert not world.services[0].retired


def test_unsaved_words_are_not_lost_by_an_arrow_key(shown: Shown, world: World) -> None:
    page = shown.page(ServicesPage)
    page.form.costs.setFocus()
    shown.type(" on Mondays")
    typed = page.form.costs.text()
    page.table.setFocus()
    shown.press(Qt.Key.Key_Down)
    assert page.form.costs.text() == typed
    assert page.form.name.text() == "Blue Door"
    dialog = shown.window.findChild(Overlay)
    assert dialog is not None
    dialog.close_with(done=False)
    shown.settle()
    assert page.form.costs.text() == typed
    assert page.table.current_key() == an_id("Blue Door")


def test_news_of_the_list_ask_nothing_while_something_is_typed(shown: Shown, world: World) -> None:
    """The list fills itself anew also while another page is shown; a question would stand over that one."""
    page = shown.page(ServicesPage)
    page.new.click()
    shown.settle()
    shown.type("Night Bus")
    page.refresh()
    shown.settle()
    assert not shown.window.findChildren(Overlay)
    assert page.form.name.text() == "Night Bus"


def test_a_form_half_filled_in_survives_a_lock(shown: Shown, world: World) -> None:
    page = shown.page(ServicesPage)
    page.form.costs.setFocus()
    shown.type(" on Mondays")
    typed = page.form.facts()
    state = page.save_state()  # as the window does before a lock
    shown.settle()
    assert not any("Mondays" in str(value) for value in state.values())
    page.setParent(None)
    again = ServicesPage(shown.context)
    again.arrive({})
    again.restore_state(state)
    shown.settle()
    assert again.form.facts() == typed
    drafts = [draft.form for draft in world.drafts]
    assert drafts.count("service") == 1
    again.main_act()
    shown.settle()
    assert world.services[0].facts == typed
    assert "service" not in [draft.form for draft in world.drafts]


def test_typing_is_a_draft_within_two_seconds(shown: Shown, world: World, qtbot: QtBot) -> None:
    page = shown.page(ServicesPage)
    page.form.costs.setFocus()
    shown.type(" on Mondays")
    qtbot.waitUntil(lambda: any(draft.form == "service" for draft in world.drafts), timeout=2000)
    assert "Mondays" in world.drafts[0].payload


def test_an_old_check_is_marked(shown: Shown) -> None:
    page = shown.page(ServicesPage)
    first = page.table.lines.line(0).cells[4]
    assert first.chip is not None
    assert first.chip.tone == "warn"


def test_words_and_offers_narrow_the_list(shown: Shown) -> None:
    page = shown.page(ServicesPage)
    page.filter.setFocus()
    shown.type("legal")
    assert page.table.lines.rowCount() == 1
    assert page.step_back()
    shown.settle()
    assert page.table.lines.rowCount() == 10


@pytest.mark.parametrize(("size", "percent"), [((1190, 688), 100), ((1310, 650), 200)])
def test_everything_that_can_be_reached_has_a_name(
    shown: Shown, theme: Theme, size: tuple[int, int], percent: int, shot: Callable[[QWidget, str], object]
) -> None:
    theme.set_text_size(percent)
    page = shown.page(ServicesPage, size=size)
    assert unnamed_focusables(page) == []
    assert page.width() <= size[0]
    shot(shown.window, f"services_{percent}")
