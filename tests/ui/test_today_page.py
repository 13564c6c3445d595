"""Today, by keyboard."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.ui.pages.log_contact.saving import MISSING
from caseapp.ui.pages.today import TodayPage, side
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button
from tests.ui.fakes import shown_texts
from tests.ui.page_help import Shown
from tests.ui.sample_rows import TODAY, an_id
from tests.ui.sample_world import World


def test_late_follow_ups_stand_first_and_the_keyboard_is_on_them(
    shown: Shown, shot: Callable[[QWidget, str], object]
) -> None:
    page = shown.page(TodayPage)
    rows = page.follow_ups.list.rows
    said = [rows.row(n).title for n in range(rows.rowCount())]
    assert said == ["Late", "Marisol", "Tee", "Today, Friday 6 November", "Jola", "Nadi", "Ruby"]
    lead = rows.row(1).lead
    assert lead is not None
    assert lead.words == "2 days late"
    assert page.follow_ups.list.current_row() == rows.row(1)
    assert page.follow_ups.later.text() == "1 more in the next 7 days"
    shot(shown.window, "today")


def test_the_buttons_of_a_row_are_there_only_while_it_has_the_focus(shown: Shown) -> None:
    page = shown.page(TodayPage)
    found = page.follow_ups.list.findChildren(Button)
    assert [button.text() for button in found if button.isVisible()] == ["Log", "Done"]
    page.drafts.findChildren(Button)[0].setFocus()
    shown.settle()
    assert not [button for button in page.follow_ups.list.findChildren(Button) if button.isVisible()]


def test_done_is_done_with_the_keyboard_and_undone(shown: Shown, world: World) -> None:
    page = shown.page(TodayPage)
    shown.press(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Space)  # Log, Done
    assert world.done == [EndFollowUp(an_id("Does Tuesday still suit?"))]
    assert page.follow_ups.list.rows.find(an_id("Does Tuesday still suit?")) == -1
    current = page.follow_ups.list.current_row()
    assert current is not None
    assert current.title == "Tee"  # the next one, not the top
    assert shown.recorder.undo is not None
    shown.recorder.undo()
    shown.settle()
    assert page.follow_ups.list.rows.find(an_id("Does Tuesday still suit?")) == 1


def test_moving_to_tomorrow_keeps_everything_else(shown: Shown, world: World) -> None:
    page = shown.page(TodayPage)
    row = world.follow_ups[2]
    tomorrow = TODAY.replace(day=7)
    page.follow_ups.move_to(row, tomorrow)
    shown.settle()
    assert world.done == [
        SetFollowUp(
            row.what, tomorrow, row.due_at, row.person_id, row.for_staff, follow_up_id=row.follow_up_id
        )
    ]
    assert shown.recorder.said == ["Follow-up moved to Sat 7 Nov."]


def test_team_and_all(shown: Shown) -> None:
    page = shown.page(TodayPage)
    page.follow_ups.show_all.click()
    shown.settle()
    titles = [page.follow_ups.list.rows.row(n).title for n in range(page.follow_ups.list.rows.rowCount())]
    assert "Next 7 days" in titles
    assert "Lio" not in titles
    page.follow_ups.whose.choose(False)
    page.follow_ups.whose.chosen.emit(False)
    shown.settle()
    titles = [page.follow_ups.list.rows.row(n).title for n in range(page.follow_ups.list.rows.rowCount())]
    assert "Lio" in titles


def test_enter_opens_the_person(shown: Shown) -> None:
    shown.page(TodayPage)
    shown.press(Qt.Key.Key_Return)
    assert shown.recorder.went == [("person", {"person_id": an_id("Marisol")})]


def test_drafts_go_on_and_people_without_a_next_step_are_listed(shown: Shown) -> None:
    page = shown.page(TodayPage)
    texts = shown_texts(page)
    assert "Sam" in texts
    assert any("missing: next step" in words for words in texts)
    go_on = next(
        button for button in page.drafts.findChildren(Button) if button.accessibleName() == "Continue: Sam"
    )
    go_on.click()
    page.open_needs.open.click()
    assert shown.recorder.went == [
        ("log_contact", {"person_id": None, "draft_id": an_id("d1")}),
        ("people", {"show": "no_next_step"}),
    ]


def test_everything_a_form_can_miss_has_a_word_here() -> None:
    assert set(MISSING) <= set(side._FIELDS)


def test_quiet_view_shows_no_name(shown: Shown) -> None:
    page = shown.page(TodayPage)
    page.set_quiet(True)
    shown.settle()
    assert "Sam" not in shown_texts(page)
    reasons = [page.reviews.list.rows.row(n) for n in range(page.reviews.list.rows.rowCount())]
    assert all(row.end_private for row in reasons if row.end)
    assert page.follow_ups.list.painter_of_rows.quiet
    assert page.contacts.cells.quiet


def test_an_empty_day_says_what_will_be_here(shown: Shown, world: World) -> None:
    world.follow_ups, world.contacts, world.drafts = [], [], []
    page = shown.page(TodayPage)
    texts = shown_texts(page)
    assert "No follow-ups today. New ones appear when you add a next step." in texts
    assert "No contacts yet. The ones you log appear here." in texts
    assert not page.follow_ups.list.isVisible()
    assert not page.reviews.isVisible()


def test_a_follow_up_for_nobody_is_the_teams(shown: Shown, world: World) -> None:
    world.follow_ups = [replace(world.follow_ups[0], person_id=None, alias="", code="")]
    page = shown.page(TodayPage)
    assert page.follow_ups.list.rows.row(1).title == "For the team"
    assert not page.follow_ups.list.rows.row(1).chevron


@pytest.mark.parametrize(("size", "percent"), [((1190, 688), 100), ((1310, 650), 200)])
def test_everything_that_can_be_reached_has_a_name(
    shown: Shown, theme: Theme, size: tuple[int, int], percent: int, shot: Callable[[QWidget, str], object]
) -> None:
    theme.set_text_size(percent)
    page = shown.page(TodayPage, size=size)
    assert unnamed_focusables(page) == []
    assert page.width() <= size[0]
    shot(shown.window, f"today_{percent}")


def test_what_could_not_be_asked_comes_up_again_and_opens_her_ledger(shown: Shown) -> None:
    page = shown.page(TodayPage)
    rows = page.reviews.list.rows
    listed = [rows.row(n) for n in range(rows.rowCount())]
    assert [(row.title, row.second, row.end) for row in listed] == [
        ("Marisol", "Count in monthly figures: until Thu 12 Nov", ""),
        ("Jola", "Note health: could not be asked Tue 3 Nov", "Somebody else was present"),
    ]
    page.reviews.list.setFocus()
    shown.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert shown.recorder.went == [("person", {"person_id": an_id("Jola"), "consent": ("health", None)})]


class Translated(QTranslator):
    """A little Spanish."""

    def translate(self, _context: str, source: str, *_more: object) -> str:
        return "Diga a {service} que ya no se comparte" if source.startswith("Tell {service}") else source


def test_what_follows_from_a_referral_is_said_in_the_language_of_the_window(
    shown: Shown, world: World, qapp: QApplication
) -> None:
    words = Translated()
    qapp.installTranslator(words)
    try:
        world.follow_ups = [replace(world.follow_ups[0], what="", tells="Harbour Clinic")]
        page = shown.page(TodayPage)
        row = page.follow_ups.list.rows.row(1)
        assert "Diga a Harbour Clinic que ya no se comparte" in {row.detail, row.second}
        change = ChangeFollowUp(page.context, shown.window, world.follow_ups[0], ())
        change.open_over()
        assert change.what.text() == "Diga a Harbour Clinic que ya no se comparte"
        change._save()
        change.what.setText("Escribir a Harbour")
        change._save()
        shown.settle()
        assert [command.what for command in world.done if isinstance(command, SetFollowUp)] == [
            "",
            "Escribir a Harbour",
        ]
    finally:
        qapp.removeTranslator(words)


@pytest.mark.parametrize(("size", "percent"), [((1190, 688), 100), ((1310, 650), 200)])
def test_a_name_and_its_rule_are_not_cut_by_the_buttons_of_a_row(
    shown: Shown, theme: Theme, world: World, size: tuple[int, int], percent: int
) -> None:
    theme.set_text_size(percent)
    rule = "message, no name, not on Sundays"
    world.follow_ups = [replace(world.follow_ups[0], alias="Yuki the elder", safe_how=rule)]
    page = shown.page(TodayPage, size=size)
    listed = page.follow_ups.list
    row = listed.current_row()
    assert row is not None
    assert row.stacked is (percent == 200)
    metrics = listed.fontMetrics()
    name = metrics.horizontalAdvance(f"{row.title} {row.code}")
    under = metrics.horizontalAdvance(rule) if row.stacked else 0
    beside = 0 if row.stacked else metrics.horizontalAdvance(rule)
    lead = listed.painter_of_rows._lead * theme.scale.em // 14
    buttons = listed.painter_of_rows.room_at_end
    assert buttons > 0
    assert lead + max(name, under) + beside + buttons < listed.viewport().width()


def test_a_follow_up_of_the_team_is_added_by_keyboard(shown: Shown, world: World) -> None:
    page = shown.page(TodayPage)
    page.follow_ups.add.setFocus()
    shown.press(Qt.Key.Key_Space)
    shown.type("Fetch the condoms")
    shown.press(Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    (command,) = [one for one in world.done if isinstance(one, SetFollowUp)]
    assert (command.what, command.person_id, command.follow_up_id) == ("Fetch the condoms", None, None)
    assert shown.recorder.said == ["The follow-up is added."]
