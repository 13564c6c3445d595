"""What could not be asked comes up in the form of the next contact, and goes when it is answered."""

from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.domain.consent import Answer, Purpose
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from tests.ui.form_driver import Form
from tests.ui.house_desk import TestHouse


@pytest.fixture
def marisol(house: TestHouse) -> UUID:
    person = house.marisol()
    house.consent(person, Purpose.HEALTH, Answer.NOT_NOW)
    house.consent(person, Purpose.COUNT, Answer.DECLINED)
    return person


def test_it_is_asked_in_the_next_contact(
    qtbot: QtBot, qapp: QApplication, house: TestHouse, marisol: UUID
) -> None:
    form = Form(qtbot, qapp, house)
    assert not form.page.who.again.isVisible()
    form.find("mari")
    form.press("Return")
    again = form.page.who.again
    assert again.isVisible()
    assert [button.accessibleName() for button in again.buttons] == ["Ask now: Note health"]
    again.buttons[0].setFocus()
    form.press("Space")
    form.overlay(ConsentQuestion)
    form.press("G")
    form.press("Ctrl+Return")
    assert not again.isVisible()
    form.complete()
    form.press("Ctrl+Return")
    (part,) = form.logged().people
    assert [(entry.purpose, entry.answer) for entry in part.consents] == [(Purpose.HEALTH, Answer.GIVEN)]
