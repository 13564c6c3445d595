"""Needs and referrals on the person page: added, put off, stepped on and told apart, by keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from caseapp.casework.commands.contact import NewReferral
from caseapp.casework.commands.needs import ChangeNeed
from caseapp.casework.commands.referrals import OfferReferral, StepReferral
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.need import NeedState, PutOffReason
from caseapp.domain.referral import Barrier, Stage, Step, StepFacts
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.consent_words import purpose_words
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.need_state import NeedStateDialog
from caseapp.ui.dialogs.referral import ReferralDialog
from caseapp.ui.dialogs.referral_step import StepDialog
from caseapp.ui.pages.referrals.words import barriers_words
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import days_ago
from tests.ui.person_driver import PersonWindow


def test_a_need_is_added_by_keys(shown_page: PersonWindow) -> None:
    shown_page.press_button("Add a need")
    shown_page.overlay(NeedDialog)
    shown_page.write("papers")
    shown_page.press(Qt.Key.Key_Return)
    shown_page.confirm()
    kinds = [need.kind for need in shown_page.house.ask(ShowPerson(shown_page.person_id)).needs]
    assert "papers" in kinds


def test_a_need_without_its_consent_is_asked_first(shown_page: PersonWindow) -> None:
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


def test_putting_a_need_off_asks_why(shown_page: PersonWindow) -> None:
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


def test_the_next_step_of_a_referral(shown_page: PersonWindow) -> None:
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


def test_what_stood_in_the_way_is_noted_with_the_step(shown_page: PersonWindow) -> None:
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


def test_a_referral_is_offered_for_a_need(shown_page: PersonWindow) -> None:
    shown_page.press_button("Refer")
    dialog = shown_page.overlay(ReferralDialog)
    assert isinstance(dialog, ReferralDialog)
    dialog.service.setFocus()
    shown_page.write("legal")
    shown_page.press(Qt.Key.Key_Return)
    shown_page.confirm()
    services = {row.service for row in shown_page.house.ask(ShowPerson(shown_page.person_id)).referrals}
    assert services == {"Lindenhof", "Legal Aid Desk"}


def test_two_referrals_without_a_service_are_told_apart_by_their_need(shown_page: PersonWindow) -> None:
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
