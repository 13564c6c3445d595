"""Lists, tables and the list under a search: by keyboard, page by page, hidden in quiet view."""

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.chip_paint import chip_size
from caseapp.ui.widgets.row import Row, RowChip
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.widgets.state_chip import ChipTone
from caseapp.ui.widgets.steps import Steps
from caseapp.ui.widgets.table import Table
from caseapp.ui.widgets.table_model import Cell, Column, Line

pytestmark = pytest.mark.usefixtures("theme")


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


def test_long_tables_fetch_only_the_pages_in_view(place: Callable[..., QWidget]) -> None:
    table = Table("People", [Column("Alias", 10)])
    asked: list[int] = []

    def need(first: int, keys: Sequence[object]) -> None:
        asked.append(first)
        table.lines.put(first, keys, [Line(key, (Cell(f"Alias {key}"),)) for key in keys])

    table.show_keys(range(200_000), need)
    place(table)
    assert len(asked) <= 2
    table.go_to(199_999)
    QApplication.processEvents()
    assert table.lines.line(199_999).cells[0].words == "Alias 199999"
    assert len(asked) <= 4
    table.lines.clear()
    assert table.lines.rowCount() == 0


def test_lines_that_came_late_for_another_list_are_dropped() -> None:
    table = Table("People", [Column("Alias", 10)])
    table.show_keys([1, 2, 3], lambda _first, _keys: None)
    table.lines.put(0, [7, 2], [Line(7, (Cell("Other"),)), Line(2, (Cell("Tee"),))])
    assert table.lines.line(0).cells[0].words == "…"
    table.lines.put(0, [1, 2], [Line(1, (Cell("Jola"),)), Line(2, (Cell("Tee"),))])
    assert table.lines.line(1).cells[0].words == "Tee"


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


@pytest.mark.parametrize("tone", ["ok", "warn", "plain", "unasked"])
def test_a_chip_looks_the_same_in_lists_and_tables(place: Callable[..., QWidget], tone: ChipTone) -> None:
    chip = RowChip("Not asked", tone, "clock")
    rows = RowList("Consents")
    rows.rows.set_rows([Row(1, "Selected"), Row(2, lead=chip)])
    table = Table("Consents", [Column("State", 20)], head=False)
    table.show_lines([Line(1, (Cell("Selected"),)), Line(2, (Cell(chip=chip),))])
    place(rows, table)
    size = chip_size(chip, rows.font())

    def seen(view: QAbstractItemView, row: QModelIndex) -> QImage:
        spot = view.visualRect(row)
        at = QPoint(spot.left() + px(14), spot.top() + (spot.height() - size.height()) // 2)
        return view.viewport().grab(QRect(at, size)).toImage()

    assert seen(rows, rows.rows.index(1)) == seen(table, table.lines.index(1, 0))


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
