"""Everything that the contact form folds away is reached, saved and brought back by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.team import SetPreference
from caseapp.casework.queries.contact import ShowContact
from caseapp.casework.queries.drafts import Drafts
from caseapp.domain.contact import Reached
from caseapp.ui.organisation_texts import LIMITS
from tests.ui.form_driver import Form
from tests.ui.house_desk import TestHouse


@pytest.fixture
def house(house: TestHouse) -> TestHouse:
    house.colleague("Ines")
    house.do(SetPreference(LIMITS, "We keep it here, unless a child is in danger."))
    return house


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication, house: TestHouse) -> Form:
    made = Form(qtbot, qapp, house)
    made.complete()
    made.page.who.number.set_value(2)
    made.page.who.number.changed.emit(2)
    return made


def test_an_attempt_with_a_companion_a_service_on_the_spot_and_violence(form: Form, house: TestHouse) -> None:
    more = form.page.more
    more.button.setFocus()
    form.press("Space")
    assert more.setting.hasFocus()
    form.press("Down")
    form.press("Tab")
    assert more.reached.hasFocus()
    form.press("Down")
    form.press("Down")
    form.press("Tab")
    form.press("1")  # Ines
    form.press("Tab")
    form.press("1")
    assert not more.limits.isVisible()
    form.press("Tab")
    assert more.violence.hasFocus()
    assert more.limits.isVisible()  # to read aloud before it is asked
    assert "unless a child is in danger" in more.limits.accessibleName()
    form.press("Down")
    form.press("Ctrl+Return")
    command = form.logged()
    assert command.setting
    assert command.reached is Reached.ATTEMPT_2
    assert len(command.companions) == len(command.spot_services) == 1
    assert command.violence_spoken is True
    assert command.unidentified == 2


def test_violence_stands_in_the_draft_and_in_the_contact(form: Form, house: TestHouse) -> None:
    more = form.page.more
    more.toggle()
    more.violence.setFocus()
    for _ in range(2):
        QTest.keyClick(more.violence, Qt.Key.Key_Down)
    assert form.page.state.violence_spoken is False
    form.page.keeper.flush()
    form.settle()
    (draft,) = house.ask(Drafts())
    form.page.leave_form()
    form.arrive()
    assert form.page.state.violence_spoken is None
    form.arrive(draft_id=draft.draft_id)
    assert form.page.more.violence.value() is False
    form.press("Ctrl+Return")
    (command,) = [form.logged()]
    view = house.ask(ShowContact(command.draft_id))
    assert view.violence_spoken is False


def test_violence_alone_is_worth_a_draft(form: Form, house: TestHouse) -> None:
    form.page.who.number.set_value(0)
    form.page.who.number.changed.emit(0)
    form.page.more.violence.choose(True)
    form.page.keeper.flush()
    form.settle()
    assert len(house.ask(Drafts())) == 1
