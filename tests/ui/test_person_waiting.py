"""What waits on the person page: what could not be noted, and what is to be done next."""

from PySide6.QtCore import Qt

from caseapp.casework.commands.waiting import SettleWaiting
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import Purpose
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import days_ago
from tests.ui.person_driver import PersonWindow


def test_what_waits_has_its_three_ways_on(shown_page: PersonWindow) -> None:
    page = shown_page.page
    assert [lead for _note, lead, _words in page.waiting.notes] == ["Teeth"]
    shown_page.press_button("Leave Teeth out")
    (asking,) = [one for one in shown_page.window.findChildren(Overlay) if one.isVisible()]
    assert "the contact. This cannot be undone." in shown_texts(asking)
    assert len(shown_page.house.ask(ShowPerson(shown_page.person_id)).waiting) == 1
    asking.main_act()
    shown_page.settle()
    assert shown_page.house.ask(ShowPerson(shown_page.person_id)).waiting == ()
    assert not page.waiting.isVisible()
    assert shown_page.house.recorder.said == ["Left out."]


def test_noting_without_her_asks_first(shown_page: PersonWindow) -> None:
    shown_page.press_button("Note Teeth without the person")
    assert len(shown_page.house.ask(ShowPerson(shown_page.person_id)).waiting) == 1
    shown_page.press(Qt.Key.Key_Escape)
    assert len(shown_page.house.ask(ShowPerson(shown_page.person_id)).waiting) == 1
    assert shown_page.house.done(SettleWaiting) == []


def test_ask_now_brings_in_what_waits(shown_page: PersonWindow) -> None:
    shown_page.press_button("Ask now about Teeth")
    question = shown_page.overlay(ConsentQuestion)
    question.answer.chips[0].click()
    shown_page.confirm()
    view = shown_page.house.ask(ShowPerson(shown_page.person_id))
    assert "dental" in {need.kind for need in view.needs}
    assert any(row.purpose is Purpose.HEALTH and row.usable for row in view.consents)


def test_a_next_step_is_done_and_undone(shown_page: PersonWindow) -> None:
    shown_page.page.follow_ups.list.setFocus()
    shown_page.press(Qt.Key.Key_Return)
    assert shown_page.house.ask(ShowPerson(shown_page.person_id)).follow_ups == ()
    undo = shown_page.house.recorder.undo
    assert undo is not None
    undo()
    shown_page.settle()
    assert len(shown_page.house.ask(ShowPerson(shown_page.person_id)).follow_ups) == 1


def test_a_next_step_is_added_outside_a_contact(shown_page: PersonWindow) -> None:
    shown_page.press_button("Add a next step")
    shown_page.overlay(ChangeFollowUp)
    shown_page.write("Ask about the letter")
    shown_page.confirm()
    rows = shown_page.house.ask(ShowPerson(shown_page.person_id)).follow_ups
    (added,) = [row for row in rows if row.what == "Ask about the letter"]
    assert (added.due_on, added.for_label, added.person_id) == (days_ago(-1), "Dana", shown_page.person_id)
