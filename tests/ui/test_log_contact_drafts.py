"""Nothing typed is lost: drafts within two seconds, at a lock, on the way out; discarding asks."""

import time

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.queries.contact import ContactIds
from caseapp.casework.queries.drafts import Drafts
from caseapp.ui.pages.log_contact import LogContactPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.form_driver import Form
from tests.ui.house_desk import TestHouse


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication, house: TestHouse, theme: Theme) -> Form:
    house.marisol()
    return Form(qtbot, qapp, house)


def test_a_draft_is_on_the_disk_two_seconds_after_the_first_key_however_long_the_typing(form: Form) -> None:
    form.page.note.words.setFocus()
    began = time.monotonic()
    while not form.house.done(KeepDraft):
        QTest.keyClicks(form.at(), "a", delay=20)  # never a pause
        assert time.monotonic() - began < 2
    assert form.house.done(KeepDraft)[0].form == "contact"


def test_the_indicator_says_that_it_is_saved(form: Form) -> None:
    form.page.note.words.setFocus()
    form.write("tea")
    form.qtbot.waitUntil(lambda: "encrypted draft" in form.page.indicator.accessibleName(), timeout=3000)


def test_an_empty_form_leaves_no_draft(form: Form) -> None:
    form.page.step_back()
    form.settle()
    assert form.house.ask(Drafts()) == ()


def test_esc_keeps_the_draft_and_a_new_form_is_empty(form: Form) -> None:
    form.page.note.words.setFocus()
    form.write("tea")
    assert form.page.step_back() is False
    form.settle()
    (draft,) = form.house.ask(Drafts())
    form.arrive()
    assert form.page.note.words.toPlainText() == ""
    form.arrive(draft_id=draft.draft_id)
    assert form.page.note.words.toPlainText() == "tea"
    assert len(form.house.ask(Drafts())) == 1


def test_coming_back_to_a_form_left_open_goes_on_with_it(form: Form) -> None:
    form.page.note.words.setFocus()
    form.write("tea")
    form.window.hide()
    form.settle()
    assert len(form.house.ask(Drafts())) == 1  # written on the way out, without waiting
    form.window.show()
    form.arrive()
    assert form.page.note.words.toPlainText() == "tea"


def test_after_a_lock_the_caret_is_where_it_was(form: Form, qtbot: QtBot) -> None:
    form.find("mari")
    form.press("Return")
    form.page.note.words.setFocus()
    form.write("tea and a talk")
    cursor = form.page.note.words.textCursor()
    cursor.setPosition(4)
    form.page.note.words.setTextCursor(cursor)
    form.page.hide()  # a lock covers the page before it asks
    state = form.page.save_state()
    assert "tea" not in repr(state)
    form.settle()

    form.page.deleteLater()
    form.page = LogContactPage(form.house.context)
    form.column.addWidget(form.page)
    form.page.arrive({})
    form.page.restore_state(state)
    form.settle()
    assert form.page.note.words.toPlainText() == "tea and a talk"
    assert form.page.note.words.textCursor().position() == 4
    assert form.at() is form.page.note.words
    assert form.page.who.safe.isVisible()


def test_discarding_asks_and_esc_keeps(form: Form) -> None:
    form.page.note.words.setFocus()
    form.write("tea")
    form.page.keeper.flush()
    form.page.bar.discard.setFocus()
    form.press("Space")
    form.overlay(Overlay)
    form.press("Esc")
    assert len(form.house.ask(Drafts())) == 1
    form.page.bar.discard.setFocus()
    form.press("Space")
    form.press("Tab")
    form.press("Space")
    assert form.house.ask(Drafts()) == ()


def test_a_saved_contact_leaves_no_draft(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    form.page.keeper.flush()
    form.press("Ctrl+Return")
    form.page.touched()  # a late key
    form.page.hide()
    form.settle()
    assert len(form.house.ask(ContactIds())) == 1
    assert form.house.ask(Drafts()) == ()
