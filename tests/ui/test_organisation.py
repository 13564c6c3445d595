"""What the organisation decides: who is counted, and its own words; said where they are needed."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.team import SetPreference
from caseapp.casework.queries.team import Preference
from caseapp.domain.consent import COUNT_POLICY, CountPolicy, Purpose
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion, LimitsNote
from caseapp.ui.organisation_texts import LIMITS, SAFEGUARDING, shipped
from caseapp.ui.pages.organisation import OrganisationSection
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.house_desk import TestHouse, days_ago, settled, shown

OWN = "We keep it here. If a child is in danger we call Ines."


@pytest.fixture
def window(window: QWidget) -> QWidget:
    return shown(window, 900, 700)


@pytest.fixture
def section(qapp: QApplication, house: TestHouse, window: QWidget) -> OrganisationSection:
    return open_section(qapp, house, window)


def open_section(app: QApplication, house: TestHouse, window: QWidget) -> OrganisationSection:
    made = OrganisationSection(house.context, window)
    made.resize(800, 600)
    made.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    settled(app, house)
    return made


def test_the_shipped_texts_stand_there_first(
    section: OrganisationSection, shot: Callable[..., object]
) -> None:
    limits, safeguarding = section.texts
    assert limits.words.toPlainText() == shipped(LIMITS)
    assert safeguarding.words.toPlainText() == shipped(SAFEGUARDING)
    assert "danger" in shipped(LIMITS)
    assert not limits.back.isVisible()
    assert limits.state.text() == "The text that comes with Caseapp."
    assert unnamed_focusables(section) == []
    shot(section.window(), "organisation")


def test_an_own_text_is_kept_as_it_is_typed(
    section: OrganisationSection, qtbot: QtBot, qapp: QApplication, house: TestHouse, window: QWidget
) -> None:
    limits = section.texts[0]
    limits.words.setFocus()
    QTest.keyClick(limits.words, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(limits.words, OWN)
    assert limits.back.isVisible()
    qtbot.waitUntil(lambda: house.ask(Preference(LIMITS)) == OWN, timeout=5000)  # no key is needed
    again = open_section(qapp, house, window)
    assert again.texts[0].words.toPlainText() == OWN


def test_a_lock_keeps_the_last_letters(section: OrganisationSection, house: TestHouse) -> None:
    limits = section.texts[0]
    limits.words.setPlainText(OWN)
    section.keep()
    assert house.ask(Preference(LIMITS)) == OWN


def test_back_to_the_shipped_text_and_undo(
    section: OrganisationSection, qapp: QApplication, house: TestHouse
) -> None:
    limits = section.texts[0]
    limits.words.setPlainText(OWN)
    section.keep()
    limits.back.setFocus()
    QTest.keyClick(limits.back, Qt.Key.Key_Space)
    assert limits.words.toPlainText() == shipped(LIMITS)
    assert house.ask(Preference(LIMITS)) == ""  # so that a better text of a later version is shown
    assert house.recorder.undo is not None
    house.recorder.undo()
    settled(qapp, house)
    assert house.ask(Preference(LIMITS)) == OWN


def test_emptying_a_text_brings_the_shipped_one_back(section: OrganisationSection, house: TestHouse) -> None:
    limits = section.texts[0]
    limits.words.setPlainText("  ")
    section.keep()
    assert house.ask(Preference(LIMITS)) == ""


def test_the_limits_are_read_before_children_are_asked(
    qapp: QApplication, house: TestHouse, window: QWidget
) -> None:
    question = ConsentQuestion(house.context, window, Purpose.CHILDREN, "Marisol", days_ago(0))
    (note,) = question.findChildren(LimitsNote)
    assert note.isVisible()
    assert shipped(LIMITS) in note.accessibleName()
    question.close_with(done=False)
    house.do(SetPreference(LIMITS, OWN))
    question = ConsentQuestion(house.context, window, Purpose.CHILDREN, "Marisol", days_ago(0))
    settled(qapp, house)
    (note,) = question.findChildren(LimitsNote)
    assert OWN in note.accessibleName()
    assert shipped(LIMITS) not in note.accessibleName()


def test_the_ledger_says_them_at_the_children_and_nowhere_else(
    qapp: QApplication, house: TestHouse, window: QWidget
) -> None:
    house.do(SetPreference(LIMITS, OWN))
    person_id: UUID = house.marisol()
    ledger = ConsentLedger(house.context, window, person_id, "Marisol", "K7-204", days_ago(0))
    settled(qapp, house)
    for purpose in (Purpose.HEALTH, Purpose.CHILDREN, Purpose.COUNT):
        ledger.table.go_to(next(key for key, row in ledger._rows.items() if row.purpose is purpose))
        settled(qapp, house)
        assert ledger.limits.isVisible() == (purpose is Purpose.CHILDREN)
    assert OWN in ledger.limits.accessibleName()


def test_who_is_counted_is_chosen_by_keyboard_and_undone(
    section: OrganisationSection, qapp: QApplication, house: TestHouse
) -> None:
    assert section.counted.value() is CountPolicy.GIVEN
    section.counted.setFocus()
    QTest.keyClick(section.counted, Qt.Key.Key_Down)
    settled(qapp, house)
    assert house.ask(Preference(COUNT_POLICY)) == CountPolicy.NOT_DECLINED.value
    assert house.recorder.said == ["From the next closing on everybody is counted who did not say no."]
    assert house.recorder.undo is not None
    house.recorder.undo()
    settled(qapp, house)
    assert house.ask(Preference(COUNT_POLICY)) == CountPolicy.GIVEN.value
    assert section.counted.value() is CountPolicy.GIVEN
