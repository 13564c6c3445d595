"""Whom the contact form is about: found by name, chosen, named in what is said after it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from caseapp.casework.commands.contact import LogContact
from caseapp.domain.contact import Reached
from caseapp.ui.pages.log_contact.saving import MISSING, with_words
from caseapp.ui.pages.log_contact.state import FormState, PersonState
from caseapp.ui.words import tr
from tests.ui.form_driver import Form


def test_enter_before_the_answer_takes_the_only_match(form: Form) -> None:
    form.page.who.search.setFocus()
    form.write("marisol")
    form.press("Return")  # at once: the list is not open yet
    form.settle()
    assert [person.alias for person in form.page.state.people] == ["Marisol"]


def test_enter_on_a_list_of_an_earlier_word_does_not_take_it(form: Form) -> None:
    form.house.add_person("Lulu")
    form.house.add_person("Luana")
    form.find("lu")
    matches = form.page.who.search.matches
    assert matches is not None
    first = matches.current_row()
    assert first is not None
    rest, wanted = ("lu", "Lulu") if first.title == "Luana" else ("ana", "Luana")
    QTest.keyClicks(form.page.who.search, rest)
    QTest.keyClick(form.page.who.search, Qt.Key.Key_Return)  # the list on the screen is still of "lu"
    form.settle()
    assert [person.alias for person in form.page.state.people] == [wanted]


def test_a_name_typed_but_not_taken_is_not_lost_without_a_word(form: Form) -> None:
    form.complete()
    form.page.who.number.set_value(2)
    form.find("mari")
    form.press("Ctrl+Return")
    assert form.house.done(LogContact) == []
    assert [link.text() for link in form.page.bar.links] == [tr(MISSING["search"])]
    assert form.at() is form.page.who.search
    form.press("Return")
    form.press("Ctrl+Return")
    assert len(form.logged().people) == 1


def test_letters_left_in_the_search_do_not_begin_the_next_form(form: Form) -> None:
    form.page.who.search.setFocus()
    form.write("ma")
    form.page.step_back()
    form.arrive()
    assert form.page.who.search.text() == ""


def test_the_selected_chip_decides_whose_needs_are_shown(form: Form) -> None:
    form.house.add_person("Jola", "P2-551")
    form.find("mari")
    form.press("Return")
    form.page.note.words.setFocus()
    form.write("tea")
    form.find("jola")
    form.press("Return")
    assert form.page.note.words.toPlainText() == ""
    form.page.note.words.setFocus()
    form.write("soup")
    form.page.who.chips[0].setFocus()
    form.press("Space")
    assert form.page.note.words.toPlainText() == "tea"
    assert [person.note for person in form.page.state.people] == ["tea", "soup"]


def test_what_is_typed_before_anybody_is_chosen_goes_to_the_first(form: Form) -> None:
    form.page.note.words.setFocus()
    form.write("came by")
    form.find("mari")
    form.press("Return")
    assert form.page.state.people[0].note == "came by"
    assert form.page.note.words.toPlainText() == "came by"


def test_the_safe_contact_rule_stands_under_the_chip(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    said = "Safe contact: Text only, 14–18 h. Say you are from the library. No voice messages."
    assert form.page.who.safe.accessibleName() == said


@pytest.mark.parametrize(
    ("aliases", "unidentified", "reached", "words"),
    [
        (("Marisol",), 0, Reached.YES, "Contact with Marisol is saved."),
        (("Marisol", "Tee", "Jola"), 0, Reached.YES, "Contact with Marisol, Tee and Jola is saved."),
        (("Marisol",), 1, Reached.YES, "Contact with Marisol and 1 unidentified person is saved."),
        (("Marisol",), 2, Reached.YES, "Contact with Marisol and 2 unidentified people is saved."),
        ((), 1, Reached.YES, "Contact with 1 unidentified person is saved."),
        ((), 3, Reached.YES, "Contact with 3 unidentified people is saved."),
        (("Marisol", "Tee"), 0, Reached.ATTEMPT_1, "The attempt to reach Marisol and Tee is saved."),
        (("Tee",), 2, Reached.ATTEMPT_2, "The attempt to reach Tee and 2 unidentified people is saved."),
        ((), 1, Reached.ATTEMPT_3, "The attempt to reach 1 unidentified person is saved."),
    ],
)
def test_the_sentence_after_a_save_says_whom_it_was_with(
    aliases: tuple[str, ...], unidentified: int, reached: Reached, words: str
) -> None:
    people = tuple(PersonState(alias=alias) for alias in aliases)
    state = FormState(people=people, unidentified=unidentified, reached=reached)
    assert with_words(state, quiet=False) == words
