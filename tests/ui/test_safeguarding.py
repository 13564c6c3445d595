"""Choosing "under 18" shows what the organisation says about it, in the place; no more changes."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.casework.commands.team import SetPreference
from caseapp.domain.person import AgeBand, PersonFacts
from caseapp.ui.dialogs.person_facts import FactsDialog
from caseapp.ui.dialogs.safeguarding import UnderAgeNote
from caseapp.ui.naming import Labels
from caseapp.ui.organisation_texts import SAFEGUARDING, shipped, shipped_in
from caseapp.ui.pages.people.new_person import NewPerson
from caseapp.ui.widgets.inputs import Choice
from tests.ui.house_desk import TestHouse, settled


def open_one(kind: str, house: TestHouse, window: QWidget) -> tuple[UnderAgeNote, Choice]:
    if kind == "new":
        new = NewPerson(house.context, window, Labels(), "Lio")
        new.open_over()
        return new.under_age, new.age
    facts = FactsDialog(house.context, window, Labels(), PersonFacts(alias="Lio"))
    return facts.under_age, facts.age


@pytest.mark.parametrize("kind", ["new", "facts"])
def test_under_18_says_the_neutral_sentence_and_no_figure(
    qapp: QApplication, house: TestHouse, window: QWidget, kind: str
) -> None:
    note, age = open_one(kind, house, window)
    settled(qapp, house)
    assert not note.isVisible()
    age.choose(AgeBand.UNDER_18)
    assert note.isVisible()
    assert shipped(SAFEGUARDING) in note.accessibleName()
    assert "in no figure" in note.accessibleName()
    age.choose(AgeBand.UNDER_25)
    assert not note.isVisible()


def test_the_organisations_own_sentence_takes_its_place(
    qapp: QApplication, house: TestHouse, window: QWidget
) -> None:
    house.do(SetPreference(SAFEGUARDING, "Call Ines first, day and night."))
    note, age = open_one("facts", house, window)
    age.choose(AgeBand.UNDER_18)
    settled(qapp, house)
    assert "Call Ines first, day and night." in note.accessibleName()
    assert shipped(SAFEGUARDING) not in note.accessibleName()
    assert "in no figure" in note.accessibleName()


def test_a_language_without_a_text_gets_english() -> None:
    assert shipped_in(SAFEGUARDING, "xx") == shipped_in(SAFEGUARDING, "en") != ""


def test_somebody_noted_as_under_18_is_met_by_it_again(house: TestHouse, window: QWidget) -> None:
    facts = PersonFacts(alias="Lio", age_band=AgeBand.UNDER_18)
    dialog = FactsDialog(house.context, window, Labels(), facts)
    assert dialog.under_age.isVisible()
    assert dialog.facts() == facts  # nothing else changes


def test_under_18_is_asked_no_more_than_the_steps_need(
    qapp: QApplication, house: TestHouse, window: QWidget
) -> None:
    facts = PersonFacts(alias="Lio", settings=("street",), adults=2)
    dialog = FactsDialog(house.context, window, Labels(), facts)
    settled(qapp, house)
    asked = (dialog.settings, dialog.before, dialog.adults, dialog.mother, dialog.household)
    assert all(one.isVisible() for one in asked)
    dialog.age.choose(AgeBand.UNDER_18)
    assert not any(one.isVisible() for one in asked)
    assert dialog.languages.isVisible()
    assert "household are not noted" in dialog.under_age.accessibleName()
    dialog.age.choose(AgeBand.UNDER_25)  # a slip: what was typed is still there
    assert all(one.isVisible() for one in asked)
    assert dialog.adults.value() == 2
