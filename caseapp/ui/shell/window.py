"""The window: locked it shows the unlock page, open it shows the house; its title says "Notes", no more.

Until the unlock page is painted nothing is imported that it does not need: the house, its pages, dialogs and
shortcuts come with the first unlock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPixmapCache, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from caseapp.errors import KnownError
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.pauses import Pauses
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.unlock import KEY_FILE, UnlockPage
from caseapp.ui.theme.scale import Scale
from caseapp.ui.theme.theme import Theme
from caseapp.ui.words import sentence_of, tr

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from caseapp.tasks.doors import Doors, MadeVault, NewVault, Opened, RestoreDoors
    from caseapp.ui.shell.acts import Acts
    from caseapp.ui.shell.capture import Capture
    from caseapp.ui.shell.house import House, Place, SearchMaker
    from caseapp.ui.shell.idle import IdleLock
    from caseapp.ui.shell.locks import Locks
    from caseapp.ui.shell.registry import Entry
    from caseapp.ui.shell.wizard import Wizard
    from caseapp.ui.widgets.dialog import Overlay
    from caseapp.ui.widgets.secret_clipboard import SecretClipboard

_DAMAGED: Final = frozenset(
    {
        "damaged_database",
        "damaged_keys",
        "damaged_keys_copy_ready",
        "folder_absent",
        "head_damaged",
        "missing_saves",
        "store_replaced",
    }
)
"""Codes of errors after which a backup may be what helps."""
FRAME: Final = 30  # title bar as drawn, counted to the work area when density is decided


class Window(QWidget):
    """The main window.

    Args:
        theme: of the application.
        preferences: settings in force.
        doors: ways into a vault.
        languages: code and own name of each language there is.
        entries: pages there are; None for those of the registry, with its search.
        search: makes what answers the search field.

    Attributes:
        locked: sent after the vault was locked and its keys are gone.
        unlocked: sent after a vault was opened and its first page shown.
        painted: sent once, when the first picture is on the screen.
    """

    locked = Signal()
    unlocked = Signal()
    painted = Signal()

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        doors: Doors,
        languages: Sequence[tuple[str, str]] = (("en", "English"),),
        entries: Sequence[Entry] | None = None,
        search: SearchMaker | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._scale: Scale = theme.scale
        self._preferences = preferences
        self._doors = doors
        self._languages = list(languages)
        self._entries = entries
        self._make_search = search
        self._folder: Path | None = None
        self._place: Place | None = None
        self._place_of: tuple[str, str, str] | None = None
        self._closing: Future[None] | None = None
        self._leaving = False
        self._backed_up: House | None = None
        self._was_painted = False
        self.house: House | None = None
        self.wizard: Wizard | None = None
        self.bridge = Bridge(self)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._pauses = Pauses()
        self.unlock = self._make_unlock()
        self.idle: IdleLock | None = None
        self.locks: Locks | None = None
        self.capture: Capture | None = None
        self.clipboard: SecretClipboard | None = None
        self.acts: Acts | None = None
        preferences.changed.connect(self._follow_preferences)
        theme.changed.connect(self._follow_theme)
        self._bind()
        self.painted.connect(lambda: QTimer.singleShot(0, self, self._guard))
        self.setMinimumSize(1024, 640)
        self._entitle()

    def _entitle(self) -> None:
        self.setWindowTitle(tr("Notes") if self._preferences.now.neutral_title else "Caseapp")

    def _make_unlock(self) -> UnlockPage:
        page = UnlockPage(self._languages, self._preferences.now.language or "en")
        page.unlock_wanted.connect(self._open)
        page.code_wanted.connect(self._open_with_code)
        page.language_wanted.connect(self._choose_language)
        page.larger_wanted.connect(lambda: self.step_text_size(1))
        page.help_wanted.connect(self.open_help)
        page.other_wanted.connect(self.open_wizard)
        page.restore_wanted.connect(self.open_restore)
        if self._pauses.left():
            page.hold(self._pauses.left())
        self.stack.addWidget(page)
        return page

    def _bind(self) -> None:
        """What works before the unlock as well; the rest is bound by `Acts`."""
        self._bind_one("F1", self.open_help)
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            self._bind_one(keys, partial(self.step_text_size, step))

    def _bind_one(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)

    # --- opening ---

    def start(self) -> None:
        """Show the unlock page, or the first run where there is no vault yet."""
        self._folder = self._doors.last_folder()
        if self._folder is None:
            self.open_wizard()
        else:
            self.stack.setCurrentWidget(self.unlock)

    def open_wizard(self) -> None:
        """Make a vault, or choose one that is here already."""
        from caseapp.ui.shell.wizard import Wizard  # noqa: PLC0415 - not before the unlock page is painted

        if self.wizard is not None:
            return
        wizard = Wizard(self._doors, self.bridge, can_go_back=self._folder is not None)
        wizard.made.connect(self._take_made)
        wizard.found.connect(self._take_folder)
        wizard.left.connect(self._leave_wizard)
        self.wizard = wizard
        self.stack.addWidget(wizard)
        self.stack.setCurrentWidget(wizard)
        wizard.begin()

    def _leave_wizard(self) -> None:
        wizard, self.wizard = self.wizard, None
        if self.house is None:
            self.stack.setCurrentWidget(self.unlock)
        if wizard is not None:
            self.stack.removeWidget(wizard)
            wizard.deleteLater()

    def _take_folder(self, folder: Path) -> None:
        self._folder = folder
        self._keep(last_vault=folder)
        self._leave_wizard()

    def _take_made(self, new: NewVault, made: MadeVault) -> None:
        self._folder = new.folder
        self._keep(last_vault=new.folder, idle_minutes=new.idle_minutes)
        self._watch_system()
        self._enter(made.opened)
        self._leave_wizard()

    def _open(self, passphrase: str, accept: frozenset[str] = frozenset()) -> None:
        if self._folder is None:
            return
        self._when_closed(lambda: self._open_now(passphrase, accept))

    def _open_now(self, passphrase: str, accept: frozenset[str]) -> None:
        assert self._folder is not None
        self._watch_system()
        key_file = None if self.unlock.key_part is None else self.unlock.key_part.file()
        future = self._doors.open(self._folder, passphrase, accept, key_file)

        def refused(error: KnownError) -> None:
            go_on = None
            self._pauses.failed(error.code)
            if self._doors.may_go_on(error):

                def go_on() -> None:
                    self.unlock.set_busy(busy=True)
                    self._open(passphrase, accept | {error.code})

            self.unlock.refuse(sentence_of(error), go_on)
            if error.code in KEY_FILE:
                self.unlock.ask_for_key_file()
            if error.code in _DAMAGED:
                self.unlock.offer_restore()
            self.unlock.hold(self._pauses.left())

        self.bridge.watch(future, lambda done: self._settle_open(done, refused))

    def _open_with_code(self, code: str, new_passphrase: str) -> None:
        folder = self._folder
        if folder is None:
            return

        def refused(error: KnownError) -> None:
            self._pauses.failed(error.code)
            self.unlock.refuse(sentence_of(error))
            self.unlock.hold(self._pauses.left())

        def go() -> None:
            self._watch_system()
            future = self._doors.open_with_code(folder, code, new_passphrase)
            self.bridge.watch(future, lambda done: self._settle_open(done, refused))

        self._when_closed(go)

    def _settle_open(self, done: Future[Opened], refused: Callable[[KnownError], None]) -> None:
        error = done.exception()
        if error is not None and self.locks is not None:
            self.locks.end()
        if error is None:
            self._pauses.opened()
            self._keep(last_vault=self._folder)
            if self.locks is not None and self.locks.was_called:
                self._turn_away(done.result())
            else:
                self._enter(done.result())
        elif isinstance(error, KnownError):
            refused(error)
        else:
            self.unlock.set_busy(busy=False)
            raise error

    def open_restore(self) -> None:
        """Put a backup in the place of the notes; whoever has them open locks them by it."""
        folder = self._folder
        if folder is None:
            return
        self.lock()

        def begin() -> None:
            from caseapp.ui.shell.restore import RestoreDialog  # noqa: PLC0415 - seldom needed

            dialog = RestoreDialog(cast("RestoreDoors", self._doors), self.bridge, self, folder)
            dialog.restored.connect(self.unlock.refuse)
            dialog.open_over(dialog.which)

        self._when_closed(begin)

    def _when_closed(self, act: Callable[[], None]) -> None:
        """Wait for the last lock to end: two sessions of one vault would refuse each other."""
        if self._closing is None or self._closing.done():
            act()
        else:
            self.bridge.watch(self._closing, lambda _done: act())

    def _guard(self) -> None:
        """Keep the window out of pictures of the screen, and mark what is copied; once painted."""
        from caseapp.ui.shell.capture import Capture  # noqa: PLC0415 - not before the first paint
        from caseapp.ui.widgets.secret_clipboard import secret_clipboard  # noqa: PLC0415 - as above

        if self.capture is None:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            self.clipboard = secret_clipboard()
            self.capture = Capture(app, self, on=self._preferences.now.block_capture)

    def _watch_system(self) -> None:
        """Listen to sleep, screen lock and the like before there is a key: it takes a second to derive."""
        from caseapp.ui.shell.locks import Locks  # noqa: PLC0415 - not before the first paint

        self._guard()
        if self.locks is None:
            self.locks = Locks(self)
            self.locks.lock_wanted.connect(self.lock)
        self.locks.begin()

    def _turn_away(self, opened: Opened) -> None:
        """It opened when nobody was there any more: nothing is shown, the keys go."""
        self.unlock.reset()
        self._closing = opened.desk.lock()
        self.bridge.watch(self._closing, self._closed)

    def _enter(self, opened: Opened) -> None:
        idle = self._watch()
        self.house = self._make_house(opened)
        who = (opened.vault_name, opened.label, opened.role.value)
        place = self._place if who == self._place_of else None
        self._place, self._place_of = None, who
        self.stack.setCurrentWidget(self.house)
        self.house.refit()
        self.house.settle(place)
        self.unlock.reset()
        idle.start()
        self._watch_vault(self.house)
        for template, values in opened.notices:
            self.house.warn(tr(template, **values))
        self.unlocked.emit()

    def _watch_vault(self, house: House) -> None:
        """Tell what the slow check finds."""
        from caseapp.ui.shell.vault_watch import VaultWatch  # noqa: PLC0415 - not before the first unlock

        VaultWatch(house)

    def _watch(self) -> IdleLock:
        """Bind the shortcuts of the open window and the idle lock, once."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        from caseapp.ui.shell.acts import Acts  # noqa: PLC0415 - not before the first unlock
        from caseapp.ui.shell.idle import IdleLock  # noqa: PLC0415 - not before the first unlock

        if self.acts is None:
            self.acts = Acts(self)
        if self.idle is None:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            self.idle = IdleLock(app, self._preferences.now.idle_minutes, self)
            # Queued: the lock destroys the widget whose event showed that the time is over.
            self.idle.expired.connect(self.lock, Qt.ConnectionType.QueuedConnection)
            self.idle.ticked.connect(self._count_down)
        return self.idle

    def _make_house(self, opened: Opened) -> House:
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        from caseapp.ui.shell.house import House  # noqa: PLC0415 - not before the first unlock
        from caseapp.ui.shell.registry import ENTRIES, global_search  # noqa: PLC0415 - as above

        entries, search = self._entries, self._make_search
        if entries is None:
            entries, search = ENTRIES, search or global_search
        extras: dict[str, object] = {
            "preferences": self._preferences,
            "theme": self._theme,
            "doors": self._doors,
            "opened": opened,
            "languages": self._languages,
            "locks": self.locks,
            "capture": self.capture,
            "restore": lambda: QTimer.singleShot(0, self, self.open_restore),
        }
        house = House(opened, self.bridge, entries, search, extras, self)
        # Queued: the lock destroys the button that asked for it.
        house.bar.lock_wanted.connect(self.lock, Qt.ConnectionType.QueuedConnection)
        self.stack.addWidget(house)
        return house

    # --- locking ---

    def lock(self) -> None:
        """Cover the screen at once, then keep what is unsaved, forget what was shown and drop the keys."""
        house = self.house
        if house is None:
            return
        if self.idle is not None:
            self.idle.stop()
        self.house = self._backed_up = None
        self.unlock.reset()
        house.keep_dialogs(self.overlays())  # at once done; when covered nobody knows where the caret was
        self.stack.setCurrentWidget(self.unlock)
        self._close_popups()
        self.unlock.repaint()
        self._place = house.leave(coming_back=not self._leaving)
        self._place_of = (house.opened.vault_name, house.opened.label, house.opened.role.value)
        self._demolish(house)
        self.unlock.passphrase.setFocus()  # a dialog, closed above, gave the focus to what had opened it
        if self.clipboard is not None:
            self.clipboard.forget()
        QPixmapCache.clear()
        self._entitle()
        self._closing = house.opened.desk.lock()
        self.bridge.watch(self._closing, self._closed)

    def _closed(self, done: Future[None]) -> None:
        if self.locks is not None and self.house is None:
            self.locks.end()  # the system, which may have waited for us, sleeps now
        self.locked.emit()
        if self._leaving:
            QApplication.quit()
        error = done.exception()
        if isinstance(error, KnownError):
            self.unlock.refuse(sentence_of(error))
        elif error is not None:
            raise error

    def _close_popups(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            popup.hide()
        for overlay in self.overlays():
            overlay.close_with(done=False)
        modal = QApplication.activeModalWidget()
        if modal is not None:
            modal.close()

    def _demolish(self, house: House) -> None:
        """Delete the house now, not at the next idle moment: models and texts go with it."""
        house.toast.forget()
        house.bar.search.clear_all()
        house.hide()
        self.stack.removeWidget(house)
        house.setParent(None)
        house.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _count_down(self, seconds: int) -> None:
        if self.house is not None:
            self.house.bar.count_down(seconds)

    def overlays(self) -> list[Overlay]:
        """Dialogs that are open inside the window, the last one on top."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        from caseapp.ui.widgets.dialog import Overlay  # noqa: PLC0415 - not before the first unlock

        found = self.findChildren(Overlay, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [overlay for overlay in found if overlay.isVisible()]

    def open_help(self) -> None:
        """F1: as a page when unlocked, over the window when not."""
        if self.overlays():
            return
        if self.house is not None:
            self.house.open_page("help")
        else:
            from caseapp.ui.shell.help_page import help_overlay  # noqa: PLC0415 - not before the first paint

            help_overlay(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc that nobody took goes back."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        if event.key() == Qt.Key.Key_Escape and self.acts is not None and self.acts.step_back():
            return
        super().keyPressEvent(event)

    # --- settings and sizes ---

    def step_text_size(self, step: int) -> None:
        """Ctrl++, Ctrl+- and Ctrl+0."""
        self._keep(text_percent=self._theme.step_text_size(step))

    def _keep(self, **values: Any) -> None:  # noqa: ANN401 - fields of Settings
        try:
            self._preferences.change(**values)
        except KnownError as error:
            if self.house is not None:
                self.house.warn(sentence_of(error))

    def _choose_language(self, code: str) -> None:
        self._keep(language=code)

    def _follow_preferences(self) -> None:
        now = self._preferences.now
        self._theme.choose(now.theme.value)
        self._theme.set_text_size(now.text_percent)
        if self.idle is not None:
            self.idle.set_minutes(now.idle_minutes)
        if self.capture is not None:
            self.capture.set_on(now.block_capture)
        self._entitle()

    def _follow_theme(self) -> None:
        if self._theme.scale == self._scale:
            return
        self._scale = self._theme.scale
        # Not now: the control that changed the size is among what is built anew.
        QTimer.singleShot(0, self, self.rebuild)

    def rebuild(self) -> None:
        """Build pages and unlock page anew, in another size, density or language, where the user was."""
        old_unlock, typed = self.unlock, self.unlock.passphrase.text()
        self.unlock = self._make_unlock()
        self.unlock.passphrase.setText(typed)
        if self.stack.currentWidget() is old_unlock:
            self.stack.setCurrentWidget(self.unlock)
        self.stack.removeWidget(old_unlock)
        old_unlock.deleteLater()
        house = self.house
        if house is None:
            return
        house.keep_dialogs(self.overlays())
        self._close_popups()
        place = house.leave(carry=True)
        self._demolish(house)
        self.house = self._make_house(house.opened)
        self._watch_vault(self.house)
        self.stack.setCurrentWidget(self.house)
        self.house.refit()
        self.house.navigation.set_collapsed(place.collapsed)
        self.house.settle(place)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Notice the first picture."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def tell(self, words: str) -> None:
        """Say a sentence where the user looks: in the house, on the unlock page, or in the first run."""
        if self.house is not None:
            self.house.warn(words)
        elif self.wizard is not None:
            self.wizard.tell(words)
        else:
            self.unlock.refuse(words)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw closer where the work area is low."""
        super().resizeEvent(event)
        self._theme.set_work_height(self.height() + FRAME)

    def _back_up_first(self) -> bool:
        """Make the backup that is due, once; the window closes after it. A second try to close skips it."""
        house = self.house
        if house is None or not house.opened.backs_up or self._backed_up is house:
            return False
        from caseapp.ui.shell.leaving import Leaving  # noqa: PLC0415 - not before the end

        self._backed_up = house
        leaving = Leaving(house.opened.desk, self.bridge, self)
        leaving.over.connect(self.close)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep drafts and close the vault before the window goes."""
        desk = self.wizard.open_desk() if self.wizard is not None else None
        if self.house is None and desk is None and (self._closing is None or self._closing.done()):
            super().closeEvent(event)
            return
        event.ignore()
        if self._back_up_first():
            return
        self._leaving = True
        if desk is not None:
            self._closing = desk.lock()
            self.bridge.watch(self._closing, self._closed)
        self.lock()
        self.hide()
