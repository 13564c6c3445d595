"""What the window and a page promise each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from caseapp.domain.requests import Changes
from caseapp.domain.roles import Role
from caseapp.tasks.desk import Desk
from caseapp.ui.shell.asker import Asker
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.theme.scale import Width
from caseapp.ui.theme.theme import theme

if TYPE_CHECKING:
    from caseapp.ui.widgets.dialog import Overlay

State = Mapping[str, object]


class Navigator(Protocol):
    """How a page asks to be somewhere else; the window keeps the way back."""

    def open_page(self, key: str, **arguments: object) -> None:
        """Go to a page.

        Args:
            key: such as ``"today"``, ``"people"``, ``"figures"``.
            **arguments: handed to the page's `Page.arrive`; ids, numbers and codes only.
        """

    def open_person(self, person_id: UUID) -> None:
        """Go to a person's page."""

    def log_contact(self, person_id: UUID | None = None, draft_id: UUID | None = None) -> None:
        """Go to the contact form: empty, for a person, or with a draft."""

    def go_on_with_dialog(self, draft_id: UUID) -> None:
        """Go where a dialog was half filled in when a lock closed it, and open it again."""

    def back(self) -> None:
        """Go back one page."""

    def forward(self) -> None:
        """Go forward one page."""


class Messenger(Protocol):
    """How a page says something that is not part of the page."""

    def say(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Show what was done, for 10 s, with Undo (Ctrl+Z) where it can be undone; announced as well.

        Args:
            words: what was done, translated.
            undo: takes it back.
        """

    def warn(self, words: str) -> None:
        """Show a failure that stays until it is closed; announced as well."""

    def announce(self, words: str) -> None:
        """Tell screen readers something that the eye sees anyway."""


@dataclass(frozen=True)
class PageContext:
    """What every page is given.

    Attributes:
        desk: of the open vault.
        bridge: of the window; ``bridge.changed`` is sent after every act.
        navigator: ways to other pages.
        messenger: words outside the page.
        role: who is signed in.
        label: what the user is called here.
        vault_name: of the open vault.
        demo: whether nothing is real.
        extras: what bootstrap hands to single pages, by name.
    """

    desk: Desk
    bridge: Bridge
    navigator: Navigator
    messenger: Messenger
    role: Role
    label: str
    vault_name: str
    demo: bool = False
    extras: Mapping[str, object] = field(default_factory=dict)

    def asker(self, owner: QObject) -> Asker:
        """An asker whose answers die with its owner."""
        return Asker(self.bridge, self.desk, owner)


class Page(QWidget):
    """One place in the window. Subclasses set `key`, `title` and `icon` and build themselves in ``__init__``.

    Args:
        context: what every page is given.
        parent: the window's stack.
    """

    key: ClassVar[str]
    title: ClassVar[str]  # English, marked for translation; shown in the navigation
    icon: ClassVar[str]  # a Lucide name

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.asker = context.asker(self)
        self._width: Width | None = None
        self.setProperty("ground", "window")

    def arrive(self, arguments: State) -> None:
        """Called each time somebody comes to the page.

        Args:
            arguments: as given to the navigator; empty from the navigation list.
        """

    def refresh(self) -> None:
        """Ask again for everything shown."""

    def on_changes(self, changes: Changes) -> None:
        """Called after every act of any page; repaint only if a kind that is shown was touched."""

    def save_state(self) -> State:
        """Called before a lock: hand in unsaved words as a draft command now, then say where the user was.

        Returns:
            Ids, numbers and field names only (draft id, focused field, caret). Never typed text: the state
            stays in memory while the vault is locked.
        """
        return {}

    def carry(self) -> State:
        """Called before the page is built anew, in another text size; no lock lies between.

        Returns:
            What `restore_state` is given beside `save_state`: here it may be typed words, because nothing
            is kept of it afterwards.
        """
        return {}

    def restore_state(self, state: State) -> None:
        """Called after unlock on a new instance, after `arrive`: go back to where the user was."""

    def where(self, arguments: State) -> State:
        """The arguments that bring somebody to what is shown now, for a dialog that waits in the vault.

        Args:
            arguments: as of the last `arrive`.
        """
        return arguments

    def reopen(self, act: str, facts: State) -> "Overlay | None":  # noqa: ARG002 - for pages with dialogs
        """Open a dialog again that a lock closed.

        Args:
            act: as given to `Overlay.comes_back`.
            facts: the same, by way of JSON: ids are text.

        Returns:
            The open dialog; None while what it belongs to is not there.
        """
        return None

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched: aliases become codes, note text and need names lines of dots."""

    def set_width(self, width: Width) -> None:
        """What fits side by side has changed (84 em and more, 60 to 84, under 60)."""

    def main_act(self) -> None:
        """Ctrl+Enter was pressed."""

    def step_back(self) -> bool:
        """Esc was pressed.

        Returns:
            Whether the page took it (closed a popup or a side panel); else the window goes back.
        """
        return False

    def step_sideways(self, step: int) -> bool:  # noqa: ARG002 - for pages with months or the like
        """Alt+Left (-1) or Alt+Right (+1) was pressed.

        Returns:
            Whether the page took it (previous or next month); else the window goes back or forward.
        """
        return False

    def start_focus(self) -> QWidget | None:
        """What gets the focus when somebody comes here; None for the first list or field."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell `set_width` when a breakpoint in em is crossed."""
        super().resizeEvent(event)
        self.follow_width()

    def follow_width(self) -> None:
        """Look at the width again; called on resize and when the text size changes."""
        now = theme().scale.width_class(self.width())
        if now is not self._width:
            self._width = now
            self.set_width(now)
