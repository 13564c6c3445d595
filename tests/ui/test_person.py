"""The person page over a real house: strengths first, the number behind its rule, what quiet view hides."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.people import NoteMeansShown
from caseapp.domain.consent import Answer, ConsentEntry, NotNowReason, Purpose
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import days_ago
from tests.ui.person_driver import PersonWindow


def test_what_works_stands_above_the_needs(shown_page: PersonWindow) -> None:
    page = shown_page.page
    assert (
        page.strengths.mapTo(page, page.strengths.rect().topLeft()).y()
        < page.needs.mapTo(page, page.needs.rect().topLeft()).y()
    )
    words = [label.text() for label, _words in page.strengths._words]
    assert words == ["My sister takes him on Thursdays"]


def test_the_number_shows_after_its_rule_was_read_and_hides_again(
    shown_page: PersonWindow, qtbot: QtBot
) -> None:
    (band,) = shown_page.page.header.bands
    band.second = 10
    assert "6741" not in band.number.text()
    band.show_button.setFocus()
    shown_page.press(Qt.Key.Key_Space)
    assert not band.shows
    assert band.show_button.text() == "I read the rule: show it"
    shown_page.press(Qt.Key.Key_Space)
    assert "+49 151 2345 6741" in band.number.text()
    assert len(shown_page.house.done(NoteMeansShown)) == 1
    qtbot.waitUntil(lambda: not band.shows, timeout=3000)
    assert "6741" not in band.number.text()


def test_copying_takes_a_second_step_and_the_clipboard_is_emptied(
    shown_page: PersonWindow, qtbot: QtBot
) -> None:
    (band,) = shown_page.page.header.bands
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    band.show_button.setFocus()
    for _ in range(2):
        shown_page.press(Qt.Key.Key_Space)
    band.copy_button.setFocus()
    shown_page.press(Qt.Key.Key_Space)
    assert clipboard.text() == ""
    band.second = 5
    shown_page.press(Qt.Key.Key_Space)
    assert clipboard.text() == "+49 151 2345 6741"
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3000)


def test_leaving_the_page_hides_the_number_and_empties_the_clipboard(shown_page: PersonWindow) -> None:
    (band,) = shown_page.page.header.bands
    for _ in range(2):
        band.show_button.click()
    for _ in range(2):
        band.copy_button.click()
    assert QGuiApplication.clipboard().text() == "+49 151 2345 6741"
    shown_page.window.hide()
    assert QGuiApplication.clipboard().text() == ""
    assert not band.shows


def test_children_stand_apart_and_without_names(shown_page: PersonWindow) -> None:
    page = shown_page.page
    assert [page.children_panel.list.rows.row(0).title] == ["School fees"]
    titles = [page.needs.list.rows.row(n).title for n in range(page.needs.list.rows.rowCount())]
    assert titles == ["Safer place to stay", "Debt"]


def test_dots_never_run_into_the_next_line_of_the_timeline(shown_page: PersonWindow) -> None:
    timeline = shown_page.page.timeline.list
    model, option = timeline.model(), QStyleOptionViewItem()
    timeline.initViewItemOption(option)
    grew = False
    for width in range(150, 400, 10):  # somewhere the dots break and the words do not
        timeline.resize(width, 600)
        for number in range(model.rowCount()):
            index = model.index(number, 0)
            timeline.set_quiet(False)
            plain = timeline.painter_of_rows.sizeHint(option, index).height()
            timeline.set_quiet(True)
            quiet = timeline.painter_of_rows.sizeHint(option, index).height()
            assert quiet >= plain
            grew = grew or quiet > plain
    assert grew


def test_quiet_view_shows_the_code_and_dots(shown_page: PersonWindow) -> None:
    page = shown_page.page
    (band,) = page.header.bands
    for _ in range(2):
        band.show_button.click()
    page.set_quiet(True)
    assert not band.shows
    assert "K7-204" in page.header.alias.text()
    assert "Marisol" not in page.header.alias.text()
    assert all(set(label.text()) == {"•"} for label, _words in page.strengths._words)
    assert page.header._facts.text()
    assert page.view is not None
    for typed in (first.what for first in page.view.follow_ups[:1]):
        assert typed
        assert typed not in page.header._facts.text()


def test_a_question_to_ask_again_opens_the_ledger_at_its_line(shown_page: PersonWindow) -> None:
    page, person_id = shown_page.page, shown_page.person_id
    page.arrive({"person_id": person_id, "consent": ("count", None)})
    shown_page.settle()
    ledger = shown_page.overlay(ConsentLedger)
    assert isinstance(ledger, ConsentLedger)
    assert ledger.row is not None
    assert ledger.row.purpose is Purpose.COUNT
    shown_page.press(Qt.Key.Key_Escape)
    page.refresh()
    shown_page.settle()
    assert not [one for one in shown_page.window.findChildren(Overlay) if one.isVisible()]  # once


def test_whom_to_keep_it_from_stands_on_her_page_and_in_the_ledger(shown_page: PersonWindow) -> None:
    page, house = shown_page.page, shown_page.house
    entry = ConsentEntry(
        Purpose.HEALTH,
        Answer.GIVEN,
        days_ago(0),
        words="Not on paper",
        keep_from="her partner, who reads it",
    )
    house.do(RecordConsent(shown_page.person_id, entry))
    page.refresh()
    shown_page.settle()
    assert "Keep it from: her partner, who reads it." in shown_texts(page.consent)
    page.set_quiet(True)
    read = [label.text() for label in page.consent.findChildren(QLabel) if label.isVisible()]
    assert not any("partner" in words for words in read)
    page.set_quiet(False)
    page.acts.open_ledger((Purpose.HEALTH, None))
    shown_page.settle()
    ledger = shown_page.overlay(ConsentLedger)
    assert isinstance(ledger, ConsentLedger)
    assert ledger.stood.text().endswith("Keep it from: her partner, who reads it. “Not on paper”")
    ledger.history.click()
    shown_page.settle()
    assert any("who reads it" in cell.words for cell in ledger.past.lines.line(0).cells)


def test_why_it_could_not_be_asked_stands_in_the_ledger(shown_page: PersonWindow) -> None:
    reason = NotNowReason.NO_INTERPRETER
    entry = ConsentEntry(Purpose.COUNT, Answer.NOT_NOW, days_ago(0), how=None, not_now=reason)
    shown_page.house.do(RecordConsent(shown_page.person_id, entry))
    shown_page.page.acts.open_ledger((Purpose.COUNT, None))
    shown_page.settle()
    ledger = shown_page.overlay(ConsentLedger)
    assert isinstance(ledger, ConsentLedger)
    assert "no interpreter" in ledger.stood.text()


def test_log_contact_goes_to_the_form_with_her(shown_page: PersonWindow) -> None:
    shown_page.press_button("Log contact")
    assert shown_page.house.recorder.went[-1] == (
        "log_contact",
        {"person_id": shown_page.person_id, "draft_id": None},
    )


def test_every_control_says_what_it_is(shown_page: PersonWindow) -> None:
    page = shown_page.page
    page.needs.list.setFocus()
    assert unnamed_focusables(shown_page.window) == []
    acts = page.acts
    for opens in (acts.edit, acts.add_means, acts.open_ledger, acts.add_need, lambda: acts.refer(None)):
        opens()
        shown_page.settle()
        assert unnamed_focusables(shown_page.window) == []
        shown_page.press(Qt.Key.Key_Escape)
