"""The global search under the field in the top bar, by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from caseapp.casework.queries.find import HitKind, Search, SearchHit
from caseapp.ui.pages.global_search import GlobalSearch
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.search import SearchField
from tests.ui.page_help import Shown
from tests.ui.sample_rows import an_id, on
from tests.ui.sample_world import World


class _Bar:
    def __init__(self, shown: Shown, qtbot: QtBot) -> None:
        self.shown = shown
        self.field = SearchField("Search people, services, notes", "Ctrl+K")
        column = QVBoxLayout(shown.window)
        column.addWidget(self.field)
        column.addStretch(1)
        self.search = GlobalSearch(self.field, shown.context)
        shown.window.resize(900, 600)
        with qtbot.waitExposed(shown.window):
            shown.window.show()
        shown.window.activateWindow()
        self.field.setFocus()

    @property
    def rows(self) -> list[str]:
        assert self.field.matches is not None
        rows = self.field.matches.rows
        return [rows.row(n).title for n in range(rows.rowCount())]


@pytest.fixture
def bar(qtbot: QtBot, shown: Shown) -> _Bar:
    return _Bar(shown, qtbot)


def test_people_come_first_then_services_then_notes(bar: _Bar) -> None:
    bar.shown.type("an")
    titles = bar.rows
    assert titles[:2] == ["People", "Ana"]
    assert titles.index("People") < titles.index("Services") < titles.index("Notes and words")
    assert titles[-1] == "New person “an”"


def test_the_first_match_is_current_and_enter_opens_it(bar: _Bar) -> None:
    bar.shown.type("mari")
    bar.shown.press(Qt.Key.Key_Return)
    assert bar.shown.recorder.went == [("person", {"person_id": an_id("Marisol")})]
    assert bar.field.text() == ""
    assert not bar.field.matches_open


def test_arrow_keys_skip_the_headings(bar: _Bar) -> None:
    bar.shown.type("harbour")
    bar.shown.press(Qt.Key.Key_Return)
    assert bar.shown.recorder.went == [("services", {"service_id": an_id("Harbour Clinic")})]


def test_a_note_opens_its_contact(bar: _Bar) -> None:
    bar.shown.type("tea")
    bar.shown.press(Qt.Key.Key_Return)
    assert bar.shown.recorder.went == [("contacts", {"contact_id": an_id("contact 5")})]


def test_nobody_found_offers_someone_new(bar: _Bar) -> None:
    bar.shown.type("lulu")
    assert bar.rows == ["New person “lulu”"]
    bar.shown.press(Qt.Key.Key_Return)
    assert bar.shown.recorder.went == [("people", {"new": "lulu"})]


def test_ctrl_shift_n_makes_someone_new_from_what_was_typed(bar: _Bar) -> None:
    bar.shown.type("mari")
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    bar.shown.press(Qt.Key.Key_N, modifiers=modifiers)
    assert bar.shown.recorder.went == [("people", {"new": "mari"})]


def test_an_answer_to_older_words_is_dropped(bar: _Bar) -> None:
    bar.shown.type("mari")
    bar.search._show("ma", ())
    assert "Marisol" in bar.rows


@pytest.mark.parametrize(("form", "page"), [("contact", "log_contact"), ("service", "services")])
def test_a_draft_goes_on_in_its_own_form(
    qtbot: QtBot, theme: Theme, world: World, form: str, page: str
) -> None:
    world.drafts = [replace(world.drafts[0], form=form)]
    hit = SearchHit(HitKind.DRAFT, world.drafts[0].draft_id, None, "Sam", "a word", on(2))
    shown = Shown(qtbot, {**world.handlers(), Search: lambda _q: (hit,)})
    bar = _Bar(shown, qtbot)
    shown.type("word")
    shown.press(Qt.Key.Key_Return)
    (went,) = bar.shown.recorder.went
    assert went[0] == page
    assert went[1]["draft_id"] == world.drafts[0].draft_id
    shown.close()


@pytest.mark.parametrize(
    ("kind", "person", "went"),
    [
        (HitKind.NEED, "Ruby", ("person", {"person_id": an_id("Ruby")})),
        (HitKind.CONSENT, "Ruby", ("person", {"person_id": an_id("Ruby")})),
        (HitKind.DRAFT, None, ("today", {})),  # gone since it was found
        (HitKind.TERM, None, ("settings", {})),
        (HitKind.REFERRAL, None, ("referrals", {"referral_id": an_id("row")})),
        (HitKind.FOLLOW_UP, None, ("today", {})),
    ],
)
def test_every_kind_of_record_opens_somewhere(
    qtbot: QtBot, theme: Theme, world: World, kind: HitKind, person: str | None, went: tuple[str, object]
) -> None:
    hit = SearchHit(kind, an_id("row"), an_id(person) if person else None, "Ruby T4-860", "a word", on(2))
    handlers = {**world.handlers(), Search: lambda _q: (hit,)}
    shown = Shown(qtbot, handlers)
    bar = _Bar(shown, qtbot)
    shown.type("word")
    shown.press(Qt.Key.Key_Return)
    assert bar.shown.recorder.went == [went]
    shown.close()


def test_quiet_view_holds_for_the_matches_too(bar: _Bar) -> None:
    bar.search.set_quiet(True)  # before anything was shown
    bar.shown.type("mari")
    assert bar.field.matches is not None
    assert bar.field.matches.painter_of_rows.quiet
    bar.search.set_quiet(False)
    assert not bar.field.matches.painter_of_rows.quiet
