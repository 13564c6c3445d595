"""The window around stand-in pages, driven by keys; no vault is needed."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.casework.queries.team import Preference, Staff, Terms
from caseapp.domain.requests import Changes, Command, Kind, Outcome, Query
from caseapp.errors import KnownError
from caseapp.settings import Settings
from caseapp.ui.shell.page import Page, PageContext, State
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.registry import ENTRIES, Entry
from caseapp.ui.shell.settings_page import SettingsPage
from caseapp.ui.shell.window import Window
from caseapp.ui.theme.theme import Theme
from caseapp.ui.widgets.panel import Panel
from tests.driven_window import DrivenWindow
from tests.ui.fakes import WORKER_WORDS, FakeDoors

CTRL = Qt.KeyboardModifier.ControlModifier
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


class ShownWindow(DrivenWindow):
    """A window over doors that open fake rooms.

    Args:
        qtbot: of the test.
        theme: installed.
        folder: of the last vault; None on the first run.
        settings: it starts with.
        demo: whether nothing in the vault is real.
    """

    def __init__(
        self, qtbot: QtBot, theme: Theme, folder: Path | None, settings: Settings, *, demo: bool
    ) -> None:
        self.kept: list[Settings] = []
        self.doors = FakeDoors(folder, HANDLERS, demo=demo)
        preferences = Preferences(settings, self.kept.append)
        super().__init__(qtbot, Window(theme, preferences, self.doors, entries=entries(), search=None))

    def unlock(self, words: str = WORKER_WORDS) -> None:
        """Type a passphrase and press Enter."""
        field = self.window.unlock.passphrase
        field.clear()
        self.qtbot.keyClicks(field, words)
        with self.qtbot.waitSignal(self.window.unlocked):
            self.qtbot.keyClick(field, Qt.Key.Key_Return)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(self.at(), key, modifiers)

    @property
    def form(self) -> FormPage:
        """The page shown, which must be a stand-in."""
        assert isinstance(self.page, FormPage)
        return self.page


def settings_of(shown: ShownWindow) -> SettingsPage:
    """The settings, which must be the page shown now."""
    page = shown.page
    assert isinstance(page, SettingsPage)
    return page
