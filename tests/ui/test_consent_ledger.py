"""The consent ledger by its letters: a preview first, then the act with a receipt; nothing before."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import NewReferral
from caseapp.casework.commands.needs import RaiseNeed
from caseapp.casework.commands.referrals import OfferReferral
from caseapp.casework.queries.consent import ConsentsOf
from caseapp.casework.queries.people import PeopleIds
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.need import NeedFacts
from caseapp.domain.referral import Step, StepFacts
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_words import effect_words
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.words import day_text
from tests.ui.house_desk import TestHouse, days_ago
from tests.ui.house_window import HouseWindow


class Ledger(HouseWindow):
    """Marisol's ledger, open over a window."""

    def __init__(self, qtbot: QtBot, app: QApplication, house: TestHouse, person_id: UUID) -> None:
        super().__init__(qtbot, app, house)
        self.person_id = person_id
        self.show(1366, 738)
        self.dialog = ConsentLedger(house.context, self.window, person_id, "Marisol", "K7-204", days_ago(0))
        self.settle()

    def go_to(self, purpose: Purpose) -> None:
        self.dialog.table.setFocus()
        key = next(key for key, row in self.dialog._rows.items() if row.purpose is purpose)
        assert self.dialog.table.go_to(key)
        self.settle()

    def answer(self, purpose: Purpose) -> Answer:
        rows = self.house.ask(ConsentsOf(self.person_id))
        found: Answer = next(row.answer for row in rows if row.purpose is purpose)
        return found

    def foreseen(self) -> list[str]:
        labels = self.dialog.effects.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisibleTo(self.dialog) and label.text()]


@pytest.fixture
def ledger(qtbot: QtBot, qapp: QApplication, house: TestHouse, theme: Theme) -> Ledger:
    person_id = house.marisol()
    house.consent(person_id, Purpose.HEALTH)
    house.do(RaiseNeed(person_id, NeedFacts("dental"), days_ago(3)))
    return Ledger(qtbot, qapp, house, person_id)


def test_every_purpose_stands_in_the_list(ledger: Ledger) -> None:
    assert {row.purpose for row in ledger.dialog._rows.values()} == set(Purpose)


def test_nothing_changes_until_it_is_confirmed(ledger: Ledger) -> None:
    ledger.go_to(Purpose.HEALTH)
    ledger.press(Qt.Key.Key_W)
    assert any("Needs erased" in words for words in ledger.foreseen())
    ledger.press(Qt.Key.Key_Escape)
    assert ledger.answer(Purpose.HEALTH) is Answer.GIVEN
    assert len(ledger.house.ask(ShowPerson(ledger.person_id)).needs) == 1


def test_withdrawing_is_done_with_a_receipt(ledger: Ledger) -> None:
    ledger.go_to(Purpose.HEALTH)
    ledger.press(Qt.Key.Key_W)
    assert ledger.dialog.act.text() == "Withdraw this consent"
    ledger.confirm()
    assert ledger.answer(Purpose.HEALTH) is Answer.WITHDRAWN
    assert ledger.house.ask(ShowPerson(ledger.person_id)).needs == ()
    assert "Needs erased, with her words: 1." in ledger.dialog.note.accessibleName()


class Upside(QTranslator):
    """Another language: every sentence stands between brackets and keeps its places."""

    def translate(self, _context: str, source: str, *_more: object) -> str:
        return f"«{source}»"


def test_the_receipt_is_in_the_language_of_the_window(
    qapp: QApplication, house: TestHouse, theme: Theme
) -> None:
    person_id = house.marisol()
    service = house.services()["Lindenhof"]
    named = (StepFacts(Step.OFFERED, days_ago(9)), StepFacts(Step.MADE, days_ago(8), named=True))
    share = ConsentEntry(Purpose.SHARE, Answer.GIVEN, days_ago(9))
    referred = house.do(OfferReferral(person_id, NewReferral("housing", service, None, named, share)))
    no = ConsentEntry(Purpose.SHARE, Answer.WITHDRAWN, days_ago(0), referred)
    receipt = house.do(RecordConsent(person_id, no)).receipt
    other = Upside()
    qapp.installTranslator(other)
    try:
        words = [effect_words(sentence) for sentence in receipt]
    finally:
        qapp.removeTranslator(other)
    assert "«Nothing more is sent to Lindenhof.»" in words
    gone = day_text(days_ago(8))  # a day as people write it, not as it is stored
    assert f"«A sheet went to Lindenhof on {gone}. It can’t be called back: ask them to delete it.»" in words
    assert all(sentence.startswith("«") for sentence in words)


def test_keeping_in_spite_of_a_no_needs_a_reason(ledger: Ledger) -> None:
    ledger.go_to(Purpose.HEALTH)
    ledger.press(Qt.Key.Key_W)
    ((box, _effect),) = ledger.dialog.effects._boxes
    box.setFocus()
    ledger.press(Qt.Key.Key_Space)
    before = len(ledger.house.done(RecordConsent))
    ledger.confirm()
    assert len(ledger.house.done(RecordConsent)) == before
    assert QApplication.focusWidget() is ledger.dialog.effects.reason
    QTest.keyClicks(ledger.dialog.effects.reason, "court date on Monday")
    ledger.confirm()
    assert ledger.answer(Purpose.HEALTH) is Answer.WITHDRAWN
    assert len(ledger.house.ask(ShowPerson(ledger.person_id)).needs) == 1


@pytest.mark.parametrize(
    ("key", "answer"),
    [(Qt.Key.Key_G, Answer.GIVEN), (Qt.Key.Key_D, Answer.DECLINED), (Qt.Key.Key_C, Answer.NOT_NOW)],
)
def test_letters_set_the_answer(ledger: Ledger, key: Qt.Key, answer: Answer) -> None:
    ledger.go_to(Purpose.COUNT)
    ledger.press(key)
    ledger.confirm()
    assert ledger.answer(Purpose.COUNT) is answer


def test_nothing_can_be_withdrawn_that_was_not_given(ledger: Ledger) -> None:
    ledger.go_to(Purpose.COUNT)
    ledger.press(Qt.Key.Key_W)
    assert ledger.dialog.answer.answer() is Answer.DECLINED


def test_withdrawing_the_record_itself_erases_it_and_says_so(ledger: Ledger) -> None:
    gone: list[bool] = []
    ledger.dialog.erased.connect(lambda: gone.append(True))
    ledger.go_to(Purpose.KEEP)
    ledger.press(Qt.Key.Key_W)
    assert any("whole record of K7-204" in words for words in ledger.foreseen())
    ledger.confirm()
    assert gone == [True]
    assert ledger.house.ask(PeopleIds()) == ()


def test_the_history_keeps_every_answer(ledger: Ledger) -> None:
    ledger.go_to(Purpose.HEALTH)
    ledger.press(Qt.Key.Key_W)
    ledger.confirm()
    ledger.dialog.history.setFocus()
    ledger.press(Qt.Key.Key_Space)
    rows = ledger.dialog.past.lines.rowCount()
    assert rows == 4  # keep, children, health given, health withdrawn
    assert QApplication.focusWidget() is ledger.dialog.past


def test_every_control_says_what_it_is(ledger: Ledger) -> None:
    ledger.go_to(Purpose.HEALTH)
    ledger.press(Qt.Key.Key_W)
    assert unnamed_focusables(ledger.window) == []
