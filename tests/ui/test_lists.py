"""The lists of the organisation in Settings: a label is written in the language of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.casework.commands.team import SetTerm
from caseapp.casework.queries.team import Terms
from caseapp.domain.taxonomy import ListName
from caseapp.ui.pages.lists import ListsSection
from caseapp.ui.pages.lists.change import ChangeTerm
from tests.ui.house_desk import TestHouse, settled


@pytest.fixture
def in_spanish() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("es_ES"))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("in_spanish")
def test_values_are_called_in_the_language_of_the_window(
    qapp: QApplication, house: TestHouse, window: QWidget
) -> None:
    section = ListsSection(house.context, window)
    section.show()
    settled(qapp, house)
    section.choice.choose(ListName.TOPIC)
    section._show()
    section.label.setFocus()
    QTest.keyClicks(section.label, "Vecinos")
    QTest.keyClick(section.label, Qt.Key.Key_Return)
    settled(qapp, house)
    (added,) = house.done(SetTerm)
    assert (added.label, added.language) == ("Vecinos", "es")
    term = next(term for term in house.ask(Terms("es")) if term.label == "Vecinos")
    dialog = ChangeTerm(house.context, window, term, ())
    dialog.open_over()
    dialog.label.setText("Vecindad")
    dialog.main_act()
    settled(qapp, house)
    assert house.recorder.undo is not None
    house.recorder.undo()
    settled(qapp, house)
    assert [(one.label, one.language) for one in house.done(SetTerm)[1:]] == [
        ("Vecindad", "es"),
        ("Vecinos", "es"),
    ]
