"""The person page over a real house: strengths first, the number behind its rule, acts by keyboard."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import LogContact, NewNeed, NewReferral, NextStep, PersonPart
from caseapp.casework.commands.needs import ChangeNeed, RaiseNeed
from caseapp.casework.commands.people import NoteMeansShown
from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.commands.waiting import SettleWaiting
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import Answer, ConsentEntry, NotNowReason, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import ForWhom, NeedFacts, NeedState, PutOffReason
from caseapp.domain.person import ChildBand
from caseapp.domain.referral import Barrier, Stage, Step, StepFacts
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.consent_words import purpose_words
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.need_state import NeedStateDialog
from caseapp.ui.dialogs.referral import ReferralDialog
from caseapp.ui.dialogs.referral_step import StepDialog
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.pages.referrals.words import barriers_words
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import TestHouse, days_ago, now_here
from tests.ui.house_window import HouseWindow


class Shown(HouseWindow):
    """The page of Marisol in a window."""

    def __init__(self, qtbot: QtBot, app: QApplication, house: TestHouse, person_id: UUID) -> None:
        super().__init__(qtbot, app, house)
        self.person_id = person_id
        self.page = PersonPage(house.context)
        self.column.addWidget(self.page)
        house.bridge.changed.connect(self.page.on_changes)
        self.show()
        self.page.arrive({"person_id": person_id})
        self.settle()

    def overlay(self, kind: type[Overlay]) -> Overlay:
        (one,) = self.overlays()
        assert type(one) is kind
        return one

    def press_button(self, name: str) -> None:
        found = [
            button
            for button in self.window.findChildren(QPushButton)
            if name in {button.accessibleName(), button.text().replace("&", "")} and button.isVisible()
        ]
        found[0].setFocus()
        self.press(Qt.Key.Key_Space)


@pytest.fixture
def marisol(house: TestHouse) -> UUID:
    person_id = house.marisol()
    services = house.services()
    moment = Moment.of(now_here())
    part = PersonPart(
        person_id=person_id,
        going_well=("peer_helped",),
        her_words="My sister takes him on Thursdays",
        note="Tea and a long talk.",
        needs=(
            NewNeed(NeedFacts("school_costs", ForWhom.CHILD, ChildBand.SCHOOL)),
            NewNeed(NeedFacts("debt")),
            NewNeed(NeedFacts("dental")),
        ),
        next_steps=(NextStep("Call about rooms", days_ago(-3)),),
    )
    house.do(LogContact(moment, "street_round", Channel.IN_PERSON, people=(part,)))
    need_id = house.do(RaiseNeed(person_id, NeedFacts("housing"), days_ago(4)))
    referral = NewReferral("housing", services["Lindenhof"], steps=(StepFacts(Step.OFFERED, days_ago(4)),))
    house.do(OfferReferral(person_id, referral, need_id))
    return person_id


@pytest.fixture
def shown_page(qtbot: QtBot, qapp: QApplication, house: TestHouse, marisol: UUID, theme: Theme) -> Shown:
    return Shown(qtbot, qapp, house, marisol)


def test_what_works_stands_above_the_needs(shown_page: Shown) -> None:
    page = shown_page.page
    assert (
        page.strengths.mapTo(page, page.strengths.rect().topLeft()).y()
        < page.needs.mapTo(page, page.needs.rect().topLeft()).y()
    )
    words = [label.text() for label, _words in page.strengths._words]
    assert words == ["My sister takes him on Thursdays"]


def test_the_number_shows_after_its_rule_was_read_and_hides_again(shown_page: Shown, qtbot: QtBot) -> None:
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


def test_copying_takes_a_second_step_and_the_clipboard_is_emptied(shown_page: Shown, qtbot: QtBot) -> None:
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


def test_leaving_the_page_hides_the_number_and_empties_the_clipboard(shown_page: Shown) -> None:
    (band,) = shown_page.page.header.bands
    for _ in range(2):
        band.show_button.click()
    for _ in range(2):
        band.copy_button.click()
    assert QGuiApplication.clipboard().text() == "+49 151 2345 6741"
    shown_page.window.hide()
    assert QGuiApplication.clipboard().text() == ""
    assert not band.shows


def test_a_need_is_added_by_keys(shown_page: Shown) -> None:
    shown_page.press_button("Add a need")
    shown_page.overlay(NeedDialog)
    shown_page.write("papers")
    shown_page.press(Qt.Key.Key_Return)
    shown_page.confirm()
    kinds = [need.kind for need in shown_page.house.ask(ShowPerson(shown_page.person_id)).needs]
    assert "papers" in kinds


def test_a_need_without_its_consent_is_asked_first(shown_page: Shown) -> None:
    shown_page.press_button("Add a need")
    shown_page.write("wounds")
    shown_page.press(Qt.Key.Key_Return)
    shown_page.confirm()
    shown_page.overlay(ConsentQuestion)
    shown_page.press(Qt.Key.Key_G)
    shown_page.confirm()
    view = shown_page.house.ask(ShowPerson(shown_page.person_id))
    kinds = {need.kind for need in view.needs}
    assert {"wounds", "dental"} <= kinds  # and what waited for the same answer came in
    assert view.waiting == ()


def test_putting_a_need_off_asks_why(shown_page: Shown) -> None:
    page = shown_page.page
    debt = next(need for need in page.view.needs if need.kind == "debt") if page.view else None
    assert debt is not None
    page.needs.list.setFocus()
    page.needs.list.go_to(debt.need_id)
    shown_page.press(Qt.Key.Key_Return)
    dialog = shown_page.overlay(NeedStateDialog)
    assert isinstance(dialog, NeedStateDialog)
    dialog.state.setFocus()
    shown_page.press(Qt.Key.Key_5)
    shown_page.confirm()
    assert not shown_page.house.done(ChangeNeed)  # not without a reason
    shown_page.press(Qt.Key.Key_1)
    shown_page.confirm()
    (command,) = shown_page.house.done(ChangeNeed)
    assert command.state is NeedState.PUT_OFF
    assert command.reasons == (PutOffReason.CHILDREN_FIRST,)


def test_the_next_step_of_a_referral(shown_page: Shown) -> None:
    page = shown_page.page
    assert page.view is not None
    page.needs.list.setFocus()
    page.needs.list.go_to(page.view.referrals[0].referral_id)
    shown_page.press(Qt.Key.Key_Return)
    dialog = shown_page.overlay(StepDialog)
    assert isinstance(dialog, StepDialog)
    dialog.steps.choose({Step.MADE.value})
    dialog._look()
    dialog.share.setFocus()
    shown_page.press(Qt.Key.Key_G)
    shown_page.confirm()
    (row,) = shown_page.house.ask(ShowPerson(shown_page.person_id)).referrals
    assert row.stage is Stage.MADE
    assert row.shared


def test_what_stood_in_the_way_is_noted_with_the_step(shown_page: Shown) -> None:
    page, house = shown_page.page, shown_page.house
    assert page.view is not None
    house.do(StepReferral(page.view.referrals[0].referral_id, StepFacts(Step.MADE, days_ago(1))))
    page.refresh()
    shown_page.settle()
    page.acts.step(page.view.referrals[0])
    dialog = shown_page.overlay(StepDialog)
    assert isinstance(dialog, StepDialog)
    dialog.steps.choose({Step.APPOINTMENT.value})
    dialog._look()
    assert not dialog.barriers.isVisible()
    dialog.steps.choose({Step.NOT_ATTENDED.value})
    dialog._look()
    dialog.barriers.setFocus()
    shown_page.press(Qt.Key.Key_2)
    shown_page.press(Qt.Key.Key_7)
    assert unnamed_focusables(shown_page.window) == []
    shown_page.confirm()
    (row,) = house.ask(ShowPerson(shown_page.person_id)).referrals
    assert set(row.steps[-1].barriers) == {Barrier.JUDGED, Barrier.NO_CHILDREN}
    assert barriers_words(row) == "judged, children not allowed"


def test_a_referral_is_offered_for_a_need(shown_page: Shown) -> None:
    shown_page.press_button("Refer")
    dialog = shown_page.overlay(ReferralDialog)
    assert isinstance(dialog, ReferralDialog)
    dialog.service.setFocus()
    shown_page.write("legal")
    shown_page.press(Qt.Key.Key_Return)
    shown_page.confirm()
    services = {row.service for row in shown_page.house.ask(ShowPerson(shown_page.person_id)).referrals}
    assert services == {"Lindenhof", "Legal Aid Desk"}


def test_two_referrals_without_a_service_are_told_apart_by_their_need(shown_page: Shown) -> None:
    steps = (StepFacts(Step.OFFERED, days_ago(0)),)
    for kind in ("safe_place_tonight", "school_costs"):
        shown_page.house.do(
            OfferReferral(shown_page.person_id, NewReferral(kind=kind, service_id=None, steps=steps), None)
        )
    shown_page.page.refresh()
    shown_page.settle()
    wanted = {
        "Share with a service for Safe place tonight, not chosen yet",
        "Share with a service for School fees, not chosen yet",
    }
    lines = [words for words in shown_texts(shown_page.page.consent) if words.startswith("Share with")]
    assert wanted <= set(lines)
    assert len(set(lines)) == len(lines)
    shown_page.page.set_quiet(True)
    shown_page.settle()
    shown = [label.text() for label in shown_page.page.consent.findChildren(QLabel) if label.isVisible()]
    quiet = [words for words in shown if words.startswith("Share with")]
    assert len(quiet) == len(lines)
    assert all("•••" in words for words in quiet)
    shown_page.page.set_quiet(False)
    shown_page.page.acts.open_ledger()
    ledger = shown_page.overlay(ConsentLedger)
    assert isinstance(ledger, ConsentLedger)
    shown_page.settle()
    rows = [purpose_words(row, ledger._labels) for row in ledger._rows.values()]
    assert set(lines) <= set(rows)


def test_what_waits_has_its_three_ways_on(shown_page: Shown) -> None:
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


def test_noting_without_her_asks_first(shown_page: Shown) -> None:
    shown_page.press_button("Note Teeth without the person")
    assert len(shown_page.house.ask(ShowPerson(shown_page.person_id)).waiting) == 1
    shown_page.press(Qt.Key.Key_Escape)
    assert len(shown_page.house.ask(ShowPerson(shown_page.person_id)).waiting) == 1
    assert shown_page.house.done(SettleWaiting) == []


def test_ask_now_brings_in_what_waits(shown_page: Shown) -> None:
    shown_page.press_button("Ask now about Teeth")
    question = shown_page.overlay(ConsentQuestion)
    question.answer.chips[0].click()
    shown_page.confirm()
    view = shown_page.house.ask(ShowPerson(shown_page.person_id))
    assert "dental" in {need.kind for need in view.needs}
    assert any(row.purpose is Purpose.HEALTH and row.usable for row in view.consents)


def test_a_next_step_is_done_and_undone(shown_page: Shown) -> None:
    shown_page.page.follow_ups.list.setFocus()
    shown_page.press(Qt.Key.Key_Return)
    assert shown_page.house.ask(ShowPerson(shown_page.person_id)).follow_ups == ()
    undo = shown_page.house.recorder.undo
    assert undo is not None
    undo()
    shown_page.settle()
    assert len(shown_page.house.ask(ShowPerson(shown_page.person_id)).follow_ups) == 1


def test_a_next_step_is_added_outside_a_contact(shown_page: Shown) -> None:
    shown_page.press_button("Add a next step")
    shown_page.overlay(ChangeFollowUp)
    shown_page.write("Ask about the letter")
    shown_page.confirm()
    rows = shown_page.house.ask(ShowPerson(shown_page.person_id)).follow_ups
    (added,) = [row for row in rows if row.what == "Ask about the letter"]
    assert (added.due_on, added.for_label, added.person_id) == (days_ago(-1), "Dana", shown_page.person_id)


def test_children_stand_apart_and_without_names(shown_page: Shown) -> None:
    page = shown_page.page
    assert [page.children_panel.list.rows.row(0).title] == ["School fees"]
    titles = [page.needs.list.rows.row(n).title for n in range(page.needs.list.rows.rowCount())]
    assert titles == ["Safer place to stay", "Debt"]


def test_dots_never_run_into_the_next_line_of_the_timeline(shown_page: Shown) -> None:
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


def test_quiet_view_shows_the_code_and_dots(shown_page: Shown) -> None:
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


def test_a_question_to_ask_again_opens_the_ledger_at_its_line(shown_page: Shown) -> None:
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


def test_whom_to_keep_it_from_stands_on_her_page_and_in_the_ledger(shown_page: Shown) -> None:
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


def test_why_it_could_not_be_asked_stands_in_the_ledger(shown_page: Shown) -> None:
    reason = NotNowReason.NO_INTERPRETER
    entry = ConsentEntry(Purpose.COUNT, Answer.NOT_NOW, days_ago(0), how=None, not_now=reason)
    shown_page.house.do(RecordConsent(shown_page.person_id, entry))
    shown_page.page.acts.open_ledger((Purpose.COUNT, None))
    shown_page.settle()
    ledger = shown_page.overlay(ConsentLedger)
    assert isinstance(ledger, ConsentLedger)
    assert "no interpreter" in ledger.stood.text()


def test_log_contact_goes_to_the_form_with_her(shown_page: Shown) -> None:
    shown_page.press_button("Log contact")
    assert shown_page.house.recorder.went[-1] == (
        "log_contact",
        {"person_id": shown_page.person_id, "draft_id": None},
    )


def test_every_control_says_what_it_is(shown_page: Shown) -> None:
    page = shown_page.page
    page.needs.list.setFocus()
    assert unnamed_focusables(shown_page.window) == []
    acts = page.acts
    for opens in (acts.edit, acts.add_means, acts.open_ledger, acts.add_need, lambda: acts.refer(None)):
        opens()
        shown_page.settle()
        assert unnamed_focusables(shown_page.window) == []
        shown_page.press(Qt.Key.Key_Escape)
