"""The list of contacts with one in full beside it, by keyboard."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.contact import ContactIds
from caseapp.domain.contact import Reached
from caseapp.ui.dialogs.tallies import TalliesDialog
from caseapp.ui.pages.contacts import ContactsPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button
from tests.ui.fakes import shown_texts
from tests.ui.page_help import Shown
from tests.ui.sample_rows import an_id
from tests.ui.sample_world import World


def test_the_first_contact_is_read_beside_the_list(shown: Shown) -> None:
    page = shown.page(ContactsPage)
    assert page.table.lines.rowCount() == 5
    texts = shown_texts(page.details)
    assert "Friday 6 November, \u206619:40\u2069" in texts
    assert "Night place, tea. Came by for tea, in good spirits." in texts
    shown.press(Qt.Key.Key_Down)
    assert "2 people not identified" in shown_texts(page.details)


def test_enter_goes_into_the_contact_and_escape_back(shown: Shown) -> None:
    page = shown.page(ContactsPage)
    shown.press(Qt.Key.Key_Return)
    focus = shown.window.focusWidget()
    assert isinstance(focus, Button)
    assert focus.accessibleName() == "Open Ruby"
    shown.press(Qt.Key.Key_Space)
    assert shown.recorder.went == [("person", {"person_id": an_id("Ruby")})]
    assert page.step_back()
    assert page.table.hasFocus()


def test_place_and_whose_narrow_the_list(shown: Shown, world: World) -> None:
    page = shown.page(ContactsPage)
    page.place.choose("old_town")
    page.place.activated.emit(0)
    shown.settle()
    assert page.table.lines.rowCount() == 2
    page.whose.choose(True)
    page.whose.chosen.emit(True)
    shown.settle()
    asked = [query for query in world.asked if isinstance(query, ContactIds)]
    assert asked[-1] == ContactIds(mine=True, place="old_town")


def test_one_contact_can_be_come_to_from_elsewhere(shown: Shown) -> None:
    page = shown.page(ContactsPage, {"contact_id": an_id("contact 2")})
    assert page.table.current_key() == 2
    assert "Nadi" in shown_texts(page.details)


def test_quiet_view_hides_the_words_until_asked(shown: Shown) -> None:
    page = shown.page(ContactsPage)
    page.set_quiet(True)
    shown.settle()
    texts = shown_texts(page.details)
    assert "Ruby" not in texts
    assert "T4-860" in texts
    assert not any("Night place" in words for words in texts)
    show = next(button for button in page.details.findChildren(Button) if button.text() == "Show the words")
    show.click()
    assert any("Night place" in words for words in shown_texts(page.details))


def test_an_attempt_says_so(shown: Shown, world: World) -> None:
    world.contacts[0] = replace(world.contacts[0], reached=Reached.ATTEMPT_2)
    page = shown.page(ContactsPage)
    chip = page.table.lines.line(0).cells[3].chip
    assert chip is not None
    assert chip.words == "Not reached"
    assert "Not reached, second attempt" in shown_texts(page.details)


def test_a_narrow_page_shows_one_at_a_time(shown: Shown, theme: Theme) -> None:
    theme.set_text_size(200)
    page = shown.page(ContactsPage, size=(1310, 650))
    assert not page.details.isVisible()
    shown.press(Qt.Key.Key_Return)
    assert page.details.isVisible()
    assert not page.table.isVisible()
    assert page.step_back()
    assert page.table.isVisible()


@pytest.mark.parametrize(("size", "percent"), [((1190, 688), 100), ((1310, 650), 200)])
def test_everything_that_can_be_reached_has_a_name(
    shown: Shown, theme: Theme, size: tuple[int, int], percent: int, shot: Callable[[QWidget, str], object]
) -> None:
    theme.set_text_size(percent)
    page = shown.page(ContactsPage, size=size)
    assert unnamed_focusables(page) == []
    assert page.width() <= size[0]
    shot(shown.window, f"contacts_{percent}")


def test_what_was_noted_without_a_person_is_shown_as_kept(
    shown: Shown, shot: Callable[[QWidget, str], object]
) -> None:
    page = shown.page(ContactsPage)
    assert page.without.text() == "3 needs noted without a person"
    page.without.setFocus()
    shown.press(Qt.Key.Key_Space)
    (dialog,) = shown.window.findChildren(TalliesDialog)
    lines = [dialog.table.lines.line(number) for number in range(dialog.table.lines.rowCount())]
    assert [[cell.words for cell in line.cells] for line in lines] == [
        ["November 2026", "housing", "For self", "2"],
        ["October 2026", "school costs", "For a child", "1"],
    ]
    assert unnamed_focusables(shown.window) == []
    shot(shown.window, "tallies")
    shown.press(Qt.Key.Key_Escape)
    assert page.without.hasFocus()


def test_without_any_nothing_is_said_of_it(shown: Shown, world: World) -> None:
    world.tallies = []
    page = shown.page(ContactsPage)
    assert not page.without.isVisible()
