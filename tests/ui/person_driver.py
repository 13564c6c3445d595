"""The page of somebody who was met, in a window, driven by keys."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.contact import LogContact, NewNeed, NewReferral, NextStep, PersonPart
from caseapp.casework.commands.needs import RaiseNeed
from caseapp.casework.commands.referrals import OfferReferral
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.person import ChildBand
from caseapp.domain.referral import Step, StepFacts
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.house_desk import TestHouse, days_ago, now_here
from tests.ui.house_window import HouseWindow


class PersonWindow(HouseWindow):
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


def someone_met(house: TestHouse) -> UUID:
    """Marisol, with a contact, what works, needs, a referral and a next step."""
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
