"""What is typed or chosen into: labels that lead there, segments, days, passphrases, and the wheel."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.draft import DraftIndicator
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, DayEdit, MomentEdit, Number, TextArea
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.strength import Strength

pytestmark = pytest.mark.usefixtures("theme")


def test_field_ties_label_and_control(place: Callable[..., QWidget], qtbot: QtBot) -> None:
    first, second = QLineEdit(), QLineEdit()
    outer = place(Field("&Who", first), Field("&Place", second, "from the list"))
    assert (first.accessibleName(), second.accessibleName()) == ("Who", "Place")
    assert second.accessibleDescription() == "from the list"
    second.setFocus()
    qtbot.keyClick(outer, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(first.hasFocus)


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
