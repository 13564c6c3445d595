"""Figures: closed months only, closing, publishing, handing over, checking."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.commands.figures import CloseMonth
from caseapp.domain.roles import Role
from caseapp.figures import requests
from caseapp.figures.requests import ExportMonth, Finding, PublishMonth
from caseapp.tasks.desk import Long
from caseapp.tasks.progress import Progress
from caseapp.ui.dialogs.working import Working
from caseapp.ui.pages.figures import FiguresPage
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from tests.ui.fakes import shown_texts
from tests.ui.page_help import Shown
from tests.ui.sample_figures import FigureWorld


@pytest.fixture
def world() -> FigureWorld:
    return FigureWorld()


def _confirm(shown: Shown, verb: str) -> None:
    dialogs = [each for each in shown.window.findChildren(Overlay) if each.isVisible()]
    (dialog,) = dialogs
    button = next(each for each in dialog.findChildren(Button) if each.text() == verb)
    button.click()
    shown.settle()


def _numbers(page: FiguresPage) -> list[list[str]]:
    lines = page.tables.grid.numbers.lines
    return [[cell.words for cell in lines.line(n).cells] for n in range(lines.rowCount())]


def test_the_last_closed_month_comes_first_and_the_arrows_step(
    shown: Shown, shot: Callable[[QWidget, str], object]
) -> None:
    page = shown.page(FiguresPage)
    assert page.picker.month() == "2026-09"
    assert page.picker.state.words == "Closed, not published"
    assert page.tiles.isVisible()
    shot(shown.window, "figures")
    assert page.step_sideways(-1)
    shown.settle()
    assert page.picker.month() == "2026-08"
    assert page.picker.state.words == "Closed and published"
    for _step in range(20):
        page.step_sideways(-1)
    shown.settle()
    assert page.picker.month() == "2025-11"


def test_an_open_month_shows_no_number(shown: Shown) -> None:
    page = shown.page(FiguresPage)
    page.step_sideways(1)
    shown.settle()
    assert page.picker.month() == "2026-10"
    for part in (page.tiles, page.tables, page.chart, page.protection):
        assert not part.isVisible()
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert not any(word.strip().isdigit() for word in words)
    assert "October 2026 is open. Open months show no number." in words


def test_tables_keep_their_order_and_say_each_number_whole(shown: Shown, world: FigureWorld) -> None:
    page = shown.page(FiguresPage)
    table = world.handlers()[requests.ShowMonth](requests.ShowMonth("2026-09")).tables[1]  # type: ignore[operator]  # a plain handler
    assert _numbers(page) == [[str(number) for number in row.numbers] for row in table.lines]
    names = page.tables.grid.names.lines
    assert [names.line(n).cells[0].words for n in range(names.rowCount())][-1] == "Any need"
    assert page.tables.grid.numbers.lines.line(0).cells[0].said.startswith("Housing, Harbour: ")
    assert "0 = none or very few." in page.tables.rule.text()
    assert not any("%" in cell for row in _numbers(page) for cell in row)


def test_the_chosen_table_stays_over_months(shown: Shown) -> None:
    page = shown.page(FiguresPage)
    names = [page.tables.choice.itemText(n) for n in range(page.tables.choice.count())]
    assert names[:2] == ["Needs by area", "Needs, for whom"]
    page.tables.choice.setCurrentIndex(names.index("Referrals by stage reached"))
    page.tables.choice.activated.emit(0)
    page.step_sideways(-1)
    shown.settle()
    assert page.tables.choice.currentText() == "Referrals by stage reached"


@pytest.mark.parametrize(("size", "percent"), [((1190, 688), 100), ((1310, 650), 200)])
def test_no_name_of_a_figure_or_a_table_is_cut(
    shown: Shown, theme: Theme, size: tuple[int, int], percent: int
) -> None:
    theme.set_text_size(percent)
    page = shown.page(FiguresPage, size=size)
    for choice in (page.chart.choice, page.tables.choice):
        for number in range(choice.count()):
            choice.setCurrentIndex(number)
            assert not choice.is_cut, choice.currentText()
    assert page.width() <= size[0]


def test_the_chart_has_a_table_twin_and_words(shown: Shown) -> None:
    page = shown.page(FiguresPage)
    description = page.chart.bars.accessibleDescription()
    assert description.startswith("November 2025: ")
    page.chart.view.choose("table")
    page.chart.view.chosen.emit("table")
    lines = page.chart.table.lines
    twin = [
        f"{lines.line(n).cells[0].words}: {lines.line(n).cells[1].words}" for n in range(lines.rowCount())
    ]
    assert "; ".join(reversed(twin)) == description


def test_protection_is_said_in_plain_words_and_the_proof_is_shown(shown: Shown) -> None:
    page = shown.page(FiguresPage)
    assert page.protection.state.words == "Passed"
    texts = shown_texts(page.protection)
    assert "Attacker check: passed" in texts
    assert "Narrowest interval: \u20660–7\u2069" in texts
    assert "385 figures checked" in texts
    page.protection.proof.click()
    shown.settle()
    (dialog,) = shown.window.findChildren(Overlay)
    assert unnamed_focusables(dialog) == []


def test_a_failed_check_is_not_hidden(shown: Shown) -> None:
    page = shown.page(FiguresPage)
    found = requests.Protection(
        safe=False, found=("Two totals differ.",), narrowest=(3, 4), figures=385, earlier=2
    )
    page.protection.show_protection(found)
    assert page.protection.state.words == "Failed"
    assert "Two totals differ." in shown_texts(page.protection)


def test_closing_says_what_will_happen_and_then_does_it(shown: Shown, world: FigureWorld) -> None:
    page = shown.page(FiguresPage, {"month": "2026-10"})
    assert page.acts.act.text() == "Close October 2026…"
    page.main_act()
    shown.settle()
    assert world.done == []
    _confirm(shown, "Close October 2026")
    assert world.done == [CloseMonth("2026-10", through=False)]
    assert page.picker.state.words == "Closed, not published"
    assert page.tiles.isVisible()
    assert shown.recorder.said == ["1 month closed."]
    assert not [each for each in shown.window.findChildren(Working) if each.isVisible()]


def test_earlier_open_months_are_named_and_closed_first(shown: Shown, world: FigureWorld) -> None:
    october, november = world.months.open
    world.months = replace(world.months, open=(october, replace(november, can_close=True)))
    page = shown.page(FiguresPage, {"month": "2026-11"})
    assert "Earlier months come first: October 2026." in shown_texts(page.acts)
    assert page.acts.act.text() == "Close all through November 2026…"
    page.acts.act.click()
    _confirm(shown, "Close November 2026")
    assert world.done == [CloseMonth("2026-11", through=True)]
    assert shown.recorder.said == ["2 months closed."]


def test_a_month_that_is_not_over_cannot_be_closed(shown: Shown) -> None:
    page = shown.page(FiguresPage, {"month": "2026-11"})
    assert not page.acts.act.isVisible()
    assert "November 2026 can be closed from Thu 10 Dec. Late entries have time until then." in shown_texts(
        page.acts
    )


def test_cancel_stops_a_long_act_and_changes_nothing(qtbot: QtBot, theme: Theme, world: FigureWorld) -> None:
    handlers = world.handlers()
    began: list[Progress] = []

    def slowly(_command: CloseMonth, steps: Progress) -> Any:  # noqa: ANN401 - it never ends well
        began.append(steps)
        number = 0
        while True:
            number += 1
            steps(number, number + 100)

    handlers[CloseMonth] = Long(slowly)
    shown = Shown(qtbot, handlers)
    page = shown.page(FiguresPage, {"month": "2026-10"})
    page.acts.act.click()
    dialog = next(each for each in shown.window.findChildren(Overlay) if each.isVisible())
    next(each for each in dialog.findChildren(Button) if each.text() == "Close October 2026").click()
    qtbot.waitUntil(lambda: bool(began), timeout=2000)
    (working,) = [each for each in shown.window.findChildren(Working) if each.isVisible()]
    assert working.cancel.hasFocus()
    working.cancel.click()
    shown.settle()
    assert not [each for each in shown.window.findChildren(Working) if each.isVisible()]
    assert page.picker.month() == "2026-10"
    assert page.acts.act.text() == "Close October 2026…"
    assert shown.recorder.said == []
    shown.close()


def test_publishing_and_handing_over(shown: Shown, world: FigureWorld) -> None:
    page = shown.page(FiguresPage)
    page.acts.act.click()
    _confirm(shown, "Publish September 2026")
    assert world.done == [PublishMonth("2026-09", through=False)]
    assert page.acts.title.text() == "Hand over"
    page.main_act()
    assert "Say to whom the figures go." in shown_texts(page.acts)
    assert page.acts.recipient.hasFocus()
    shown.type("City Health Fund")
    shown.press(Qt.Key.Key_Tab)
    shown.type("quarterly report")
    page.acts.show_folder("/somewhere")
    page.main_act()
    shown.settle()
    export = ExportMonth("2026-09", "/somewhere", recipient="City Health Fund", purpose="quarterly report")
    assert world.done[1:] == [export]
    assert any("to City Health Fund, for quarterly report" in words for words in shown_texts(page.acts))


def test_a_refusal_stays_beside_the_button(shown: Shown, world: FigureWorld) -> None:
    from caseapp.errors import KnownError  # noqa: PLC0415 - only here

    page = shown.page(FiguresPage, {"month": "2026-08"})
    page._refused(KnownError("The disk is full. Free some space, then write the file again."))
    assert "The disk is full. Free some space, then write the file again." in shown_texts(page.acts)


def test_checking_a_release_names_what_failed_first(shown: Shown, world: FigureWorld) -> None:
    world.findings = (
        Finding("ok", "a.zip", "sums: all as it should be"),
        Finding("FAILED", "a.zip", "digests: figures.csv was changed"),
    )
    page = shown.page(FiguresPage)
    page.verify(["/somewhere/a.zip"])
    shown.settle()
    (dialog,) = shown.window.findChildren(Overlay)
    assert "1 thing is not as it should be." in shown_texts(dialog)
    assert unnamed_focusables(dialog) == []


def test_a_manager_closes_nothing(qtbot: QtBot, theme: Theme) -> None:
    world = FigureWorld(may_close=False)
    handlers = {kind: run for kind, run in world.handlers().items() if kind is not CloseMonth}
    shown = Shown(qtbot, handlers, Role.MANAGER)
    page = shown.page(FiguresPage, {"month": "2026-10"})
    assert not page.acts.act.isVisible()
    assert "October 2026 is open. A worker or lead closes it from Tue 10 Nov." in shown_texts(page.acts)
    page.step_sideways(-1)
    shown.settle()
    assert page.acts.act.text() == "Publish September 2026…"
    shown.close()


def test_no_month_at_all(shown: Shown, world: FigureWorld) -> None:
    world.months = replace(world.months, closed=(), open=())
    page = shown.page(FiguresPage)
    assert "No month yet. Figures begin with the first contact." in shown_texts(page)


def test_the_plotting_library_is_imported_with_the_first_bars_only() -> None:
    heavy = "any(name.startswith(('pyqtgraph', 'numpy')) for name in sys.modules)"
    code = f"import caseapp.ui.pages.figures, sys; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(("size", "percent"), [((1190, 688), 100), ((1310, 650), 200)])
def test_everything_that_can_be_reached_has_a_name(
    shown: Shown, theme: Theme, size: tuple[int, int], percent: int, shot: Callable[[QWidget, str], object]
) -> None:
    theme.set_text_size(percent)
    page = shown.page(FiguresPage, {"month": "2026-08"}, size=size)
    assert unnamed_focusables(page) == []
    assert page.width() <= size[0]
    shot(shown.window, f"figures_{percent}")
