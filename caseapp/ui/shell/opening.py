"""Ways into a vault: a passphrase, the recovery code, the first run, a backup; up to the open vault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from caseapp.errors import KnownError
from caseapp.ui.shell.pauses import Pauses
from caseapp.ui.shell.unlock import KEY_FILE, UnlockPage
from caseapp.ui.words import sentence_of

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from caseapp.tasks.doors import Doors, MadeVault, NewVault, Opened, RestoreDoors
    from caseapp.ui.shell.bridge import Bridge
    from caseapp.ui.shell.closing import Closing
    from caseapp.ui.shell.guards import Guards
    from caseapp.ui.shell.preferences import Preferences
    from caseapp.ui.shell.wizard import Wizard

_DAMAGED: Final = frozenset(
    {
        "damaged_database",
        "damaged_keys",
        "damaged_keys_copy_ready",
        "folder_absent",
        "head_damaged",
        "keys_erased",
        "missing_saves",
        "store_replaced",
    }
)
"""Codes of errors after which a backup may be what helps."""


_HELD: Final = "held_by_another"


class Opening(QObject):
    """What the window shows while no vault is open, and the course of opening one.

    Args:
        window: over which dialogs are shown; its stack holds the pages.
        stack: of the window.
        doors: ways into a vault.
        languages: code and own name of each language there is.
        preferences: settings in force.
        bridge: of the window.
        closing: the last lock, which must be over before anything is opened.
        guards: of the window; they listen before there is a key.

    Attributes:
        opened: sent with the open vault (`Opened`).
        larger_wanted: sent when larger text is wanted.
        help_wanted: sent when help is wanted.
        folder: of the vault to open; None on the first run.
        pauses: after what did not open.
        unlock: the page that asks for the passphrase.
        wizard: the first run, while it is shown.
    """

    opened = Signal(object)
    larger_wanted = Signal()
    help_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        stack: QStackedWidget,
        doors: Doors,
        languages: Sequence[tuple[str, str]],
        preferences: Preferences,
        bridge: Bridge,
        closing: Closing,
        guards: Guards,
    ) -> None:
        super().__init__(window)
        self._window, self._stack = window, stack
        self._doors, self._languages = doors, list(languages)
        self._preferences, self._bridge = preferences, bridge
        self._closing, self._guards = closing, guards
        self.folder: Path | None = None
        self.pauses = Pauses()
        self.wizard: Wizard | None = None
        self.unlock = self._make_unlock()

    def _make_unlock(self) -> UnlockPage:
        page = UnlockPage(self._languages, self._preferences.now.language or "en")
        page.unlock_wanted.connect(self._open)
        page.code_wanted.connect(self._open_with_code)
        page.language_wanted.connect(lambda code: self._preferences.keep(language=code))
        page.larger_wanted.connect(self.larger_wanted)
        page.help_wanted.connect(self.help_wanted)
        page.other_wanted.connect(self.open_wizard)
        page.restore_wanted.connect(self.open_restore)
        if self.pauses.left():
            page.hold(self.pauses.left())
        self._stack.addWidget(page)
        return page

    def rebuild(self) -> None:
        """Build the unlock page anew, in another size or language, with what was typed."""
        old, typed = self.unlock, self.unlock.passphrase.text()
        self.unlock = self._make_unlock()
        self.unlock.passphrase.setText(typed)
        if self._stack.currentWidget() is old:
            self.show_unlock()
        self._stack.removeWidget(old)
        old.deleteLater()

    def start(self) -> None:
        """Show the unlock page, or the first run where there is no vault yet."""
        self.folder = self._doors.last_folder()
        if self.folder is None:
            self.open_wizard()
        else:
            self.show_unlock()

    def give_way(self) -> None:
        """Where another window of this user has the vault open, show that one and close this one."""
        if self.folder is not None and self.wizard is None:
            self._bridge.watch(self._doors.door_of(self.folder), self._knock)

    def _knock(self, found: Future[str]) -> None:
        door = found.result()
        if not door:
            return
        from caseapp.ui.shell.front_door import Knock  # noqa: PLC0415 - only where a door is to be found

        def heard(answered: bool) -> None:  # noqa: FBT001 - an answer
            if answered:
                self._window.close()

        Knock(door, heard, self)

    def show_unlock(self) -> None:
        """Ask for the passphrase."""
        self._stack.setCurrentWidget(self.unlock)

    def tell(self, words: str) -> None:
        """Say a sentence where the user looks: on the unlock page, or in the first run."""
        if self.wizard is not None:
            self.wizard.tell(words)
        else:
            self.unlock.refuse(words)

    # --- a new vault, or another one ----------------------------------------------------------------------

    def open_wizard(self) -> None:
        """Make a vault, or choose one that is here already."""
        from caseapp.ui.shell.wizard import Wizard  # noqa: PLC0415 - not before the unlock page is painted

        if self.wizard is not None:
            return
        wizard = Wizard(self._doors, self._bridge, can_go_back=self.folder is not None)
        wizard.made.connect(self._take_made)
        wizard.found.connect(self._take_folder)
        wizard.left.connect(self.leave_wizard)
        self.wizard = wizard
        self._stack.addWidget(wizard)
        self._stack.setCurrentWidget(wizard)
        wizard.begin()

    def leave_wizard(self) -> None:
        """The first run is over, or was left: ask for the passphrase, unless a vault was opened by it."""
        wizard, self.wizard = self.wizard, None
        if wizard is None:
            return
        if self._stack.currentWidget() is wizard:
            self.show_unlock()
        self._stack.removeWidget(wizard)
        wizard.deleteLater()

    def _take_folder(self, folder: Path) -> None:
        self.folder = folder
        self._preferences.keep(last_vault=folder)
        self.leave_wizard()

    def _take_made(self, new: NewVault, made: MadeVault) -> None:
        self.folder = new.folder
        self._preferences.keep(last_vault=new.folder, idle_minutes=new.idle_minutes)
        self._guards.listen()
        self.opened.emit(made.opened)
        self.leave_wizard()

    # --- by a passphrase or the recovery code -------------------------------------------------------------

    def _open(self, passphrase: str, accept: frozenset[str] = frozenset()) -> None:
        folder = self.folder
        if folder is not None:
            self._closing.when_over(lambda: self._open_now(folder, passphrase, accept))

    def _open_now(self, folder: Path, passphrase: str, accept: frozenset[str]) -> None:
        self._guards.listen()
        key_file = None if self.unlock.key_part is None else self.unlock.key_part.file()
        future = self._doors.open(folder, passphrase, accept, key_file)

        def refused(error: KnownError) -> None:
            go_on = None
            self.pauses.failed(error.code)
            if self._doors.may_go_on(error):

                def go_on() -> None:
                    self.unlock.set_busy(busy=True)
                    self._open(passphrase, accept | {error.code})

            self.unlock.refuse(sentence_of(error), go_on)
            if error.code == _HELD:
                self.give_way()
            if error.code in KEY_FILE:
                self.unlock.ask_for_key_file()
            if error.code in _DAMAGED:
                self.unlock.offer_restore()
            self.unlock.hold(self.pauses.left())

        self._bridge.watch(future, lambda done: self._settle(done, refused))

    def _open_with_code(self, code: str, new_passphrase: str) -> None:
        folder = self.folder
        if folder is None:
            return

        def refused(error: KnownError) -> None:
            self.pauses.failed(error.code)
            self.unlock.refuse(sentence_of(error))
            self.unlock.hold(self.pauses.left())

        def go() -> None:
            self._guards.listen()
            future = self._doors.open_with_code(folder, code, new_passphrase)
            self._bridge.watch(future, lambda done: self._settle(done, refused))

        self._closing.when_over(go)

    def _settle(self, done: Future[Opened], refused: Callable[[KnownError], None]) -> None:
        error = done.exception()
        if error is None:
            self.pauses.opened()
            self._preferences.keep(last_vault=self.folder)
            if self._guards.was_called:
                self._turn_away(done.result())
            else:
                self.opened.emit(done.result())
            return
        self._guards.hear_no_more()
        if isinstance(error, KnownError):
            refused(error)
        else:
            self.unlock.set_busy(busy=False)
            raise error

    def _turn_away(self, opened: Opened) -> None:
        """It opened when nobody was there any more: nothing is shown, the keys go."""
        self.unlock.reset()
        self._closing.begin(opened.desk)

    # --- from a backup ------------------------------------------------------------------------------------

    def open_restore(self) -> None:
        """Put a backup in the place of the notes, which must be locked or just be locking."""
        folder = self.folder
        if folder is None:
            return

        def begin() -> None:
            from caseapp.ui.shell.restore import RestoreDialog  # noqa: PLC0415 - seldom needed

            dialog = RestoreDialog(cast("RestoreDoors", self._doors), self._bridge, self._window, folder)
            dialog.restored.connect(self.unlock.refuse)
            dialog.open_over(dialog.which)

        self._closing.when_over(begin)
