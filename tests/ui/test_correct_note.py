"""A note is corrected by keyboard, from the list of contacts and from her page; nothing typed is lost."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import CorrectNote, LogContact, PersonPart
from caseapp.casework.queries.contact import ContactView, ShowContact
from caseapp.casework.queries.drafts import Drafts
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.note import NoteDialog
from caseapp.ui.pages.contacts import ContactsPage
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.pages.today import TodayPage
from caseapp.ui.shell.page import Page, State
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import TestHouse, now_here
from tests.ui.house_window import HouseWindow

LONG = "Came for tea.\n" + "\n".join(f"Line {n} of a long evening." for n in range(40)) + "\nAnd the end."


class Shown(HouseWindow):
    """A page in a window over a real house."""

    def page(self, kind: type[Page], arguments: State) -> Page:
        page = kind(self.house.context)
        self.column.addWidget(page)
        self.house.bridge.changed.connect(page.on_changes)
        self.show()
        page.follow_width()
        page.arrive(arguments)
        start = page.start_focus()
        if start is not None:
            start.setFocus()
        self.settle()
        return page

    def settle(self) -> None:
        for _ in range(3):  # a list asks for its rows when it is painted, and then for the chosen one
            super().settle()

    def go_to_button(self, words: str) -> None:
        """Tab until the button has the keyboard."""
        for _ in range(30):
            at = QApplication.focusWidget()
            if isinstance(at, Button) and words in {at.text(), at.accessibleName()}:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {words!r}")

    def dialog(self) -> NoteDialog:
        (one,) = self.overlays()
        assert isinstance(one, NoteDialog)
        return one

    def type_over(self, words: str) -> None:
        QTest.keyClick(self.at(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.write(words)


@pytest.fixture
def marisol(house: TestHouse) -> UUID:
    return house.marisol()


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, house: TestHouse) -> Shown:
    return Shown(qtbot, qapp, house)


def logged(house: TestHouse, *parts: PersonPart, note: str = "", unidentified: int = 0) -> UUID:
    command = LogContact(
        Moment.of(now_here()),
        "street_round",
        Channel.IN_PERSON,
        people=parts,
        note=note,
        unidentified=unidentified,
    )
    saved: UUID = house.do(command).contact_id
    return saved


def noted(house: TestHouse, contact_id: UUID) -> tuple[str, str]:
    view = house.ask(ShowContact(contact_id))
    assert isinstance(view, ContactView)
    return view.people[0].note, view.people[0].her_words


def test_from_the_list_of_contacts(
    app: Shown, house: TestHouse, marisol: UUID, shot: Callable[..., object]
) -> None:
    contact_id = logged(house, PersonPart(marisol, note="Came with her bother.", her_words="So tired"))
    app.page(ContactsPage, {})
    app.press(Qt.Key.Key_Return)
    app.go_to_button("Correct the note about Marisol")
    app.press(Qt.Key.Key_Space)
    dialog = app.dialog()
    assert dialog.note.hasFocus()
    assert dialog.note.toPlainText() == "Came with her bother."
    assert dialog.note.textCursor().atEnd()
    assert unnamed_focusables(app.window) == []
    shot(app.window, "correct_note")
    app.type_over("Came with her brother.")
    app.confirm()
    assert noted(house, contact_id) == ("Came with her brother.", "So tired")
    assert house.recorder.said == ["The note is corrected."]
    assert "Came with her brother." in shown_texts(app.window)
    assert house.ask(Drafts()) == ()
    assert house.recorder.undo is not None
    house.recorder.undo()
    app.settle()
    assert noted(house, contact_id) == ("Came with her bother.", "So tired")


def test_from_her_page(app: Shown, house: TestHouse, marisol: UUID) -> None:
    contact_id = logged(house, PersonPart(marisol, note="Came with her bother."))
    page = app.page(PersonPage, {"person_id": marisol})
    assert isinstance(page, PersonPage)
    page.timeline.list.setFocus()
    app.press(Qt.Key.Key_Home)
    row = page.timeline.list.current_row()
    assert row is not None
    assert row.kind == "contact"
    app.go_to_button("Correct the note")
    app.press(Qt.Key.Key_Space)
    app.type_over("Came with her brother.")
    app.confirm()
    assert noted(house, contact_id)[0] == "Came with her brother."
    assert page.timeline.correct.hasFocus()  # the row is still the current one


def test_only_a_contact_has_a_note_to_correct(app: Shown, house: TestHouse, marisol: UUID) -> None:
    logged(house, PersonPart(marisol, note="Tea."))
    page = app.page(PersonPage, {"person_id": marisol})
    assert isinstance(page, PersonPage)
    page.timeline.list.setFocus()
    app.press(Qt.Key.Key_End)
    row = page.timeline.list.current_row()
    assert row is not None
    assert row.kind != "contact"
    assert not page.timeline.correct.isVisible()


def test_a_note_about_nobody_known(app: Shown, house: TestHouse) -> None:
    logged(house, unidentified=2, note="Two womn at the corner")
    app.page(ContactsPage, {})
    app.press(Qt.Key.Key_Return)
    app.go_to_button("Correct the note")
    app.press(Qt.Key.Key_Space)
    assert not app.dialog().her_words.isVisible()
    app.type_over("Two women at the corner")
    app.confirm()
    (command,) = house.done(CorrectNote)
    assert (command.note, command.person_id) == ("Two women at the corner", None)


def test_escape_keeps_what_was_typed_as_a_draft(app: Shown, house: TestHouse, marisol: UUID) -> None:
    contact_id = logged(house, PersonPart(marisol, note="Tea."))
    page = app.page(ContactsPage, {})
    app.press(Qt.Key.Key_Return)
    app.go_to_button("Correct the note about Marisol")
    app.press(Qt.Key.Key_Space)
    app.type_over("Tea, and she will come on Thursday.")
    app.press(Qt.Key.Key_Escape)
    assert noted(house, contact_id)[0] == "Tea."
    (draft,) = house.ask(Drafts())
    assert (draft.form, draft.title, draft.person_id) == ("note", "Marisol", marisol)
    page.hide()
    today = app.page(TodayPage, {})
    assert any("Corrected note" in words for words in shown_texts(today))
    go_on = next(b for b in today.findChildren(Button) if b.accessibleName() == "Continue: Marisol")
    go_on.click()
    assert house.recorder.went[-1] == ("contacts", {"draft_id": draft.draft_id})
    today.hide()
    page.show()
    page.arrive({"draft_id": draft.draft_id})
    app.settle()
    assert app.dialog().note.toPlainText() == "Tea, and she will come on Thursday."
    app.confirm()
    assert noted(house, contact_id)[0] == "Tea, and she will come on Thursday."
    assert house.ask(Drafts()) == ()


def test_escape_without_a_change_leaves_no_draft(app: Shown, house: TestHouse, marisol: UUID) -> None:
    logged(house, PersonPart(marisol, note="Tea."))
    app.page(ContactsPage, {})
    app.press(Qt.Key.Key_Return)
    app.go_to_button("Correct the note about Marisol")
    app.press(Qt.Key.Key_Space)
    app.press(Qt.Key.Key_Escape)
    assert house.ask(Drafts()) == ()
    assert house.recorder.said == []


@pytest.mark.parametrize("kind", [ContactsPage, PersonPage])
def test_after_a_lock_it_goes_on_where_it_was(
    app: Shown, house: TestHouse, marisol: UUID, kind: type[Page]
) -> None:
    contact_id = logged(house, PersonPart(marisol, note="Tea."))
    page = app.page(kind, {"person_id": marisol})
    if isinstance(page, PersonPage):
        page.acts.correct_note(contact_id)
    else:
        app.press(Qt.Key.Key_Return)
        app.go_to_button("Correct the note about Marisol")
        app.press(Qt.Key.Key_Space)
    app.settle()
    app.type_over("Half typ")
    state = page.save_state()
    assert "Half typ" not in repr(state)
    (draft,) = house.ask(Drafts())
    assert "Half typ" in draft.payload
    for old in (app.dialog(), page):  # the lock takes all away
        old.setParent(None)
        old.deleteLater()
    again = app.page(kind, {"person_id": marisol})
    again.restore_state(state)
    app.settle()
    dialog = app.dialog()
    assert dialog.note.toPlainText() == "Half typ"
    dialog.note.setFocus()
    app.confirm()
    assert noted(house, contact_id)[0] == "Half typ"
    assert house.ask(Drafts()) == ()


def test_without_her_yes_it_is_asked_first(app: Shown, house: TestHouse, marisol: UUID) -> None:
    contact_id = logged(house, PersonPart(marisol, note="Tea."))
    today = now_here().date()
    house.do(RecordConsent(marisol, ConsentEntry(Purpose.KEEP, Answer.NOT_NOW, today, how=None)))
    app.page(ContactsPage, {})
    app.press(Qt.Key.Key_Return)
    app.go_to_button("Correct the note about Marisol")
    app.press(Qt.Key.Key_Space)
    app.type_over("Tea and bread.")
    app.confirm()
    dialog = app.dialog()
    assert "not agreed that a record is kept" in dialog.trouble.accessibleName()
    dialog.trouble.findChildren(Button)[0].click()
    app.settle()
    (question,) = [one for one in app.window.findChildren(ConsentQuestion) if one.isVisible()]
    question.answer.setFocus()
    app.press(Qt.Key.Key_G)
    app.confirm()
    app.settle()
    assert noted(house, contact_id)[0] == "Tea and bread."


def test_the_whole_of_a_long_note_can_be_read(app: Shown, house: TestHouse, marisol: UUID) -> None:
    logged(house, PersonPart(marisol, note=LONG))
    page = app.page(ContactsPage, {})
    assert isinstance(page, ContactsPage)
    words = next(label for label in page.details.findChildren(QLabel) if label.text() == LONG)
    assert words.height() >= 40 * words.fontMetrics().lineSpacing()  # scrolled, never cut
