"""The contact form by keyboard, over a real house: what is saved, what waits, what is missing."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.contact import LogContact
from caseapp.casework.queries.contact import ContactIds
from caseapp.casework.queries.drafts import Drafts
from caseapp.domain.consent import Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.need import ForWhom
from caseapp.domain.referral import Step
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.scroll import Scroll
from tests.ui.form_driver import Form
from tests.ui.house_desk import TestHouse, now_here, shown


def test_a_known_person_two_needs_and_a_referral_in_at_most_60_keys(form: Form) -> None:
    """The shift's last contact fills date, place, how and minutes, as design-language §6 says."""
    form.complete()
    form.page.when.minutes.setValue(15)
    form.page.who.number.set_value(1)
    form.press("Ctrl+Return")
    form.house.rooms[0].done.clear()
    form.house.recorder.went.clear()
    form.arrive()
    form.keys = ["Ctrl+N"]

    form.find("mari")
    form.press("Return")
    form.press("Alt+N")
    form.write("saf")
    form.press("Return")
    form.press("Ctrl+Return")
    form.press("Alt+N")
    form.write("school f")
    form.press("Return")
    form.press("Ctrl+Return")
    form.press("Alt+R")
    form.write("lin")
    form.press("Return")
    form.press("Ctrl+Return")
    form.press("Alt+T")
    form.press("3")
    form.press("4")
    form.press("Ctrl+Return")

    print(f"\n{len(form.keys)} keys: {' '.join(form.keys)}")  # noqa: T201 - the list of keys is the proof
    assert len(form.keys) <= 60
    command = form.logged()
    assert command.place == "street_round"
    assert command.channel is Channel.IN_PERSON
    assert command.minutes == 15
    assert command.topics == ("housing", "children")
    (part,) = command.people
    assert [need.facts.kind for need in part.needs] == ["safe_place_tonight", "school_costs"]
    assert part.needs[1].facts.for_whom is ForWhom.CHILD
    assert [step.step for step in part.referrals[0].steps] == [Step.OFFERED]
    assert part.referrals[0].need_index == 1
    assert form.house.recorder.went == [("back", {})]


def test_what_is_missing_is_named_in_one_sentence_with_links(form: Form) -> None:
    form.press("Ctrl+Return")
    words = [link.text() for link in form.page.bar.links]
    assert words == ["who, or how many", "place", "how"]
    assert form.at() is form.page.who.search
    form.page.bar.links[1].click()
    assert form.at() is form.page.when.place
    form.page.when.place.choose("street_round")
    form.settle()
    assert [link.text() for link in form.page.bar.links] == ["who, or how many", "how"]
    assert form.house.done(LogContact) == []


def test_a_time_in_the_future_is_named(form: Form) -> None:
    form.complete()
    form.page.who.number.set_value(1)
    later = now_here().replace(hour=23, minute=59, tzinfo=None)
    form.page.when.moment.set_moment(later)
    form.press("Ctrl+Return")
    assert [link.text() for link in form.page.bar.links] == ["a time that is not in the future"]


@pytest.fixture
def drawn(theme: Theme) -> Iterator[Theme]:
    """The theme with the base font of the drawings, whatever the system's own is here."""
    before = theme._system_px
    theme._system_px = 14
    theme._apply()
    yield theme
    theme._system_px = before
    theme._apply()


@pytest.mark.parametrize(("high", "compact"), [(768 - 30, False), (728 - 30, True)])
def test_the_usual_fields_stand_on_a_small_screen_without_scrolling(
    qtbot: QtBot,
    qapp: QApplication,
    house: TestHouse,
    drawn: Theme,
    high: int,
    compact: bool,
) -> None:
    """At 1366 wide with the rail, also in wide fonts and with her rule in two lines."""
    drawn.set_work_height(high + 30)
    assert drawn.scale.compact is compact
    house.marisol()
    form = Form(qtbot, qapp, house)
    page = form.page
    shown(form.window, 1366 - 56, high - 52)  # less the rail and the top bar
    form.settle()
    page.follow_width()
    form.find("mari")
    form.press("Return")
    page.going_well.chips.chips[0].click()
    for chip in page.supplies.chips[:2]:
        chip.set_quantity(20)
    form.qtbot.waitUntil(page.who.safe.isVisible)
    for _ in range(5):
        form.settle()
    when = page.when
    tops = {field.mapTo(page, QPoint()).y() for field in (when.moment, when.place, when.how, when.minutes)}
    assert len(tops) == 1
    scroll = next(one for one in page.columns.findChildren(Scroll) if one.isAncestorOf(page.who))
    assert scroll.verticalScrollBar().maximum() == 0
    hint = next(label for label in page.note.findChildren(QLabel) if label.text().startswith("what happened"))
    assert hint.height() < 2 * hint.fontMetrics().lineSpacing()
    assert not page.more.button.visibleRegion().isEmpty()


def test_supplies_by_keys_and_same_as_last_time(form: Form) -> None:
    form.complete()
    form.page.who.number.set_value(1)
    form.press("Alt+S")
    form.press("+")
    form.press("+")
    form.press("Right")
    form.press("+")
    form.press("Ctrl+Return")
    assert form.logged().supplies == (("condoms_external", 2), ("lubricant", 1))
    form.arrive()
    assert not form.page.state.supplies
    form.press("Alt+S")  # the focus stays here, though the button it is on goes
    form.press("Ctrl+D")
    assert form.page.supplies.chips[0].isAncestorOf(form.at())
    assert form.page.state.supplies == (("condoms_external", 2), ("lubricant", 1))


def test_undo_brings_the_form_back(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    form.page.note.words.setFocus()
    form.write("tea")
    form.press("Ctrl+Return")
    assert len(form.house.ask(ContactIds())) == 1
    undo = form.house.recorder.undo
    assert undo is not None
    undo()
    form.settle()
    assert form.house.ask(ContactIds()) == ()
    key, arguments = form.house.recorder.went[-1]
    assert key == "log_contact"
    form.page.arrive(arguments)
    form.settle()
    assert [person.note for person in form.page.state.people] == ["tea"]


def test_next_step_by_a_day_chip(form: Form) -> None:
    form.complete()
    form.find("mari")
    form.press("Return")
    form.press("Alt+X")
    form.write("Call about rooms")
    form.page.next_step.days[1].setFocus()
    form.press("Space")
    form.press("Ctrl+Return")
    (part,) = form.logged().people
    (step,) = part.next_steps
    assert step.what == "Call about rooms"
    assert step.due_on == now_here().date() + timedelta(days=3)
    assert step.for_staff is not None


def test_every_control_says_what_it_is(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    form.find("ruby")
    form.press("Ctrl+Shift+N")
    form.page.more.toggle()
    form.press("Alt+N")
    form.overlay(NeedDialog)
    assert unnamed_focusables(form.window) == []
    form.press("Esc")
    form.press("Alt+R")
    assert unnamed_focusables(form.window) == []
    form.press("Esc")
    form.page.asking.ask(Purpose.CHILDREN)
    assert unnamed_focusables(form.window) == []


def test_a_need_without_a_kind_says_what_is_missing(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    form.press("Alt+N")
    form.write("zz")
    form.press("Ctrl+Return")
    dialog = form.overlay(NeedDialog)
    assert dialog.kind_field.hint.text().startswith("choose one first")
    assert dialog.kind_field.hint.isVisible()
    assert form.at() is dialog.kind
    popup = dialog.kind._matches
    assert popup is not None
    assert (
        popup.heading.height() >= popup.heading.sizeHint().height()
    )  # "Nothing here is called so." is whole
    form.press("Ctrl+A")
    form.write("dent")  # the list calls it otherwise
    assert [pick.value for pick in dialog.kind.found("dent")] == ["dental"]
    form.press("Return")
    assert not dialog.kind_field.hint.isVisible()


def test_mnemonics_are_unique_on_the_page(form: Form) -> None:
    form.page.more.toggle()
    letters: list[str] = []
    for widget in form.page.findChildren(QWidget):
        words = getattr(widget, "text", None)
        if callable(words) and widget.isVisible() and type(widget).__name__ in {"QLabel", "Button"}:
            sequence = QKeySequence.mnemonic(words())
            if not sequence.isEmpty():
                letters.append(sequence.toString())
    assert sorted(letters) == sorted(set(letters))


def test_drafts_hold_the_whole_form(form: Form) -> None:
    form.find("mari")
    form.press("Return")
    form.press("Alt+N")
    form.write("teeth")
    form.press("Return")
    form.press("Ctrl+Return")
    form.page.save_state()
    form.settle()
    (draft,) = form.house.ask(Drafts())
    assert draft.title == "Marisol"
    assert draft.missing == ("place", "channel")
    assert isinstance(draft.person_id, UUID)


def test_digits_in_the_date_set_the_time_and_one_tab_leaves_it(form: Form) -> None:
    page = form.page
    day = page.when.moment.moment().date()
    page.who.number.number.setFocus()
    form.press("Tab")
    assert form.at() is page.when.moment
    form.write("0005")  # whatever the hour is now, midnight has been
    assert page.when.moment.moment().time().isoformat("minutes") == "00:05"
    assert page.when.moment.moment().date() == day
    form.press("Tab")
    assert form.at() is page.when.place
    form.press("Shift+Tab")
    form.press("Shift+Tab")
    assert form.at() is page.who.number.number


def test_tab_goes_through_the_form_in_its_order(form: Form) -> None:
    page = form.page
    order = {
        "who": page.who.search,
        "when": page.when.moment,
        "place": page.when.place,
        "how": page.when.how,
        "minutes": page.when.minutes,
        "going well": page.going_well.chips,
        "topics": page.topics.chips,
        "supplies": page.supplies.holder,
        "needs": page.needs.add,
        "note": page.note.words,
        "next step": page.next_step.what,
        "save": page.bar.save,
    }
    seen: list[str] = []
    for _ in range(40):
        at = form.at()
        name = next((n for n, stop in order.items() if stop is at or stop.isAncestorOf(at)), "")
        if name and (not seen or seen[-1] != name):
            seen.append(name)
        if name == "save":
            break
        form.press("Tab")
    assert seen == list(order)


def test_lists_that_arrive_while_something_is_typed_leave_the_caret(form: Form) -> None:
    for field in (form.page.note.words, form.page.going_well.words, form.page.next_step.what):
        field.setFocus()
        form.write("tea")
        QTest.keyClick(field, Qt.Key.Key_Left)
        form.page.show_form()  # as when the lists or the colleagues come
        form.write("-")
    assert form.page.note.words.toPlainText() == "te-a"
    assert form.page.going_well.words.text() == "te-a"
    assert form.page.next_step.what.text() == "te-a"
