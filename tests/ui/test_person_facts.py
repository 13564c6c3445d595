"""What may be noted about a person: the day of the first contact, which decides who counts as new."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.domain.person import PersonFacts
from caseapp.ui.dialogs.person_facts import FactsDialog
from caseapp.ui.naming import Labels
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.house_desk import TestHouse, settled


def test_an_earlier_first_contact_is_said_by_keyboard(
    qapp: QApplication, house: TestHouse, window: QWidget
) -> None:
    dialog = FactsDialog(house.context, window, Labels(), PersonFacts(alias="Jola"))
    settled(qapp, house)
    assert unnamed_focusables(window) == []
    assert dialog.facts().first_contact_on is None
    dialog.known_before.setFocus()
    QTest.keyClick(dialog.known_before, Qt.Key.Key_Space)
    assert dialog.facts().first_contact_on == date.today()  # noqa: DTZ011 - the local day
    dialog.first_on.set_day(date(2024, 3, 1))
    assert dialog.facts().first_contact_on == date(2024, 3, 1)
    dialog.first_on.set_day(date(2999, 1, 1))
    latest = dialog.facts().first_contact_on
    assert latest is not None
    assert latest <= date.today()  # noqa: DTZ011 - the local day


def test_what_was_noted_before_is_shown_and_stays(house: TestHouse, window: QWidget) -> None:
    facts = PersonFacts(alias="Jola", first_contact_on=date(2025, 5, 2))
    dialog = FactsDialog(house.context, window, Labels(), facts)
    assert dialog.facts() == facts
    dialog.known_before.setChecked(False)
    assert dialog.facts().first_contact_on is None
