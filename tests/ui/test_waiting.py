"""What waits for a consent is reachable from Today, and each of the three ways on ends it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.contact import LogContact, NewNeed, PersonPart
from caseapp.casework.queries.contact import ShowContact
from caseapp.casework.queries.people import PeopleIds, PeopleRows
from caseapp.casework.queries.person import ShowPerson
from caseapp.casework.queries.today import ShowToday
from caseapp.casework.queries.waiting import WaitingItems
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import PersonFacts
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.waiting import WaitingDialog
from caseapp.ui.pages.today import TodayPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.fakes import shown_texts
from tests.ui.form_driver import Window
from tests.ui.house_desk import TestHouse, now_here
from tests.ui.house_window import HouseWindow

DENTAL = NewNeed(NeedFacts("dental", words="a tooth, for weeks"))
HOUSING = NewNeed(NeedFacts("housing"))


class Today(HouseWindow):
    """Today over a real house where a person and a need wait, driven by keys."""

    def __init__(self, qtbot: QtBot, app: QApplication, house: TestHouse) -> None:
        super().__init__(qtbot, app, house, Window())
        self.marisol = house.marisol()
        tee = PersonPart(new=PersonFacts(alias="Tee"), needs=(HOUSING,), note="shy, cold hands")
        parts = (PersonPart(self.marisol, needs=(DENTAL,)), tee)
        contact = LogContact(Moment.of(now_here()), "street_round", Channel.IN_PERSON, people=parts)
        self.contact_id = house.do(contact).contact_id
        self.page = TodayPage(house.context)
        self.column.addWidget(self.page)
        house.bridge.changed.connect(self.page.on_changes)
        self.show(1310)

    def arrive(self, **arguments: object) -> None:
        self.page.arrive(arguments)
        self.settle()

    def open(self) -> WaitingDialog:
        self.arrive()
        button = self.page.drafts.show_waiting
        assert button is not None
        button.setFocus()
        self.press(Qt.Key.Key_Space)
        return self.dialog()

    def dialog(self) -> WaitingDialog:
        (one,) = (dialog for dialog in self.overlays() if isinstance(dialog, WaitingDialog))
        return one

    def go_to(self, lead: str) -> None:
        """Walk with Tab to the first button of an item."""
        dialog = self.dialog()
        (button,) = (ask for note, ask in dialog.notes if note.accessibleName().startswith(lead))
        for _ in range(12):
            if button.hasFocus():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{lead} cannot be reached with Tab")

    def answer(self, letter: Qt.Key) -> None:
        self.press(Qt.Key.Key_Space)  # Ask now
        assert isinstance(self.overlays()[-1], ConsentQuestion)
        self.press(letter)
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def leads(self) -> list[str]:
        return [item.alias for item in self.house.ask(WaitingItems())]

    def people(self) -> list[str]:
        keys = self.house.ask(PeopleIds())
        return [row.alias for row in self.house.ask(PeopleRows(keys))]


@pytest.fixture
def today(qtbot: QtBot, qapp: QApplication, house: TestHouse, theme: Theme) -> Today:
    return Today(qtbot, qapp, house)


def test_today_counts_what_waits_and_opens_it(today: Today) -> None:
    dialog = today.open()
    assert "Waiting for a consent, 14 days at most: 1 need and 1 person." in shown_texts(today.page)
    said = sorted(note.accessibleName() for note, _ask in dialog.notes)
    assert [words.partition(":")[0].split()[0] for words in said] == ["Marisol", "Tee"]
    assert all(words.endswith("14 days left.") for words in said)
    assert "“Note my health needs”" in said[0]
    assert "“Keep notes about me”" in said[1]
    assert dialog.notes[0][1].hasFocus()  # the keyboard is on the first item, not on Close
    assert unnamed_focusables(today.window) == []


def test_a_yes_makes_the_person_with_all_that_was_typed(today: Today) -> None:
    today.open()
    today.go_to("Tee")
    today.answer(Qt.Key.Key_G)
    assert today.leads() == ["Marisol"]
    assert sorted(today.people()) == ["Marisol", "Tee"]
    contact = today.house.ask(ShowContact(today.contact_id))
    assert "shy, cold hands" in {person.note for person in contact.people}
    assert "A record of Tee is made" in today.dialog().news.accessibleName()
    assert today.dialog().notes[0][1].hasFocus()


def test_pressing_on_notes_no_yes(today: Today) -> None:
    today.open()
    today.go_to("Tee")
    today.press(Qt.Key.Key_Space)
    today.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    question = today.overlays()[-1]
    assert isinstance(question, ConsentQuestion)  # still open: nobody answered
    assert sorted(today.leads()) == ["Marisol", "Tee"]
    today.press(Qt.Key.Key_G)
    today.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert today.leads() == ["Marisol"]


def test_a_no_leaves_only_a_number(today: Today) -> None:
    today.open()
    today.go_to("Tee")
    today.answer(Qt.Key.Key_D)
    assert today.leads() == ["Marisol"]
    assert today.people() == ["Marisol"]


@pytest.mark.parametrize(("letter", "left"), [(Qt.Key.Key_G, 1), (Qt.Key.Key_D, 1), (Qt.Key.Key_C, 2)])
def test_a_need_is_asked_for_now(today: Today, letter: Qt.Key, left: int) -> None:
    today.open()
    today.go_to("Marisol")
    today.answer(letter)
    assert len(today.leads()) == left
    needs = today.house.ask(ShowPerson(today.marisol)).needs
    assert [need.words for need in needs] == (["a tooth, for weeks"] if letter == Qt.Key.Key_G else [])


def test_not_asked_about_keeping_it_goes_on_waiting(today: Today) -> None:
    today.open()
    today.go_to("Tee")
    today.answer(Qt.Key.Key_C)
    assert sorted(today.leads()) == ["Marisol", "Tee"]
    assert "It waits on" in today.dialog().news.accessibleName()


@pytest.mark.parametrize("tabs", [1, 2])
def test_noting_without_her_and_leaving_out_ask_first(today: Today, tabs: int) -> None:
    today.open()
    today.go_to("Marisol")
    for _ in range(tabs):
        today.press(Qt.Key.Key_Tab)
    today.press(Qt.Key.Key_Space)
    today.press(Qt.Key.Key_Escape)
    assert sorted(today.leads()) == ["Marisol", "Tee"]  # nothing was done, and the list is still there
    today.press(Qt.Key.Key_Space)
    today.press(Qt.Key.Key_Tab)  # from Cancel to the act
    today.press(Qt.Key.Key_Space)
    assert today.leads() == ["Tee"]
    assert today.house.ask(ShowPerson(today.marisol)).needs == ()


def test_when_nothing_waits_any_more_the_line_goes_and_the_keyboard_stays(today: Today) -> None:
    today.open()
    for lead in ("Marisol", "Tee"):
        today.go_to(lead)
        today.answer(Qt.Key.Key_G)
    assert today.house.ask(ShowToday()).waiting == 0
    assert today.dialog().close_button.hasFocus()
    today.press(Qt.Key.Key_Escape)
    assert today.page.drafts.show_waiting is None
    assert today.page.contacts.hasFocus()  # there are no follow-ups


def test_quiet_view_hides_names_and_needs(today: Today) -> None:
    today.page.set_quiet(True)
    dialog = today.open()
    words = " ".join(note.accessibleName() for note, _ask in dialog.notes)
    names = " ".join(ask.accessibleName() + ask.accessibleDescription() for _note, ask in dialog.notes)
    for hidden in ("Marisol", "Tee", "ental"):
        assert hidden not in words + names
    assert "K7-204" in words
    today.page.set_quiet(False)
    today.settle()
    assert "Marisol" in " ".join(note.accessibleName() for note, _ask in dialog.notes)


def test_the_search_leads_here(today: Today) -> None:
    today.arrive(waiting=True)
    assert today.dialog().isVisible()


def test_what_waited_for_its_time_is_not_shown(today: Today) -> None:
    today.house.rooms[0]._house.now = lambda: now_here().replace(year=now_here().year + 1)
    assert today.house.ask(WaitingItems()) == ()
    assert today.house.ask(ShowToday()).waiting == 0
