"""Consent in the contact form: what waits, the ways on, somebody new; nothing of it blocks the save."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from caseapp.casework.queries.contact import ContactIds, ContactRows
from caseapp.casework.queries.find import FindPeople
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.person import ChildBand
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.referral import ReferralDialog
from tests.ui.form_driver import Form


def test_a_need_without_its_consent_waits_and_the_contact_is_saved(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    form.press("Alt+N")
    form.write("teeth")
    form.press("Return")
    form.press("Ctrl+Return")
    (line,) = form.page.needs.lines
    assert line.note is not None
    assert line.chip.words == "Not asked"
    form.press("Ctrl+Return")
    assert "1 need waits for consent" in form.house.recorder.said[-1]
    (part,) = form.logged().people
    assert part.person_id is not None
    view = form.house.ask(ShowPerson(part.person_id))
    assert view.needs == ()
    assert [item.what for item in view.waiting] == ["dental"]


def test_for_whom_a_need_is_stands_on_one_line_under_the_others(
    form: Form, shot: Callable[[QWidget, str], object]
) -> None:
    form.find("mari")
    form.press("Return")
    teen = NeedFacts("school_fees", ForWhom.CHILD, child_band=ChildBand.TEEN)
    for facts in (NeedFacts("safe_place"), teen, replace(teen, for_whom=ForWhom.HOUSEHOLD, child_band=None)):
        form.page.needs._noted(facts)
    form.settle()
    lines = form.page.needs.lines
    for line in lines:
        words = line.for_whom
        assert words.fontMetrics().horizontalAdvance(words.text()) <= words.width(), words.text()
    assert len({line.for_whom.x() for line in lines}) == len({line.pressing.x() for line in lines}) == 1
    shot(form.window, "need_rows")


def test_ask_now_brings_the_need_into_the_record(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    form.press("Alt+N")
    form.write("teeth")
    form.press("Return")
    form.press("Ctrl+Return")
    (line,) = form.page.needs.lines
    line.first_stop.setFocus()
    form.press("Space")
    form.overlay(ConsentQuestion)
    form.press("G")
    form.press("Ctrl+Return")
    (line,) = form.page.needs.lines
    assert line.note is None
    assert line.chip.words.startswith("Given")
    form.press("Ctrl+Return")
    (part,) = form.logged().people
    assert part.person_id is not None
    assert [entry.purpose for entry in part.consents] == [Purpose.HEALTH]
    assert [need.kind for need in form.house.ask(ShowPerson(part.person_id)).needs] == ["dental"]


def test_could_not_be_asked_now_is_no_yes(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    form.press("Alt+N")
    form.write("teeth")
    form.press("Return")
    form.press("Ctrl+Return")
    form.page.needs.lines[0].first_stop.setFocus()
    form.press("Space")
    form.press("C")
    form.press("Ctrl+Return")
    (line,) = form.page.needs.lines
    assert line.note is not None
    assert line.chip.words == "Could not be asked now"


def test_a_need_can_be_noted_without_the_person_or_left_out(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    for letters in ("teeth", "wounds"):
        form.press("Alt+N")
        form.write(letters)
        form.press("Return")
        form.press("Ctrl+Return")
    notes = [line.note for line in form.page.needs.lines]
    buttons = [note.findChildren(QWidget) for note in notes if note is not None]
    by_name = {widget.accessibleName(): widget for widgets in buttons for widget in widgets}
    by_name["Note Teeth without the person"].setFocus()
    form.press("Space")
    assert form.page.needs.lines[0].chip.words == "Without the person"
    form.page.needs.lines[1].remove.setFocus()
    form.press("Space")
    form.press("Ctrl+Return")
    (part,) = form.logged().people
    assert [(need.facts.kind, need.anonymous) for need in part.needs] == [("dental", True)]


def test_somebody_new_is_asked_in_the_form(form: Form) -> None:
    form.complete()
    form.find("nadi")
    form.press("Ctrl+Shift+N")
    assert form.page.keep_question.note.isVisible()
    form.press("G")
    assert not form.page.keep_question.note.isVisible()
    form.press("Ctrl+Return")
    assert [hit.alias for hit in form.house.ask(FindPeople("nady"))] == ["nadi"]


def test_somebody_new_who_says_no_leaves_no_record(form: Form) -> None:
    form.complete()
    form.find("ruby")
    form.press("Ctrl+Shift+N")
    form.press("D")
    form.press("Ctrl+Return")
    assert form.house.ask(FindPeople("ruby")) == ()
    (row,) = form.house.ask(ContactRows(form.house.ask(ContactIds())))
    assert row.people == ()
    assert row.unidentified == 1


def test_somebody_new_who_is_not_asked_waits_outside_the_record(form: Form) -> None:
    form.complete()
    form.find("ruby")
    form.press("Ctrl+Shift+N")
    form.press("N")
    form.press("Ctrl+Return")
    assert form.house.ask(FindPeople("ruby")) == ()
    assert "No record is kept yet" in form.house.recorder.said[-1]


def test_likely_duplicates_are_shown_and_block_nothing(form: Form) -> None:
    form.find("marysol")
    form.press("Ctrl+Shift+N")
    same = form.page.keep_question.same
    assert same.isVisible()
    assert form.at() in form.page.keep_question.answer.chips
    button = next(w for w in same.findChildren(QWidget) if "Marisol" in getattr(w, "text", str)())
    button.setFocus()
    form.press("Space")
    (person,) = form.page.state.people
    assert person.new is None
    assert person.alias == "Marisol"


def test_a_referral_is_declined_to_be_shared(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    form.press("Alt+N")
    form.write("saf")
    form.press("Return")
    form.press("Ctrl+Return")
    form.press("Alt+R")
    dialog = form.overlay(ReferralDialog)
    assert isinstance(dialog, ReferralDialog)
    form.write("lin")
    form.press("Return")
    dialog.share.setFocus()
    form.press("D")
    form.press("Ctrl+Return")
    form.press("Ctrl+Return")
    (part,) = form.logged().people
    share = part.referrals[0].share
    assert share is not None
    assert share.answer is Answer.DECLINED


def test_a_need_of_somebody_not_identified_becomes_a_number(form: Form) -> None:
    form.complete()
    form.page.who.number.set_value(2)
    form.press("Alt+N")
    form.write("saf")
    form.press("Return")
    form.press("Ctrl+Return")
    form.press("Ctrl+Return")
    assert [link.text() for link in form.page.bar.links] == ["whose words, needs or next step this is"]
    (line,) = form.page.needs.lines
    assert line.note is not None
    buttons = {button.accessibleName(): button for button in line.note.findChildren(QWidget)}
    buttons["Note Safe place tonight without the person"].setFocus()
    form.press("Space")
    form.press("Ctrl+Return")
    (row,) = form.house.ask(ContactRows(form.house.ask(ContactIds())))
    assert row.unidentified == 2
    assert row.people == ()


def _add(form: Form, letters: str) -> None:
    form.press("Alt+N")
    form.write(letters)
    form.press("Return")
    form.press("Ctrl+Return")


def test_the_focus_stays_at_the_need_when_a_referral_is_offered(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    _add(form, "teeth")
    form.page.needs.lines[0].first_stop.setFocus()
    form.press("Alt+R")
    form.overlay(ReferralDialog)
    form.press("Ctrl+Return")
    assert form.page.needs.referral_lines
    assert form.at() is form.page.needs.lines[0].ask


def test_after_an_answer_the_focus_is_at_the_next_question(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    for letters in ("teeth", "wounds"):
        _add(form, letters)
    said_no = ConsentEntry(Purpose.CHILDREN, Answer.DECLINED, date(2026, 1, 5))
    form.page.state.shown.answer(Purpose.CHILDREN, said_no)
    form.page.needs._noted(NeedFacts("school_fees", ForWhom.CHILD, child_band=ChildBand.TEEN))
    form.settle()
    needs = form.page.needs
    needs.lines[0].first_stop.setFocus()
    form.press("Space")
    form.press("G")
    form.press("Ctrl+Return")
    assert [line.ask is None for line in needs.lines] == [True, True, False]  # health answers two
    assert form.at() is needs.lines[2].ask
    form.press("Space")
    form.press("G")
    form.press("Ctrl+Return")
    assert form.at() is needs.add


def test_after_the_question_whether_to_keep_notes_the_focus_goes_on(form: Form) -> None:
    form.find("ruby")
    form.press("Ctrl+Shift+N")
    form.page.keep_question.ask.setFocus()
    form.press("Space")
    form.overlay(ConsentQuestion)
    form.press("G")
    form.press("Ctrl+Return")
    assert not form.page.keep_question.note.isVisible()
    assert form.at() is form.page.needs.add


def test_a_need_without_the_person_is_hers_again(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    _add(form, "teeth")
    note = form.page.needs.lines[0].note
    assert note is not None
    by_name = {widget.accessibleName(): widget for widget in note.findChildren(QWidget)}
    by_name["Note Teeth without the person"].setFocus()
    form.press("Space")
    assert form.at().accessibleName() == "Note it for her after all: Teeth"
    form.press("Space")
    (line,) = form.page.needs.lines
    assert not line.need.anonymous
    assert line.chip.words == "Not asked"
    assert form.at() is line.ask


def test_a_need_taken_out_takes_its_referral_along_and_both_come_back(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    for letters in ("teeth", "saf"):
        _add(form, letters)
        form.press("Alt+R")
        form.press("Ctrl+Return")
    needs, person = form.page.needs, form.page.state.shown
    before = person.needs, person.referrals
    needs.lines[0].remove.setFocus()
    form.press("Space")
    assert [item.kind for item in person.referrals] == [need.facts.kind for need in person.needs]
    assert len(needs.referral_lines) == 1
    said, undo = form.house.recorder.said[-1], form.house.recorder.undo
    assert said == "The need and its referral are taken out."
    assert undo is not None
    _add(form, "wounds")
    undo()
    assert person.needs[:2] == before[0]
    assert len(person.needs) == len(before[0]) + 1  # what came since stays
    assert person.referrals == before[1]
    assert all(person.need(item.need_key) is not None for item in person.referrals)
    needs.referral_lines[1].remove.setFocus()
    form.press("Space")
    assert form.house.recorder.said[-1] == "The referral is taken out."
    undo()
    assert person.referrals == before[1][:1]  # what was taken out later stays out
