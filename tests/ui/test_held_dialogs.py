"""What is half typed in a dialog is back after a lock, and was nowhere but in the vault meanwhile."""

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.queries.drafts import Drafts
from caseapp.domain.consent import Answer
from caseapp.domain.need import ForWhom
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.means import MeansDialog
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.person_facts import FactsDialog
from caseapp.ui.dialogs.referral import ReferralDialog
from caseapp.ui.pages.lists.change import ChangeTerm
from caseapp.ui.pages.people.new_person import NewPerson
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import TestHouse
from tests.ui.real_pages import CTRL, Notebook, answers_of

WORDS = "Wants it quiet, her brother must not"


@pytest.fixture
def book(qtbot: QtBot, theme: Theme, house: TestHouse) -> Iterator[Notebook]:
    made = Notebook(qtbot, theme, answers_of(house))
    yield made
    made.close()


def _dialog(book: Notebook) -> Overlay:
    book.qtbot.waitUntil(lambda: bool(book.dialogs()), timeout=5000)
    (dialog,) = book.dialogs()
    return dialog


def _again(book: Notebook, kind: type[Overlay]) -> Overlay:
    """Lock, look for the words, unlock, and return the dialog that came back."""
    before = _dialog(book)
    assert type(before) is kind
    book.lock()
    assert book.dialogs() == []
    assert WORDS not in " ".join(shown_texts(book.window))
    assert WORDS not in repr(book.window._place)
    book.unlock()
    after = _dialog(book)
    book.settle()
    assert type(after) is kind
    assert after is not before
    return after


def _drafts(house: TestHouse) -> list[str]:
    return [row.form for row in house.ask(Drafts())]


def test_a_new_person_half_typed_is_back_and_can_be_made(book: Notebook, house: TestHouse) -> None:
    book.house.open_page("people")
    book.settle()
    book.press(Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    book.type(WORDS)
    book.at().setCursorPosition(5)  # type: ignore[attr-defined]  # a line
    after = _again(book, NewPerson)
    assert isinstance(after, NewPerson)
    assert after.alias.text() == WORDS
    assert after.alias.hasFocus()
    assert after.alias.cursorPosition() == 5
    assert _drafts(house) == ["dialog"]
    after.answer.setFocus()
    book.press(Qt.Key.Key_G)
    again = _again(book, NewPerson)  # locked a second time, with more
    assert isinstance(again, NewPerson)
    assert again.answer.answer() is Answer.GIVEN
    assert _drafts(house) == ["dialog"]
    book.press(Qt.Key.Key_Return, CTRL)
    assert book.page.key == "person"
    assert _drafts(house) == []


def test_the_passphrase_has_the_focus_after_a_lock_over_a_dialog(book: Notebook) -> None:
    book.house.open_page("people")
    book.settle()
    book.press(Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    book.settle()
    _dialog(book)
    book.lock()
    assert book.window.unlock.passphrase.hasFocus()


def test_a_lock_leaves_the_caret_in_the_note(book: Notebook, house: TestHouse) -> None:
    book.house.log_contact(house.marisol())
    book.settle()
    book.press(Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    note = book.at()
    book.type(WORDS)
    book.lock()
    book.unlock()
    book.settle()
    assert book.at() is not note
    assert book.at().toPlainText() == WORDS  # type: ignore[attr-defined]  # a text


def test_what_was_put_away_leaves_no_draft(book: Notebook, house: TestHouse) -> None:
    book.house.open_page("people", new=WORDS)
    book.settle()
    book.type("x")
    _again(book, NewPerson)
    book.press(Qt.Key.Key_Escape)
    assert _drafts(house) == []
    book.lock()
    book.unlock()
    assert book.dialogs() == []


def test_a_dialog_in_which_nothing_was_typed_keeps_nothing(book: Notebook, house: TestHouse) -> None:
    book.house.open_page("people", new="")
    book.settle()
    _dialog(book)
    book.lock()
    assert _drafts(house) == []
    book.unlock()


def test_larger_text_keeps_what_is_typed(book: Notebook, house: TestHouse) -> None:
    book.house.open_page("people", new="")
    book.settle()
    book.type(WORDS)
    before = _dialog(book)
    book.press(Qt.Key.Key_Plus, CTRL)
    book.qtbot.waitUntil(lambda: bool(book.dialogs()) and book.dialogs()[0] is not before, timeout=5000)
    book.settle()
    after = _dialog(book)
    assert isinstance(after, NewPerson)
    assert after.alias.text() == WORDS


def test_a_value_of_a_list_half_renamed_is_back(book: Notebook) -> None:
    book.house.open_page("settings")
    book.settle()
    page = book.page
    page.lists.choice.choose(ListName.TOPIC)  # type: ignore[attr-defined]  # of Settings
    page.lists._show()  # type: ignore[attr-defined]
    page.lists._change(page.lists.table.lines.key(2))  # type: ignore[attr-defined]
    dialog = _dialog(book)
    assert isinstance(dialog, ChangeTerm)
    code = dialog._term.code
    dialog.label.setText(WORDS)
    dialog.retired.click()
    after = _again(book, ChangeTerm)
    assert isinstance(after, ChangeTerm)
    assert (after._term.code, after.label.text(), after.retired.isChecked()) == (code, WORDS, True)


class TestOfAPerson:
    """Every dialog of the person page."""

    @pytest.fixture
    def page(self, book: Notebook, house: TestHouse) -> PersonPage:
        person = house.marisol()
        house.services()
        book.house.open_person(person)
        book.settle()
        page = book.page
        assert isinstance(page, PersonPage)
        return page

    def test_need(self, book: Notebook, page: PersonPage, house: TestHouse) -> None:
        page.acts.add_need()
        dialog = _dialog(book)
        assert isinstance(dialog, NeedDialog)
        book.type("school")
        book.press(Qt.Key.Key_Return)
        kind = dialog.kind.value()
        dialog.for_whom._group.buttons()[1].click()
        dialog.band.chips[2].click()
        dialog.words.setText(WORDS)
        after = _again(book, NeedDialog)
        assert isinstance(after, NeedDialog)
        assert after.facts() is not None
        assert kind is not None
        assert (after.kind.value(), after.for_whom.value()) == (kind, ForWhom.CHILD)
        assert after.band.codes()
        assert after.words.text() == WORDS
        (draft,) = house.ask(Drafts())
        assert draft.form == "dialog"
        assert draft.person_id is not None  # it goes with her record

    def test_facts_with_her_children(self, book: Notebook, page: PersonPage) -> None:
        page.acts.edit()
        dialog = _dialog(book)
        assert isinstance(dialog, FactsDialog)
        dialog.names.setText(WORDS)
        for _child in range(2):
            dialog.household.add.click()
        facts = dialog.facts()
        after = _again(book, FactsDialog)
        assert isinstance(after, FactsDialog)
        assert after.facts() == facts

    def test_way_to_reach_her(self, book: Notebook, page: PersonPage) -> None:
        assert page.view is not None
        page.acts.change_means(page.view.means[0])
        dialog = _dialog(book)
        assert isinstance(dialog, MeansDialog)
        dialog.say.setText(WORDS)
        after = _again(book, MeansDialog)
        assert isinstance(after, MeansDialog)
        assert after._row is not None
        assert after.say.text() == WORDS

    def test_referral(self, book: Notebook, page: PersonPage) -> None:
        page.acts.refer(None)
        dialog = _dialog(book)
        assert isinstance(dialog, ReferralDialog)
        book.settle()
        dialog.kind.setFocus()
        book.type("school")
        book.press(Qt.Key.Key_Return)
        dialog.service.setFocus()
        book.type("linden")
        book.press(Qt.Key.Key_Return)
        assert dialog.service.value() is not None
        after = _again(book, ReferralDialog)
        assert isinstance(after, ReferralDialog)
        assert after.service.value() == dialog.service._value
        assert after._kind() is not None

    def test_ledger_at_the_same_question(
        self, book: Notebook, page: PersonPage, shot: Callable[[QWidget, str], object]
    ) -> None:
        page.acts.open_ledger()
        dialog = _dialog(book)
        assert isinstance(dialog, ConsentLedger)
        book.settle()
        book.press(Qt.Key.Key_Down)
        book.press(Qt.Key.Key_D)
        dialog.fields.words.setText(WORDS)
        at = dialog.table.current_key()
        after = _again(book, ConsentLedger)
        assert isinstance(after, ConsentLedger)
        assert after.table.current_key() == at
        assert after.answer.answer() is Answer.DECLINED
        assert after.fields.words.text() == WORDS
        shot(book.window, "ledger_back")

    def test_words_that_wait_for_an_answer(self, book: Notebook, page: PersonPage, house: TestHouse) -> None:
        """The need was typed and is not noted yet: its question was open when the lock came."""
        page.acts.add_need()
        dialog = _dialog(book)
        assert isinstance(dialog, NeedDialog)
        book.type("teeth")
        book.press(Qt.Key.Key_Return)
        dialog.words.setText(WORDS)
        book.press(Qt.Key.Key_Return, CTRL)
        after = _again(book, ConsentQuestion)
        assert isinstance(after, ConsentQuestion)
        book.press(Qt.Key.Key_G)
        book.press(Qt.Key.Key_Return, CTRL)
        book.settle()
        shown = book.page
        assert isinstance(shown, PersonPage)
        assert shown.view is not None
        assert [need.kind for need in shown.view.needs] == ["dental"]
        assert _drafts(house) == []


def test_a_dialog_of_the_contact_form_comes_back_with_the_form(book: Notebook, house: TestHouse) -> None:
    person = house.marisol()
    book.house.log_contact(person)
    book.settle()
    book.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    dialog = _dialog(book)
    assert isinstance(dialog, NeedDialog)
    dialog.words.setText(WORDS)
    after = _again(book, NeedDialog)
    assert isinstance(after, NeedDialog)
    assert after.words.text() == WORDS
    assert book.page.key == "log_contact"
    assert sorted(_drafts(house)) == ["contact", "dialog"]


def test_somebody_else_finds_it_on_today(book: Notebook, house: TestHouse) -> None:
    """After a crash, or when a colleague unlocks, nothing opens by itself, and nothing is lost."""
    book.house.open_page("people", new="")
    book.settle()
    book.type(WORDS)
    book.lock()
    book.window._place = None
    book.unlock()
    assert book.dialogs() == []
    (draft,) = house.ask(Drafts())
    assert WORDS in json.dumps(json.loads(draft.payload), ensure_ascii=False)
    book.house.open_page("today")
    book.settle()
    go_on = next(
        child
        for child in book.page.findChildren(QWidget)
        if child.accessibleName().startswith("Continue: ") and child.isVisible()
    )
    go_on.click()  # type: ignore[attr-defined]  # a button
    dialog = _dialog(book)
    book.settle()
    assert isinstance(dialog, NewPerson)
    assert dialog.alias.text() == WORDS
    assert book.page.key == "people"


def test_a_follow_up_half_changed_is_back(qtbot: QtBot, theme: Theme, house: TestHouse) -> None:
    from caseapp.casework.commands.follow_ups import SetFollowUp  # noqa: PLC0415 - only here
    from tests.ui.house_desk import days_ago  # noqa: PLC0415 - only here

    person = house.marisol()
    house.do(SetFollowUp("Ask about the room", days_ago(0), None, person, None))
    book = Notebook(qtbot, theme, answers_of(house))
    panel = book.page.follow_ups  # type: ignore[attr-defined]  # of Today
    book.qtbot.waitUntil(lambda: bool(panel._rows), timeout=5000)
    panel._change(next(iter(panel._rows.values())))
    dialog = _dialog(book)
    assert isinstance(dialog, ChangeFollowUp)
    dialog.what.setText(WORDS)
    after = _again(book, ChangeFollowUp)
    assert isinstance(after, ChangeFollowUp)
    assert after.what.text() == WORDS
    book.close()


@pytest.mark.parametrize(
    "key", [(Qt.Key.Key_Return, CTRL), (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)]
)
def test_the_page_has_the_focus_after_a_dialog_that_came_back(
    book: Notebook, house: TestHouse, key: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    book.house.open_person(house.marisol())
    book.settle()
    book.press(Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    dialog = _dialog(book)
    assert isinstance(dialog, FactsDialog)
    dialog.names.setText(WORDS)
    book.lock()
    book.window.unlocked.connect(lambda: book.at().clearFocus())  # the page had not got it yet
    book.unlock()
    book.settle()
    assert isinstance(_dialog(book), FactsDialog)
    book.press(*key)
    book.settle()
    assert book.dialogs() == []
    page = book.page
    assert page.isAncestorOf(book.at())
    assert book.at().isVisible()
    assert book.at() is page.start_focus()
    book.press(Qt.Key.Key_Tab)
    assert page.isAncestorOf(book.at())


def test_a_dialog_closed_before_its_words_are_back_leaves_them_on_today(
    book: Notebook, house: TestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.house.open_person(house.marisol())
    book.settle()
    book.press(Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    dialog = _dialog(book)
    assert isinstance(dialog, FactsDialog)
    dialog.names.setText(WORDS)
    book.lock()
    monkeypatch.setattr(FactsDialog, "is_ready", property(lambda _dialog: False))
    book.unlock()
    _dialog(book)
    book.press(Qt.Key.Key_Escape)
    assert book.dialogs() == []
    assert _drafts(house) == ["dialog"]
    monkeypatch.undo()
    book.settle()
    assert book.dialogs() == []
    assert "waits under Today" in " ".join(shown_texts(book.window))
