"""Colleagues are added and renamed by keyboard, and can go along at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.casework.queries.team import Staff
from caseapp.ui.pages.team import TeamSection
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.house_desk import TestHouse, settled


@pytest.fixture
def section(qapp: QApplication, house: TestHouse, window: QWidget) -> TeamSection:
    made = TeamSection(house.context, window)
    made.resize(700, 400)
    made.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    settled(qapp, house)
    return made


def team(house: TestHouse) -> list[str]:
    return [row.label for row in house.ask(Staff())]


def test_a_colleague_is_added_and_called_otherwise(
    section: TeamSection, qapp: QApplication, house: TestHouse
) -> None:
    assert section.me.text() == "You: Dana"
    section.label.setFocus()
    QTest.keyClicks(section.label, "Inse")
    QTest.keyClick(section.label, Qt.Key.Key_Return)
    settled(qapp, house)
    assert team(house) == ["Dana", "Inse"]
    assert section.label.text() == ""
    assert unnamed_focusables(section) == []
    (line,) = section.names.values()
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, "Ines")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(qapp, house)
    assert team(house) == ["Dana", "Ines"]
    assert house.recorder.said[-1] == "Inse is called Ines now."
    assert house.recorder.undo is not None
    house.recorder.undo()
    settled(qapp, house)
    assert team(house) == ["Dana", "Inse"]


def test_nothing_typed_changes_nothing(section: TeamSection, qapp: QApplication, house: TestHouse) -> None:
    section.add.setFocus()
    QTest.keyClick(section.add, Qt.Key.Key_Space)
    assert section.note.isVisible()
    house.colleague("Ines")
    section._ask()
    settled(qapp, house)
    (line,) = section.names.values()
    line.setFocus()
    line.clear()
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(qapp, house)
    assert line.text() == "Ines"
    assert team(house) == ["Dana", "Ines"]
