"""The building blocks: named, reachable by keyboard, and saying what they mean in words."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets import tab_order
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.chips import PersonChip, PickChip, SupplyChip
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.inputs import Choice, MomentEdit, Number, TextArea
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.state_chip import CONSENT_LOOK, ConsentChip, StateChip

pytestmark = pytest.mark.usefixtures("theme")


def test_a_no_is_never_red_and_every_state_has_a_word() -> None:
    for state, (tone, icon_name, words) in CONSENT_LOOK.items():
        chip = ConsentChip(state, "12 Sep")
        assert tone != "bad"
        assert icon_name
        assert chip.words.startswith(words)
        assert chip.accessibleName() == f"{words}, 12 Sep"


def test_state_chip_changes_tone_and_words() -> None:
    chip = StateChip("New", "bad", "triangle-alert")
    chip.show_state("Answered", "neutral", "check")
    assert (chip.property("chip"), chip.words) == ("neutral", "Answered")


def test_pick_chip_grows_when_checked_so_that_its_words_are_never_cut(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    chip = PickChip("A friend or peer helped", "friend")
    place(chip)
    before = chip.sizeHint().width()
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
    assert chip.sizeHint().width() > before
    assert chip.value == "friend"


def test_supply_chip_by_keyboard(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    chip = SupplyChip("Condoms", "condoms", first=10)
    place(chip)
    seen: list[int] = []
    chip.changed.connect(seen.append)
    chip.add.setFocus()
    qtbot.keyClick(chip.add, Qt.Key.Key_Space)
    number = chip.stepper.number
    qtbot.waitUntil(number.hasFocus)
    qtbot.keyClicks(number, "+")
    qtbot.keyClicks(number, "-")
    qtbot.keyClicks(number, "-")
    assert chip.quantity() == 9
    chip.set_quantity(0)
    assert chip.add.isVisible()
    assert not chip.stepper.isVisible()
    assert seen == [10, 11, 10, 9, 0]


def test_person_chip_can_be_taken_out_and_hides_its_name(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    chip = PersonChip(5, "Marisol", "K7-204", "25-34")
    place(chip)
    removed: list[object] = []
    chip.removed.connect(removed.append)
    chip.show_name("")
    assert "Marisol" not in chip.accessibleName() + chip.remove.accessibleName()
    chip.remove.setFocus()
    qtbot.keyClick(chip.remove, Qt.Key.Key_Space)
    assert removed == [5]


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_flow_breaks_lines_from_the_reading_side(
    place: Callable[..., QWidget], qapp: QApplication, direction: Qt.LayoutDirection
) -> None:
    qapp.setLayoutDirection(direction)
    holder = QWidget()
    flow = FlowLayout(holder, px(7))
    chips = [PickChip(f"Topic number {n}") for n in range(8)]
    for chip in chips:
        flow.addWidget(chip)
    place(holder, width=px(420))
    assert chips[-1].y() > chips[0].y()
    assert all(holder.rect().contains(chip.geometry()) for chip in chips)
    if direction is Qt.LayoutDirection.LeftToRight:
        assert chips[0].x() < chips[1].x()
    else:
        assert chips[0].x() > chips[1].x()
    assert flow.heightForWidth(px(420)) > flow.heightForWidth(px(4200))


def test_note_offers_ways_on_and_keeps_markup_as_text(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    note = Note("warn", "consent <b>not</b> asked", lead="Safety & home:")
    place(note)
    asked: list[int] = []
    button = note.add_button("Ask now", lambda: asked.append(1))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [1]
    assert "&lt;b&gt;not" in note.words.text()
    assert note.accessibleName() == "Safety & home: consent <b>not</b> asked"


def test_enter_presses_a_button_once_however_long_it_is_held(place: Callable[..., QWidget]) -> None:
    button, pressed = Button("Correct the note"), list[int]()
    button.clicked.connect(lambda: pressed.append(1))
    place(button)
    press, none = QEvent.Type.KeyPress, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(button, QKeyEvent(press, Qt.Key.Key_Return, none, "", True))
    assert pressed == []  # held since the page before
    QApplication.sendEvent(button, QKeyEvent(press, Qt.Key.Key_Return, none))
    assert len(pressed) == 1
    QApplication.sendEvent(button, QKeyEvent(press, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier))
    assert len(pressed) == 1  # the main act of the page


def test_enter_presses_a_button_that_is_only_an_icon(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    button, pressed = icon_button("ellipsis", "More"), list[int]()
    button.clicked.connect(lambda: pressed.append(1))
    place(button)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [1]


def test_every_block_has_a_name_and_is_large_enough(place: Callable[..., QWidget]) -> None:
    blocks: list[QWidget] = [
        Button("Save", "primary", keys="Ctrl+Enter"),
        icon_button("x", "Close"),
        PickChip("Health"),
        SupplyChip("Lubricant", "lubricant"),
        PersonChip(1, "Tee", "M3-118"),
        Field("&Where", Choice()),
        Field("W&hen", MomentEdit()),
        Field("&Minutes", Number()),
        Field("N&ote", TextArea()),
        Segments("Whose", [(1, "Mine"), (2, "Team")]),
        EmptyState("No follow-ups today.", "Log a contact", lambda: None, keys="Ctrl+N"),
        SearchField("Search"),
        RowList("Rows"),
    ]
    outer = place(*blocks, height=1200)
    assert unnamed_focusables(outer) == []
    small = [
        type(widget).__name__
        for widget in outer.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and min(widget.width(), widget.height()) < px(24)
        and not isinstance(widget.parentWidget(), (Number, MomentEdit))
    ]
    assert small == []


def test_the_sweep_finds_what_has_no_name(place: Callable[..., QWidget]) -> None:
    bare = QLineEdit()
    outer = place(bare, QPushButton(""))
    assert len(unnamed_focusables(outer)) == 2


def test_tab_follows_the_layout_and_not_the_order_of_making(place: Callable[..., QWidget]) -> None:
    first, last = QLineEdit(), QLineEdit()
    chips = ChipGroup("Topics")
    row = QWidget()
    column = QVBoxLayout(row)
    for part in (first, chips, last):
        column.addWidget(part)
    window = place(row)
    chips.set_choices([("one", "One"), ("two", "Two")])  # made last, as when words come from the vault
    QApplication.processEvents()
    assert tab_order.stops(window) == [first, chips.chips[0], last]
    first.setFocus()
    tab_order.step(window, forward=True)
    assert chips.chips[0].hasFocus()
    chips.chips[1].setFocus()  # one that Tab does not stop at: it goes on from there
    tab_order.step(window, forward=True)
    assert last.hasFocus()
    chips.chips[1].setFocus()
    tab_order.step(window, forward=False)
    assert chips.chips[0].hasFocus()


def test_what_stands_in_one_line_of_a_flow_stands_in_the_middle_of_it(place: Callable[..., QWidget]) -> None:
    holder = QWidget()
    flow = FlowLayout(holder, 8)
    tall, low = QPushButton("tall"), QPushButton("low")
    tall.setFixedHeight(40)
    low.setFixedHeight(20)
    flow.addWidget(tall)
    flow.addWidget(low)
    place(holder)
    assert tall.geometry().center().y() == low.geometry().center().y()
