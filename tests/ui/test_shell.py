"""The window around the pages: unlock, lock, the way back, keys, roles, sizes. No vault is needed."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from caseapp.casework.queries.team import Preference, Staff, Terms
from caseapp.domain.requests import Changes, Command, Kind, Outcome, Query
from caseapp.domain.roles import Role
from caseapp.errors import KnownError
from caseapp.settings import Settings
from caseapp.ui.shell import keymap
from caseapp.ui.shell.house import Stop
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.registry import ENTRIES, Entry
from caseapp.ui.shell.settings_page import SettingsPage
from caseapp.ui.shell.window import Window
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.access import unnamed_focusables
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.panel import Panel
from tests.ui.fakes import (
    CODE,
    MANAGER_WORDS,
    WORKER_WORDS,
    FakeDoors,
    OlderError,
    make_context,
    shown_texts,
)

FOLDER = Path("/nowhere/Notes.casevault")
DRAFTS: dict[UUID, str] = {}


@dataclass(frozen=True, slots=True)
class SaveDraft(Command[None]):
    """Keeps what was typed."""

    draft_id: UUID
    words: str


@dataclass(frozen=True, slots=True)
class LoadDraft(Query[str]):
    """Gives it back."""

    draft_id: UUID


@dataclass(frozen=True, slots=True)
class Refuse(Command[None]):
    """Fails with a sentence."""


def save_draft(command: SaveDraft) -> Outcome[None]:
    DRAFTS[command.draft_id] = command.words
    return Outcome(None, Changes(frozenset({Kind.DRAFT}), frozenset({command.draft_id})))


def refuse(_command: Refuse) -> Outcome[None]:
    raise KnownError(
        "The disk is full. Your text is safe as a draft. Free some space, then press Save again."
    )


HANDLERS = {
    SaveDraft: save_draft,
    LoadDraft: lambda query: DRAFTS[query.draft_id],
    Refuse: refuse,
    Terms: lambda _query: (),
    Preference: lambda _query: "",
    Staff: lambda _query: (),
}


class FormPage(Page):
    """A page with a note whose words must survive a lock."""

    key, title, icon = "log_contact", "Log contact", "plus"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setProperty("kept", True)  # as the form of the program: it keeps its words by itself
        column = QVBoxLayout(self)
        self.draft_id = uuid4()
        self.note = QPlainTextEdit()
        self.note.setAccessibleName("Note")
        self.note.setTabChangesFocus(True)
        panel = Panel("Note")
        panel.add_section(self.note)
        self.line = QLineEdit()
        self.line.setAccessibleName("Place")
        other = Panel("Place")
        other.add_section(self.line)
        column.addWidget(panel)
        column.addWidget(other)
        self.arrived: list[State] = []
        self.seen: list[Changes] = []
        self.acts = 0
        self.quiet = False

    def arrive(self, arguments: State) -> None:
        self.arrived.append(arguments)

    def on_changes(self, changes: Changes) -> None:
        self.seen.append(changes)

    def save_state(self) -> State:
        if not self.note.toPlainText():
            return {}
        self.asker.do(SaveDraft(self.draft_id, self.note.toPlainText()))
        return {"draft": self.draft_id, "caret": self.note.textCursor().position()}

    def restore_state(self, state: State) -> None:
        draft, caret = state.get("draft"), state.get("caret")
        assert isinstance(draft, UUID)
        assert isinstance(caret, int)
        self.draft_id = draft

        def show(words: str) -> None:
            self.note.setPlainText(words)
            cursor = self.note.textCursor()
            cursor.setPosition(caret)
            self.note.setTextCursor(cursor)

        self.asker.ask(LoadDraft(draft), show)

    def main_act(self) -> None:
        self.acts += 1

    def set_quiet(self, on: bool) -> None:
        self.quiet = on


def entries() -> tuple[Entry, ...]:
    """The real table with a stand-in for every page that is not the shell's own."""
    return tuple(
        entry if entry.key in {"settings", "help"} else dataclasses.replace(entry, make=lambda: FormPage)
        for entry in ENTRIES
    )


@dataclass
class Shown:
    """A window and what belongs to it."""

    window: Window
    doors: FakeDoors
    kept: list[Settings]
    qtbot: QtBot

    def unlock(self, words: str = WORKER_WORDS) -> None:
        """Type a passphrase and press Enter."""
        field = self.window.unlock.passphrase
        field.clear()
        self.qtbot.keyClicks(field, words)
        with self.qtbot.waitSignal(self.window.unlocked):
            self.qtbot.keyClick(field, Qt.Key.Key_Return)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    @property
    def form(self) -> FormPage:
        """The page shown now."""
        assert self.window.house is not None
        page = self.window.house.page
        assert isinstance(page, FormPage)
        return page

    def lock(self) -> None:
        """Ctrl+L, and wait until the keys are gone."""
        with self.qtbot.waitSignal(self.window.locked):
            self.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def show(theme: Theme, qtbot: QtBot) -> Iterator[Callable[..., Shown]]:
    made: list[Shown] = []

    def make(folder: Path | None = FOLDER, *, settings: Settings | None = None, demo: bool = False) -> Shown:
        kept: list[Settings] = []
        doors = FakeDoors(folder, HANDLERS, demo=demo)
        window = Window(
            theme, Preferences(settings or Settings(), kept.append), doors, entries=entries(), search=None
        )
        qtbot.addWidget(window)
        window.resize(1366, 738)
        window.start()
        window.show()
        window.activateWindow()
        QApplication.processEvents()
        made.append(Shown(window, doors, kept, qtbot))
        return made[-1]

    yield make
    for shown in made:
        if shown.window.house is not None:
            with qtbot.waitSignal(shown.window.locked):
                shown.window.lock()


CTRL = Qt.KeyboardModifier.ControlModifier


def settings_of(shown: Shown) -> SettingsPage:
    """The settings, which must be the page shown now."""
    assert shown.window.house is not None
    page = shown.window.house.page
    assert isinstance(page, SettingsPage)
    return page


def test_unlock_says_nothing_about_the_vault(show: Callable[..., Shown]) -> None:
    shown = show()
    words = " ".join(shown_texts(shown.window))
    assert shown.window.windowTitle() == "Notes"
    assert "Night team" not in words
    assert "Dana" not in words
    assert "casevault" not in words
    assert shown.window.unlock.passphrase.hasFocus()
    assert unnamed_focusables(shown.window) == []


def test_a_wrong_passphrase_gets_a_sentence_and_may_be_tried_again(
    show: Callable[..., Shown], qtbot: QtBot
) -> None:
    shown = show()
    page = shown.window.unlock
    qtbot.keyClicks(page.passphrase, "nope")
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.note is not None and page.note.isVisible())
    assert page.note is not None
    assert page.note.accessibleName().startswith("That did not open. Check Caps Lock")
    assert page.passphrase.hasFocus()
    assert page.passphrase.selectedText()
    shown.unlock()
    assert shown.window.house is not None


def test_the_worker_sees_store_and_name_after_unlock_only(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    words = shown_texts(shown.window)
    assert "Night team store" in words
    assert "Dana, outreach" in words
    assert shown.window.windowTitle() == "Notes"
    assert unnamed_focusables(shown.window) == []


def test_the_manager_sees_figures_and_nothing_else(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock(MANAGER_WORDS)
    house = shown.window.house
    assert house is not None
    assert [item.key for item in house.navigation.pages._items.items] == ["figures"]
    assert not house.bar.log.isVisible()
    assert not house.bar.search.isVisible()
    shown.key(Qt.Key.Key_N, CTRL)
    shown.key(Qt.Key.Key_K, CTRL)
    assert len(house._pages) == 1
    house.open_page("settings")
    assert house.page is not None
    assert house.page.key == "settings"


def test_lock_covers_forgets_and_brings_back_the_half_typed_word(
    show: Callable[..., Shown], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    form = shown.form
    assert form.arrived == [{"person_id": None, "draft_id": None}]
    form.note.setFocus()
    qtbot.keyClicks(form.note, "Marisol wants a pla")
    qtbot.keyClick(form.note, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(form.note, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "Marisol wants a pla"
    form.note.moveCursor(QTextCursor.MoveOperation.End)
    house = shown.window.house
    shown.lock()
    assert shown.window.house is None
    assert not isValid(house)
    assert not isValid(form)
    assert QApplication.clipboard().text() == ""
    assert not any("Marisol" in words or "Night team" in words for words in shown_texts(shown.window))
    assert shown.window.stack.currentWidget() is shown.window.unlock
    assert shown.doors.rooms[0].closed
    shown.unlock()
    again = shown.form
    assert again is not form
    qtbot.waitUntil(lambda: again.note.toPlainText() == "Marisol wants a pla")
    assert again.note.textCursor().position() == 19
    assert again.key == "log_contact"


def test_what_is_kept_while_locked_holds_no_words(show: Callable[..., Shown], qtbot: QtBot) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    qtbot.keyClicks(shown.form.note, "Marisol")
    shown.lock()
    assert "Marisol" not in repr(shown.window._place)


def test_somebody_else_does_not_land_where_the_first_one_was(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    shown.lock()
    shown.unlock(MANAGER_WORDS)
    house = shown.window.house
    assert house is not None
    assert list(house._pages) == ["figures"]
    shown.lock()
    shown.doors.label = "Ines"
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    shown.lock()
    shown.doors.label = "Dana"
    shown.unlock()
    assert shown.window.house is not None
    assert shown.window.house._stops == [Stop("today")]


def test_what_is_done_once_on_arrival_is_not_done_again(show: Callable[..., Shown]) -> None:
    """An alias to begin a new person with is an act: no way back, and no unlock, repeats or keeps it."""
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    house.open_page("log_contact", new="Nadi")
    page = house.page
    assert isinstance(page, FormPage)
    house.open_page("today")
    house.back()
    assert page.arrived == [{"new": "Nadi"}, {}]
    assert "Nadi" not in str(house.leave())


def test_lock_closes_dialogs_and_popups(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    dialog = Overlay(shown.window, "Consent")
    closed: list[bool] = []
    dialog.closed.connect(closed.append)
    dialog.open_over()
    shown.lock()
    assert closed == [False]
    assert shown.window.overlays() == []
    assert shown.window.unlock.isEnabled()


def test_idle_time_is_judged_by_the_wall_clock_at_the_first_touch(
    show: Callable[..., Shown], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    form = shown.form
    wall, steady = [1_000_000.0], [500.0]
    monkeypatch.setattr("caseapp.ui.shell.idle.time.time", lambda: wall[0])
    monkeypatch.setattr("caseapp.ui.shell.idle.seconds_awake_or_asleep", lambda: steady[0])
    idle = shown.window.idle
    assert idle is not None
    idle.touch()
    wall[0] += 299  # a short sleep: the other clock stood still
    qtbot.keyClicks(form.note, "a")
    assert shown.window.house is not None
    wall[0] += 301
    with qtbot.waitSignal(shown.window.locked):
        qtbot.keyClicks(form.note, "b")
    assert shown.window.house is None
    assert DRAFTS[form.draft_id] == "a"


def test_setting_the_clock_back_does_not_keep_the_window_open(
    show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show()
    shown.unlock()
    wall, steady = [1_000_000.0], [500.0]
    monkeypatch.setattr("caseapp.ui.shell.idle.time.time", lambda: wall[0])
    monkeypatch.setattr("caseapp.ui.shell.idle.seconds_awake_or_asleep", lambda: steady[0])
    idle = shown.window.idle
    assert idle is not None
    idle.touch()
    wall[0] -= 86_400
    steady[0] += 301
    with shown.qtbot.waitSignal(shown.window.locked):
        idle._tick()


def test_the_countdown_warns_in_the_last_half_minute(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    assert shown.window.house is not None
    bar = shown.window.house.bar
    bar.count_down(301)
    assert bar.lock._detail == ""
    bar.count_down(252)
    assert "4:12" in bar.lock._detail
    assert bar.lock._detail_tone == "text2"
    bar.count_down(30)
    assert bar.lock._detail_tone == "warn"


def test_numbers_go_to_pages_in_the_order_shown_and_alt_goes_back(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    keys = [entry.key for entry in house._listed]
    assert keys == ["today", "people", "contacts", "referrals", "services", "figures"]
    shown.key(Qt.Key.Key_2, CTRL)
    shown.key(Qt.Key.Key_4, CTRL)
    shown.key(Qt.Key.Key_8, CTRL)
    assert house._stops[house._at].key == "referrals"
    shown.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert house._stops[house._at].key == "people"
    shown.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert house._stops[house._at].key == "referrals"
    shown.key(Qt.Key.Key_Escape)
    assert house._stops[house._at].key == "people"
    house.open_person(UUID(int=5))
    assert shown.form.arrived[-1] == {"person_id": UUID(int=5)}
    assert house.navigation.pages.currentIndex().row() == 1


def test_quiet_view_reaches_every_page_also_later_ones(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    shown.key(Qt.Key.Key_H, CTRL)
    assert shown.form.quiet
    assert house.bar.quiet.isChecked()
    shown.key(Qt.Key.Key_3, CTRL)
    assert shown.form.quiet
    shown.lock()
    shown.unlock()
    assert shown.form.quiet
    shown.key(Qt.Key.Key_H, CTRL)
    assert not shown.form.quiet


def test_ctrl_enter_reaches_the_page_or_the_dialog_on_top(show: Callable[..., Shown], qtbot: QtBot) -> None:
    shown = show()
    shown.unlock()
    shown.form.line.setFocus()
    shown.key(Qt.Key.Key_Return, CTRL)
    assert shown.form.acts == 1
    dialog = Overlay(shown.window, "Withdraw")
    did: list[int] = []
    dialog.add_act("Withdraw", lambda: did.append(1))
    dialog.open_over()
    shown.key(Qt.Key.Key_Return, CTRL)
    shown.key(Qt.Key.Key_2, CTRL)
    assert did == [1]
    assert shown.form.acts == 1
    assert shown.window.house is not None
    assert shown.window.house._at == 0
    dialog.close_with(done=False)


def test_tab_to_settings_is_seen_and_enter_opens_them(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    rest = house.navigation.rest
    rest.taken.disconnect()
    taken: list[str] = []
    rest.taken.connect(taken.append)
    rest.setFocus()
    assert rest.currentIndex().row() == 0
    assert not rest.selectedIndexes()  # the page shown is still another
    shown.key(Qt.Key.Key_Return)
    assert taken == ["settings"]


def test_f6_walks_navigation_bar_and_panels(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    shown.form.note.setFocus()
    visited = []
    for _ in range(4):
        shown.key(Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(
            "nav"
            if house.navigation.isAncestorOf(focused)
            else "bar"
            if house.bar.isAncestorOf(focused)
            else "page",
        )
    assert visited == ["page", "nav", "bar", "page"]


def test_changes_of_one_page_are_told_to_all_and_failures_are_shown(
    show: Callable[..., Shown], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    first = shown.form
    shown.key(Qt.Key.Key_2, CTRL)
    second = shown.form
    second.asker.do(SaveDraft(uuid4(), "tea"))
    qtbot.waitUntil(lambda: bool(first.seen) and bool(second.seen))
    assert first.seen[-1].touches(Kind.DRAFT)
    second.asker.do(Refuse())
    qtbot.waitUntil(house.toast.isVisible)
    assert house.toast.words.text().startswith("The disk is full. Your text is safe")


def test_answers_for_a_page_that_is_gone_are_dropped(theme: Theme, qtbot: QtBot) -> None:
    assert theme
    context, _recorder = make_context(HANDLERS)
    DRAFTS[UUID(int=1)] = "tea"
    page = FormPage(context)
    seen: list[str] = []
    page.asker.ask(LoadDraft(UUID(int=1)), seen.append)
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: context.bridge.waiting == 0)
    assert seen == []
    other = FormPage(context)
    qtbot.addWidget(other)
    other.asker.ask(LoadDraft(UUID(int=1)), seen.append)
    qtbot.waitUntil(lambda: seen == ["tea"])
    context.desk.lock().result(5)


def test_undo_takes_the_last_act_back(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    undone: list[int] = []
    house.say("Contact saved.", lambda: undone.append(1))
    house.navigation.pages.setFocus()
    shown.key(Qt.Key.Key_Z, CTRL)
    assert undone == [1]
    assert not house.toast.isVisible()


def test_text_size_keeps_page_and_words(show: Callable[..., Shown], qtbot: QtBot) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    qtbot.keyClicks(shown.form.note, "half a wo")
    before = shown.window.house
    shown.key(Qt.Key.Key_Plus, CTRL)
    qtbot.waitUntil(lambda: shown.window.house is not before)
    assert shown.kept[-1].text_percent == 110
    qtbot.waitUntil(lambda: shown.form.note.toPlainText() == "half a wo")


def test_text_size_in_settings_keeps_the_focus_and_the_passphrases(
    show: Callable[..., Shown], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock(MANAGER_WORDS)
    shown.key(Qt.Key.Key_Comma, CTRL)
    first = settings_of(shown)
    for field, words in ((first.old, "the old one"), (first.new, "the new one"), (first.repeat, "the n")):
        qtbot.keyClicks(field, words)
    first.text_size.setFocus()
    qtbot.keyClick(first.text_size, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not isValid(first))
    second = settings_of(shown)
    assert shown.kept[-1].text_percent != 100
    assert second.text_size.hasFocus()
    assert [second.old.text(), second.new.text(), second.repeat.text()] == [
        "the old one",
        "the new one",
        "the n",
    ]
    assert second.new.echoMode() is QLineEdit.EchoMode.Password
    second.repeat.setFocus()
    second.repeat.setCursorPosition(4)
    shown.key(Qt.Key.Key_0, CTRL)
    qtbot.waitUntil(lambda: not isValid(second))
    third = settings_of(shown)
    assert third.repeat.hasFocus()
    assert third.repeat.cursorPosition() == 4
    shown.lock()
    shown.unlock(MANAGER_WORDS)
    assert settings_of(shown).new.text() == ""  # a lock keeps none of them


def test_settings_have_a_key_that_help_shows(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.key(Qt.Key.Key_Comma, CTRL)
    assert shown.window.house is None
    for words in (WORKER_WORDS, MANAGER_WORDS):
        shown.unlock(words)
        shown.key(Qt.Key.Key_Comma, CTRL)
        assert settings_of(shown).isVisible()
        shown.key(Qt.Key.Key_F1)
        assert "Ctrl+," in shown_texts(shown.window)
        assert f"Ctrl+1 to Ctrl+{sum(entry.listed for entry in ENTRIES)}" in {s.keys for s in keymap.TABLE}
        shown.lock()


def test_at_200_per_cent_navigation_is_a_rail_and_search_a_button(
    show: Callable[..., Shown], theme: Theme, qtbot: QtBot
) -> None:
    theme.set_text_size(200)
    shown = show(settings=Settings(text_percent=200))
    shown.unlock()
    house = shown.window.house
    assert house is not None
    assert house.navigation.is_rail
    assert house.bar.search_button.isVisible()
    assert not house.bar.search.isVisible()
    assert house.bar.height() <= shown.window.height() / 4
    shown.key(Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(house.bar.search.hasFocus)
    assert shown.window.minimumSizeHint().width() <= 1366
    assert unnamed_focusables(shown.window) == []


@pytest.mark.parametrize("with_code", [False, True])
def test_at_200_per_cent_nothing_of_the_unlock_page_is_cut(
    show: Callable[..., Shown], theme: Theme, *, with_code: bool
) -> None:
    theme.set_text_size(200)
    shown = show(settings=Settings(text_percent=200))
    page = shown.window.unlock
    if with_code:
        page.flip()
    page.refuse("That did not open. Check Caps Lock and keyboard language, then try again.")
    QApplication.processEvents()
    cut = [
        type(widget).__name__
        for widget in page.card.findChildren(QWidget)
        if widget.isVisible() and widget.height() < widget.minimumSizeHint().height()
    ]
    assert cut == []
    layout = page.card.layout()
    assert layout is not None
    assert page.card.height() >= layout.totalHeightForWidth(page.card.width())


def test_right_to_left_puts_the_navigation_on_the_right(
    show: Callable[..., Shown], qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shown = show()
    shown.unlock()
    house = shown.window.house
    assert house is not None
    assert house.navigation.x() > house.stack.x()
    assert house.bar.search.mapTo(house, house.bar.search.rect().topLeft()).x() > house.bar.lock.x()


def test_practice_line_in_a_demo_vault_only(show: Callable[..., Shown]) -> None:
    shown = show(demo=True)
    shown.unlock()
    assert "Practice. Nothing here is real." in shown_texts(shown.window)
    shown.lock()
    shown.unlock(MANAGER_WORDS)
    assert "Practice. Nothing here is real." in shown_texts(shown.window)
    other = show()
    other.unlock()
    assert "Practice. Nothing here is real." not in shown_texts(other.window)


def test_an_older_vault_is_a_question_with_a_way_on(show: Callable[..., Shown], qtbot: QtBot) -> None:
    shown = show()
    shown.doors.older = True
    page = shown.window.unlock
    qtbot.keyClicks(page.passphrase, WORKER_WORDS)
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.note is not None and page.note.isVisible())
    assert page.note is not None
    go_on = [button for button in page.note.findChildren(QWidget) if button.property("kind") == "plain"]
    with qtbot.waitSignal(shown.window.unlocked):
        qtbot.mouseClick(go_on[0], Qt.MouseButton.LeftButton)
    assert shown.doors.accepted == {OlderError.code}


def test_the_recovery_code_sets_a_new_passphrase(show: Callable[..., Shown], qtbot: QtBot) -> None:
    shown = show()
    page = shown.window.unlock
    page.flip()
    part = page.code_part
    assert part is not None
    assert part.code.hasFocus()
    assert unnamed_focusables(shown.window) == []
    qtbot.keyClicks(part.code, CODE.lower())
    qtbot.keyClick(part.repeat, Qt.Key.Key_Return)
    assert page.note is not None
    assert page.note.accessibleName() == "Type the new passphrase."
    qtbot.keyClicks(part.passphrase, "weak")
    qtbot.keyClick(part.repeat, Qt.Key.Key_Return)
    assert "would be guessed" in page.note.accessibleName()
    new = "cobalt meadow thirty lamps"
    part.passphrase.clear()
    qtbot.keyClicks(part.passphrase, new)
    qtbot.keyClicks(part.repeat, new)
    with qtbot.waitSignal(shown.window.unlocked):
        qtbot.keyClick(part.repeat, Qt.Key.Key_Return)
    assert shown.doors.passphrase == new
    assert (part.code.text(), part.passphrase.text()) == ("", "")


def test_closing_the_window_keeps_drafts_and_closes_the_vault(
    show: Callable[..., Shown], qtbot: QtBot
) -> None:
    shown = show()
    shown.unlock()
    shown.key(Qt.Key.Key_N, CTRL)
    form = shown.form
    qtbot.keyClicks(form.note, "almost")
    with qtbot.waitSignal(shown.window.locked):
        shown.window.close()
    assert DRAFTS[form.draft_id] == "almost"
    assert shown.doors.rooms[0].closed
    assert not shown.window.isVisible()


def test_help_opens_from_anywhere_and_names_every_key(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.key(Qt.Key.Key_F1)
    assert len(shown.window.overlays()) == 1
    assert "Night team" not in " ".join(shown_texts(shown.window))
    shown.key(Qt.Key.Key_Escape)
    shown.unlock()
    shown.key(Qt.Key.Key_F1)
    assert shown.window.house is not None
    page = shown.window.house.page
    assert page is not None
    assert page.key == "help"
    words = shown_texts(page)
    assert {"Ctrl+K", "Ctrl+L", "F1", "Lock at once"} <= set(words)
    assert unnamed_focusables(page) == []


def test_neutral_title_can_be_given_up(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.window._preferences.change(neutral_title=False)
    assert shown.window.windowTitle() == "Caseapp"
    assert shown.kept[-1].neutral_title is False


def test_a_setting_that_cannot_be_kept_is_said(theme: Theme) -> None:
    def fail(_settings: Settings) -> None:
        raise KnownError("The settings could not be written.")

    preferences = Preferences(Settings(), fail)
    with pytest.raises(KnownError):
        preferences.change(idle_minutes=9)
    assert preferences.now.idle_minutes == 5
    assert theme


def test_roles_of_every_page_are_stated() -> None:
    assert {entry.key for entry in ENTRIES if Role.MANAGER in entry.roles} == {
        "figures",
        "settings",
        "vault",
        "help",
    }
