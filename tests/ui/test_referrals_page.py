"""The board of referrals and its list twin, by keyboard."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caseapp.casework.commands.referrals import StepReferral
from caseapp.domain.referral import EndedBy, Stage, Step
from caseapp.ui.dialogs.referral_step import StepDialog
from caseapp.ui.pages.referrals import ReferralsPage
from caseapp.ui.pages.referrals.board import MOST
from caseapp.ui.pages.referrals.words import card_of, is_late
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from tests.ui.fakes import shown_texts
from tests.ui.page_help import Shown
from tests.ui.sample_rows import an_id
from tests.ui.sample_world import World

_CTRL = Qt.KeyboardModifier.ControlModifier


def _columns(page: ReferralsPage) -> list[list[str]]:
    return [[f"{card.name} {card.what}" for card in column.list.cards.cards] for column in page.board.columns]


def _chosen(page: ReferralsPage) -> object:
    return page.board.current_key()


def test_four_columns_by_stage(shown: Shown, shot: Callable[[QWidget, str], object]) -> None:
    page = shown.page(ReferralsPage)
    columns = _columns(page)
    assert [len(column) for column in columns] == [3, 4, 2, 4]
    assert columns[1][0] == "Marisol Safer place to stay"
    assert "9 open · 1 waiting longer than 14 days" in shown_texts(page)
    shot(shown.window, "referrals")


def test_arrow_keys_walk_inside_and_across_the_columns(shown: Shown) -> None:
    page = shown.page(ReferralsPage)
    assert _chosen(page) == an_id("Ruby night_place")  # the keyboard came with the page
    shown.press(Qt.Key.Key_Down)
    assert _chosen(page) == an_id("Nadi school_fees")
    shown.press(Qt.Key.Key_Right)
    assert _chosen(page) == an_id("Tee debt")  # the same height
    shown.press(Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert _chosen(page) == an_id("Ana birth")
    shown.press(Qt.Key.Key_Left)
    assert _chosen(page) == an_id("Lio counselling")


def test_right_to_left_turns_the_arrows_round(shown: Shown, theme: Theme, qapp: object) -> None:
    page = shown.page(ReferralsPage)
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shown.press(Qt.Key.Key_Left)
    assert _chosen(page) == an_id("Marisol safe_place")


def test_a_skips_nothing_and_moves_the_card(shown: Shown, world: World) -> None:
    page = shown.page(ReferralsPage)
    shown.press(Qt.Key.Key_A)  # Ruby's is only offered
    assert world.done == []
    assert shown.recorder.said == ["This referral was only offered. Note first that it was made."]
    shown.press(Qt.Key.Key_Right, Qt.Key.Key_A)
    assert shown.window.findChild(StepDialog) is not None
    shown.press(Qt.Key.Key_Return, modifiers=_CTRL)
    (command,) = world.done
    assert isinstance(command, StepReferral)
    assert command.facts.step is Step.ATTENDED
    assert [len(column) for column in _columns(page)] == [3, 3, 3, 4]
    assert _chosen(page) == command.referral_id  # still the chosen one, in its new column
    assert page.board.columns[2].list.hasFocus()


def test_closing_asks_who_ended_it_and_why(shown: Shown, world: World) -> None:
    page = shown.page(ReferralsPage)
    shown.press(Qt.Key.Key_Right, Qt.Key.Key_C)
    dialog = shown.window.findChild(StepDialog)
    assert dialog is not None
    assert dialog.ended_by.isVisible()
    dialog.ended_by.choose(EndedBy.SERVICE)
    dialog.reason.setText("no place free")
    shown.press(Qt.Key.Key_Return, modifiers=_CTRL)
    (command,) = world.done
    assert isinstance(command, StepReferral)
    assert (command.facts.step, command.facts.ended_by) == (Step.CLOSED, EndedBy.SERVICE)
    closed = page.board.columns[3].list.cards
    card = closed.cards[closed.find(command.referral_id)]
    assert card.end is not None
    assert card.end.words == "Ended by the service: no place free"
    assert card.days is None


def test_whether_it_helped_is_asked_with_her_words(shown: Shown, world: World) -> None:
    page = shown.page(ReferralsPage, {"referral_id": an_id("Lio counselling")})
    page.details.main.click()
    shown.settle()
    dialog = shown.window.findChild(StepDialog)
    assert dialog is not None
    dialog.words.setText("she listened")
    shown.press(Qt.Key.Key_Return, modifiers=_CTRL)
    (command,) = world.done
    assert isinstance(command, StepReferral)
    assert (command.facts.step, command.facts.words) == (Step.HELPED, "she listened")
    assert "It helped: “she listened”" in [
        card.end.words for card in page.board.columns[3].list.cards.cards if card.end is not None
    ]


def test_fifteen_days_are_late_and_fourteen_are_not(shown: Shown, world: World) -> None:
    page = shown.page(ReferralsPage)
    tee = next(row for row in world.referrals if row.alias == "Tee")
    assert tee.waiting_days == 16
    chip = card_of(tee, page._labels).days
    assert chip is not None
    assert (chip.words, chip.tone) == ("16 days", "warn")
    from dataclasses import replace  # noqa: PLC0415 - only here

    assert is_late(replace(tee, waiting_days=15))
    assert not is_late(replace(tee, waiting_days=14))
    assert not is_late(replace(tee, waiting_days=None))


def test_the_list_says_the_same_and_keeps_the_choice(shown: Shown) -> None:
    page = shown.page(ReferralsPage, {"referral_id": an_id("Tee debt")})
    page.view.choose("list")
    page.view.chosen.emit("list")
    shown.settle()
    assert page.list.isVisible()
    assert page.list.lines.rowCount() == sum(len(column) for column in _columns(page))
    assert page.list.current_key() == an_id("Tee debt")
    assert "Debt advice" in shown_texts(page.details)


def test_the_filters_narrow_board_and_list(shown: Shown) -> None:
    page = shown.page(ReferralsPage)
    page.people.choose(an_id("Marisol"))
    page.people.activated.emit(0)
    shown.settle()
    assert [len(column) for column in _columns(page)] == [0, 1, 1, 1]
    assert page.list.lines.rowCount() == 3
    assert "Nothing offered that waits for an answer." in shown_texts(page)


def test_quiet_view_hides_aliases_everywhere(shown: Shown) -> None:
    page = shown.page(ReferralsPage, {"referral_id": an_id("Tee debt")})
    page.set_quiet(True)
    shown.settle()
    assert not any("Tee" in words for words in shown_texts(page))
    assert not page.people.isVisible()  # its choices are aliases
    assert page.board.columns[0].list.painter_of_cards.quiet


def test_no_referrals_at_all(shown: Shown, world: World) -> None:
    world.referrals = []
    page = shown.page(ReferralsPage)
    assert "No referrals yet. Offer one when you log a contact, from a need to a service." in shown_texts(
        page
    )
    assert not page.details.isVisible()


def test_every_stage_has_one_main_act(shown: Shown) -> None:
    page = shown.page(ReferralsPage)
    words = {}
    for row in page._rows:
        page.details.show_referral(row, None, page._labels)
        acts = [page.details.main, page.details.attended]
        words[row.stage] = [act.text() for act in acts if not act.isHidden()]
    assert words == {
        Stage.OFFERED: ["Made…"],
        Stage.MADE: ["Attended"],
        Stage.ATTENDED: ["Did it help?"],
        Stage.CLOSED: ["Open again…"],
    }


@pytest.mark.parametrize(("size", "percent"), [((1294, 688), 100), ((1000, 640), 100), ((1310, 650), 200)])
def test_everything_that_can_be_reached_has_a_name(
    shown: Shown, theme: Theme, size: tuple[int, int], percent: int, shot: Callable[[QWidget, str], object]
) -> None:
    theme.set_text_size(percent)
    page = shown.page(ReferralsPage, size=size)
    assert unnamed_focusables(page) == []
    assert page.width() <= size[0]
    shot(shown.window, f"referrals_{size[0]}")


def test_thousands_are_counted_whole_and_shown_by_the_hundred(shown: Shown, world: World) -> None:
    first = next(row for row in world.referrals if row.stage is Stage.OFFERED)
    world.referrals = [
        *world.referrals,
        *(replace(first, referral_id=UUID(int=n), alias=f"Ana {n}") for n in range(1, 3000)),
    ]
    page = shown.page(ReferralsPage)
    column = page.board.columns[0]
    assert len(column.list.cards.cards) == MOST
    assert "3002" in shown_texts(column)
    assert any(words.startswith("3008 open") for words in shown_texts(page))
    column.more.click()
    assert len(column.list.cards.cards) == 2 * MOST
    assert column.list.hasFocus()
    assert column.list.currentIndex().row() == MOST
    page.arrive({"referral_id": UUID(int=2500)})  # from the search
    shown.settle()
    assert _chosen(page) == UUID(int=2500)
    page.view.choose("list")
    page.view.chosen.emit("list")
    shown.settle()
    assert page.list.current_key() == UUID(int=2500)
    assert page.list.lines.rowCount() == len(world.referrals)
    assert page.list.lines.line(page.list.lines.find(UUID(int=2500))).cells[0].words == "Ana 2500"
