"""Every field of every page: what is half typed is back after a lock; meanwhile it was in the vault only."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.queries.drafts import Drafts
from caseapp.domain.taxonomy import ListName
from caseapp.ui.pages.lists.section import ListsSection
from caseapp.ui.shell.registry import ENTRIES
from caseapp.ui.shell.settings_page import SettingsPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.passphrase import PassphraseEdit
from tests.ui.fakes import shown_texts
from tests.ui.house_desk import TestHouse
from tests.ui.real_pages import Notebook, answers_of

# The other two ask what only a whole vault answers: tests/functional/test_locks.py.
KEYS = [entry.key for entry in ENTRIES if entry.key not in {"help", "figures", "vault"}]


@pytest.fixture
def team() -> Iterator[TestHouse]:
    made = TestHouse()
    yield made
    made.close()


@pytest.fixture
def book(qtbot: QtBot, theme: Theme, team: TestHouse) -> Iterator[Notebook]:
    made = Notebook(qtbot, theme, answers_of(team))
    yield made
    made.close()


def fields(page: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """What words can be typed into, but passphrases and numbers."""
    return [
        field
        for field in page.findChildren(QWidget)
        if isinstance(field, QLineEdit | QPlainTextEdit)
        and not isinstance(field, PassphraseEdit)
        and field.isVisible()
        and field.isEnabled()
        and not field.isReadOnly()
        and field.objectName() != "qt_spinbox_lineedit"
    ]


def words_in(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def come_to(book: Notebook, team: TestHouse, key: str) -> None:
    arguments = {"person_id": team.marisol()} if key in {"person", "log_contact"} else {}
    book.house.open_page(key, **arguments)
    book.settle()


@pytest.mark.parametrize("key", KEYS)
def test_every_field_of_every_page_has_its_words_again(book: Notebook, team: TestHouse, key: str) -> None:
    come_to(book, team, key)
    count = len(fields(book.page))
    for number in range(count):
        field = fields(book.page)[number]
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, f"Wants{number} zebra")
        close_popups()
    book.settle()
    typed = [(field.accessibleName(), words_in(field)) for field in fields(book.page)]
    assert all("zebra" in words for _name, words in typed), typed
    book.lock()
    assert "zebra" not in " ".join(shown_texts(book.window))
    assert "zebra" not in repr(book.window._place)
    book.unlock()
    assert book.page.key == key

    def back() -> bool:
        return [(field.accessibleName(), words_in(field)) for field in fields(book.page)] == typed

    book.qtbot.waitUntil(back, timeout=8000)


def test_the_draft_is_gone_when_the_words_are_back(book: Notebook, team: TestHouse) -> None:
    come_to(book, team, "people")
    (filter_field,) = fields(book.page)
    filter_field.setFocus()
    book.type("Mari")
    for _ in range(2):  # a second lock keeps them again
        book.lock()
        assert [row.form for row in team.ask(Drafts())] == ["words"]
        book.unlock()
        book.qtbot.waitUntil(
            lambda: [words_in(field) for field in fields(book.page)] == ["Mari"], timeout=8000
        )
        book.qtbot.waitUntil(lambda: team.ask(Drafts()) == (), timeout=8000)
    assert book.at() is fields(book.page)[0]


def test_words_on_a_page_behind_are_back_too_and_in_the_right_list(book: Notebook, team: TestHouse) -> None:
    come_to(book, team, "settings")
    section = _lists(book)
    section.choose({"list": "need"})
    section.parent_choice.setCurrentIndex(1)
    belongs = section.parent_choice.value()
    section.label.setFocus()
    QTest.keyClicks(section.label, "Dry socks")
    come_to(book, team, "today")
    book.lock()
    book.unlock()
    assert book.page.key == "today"
    book.qtbot.waitUntil(lambda: "settings" in book.house.stack.pages, timeout=8000)
    come_to(book, team, "settings")
    again = _lists(book)
    assert again is not section
    book.qtbot.waitUntil(lambda: again.label.text() == "Dry socks", timeout=8000)
    assert again.choice.value() is ListName.NEED
    assert again.parent_choice.value() == belongs


def test_after_the_program_ended_the_words_wait_under_today(book: Notebook, team: TestHouse) -> None:
    come_to(book, team, "settings")
    _lists(book).label.setFocus()
    QTest.keyClicks(_lists(book).label, "Dry socks")
    book.lock()
    book.window._place = None  # started again
    book.unlock()
    (draft,) = team.ask(Drafts())
    assert (draft.form, draft.title) == ("words", "Settings")
    book.house.go_on_with_dialog(draft.draft_id)
    book.qtbot.waitUntil(lambda: book.page.key == "settings", timeout=8000)
    book.qtbot.waitUntil(lambda: _lists(book).label.text() == "Dry socks", timeout=8000)


def test_what_is_searched_for_is_not_kept_when_the_program_ends(book: Notebook, team: TestHouse) -> None:
    come_to(book, team, "people")
    fields(book.page)[0].setFocus()
    book.type("Mari")
    book.house.leave(coming_back=False)
    book.settle()
    assert team.ask(Drafts()) == ()


def test_a_passphrase_that_can_be_read_is_never_kept(book: Notebook, team: TestHouse) -> None:
    come_to(book, team, "settings")
    (old, *_others) = book.page.findChildren(PassphraseEdit)
    old.setEchoMode(QLineEdit.EchoMode.Normal)
    old.setFocus()
    QTest.keyClicks(old, "seven zebras")
    book.lock()
    assert team.ask(Drafts()) == ()


def _lists(book: Notebook) -> ListsSection:
    page = book.page
    assert isinstance(page, SettingsPage)
    assert page.lists is not None
    return page.lists
