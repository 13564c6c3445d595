"""The list of people, by keyboard, with ten thousand of them."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.people import PeopleIds, PeopleRows
from caseapp.domain.consent import Answer, Purpose
from caseapp.ui.pages.people import PeoplePage
from caseapp.ui.pages.people.new_person import NewPerson
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets import table_delegate
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.fakes import shown_texts
from tests.ui.page_help import Shown
from tests.ui.sample_rows import PEOPLE, an_id
from tests.ui.sample_world import World

_MANY = 10_000
_SHIFT_CTRL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def many() -> World:
    return World(people=_MANY)


def test_end_goes_to_the_last_of_ten_thousand_and_asks_for_its_page_only(
    qtbot: QtBot, theme: Theme, many: World
) -> None:
    shown = Shown(qtbot, many.handlers())
    page = shown.page(PeoplePage)
    many.asked.clear()
    shown.press(Qt.Key.Key_Down)  # from the filter into the list
    started = time.monotonic()
    shown.press(Qt.Key.Key_End)
    assert time.monotonic() - started < 2
    last = page.table.lines.rowCount() - 1
    assert last == _MANY + len(PEOPLE) - 1
    assert page.table.currentIndex().row() == last
    assert page.table.lines.line(last).cells[0].words == f"Person {_MANY - 1:05}"
    asked = [query for query in many.asked if isinstance(query, PeopleRows)]
    assert sum(len(query.keys) for query in asked) <= 3 * page.table.lines.PAGE
    shown.press(Qt.Key.Key_Return)
    assert shown.recorder.went == [("person", {"person_id": an_id(f"p{_MANY - 1}")})]
    shown.close()


def test_typing_narrows_the_list_and_escape_widens_it(shown: Shown) -> None:
    page = shown.page(PeoplePage)
    shown.type("ma")
    assert page.table.lines.rowCount() == 1
    assert page.table.lines.line(0).cells[0].words == "Marisol"
    assert page.step_back()
    shown.settle()
    assert page.table.lines.rowCount() == 9
    assert not page.step_back()


def test_a_letter_typed_in_the_list_goes_on_in_the_filter(shown: Shown) -> None:
    page = shown.page(PeoplePage)
    shown.press(Qt.Key.Key_Down)
    shown.press(Qt.Key.Key_J)
    assert page.filter.text() == "j"
    assert page.filter.hasFocus()
    assert page.table.lines.rowCount() == 1


def test_a_filter_can_be_asked_for_from_elsewhere(shown: Shown, world: World) -> None:
    page = shown.page(PeoplePage, {"show": "no_next_step"})
    asked = [query for query in world.asked if isinstance(query, PeopleIds)]
    assert [query.show.value for query in asked] == ["no_next_step"]
    assert page.table.lines.rowCount() == 3
    assert all(page.table.lines.line(n).cells[5].words == "no next step" for n in range(3))


def test_nobody_found_offers_to_make_her(shown: Shown) -> None:
    page = shown.page(PeoplePage)
    shown.type("zz")
    said = "Nobody found for “zz”. Look at the spelling, or make a new person."
    assert said in shown_texts(page)
    shown.press(Qt.Key.Key_N, modifiers=_SHIFT_CTRL)
    dialog = shown.window.findChild(NewPerson)
    assert dialog is not None
    assert dialog.alias.text() == "zz"


def test_someone_new_is_made_only_with_her_yes(shown: Shown, world: World) -> None:
    page = shown.page(PeoplePage)
    page.make_new("Lulu")
    dialog = shown.window.findChild(NewPerson)
    assert dialog is not None
    shown.settle()
    shown.press(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert world.done == []  # nobody was asked yet
    assert "Ask first whether a record may be kept, and note the answer." in shown_texts(dialog)
    shown.press(Qt.Key.Key_G)
    shown.press(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    (command,) = world.done
    assert isinstance(command, AddPerson)
    assert command.facts.alias == "Lulu"
    assert (command.keep.purpose, command.keep.answer) == (Purpose.KEEP, Answer.GIVEN)
    assert shown.recorder.went == [("person", {"person_id": an_id("Lulu")})]


def test_her_no_makes_nobody(shown: Shown, world: World) -> None:
    page = shown.page(PeoplePage)
    page.make_new("Lulu")
    dialog = shown.window.findChild(NewPerson)
    assert dialog is not None
    dialog.answer.setFocus()
    dialog.answer.chips[0].setFocus()
    shown.press(Qt.Key.Key_D)
    shown.press(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert world.done == []
    assert shown.recorder.said == ["Nobody was made: she does not want a record. That is an answer too."]


def test_likely_duplicates_are_shown_and_can_be_taken(shown: Shown, world: World) -> None:
    page = shown.page(PeoplePage)
    page.make_new("Mari")
    dialog = shown.window.findChild(NewPerson)
    assert dialog is not None
    shown.settle()
    shown.settle()  # the dialog waits a little longer before it asks
    assert dialog.likely.isVisible()
    assert "Drop-in" in dialog.likely.rows.row(0).second or "Drop-in" in dialog.likely.rows.row(0).detail
    dialog.likely.setFocus()
    shown.press(Qt.Key.Key_Return)
    assert world.done == []
    assert shown.recorder.went == [("person", {"person_id": an_id("Marisol")})]


def test_the_page_comes_back_where_it_was(shown: Shown) -> None:
    page = shown.page(PeoplePage)
    shown.press(Qt.Key.Key_Down)
    shown.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    state = page.save_state()
    assert not any(isinstance(value, str) and value != "all" for value in state.values())
    page.table.lines.clear()
    page.restore_state(state)
    shown.settle()
    assert page.table.currentIndex().row() == 2


@pytest.mark.parametrize(("size", "percent"), [((1190, 688), 100), ((1310, 650), 200)])
def test_everything_that_can_be_reached_has_a_name(
    shown: Shown, theme: Theme, size: tuple[int, int], percent: int, shot: Callable[[QWidget, str], object]
) -> None:
    theme.set_text_size(percent)
    page = shown.page(PeoplePage, size=size)
    assert unnamed_focusables(page) == []
    assert page.width() <= size[0]
    if percent == 200:
        assert theme.scale.width_class(page.width()) is Width.NARROW
        assert page.table.lines.line(0).second  # what the folded columns say
    shot(shown.window, f"people_{percent}")


def test_quiet_view_never_paints_an_alias_not_even_in_the_current_row(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown.page(PeoplePage)
    shown.press(Qt.Key.Key_Down)
    assert page.table.hasFocus()
    page.set_quiet(True)
    painted: list[str] = []

    def write(pen: object, words: str, style: str, tone: str, *, heavy: bool = False) -> None:
        painted.append(words)

    monkeypatch.setattr(table_delegate._CellPen, "words", write)
    page.table.viewport().repaint()
    assert "D2-745" in painted
    assert not {"Ana", "Marisol"} & set(painted)
