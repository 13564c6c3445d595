"""The building blocks: named, reachable by keyboard, and saying what they mean in words."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import Theme, px
from caseapp.ui.widgets import tab_order
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.chips import CONSENT_LOOK, ConsentChip, PersonChip, PickChip, StateChip, SupplyChip
from caseapp.ui.widgets.dialog import Overlay, confirm
from caseapp.ui.widgets.draft import DraftIndicator
from caseapp.ui.widgets.empty import EmptyState
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.inputs import Choice, DayEdit, MomentEdit, Number, TextArea
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.rows import Row, RowChip, RowList
from caseapp.ui.widgets.scroll import Scroll
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.steps import StepBars, Steps
from caseapp.ui.widgets.strength import Strength
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.widgets.toast import Toast

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def place(qtbot: QtBot) -> Callable[..., QWidget]:
    """Show widgets in a column of a window."""
    kept: list[QWidget] = []  # qtbot holds windows weakly

    def show(*widgets: QWidget, width: int = 700, height: int = 500) -> QWidget:
        outer = QWidget()
        kept.append(outer)
        column = QVBoxLayout(outer)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        outer.resize(width, height)
        qtbot.addWidget(outer)
        outer.show()
        outer.activateWindow()
        QApplication.processEvents()
        return outer

    return show


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


def test_field_ties_label_and_control(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    first, second = QLineEdit(), QLineEdit()
    outer = place(Field("&Who", first), Field("&Place", second, "from the list"))
    assert (first.accessibleName(), second.accessibleName()) == ("Who", "Place")
    assert second.accessibleDescription() == "from the list"
    second.setFocus()
    qtbot.keyClick(outer, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(first.hasFocus)


def test_note_offers_ways_on_and_keeps_markup_as_text(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    note = Note("warn", "consent <b>not</b> asked", lead="Safety & home:")
    place(note)
    asked: list[int] = []
    button = note.add_button("Ask now", lambda: asked.append(1))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [1]
    assert "&lt;b&gt;not" in note.words.text()
    assert note.accessibleName() == "Safety & home: consent <b>not</b> asked"


def test_segments_stop_once_and_move_with_arrows(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    segments = Segments("Whose", [("mine", "Mine"), ("team", "Team")])
    place(segments)
    seen: list[object] = []
    segments.chosen.connect(seen.append)
    stops = [b for b in segments.findChildren(QWidget) if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1
    stops[0].setFocus()
    qtbot.keyClick(stops[0], Qt.Key.Key_Right)
    assert (segments.value(), seen) == ("team", ["team"])


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


def test_alt_and_the_letter_of_a_label_reach_segments(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    first, segments = QLineEdit(), Segments("Whose", [("mine", "Mine"), ("team", "Team")])
    outer = place(first, Field("&Whose", segments))
    for chosen in ("mine", "team"):
        segments.choose(chosen)
        first.setFocus()
        qtbot.keyClick(outer, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(segments.button().hasFocus)


def test_tab_stops_at_the_segment_that_was_clicked(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    segments = Segments("Whose", [("mine", "Mine"), ("team", "Team")])
    place(segments)
    team = segments.findChildren(QToolButton)[1]
    qtbot.mouseClick(team, Qt.MouseButton.LeftButton)
    stops = [b for b in segments.findChildren(QWidget) if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [team]


def test_draft_indicator_says_how_safe_the_words_are(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("caseapp.ui.widgets.draft.time.monotonic", lambda: clock[0])
    draft = DraftIndicator()
    assert draft.accessibleName() == ""
    draft.saving()
    assert draft.accessibleName() == "Saving…"
    draft.saved()
    clock[0] += 2
    draft._tick()
    assert draft.accessibleName() == "Saved 2 s ago (encrypted draft)"
    clock[0] += 60
    draft._tick()
    assert draft.accessibleName() == "Saved 1 minute ago (encrypted draft)"
    draft.failed()
    assert draft.accessibleName() == "Not saved"


def make_rows() -> list[Row]:
    return [
        Row(title="Late", heading=True),
        Row(1, "Marisol", "K7-204", "Does Tuesday still suit?", lead=RowChip("2 days late", "warn")),
        Row(2, "Tee", "M3-118", "Bring winter jacket", second="size M", chevron=True),
        Row(3, "Jola", steps=Steps(2, "Made", "waiting 4 days")),
    ]


def test_row_list_by_keyboard(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    rows = RowList("Follow-ups")
    rows.rows.set_rows(make_rows())
    place(rows)
    taken: list[object] = []
    letters: list[tuple[str, object]] = []
    rows.taken.connect(taken.append)
    rows.letter.connect(lambda letter, key: letters.append((letter, key)))
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(rows.hasFocus)
    row = rows.current_row()
    assert row is not None
    assert row.key == 1
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_A)
    assert taken == [1]
    assert letters == [("A", 2)]


def test_row_actions_are_real_named_buttons_in_the_focused_row_only(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    rows = RowList("Follow-ups")
    rows.rows.set_rows(make_rows())
    rows.set_actions(
        lambda row: [Button(f"Log {row.key}", "primary", size="small"), icon_button("ellipsis", "More")]
    )
    outer = place(QLineEdit("x"), rows)
    assert rows.findChildren(Button) == []
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: len(rows.findChildren(Button)) == 1)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: [b.text() for b in rows.findChildren(Button)] == ["Log 2"])
    outer.findChildren(QLineEdit)[0].setFocus()
    qtbot.waitUntil(lambda: rows.findChildren(Button) == [])


def test_long_lists_fetch_only_the_pages_in_view(place: Callable[..., QWidget]) -> None:
    rows = RowList("People")
    asked: list[int] = []

    def need(first: int, keys: Sequence[object]) -> None:
        asked.append(first)
        rows.rows.put(first, [Row(key, f"Alias {key}") for key in keys])

    rows.rows.set_keys(range(200_000), need)
    place(rows)
    assert len(asked) <= 2
    rows.setCurrentIndex(rows.rows.index(199_999))
    QApplication.processEvents()
    row = rows.current_row()
    assert row is not None
    assert row.title == "Alias 199999"
    assert len(asked) <= 4
    rows.rows.clear()
    assert rows.rows.rowCount() == 0


def test_rows_that_came_late_for_another_list_are_dropped() -> None:
    rows = RowList("People")
    rows.rows.set_keys([1, 2, 3], lambda _first, _keys: None)
    rows.rows.put(0, [Row(7, "Other"), Row(2, "Tee")])
    assert rows.rows.row(0).title == "…"
    assert rows.rows.row(1).title == "Tee"


def test_quiet_view_hides_aliases_and_words(place: Callable[..., QWidget]) -> None:
    rows = RowList("Follow-ups")
    rows.rows.set_rows([Row(1, "Marisol", "K7-204", "Does Tuesday still suit?")])
    outer = place(QLineEdit("elsewhere"), rows)
    plain = outer.grab().toImage()
    rows.set_quiet(True)
    quiet = outer.grab().toImage()
    rows.rows.set_rows([Row(1, "Xenia", "K7-204", "Four short words, only!!")])
    other = outer.grab().toImage()
    assert plain != quiet
    assert quiet == other


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            Steps(4, "It helped", "10 Aug, kind", typed="end"),
            Steps(4, "It helped", "10 Aug, rude", typed="end"),
        ),
        (
            Steps(2, "Ended: too far", "1 Aug", ended=True, typed="words"),
            Steps(2, "Ended: too sad", "1 Aug", ended=True, typed="words"),
        ),
    ],
)
def test_quiet_view_hides_what_was_typed_about_a_referral(
    place: Callable[..., QWidget], one: Steps, two: Steps
) -> None:
    rows = RowList("Referrals")
    outer = place(QLineEdit("elsewhere"), rows)

    def drawn(steps: Steps, *, quiet: bool) -> QImage:
        rows.set_quiet(quiet)
        rows.rows.set_rows([Row(1, "Teeth", steps=steps)])
        return outer.grab().toImage()

    assert drawn(one, quiet=False) != drawn(two, quiet=False)
    assert drawn(one, quiet=True) == drawn(two, quiet=True)


def test_search_keeps_the_caret_while_arrows_walk_the_matches(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    field = SearchField("Alias, code or phone", "Ctrl+K")
    outer = place(field)
    asked: list[str] = []
    taken: list[object] = []
    new: list[str] = []
    field.asked.connect(asked.append)
    field.taken.connect(taken.append)
    field.new_wanted.connect(new.append)
    field.setFocus()
    qtbot.keyClicks(field, "lu")
    qtbot.waitUntil(lambda: asked == ["lu"])
    field.show_matches(
        '2 found for "lu"', [Row(1, "Luana"), Row(2, "Lucía"), Row("new", "New person", action=True)]
    )
    assert field.matches_open
    assert unnamed_focusables(outer) == []
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert taken == [2]
    assert not field.matches_open
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(field, Qt.Key.Key_N, both)
    assert new == ["lu"]
    field.show_matches("1", [Row(1, "Luana")])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.matches_open
    assert field.text() == "lu"
    field.clear_all()
    assert field.text() == ""
    assert field.matches is not None
    assert field.matches.rows.rowCount() == 0


def test_dialog_keeps_tab_inside_and_gives_the_focus_back(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    behind = QPushButton("Behind")
    outer = place(behind, width=1000, height=700)
    behind.setFocus()
    dialog = Overlay(outer, "Withdraw: share with Legal Aid Desk", "Given on 3 Oct.")
    line = QLineEdit()
    dialog.body.addWidget(Field("Own &words", line))
    done: list[bool] = []
    dialog.closed.connect(done.append)
    dialog.add_cancel()
    act = dialog.add_act("Withdraw this consent", lambda: dialog.close_with(done=True))
    dialog.open_over(line)
    assert line.hasFocus()
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog.isAncestorOf(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert unnamed_focusables(dialog) == []
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert done == [True]
    assert act.text() == "Withdraw this consent"
    assert behind.hasFocus()


def test_escape_cancels_a_confirmation_and_nothing_is_done(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    outer = place(QPushButton("Behind"), width=1000, height=700)
    did: list[int] = []
    dialog = confirm(
        outer, "Discard this draft", [("Goes:", "the words typed so far.")], "Discard", lambda: did.append(1)
    )
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button)
    assert focused.text() == "Cancel"
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert did == []


def test_a_narrow_window_makes_the_dialog_a_full_page(place: Callable[..., QWidget], theme: Theme) -> None:
    outer = place(QPushButton("Behind"), width=1000, height=700)
    theme.set_text_size(200)
    dialog = Overlay(outer, "Consent")
    dialog.open_over()
    assert dialog.sheet.geometry() == outer.rect()


def test_toast_takes_back_once_and_a_failure_stays(place: Callable[..., QWidget]) -> None:
    outer = place(QLabel("page"))
    toast = Toast(outer)
    undone: list[int] = []
    toast.say("Contact saved.", lambda: undone.append(1))
    assert toast.isVisible()
    assert toast.undo()
    assert not toast.undo()
    assert undone == [1]
    toast.warn("The disk is full. Your text is safe as a draft.")
    assert toast.isVisible()
    assert not toast._timer.isActive()
    toast.forget()
    assert toast.words.text() == ""


def test_the_way_back_outlives_the_line_until_a_lock(place: Callable[..., QWidget]) -> None:
    toast = Toast(place(QLabel("page")))
    undone: list[int] = []
    toast.say("Contact saved.", lambda: undone.append(1))
    toast._timer.timeout.emit()
    assert not toast.isVisible()
    assert toast.undo()
    assert undone == [1]
    toast.say("Contact saved.", lambda: undone.append(2))
    toast.forget()
    assert not toast.undo()
    assert undone == [1]


def test_passphrase_shows_and_forgets_and_notices_caps_lock(
    place: Callable[..., QWidget], qtbot: QtBot
) -> None:
    field = PassphraseEdit("Passphrase")
    place(field)
    caps: list[bool] = []
    field.caps_seen.connect(caps.append)
    qtbot.keyClicks(field, "a")
    qtbot.keyClick(field, "B", Qt.KeyboardModifier.NoModifier)
    assert caps[0] is False
    field.show_button.setChecked(True)
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    field.forget()
    assert (field.text(), field.echoMode()) == ("", QLineEdit.EchoMode.Password)


def test_strength_judges_and_says_it_in_words() -> None:
    field = PassphraseEdit("New")
    strength = Strength(field)
    field.setText("password")
    assert strength.judge() == 0
    field.setText("lantern gravel otter sunday")
    assert strength.judge() == 4
    field.setText("x" * 5000)
    assert strength.judge() >= 0


def test_the_wheel_never_changes_a_value(place: Callable[..., QWidget]) -> None:
    choice, number, day, moment = Choice("Place"), Number("Minutes"), DayEdit("Day"), MomentEdit("When")
    for n in range(3):
        choice.add(n, f"Place {n}")
    number.setValue(5)
    place(choice, number, day, moment)
    before = (choice.value(), number.value(), day.day(), moment.moment())
    for widget in (choice, number, day, moment):
        widget.setFocus()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
    assert (choice.value(), number.value(), day.day(), moment.moment()) == before


def test_text_area_leaves_tab_and_ctrl_enter_to_the_page(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    area, line = TextArea("Note"), QLineEdit("next")
    line.setAccessibleName("Next")
    place(area, line)
    area.setFocus()
    qtbot.keyClicks(area, "tea")
    qtbot.keyClick(area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert area.toPlainText() == "tea"
    qtbot.keyClick(area, Qt.Key.Key_Tab)
    qtbot.waitUntil(line.hasFocus)


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
        StepBars(Steps(1, "Offered", "today")),
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


def test_a_day_begins_with_its_number_not_with_the_weekday(qtbot: QtBot, theme: Theme) -> None:
    edit = DayEdit("Day")
    qtbot.addWidget(edit)
    edit.set_day(date(2026, 11, 21))
    edit.show()
    QTest.qWaitForWindowActive(edit)
    edit.clearFocus()
    edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert edit.lineEdit().selectedText() == "21"
    QTest.keyClicks(edit, "05")
    assert edit.day() == date(2026, 11, 5)


def test_left_and_right_go_between_the_parts_of_a_moment(qtbot: QtBot, theme: Theme) -> None:
    edit = MomentEdit("Moment")
    qtbot.addWidget(edit)
    edit.set_moment(datetime(2026, 11, 21, 20, 14))  # noqa: DTZ001 - local
    edit.show()
    QTest.qWaitForWindowActive(edit)
    edit.clearFocus()
    edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
    seen = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(edit, key)
        seen.append(edit.lineEdit().selectedText())
    assert seen == ["Nov", "21", "Nov", "20", "14"]
    QTest.keyClick(edit, Qt.Key.Key_Left)
    QTest.keyClick(edit, Qt.Key.Key_Left)
    QTest.keyClick(edit, Qt.Key.Key_Down)
    assert edit.moment() == datetime(2026, 10, 21, 20, 14)  # noqa: DTZ001 - local


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


def test_a_path_that_is_not_there_asks_in_no_box_of_its_own(
    place: Callable[..., QWidget], tmp_path: Path
) -> None:
    """Such a box has its own event loop, and the idle lock would delete it under its feet."""
    window = place(QLineEdit())
    dialog = FileDialog(window, "Notes", str(tmp_path), QFileDialog.FileMode.Directory)
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)
    dialog.open()
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("nowhere")
    dialog.accept()
    assert dialog.isVisible()
    assert "This is not there:" in [label.text() for label in dialog.findChildren(QLabel)]
    line.setText(str(tmp_path))
    dialog.accept()
    assert chosen == [str(tmp_path)]


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


def test_a_narrow_table_says_what_it_folds_away_where_there_is_most_room(
    place: Callable[..., QWidget],
) -> None:
    table = Table(
        "Contacts",
        [
            Column("When", 11),
            Column("Who", 14, stretch=True),
            Column("Place", 10, least=Width.MIDDLE),
            Column("What", 10, least=Width.WIDE),
        ],
    )
    place(table)
    assert not table.cells.second_line
    table.set_width(Width.MIDDLE)
    assert not table.cells.second_line  # what is folded later is not worth a second line yet
    table.set_width(Width.NARROW)
    assert table.cells.second_line
    assert table.cells.second_column == 1
    cells = (Cell("Today"), Cell("Marisol"), Cell("Station"), Cell("Tea"))
    table.show_lines([Line(1, cells)])
    one = table.rowHeight(0)
    table.show_lines([Line(1, cells, second="Station")])
    assert table.rowHeight(0) > one  # two lines only where there is something to say


@pytest.mark.parametrize("percent", [100, 200])
def test_a_dialog_is_as_high_as_its_content_and_scrolls_where_there_is_no_room(
    place: Callable[..., QWidget], theme: Theme, percent: int
) -> None:
    outer = place(QPushButton("Behind"), width=1366, height=738)
    theme.set_text_size(percent)
    dialog = Overlay(outer, "A way to reach her", "The rule stands above the number.", wide=46)
    lines = [QLineEdit() for _ in range(6)]
    for number, line in enumerate(lines):
        dialog.body.addWidget(Field(f"Field {number}", line, "a hint"))
    dialog.add_cancel()
    dialog.open_over(lines[0])
    QApplication.processEvents()
    (scroll,) = dialog.findChildren(Scroll)
    needs = scroll.verticalScrollBar().maximum() > 0
    assert needs is (percent == 200)
    for line in lines:
        assert line.height() >= line.sizeHint().height()  # never squeezed
    lines[-1].setFocus()
    QApplication.processEvents()
    assert not lines[-1].visibleRegion().isEmpty()
    assert dialog.foot_bar.geometry().bottom() <= dialog.sheet.height()
