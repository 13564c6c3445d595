"""The window: locked it shows the unlock page, open it shows the house; its title says "Notes", no more.

Until the unlock page is painted nothing is imported that it does not need: the house, its pages, dialogs and
shortcuts come with the first unlock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPixmapCache, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from caseapp.errors import KnownError
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.closing import Closing
from caseapp.ui.shell.guards import Guards
from caseapp.ui.shell.opening import Opening
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.unlock import UnlockPage
from caseapp.ui.theme.scale import Scale
from caseapp.ui.theme.theme import Theme
from caseapp.ui.words import sentence_of, tr

if TYPE_CHECKING:
    from concurrent.futures import Future

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from caseapp.tasks.doors import Doors, Opened
    from caseapp.ui.shell.acts import Acts
    from caseapp.ui.shell.house import House, SearchMaker
    from caseapp.ui.shell.registry import Entry
    from caseapp.ui.shell.way import Place
    from caseapp.ui.shell.wizard import Wizard
    from caseapp.ui.widgets.dialog import Overlay

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
        house: what is open; None while locked.
        opening: what is shown while locked.
        closing: the last lock.
        guards: what may want a lock.
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
        self._entries, self._make_search = entries, search
        self._place: Place | None = None
        self._place_of: tuple[str, str, str] | None = None
        self._leaving = False
        self._backed_up: House | None = None
        self._was_painted = False
        self._acts: Acts | None = None
        self.house: House | None = None
        self.bridge = Bridge(self)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.guards = Guards(self, preferences)
        self.closing = Closing(self.bridge)
        self.opening = Opening(
            self, self.stack, doors, languages, preferences, self.bridge, self.closing, self.guards
        )
        self._extras: dict[str, object] = {
            "preferences": preferences,
            "theme": theme,
            "doors": doors,
            "languages": list(languages),
            "restore": lambda: QTimer.singleShot(0, self, self.open_restore),
            "lock": lambda words: QTimer.singleShot(0, self, lambda: self.lock_saying(words)),
        }
        self._connect()
        self._bind()
        self.setMinimumSize(1024, 640)
        self._entitle()

    def _connect(self) -> None:
        self.guards.lock_wanted.connect(self.lock)
        self.guards.ticked.connect(self._count_down)
        self.closing.over.connect(self._closed)
        self.opening.opened.connect(self._enter)
        self.opening.larger_wanted.connect(partial(self.step_text_size, 1))
        self.opening.help_wanted.connect(self.open_help)
        self._preferences.changed.connect(self._follow_preferences)
        self._preferences.failed.connect(self._tell_house)
        self._theme.changed.connect(self._follow_theme)
        self.painted.connect(lambda: QTimer.singleShot(0, self, self.guards.cover))
        self.painted.connect(lambda: QTimer.singleShot(0, self, self.opening.give_way))

    def _bind(self) -> None:
        """What works before the unlock as well; the rest is bound by `Acts`."""
        self._bind_one("F1", self.open_help)
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            self._bind_one(keys, partial(self.step_text_size, step))

    def _bind_one(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)

    def _entitle(self) -> None:
        self.setWindowTitle(tr("Notes") if self._preferences.now.neutral_title else "Caseapp")

    @property
    def unlock(self) -> UnlockPage:
        """The page that asks for the passphrase."""
        return self.opening.unlock

    @property
    def wizard(self) -> Wizard | None:
        """The first run, while it is shown."""
        return self.opening.wizard

    # --- opening ---

    def start(self) -> None:
        """Show the unlock page, or the first run where there is no vault yet."""
        self.opening.start()

    def open_restore(self) -> None:
        """Put a backup in the place of the notes; whoever has them open locks them by it."""
        self.lock()
        self.opening.open_restore()

    def _enter(self, opened: Opened) -> None:
        from caseapp.ui.shell.acts import Acts  # noqa: PLC0415 - not before the first unlock

        if self._acts is None:
            self._acts = Acts(self, self)
        who = (opened.vault_name, opened.label, opened.role.value)
        place = self._place if who == self._place_of else None
        self._place, self._place_of = None, who
        self.house = self._make_house(opened)
        self.house.settle(place)
        self.unlock.reset()
        self.guards.count()
        for template, values in opened.notices:
            self.house.warn(tr(template, **values))
        self.unlocked.emit()

    def _make_house(self, opened: Opened) -> House:
        """Build it and show it, without a page yet."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        from caseapp.ui.shell.front_door import FrontDoor  # noqa: PLC0415 - not before the first unlock
        from caseapp.ui.shell.house import House  # noqa: PLC0415 - as above
        from caseapp.ui.shell.registry import ENTRIES, global_search  # noqa: PLC0415 - as above
        from caseapp.ui.shell.vault_watch import VaultWatch  # noqa: PLC0415 - as above

        entries, search = self._entries, self._make_search
        if entries is None:
            entries, search = ENTRIES, search or global_search
        guards = {"locks": self.guards.locks, "capture": self.guards.capture}
        house = House(
            opened, self.bridge, entries, search, {**self._extras, **guards, "opened": opened}, self
        )
        # Queued: the lock destroys the button that asked for it.
        house.bar.lock_wanted.connect(self.lock, Qt.ConnectionType.QueuedConnection)
        VaultWatch(house, house.context, house.toast)
        if opened.door:
            FrontDoor(opened.door, house, self)
        self.stack.addWidget(house)
        self.stack.setCurrentWidget(house)
        house.refit()
        return house

    # --- locking ---

    def lock(self) -> None:
        """Cover the screen at once, then keep what is unsaved, forget what was shown and drop the keys."""
        house = self.house
        if house is None:
            return
        self.guards.count_no_more()
        self.house = self._backed_up = None
        self.unlock.reset()
        house.keep_dialogs(self.overlays())  # at once done; when covered nobody knows where the caret was
        self.opening.show_unlock()
        self._close_popups()
        self.unlock.repaint()
        self._place = house.leave(coming_back=not self._leaving)
        self._place_of = (house.opened.vault_name, house.opened.label, house.opened.role.value)
        self._demolish(house)
        self.unlock.passphrase.setFocus()  # a dialog, closed above, gave the focus to what had opened it
        self.guards.forget()
        QPixmapCache.clear()
        self._entitle()
        self.closing.begin(house.opened.desk)

    def lock_saying(self, words: str) -> None:
        """Lock, and say why where the user looks then."""
        self.lock()
        self.tell(words)

    def _closed(self, done: Future[None]) -> None:
        if self.house is None:
            self.guards.hear_no_more()
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
            overlay.close_at_lock()
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

    # --- over what is shown ---

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

    def tell(self, words: str) -> None:
        """Say a sentence where the user looks: in the house, on the unlock page, or in the first run."""
        if self.house is not None:
            self.house.warn(words)
        else:
            self.opening.tell(words)

    def _tell_house(self, error: KnownError) -> None:
        if self.house is not None:
            self.house.warn(sentence_of(error))

    # --- settings and sizes ---

    def step_text_size(self, step: int) -> None:
        """Ctrl++, Ctrl+- and Ctrl+0."""
        self._preferences.keep(text_percent=self._theme.step_text_size(step))

    def _follow_preferences(self) -> None:
        now = self._preferences.now
        self._theme.choose(now.theme.value)
        self._theme.set_text_size(now.text_percent)
        self._entitle()

    def _follow_theme(self) -> None:
        if self._theme.scale == self._scale:
            return
        self._scale = self._theme.scale
        # Not now: the control that changed the size is among what is built anew.
        QTimer.singleShot(0, self, self.rebuild)

    def rebuild(self) -> None:
        """Build pages and unlock page anew, in another size, density or language, where the user was."""
        self.opening.rebuild()
        house = self.house
        if house is None:
            return
        house.keep_dialogs(self.overlays())
        self._close_popups()
        place = house.leave(carry=True)
        self._demolish(house)
        self.house = self._make_house(house.opened)
        self.house.navigation.set_collapsed(place.collapsed)
        self.house.settle(place)

    # --- events ---

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Notice the first picture."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc that nobody took goes back."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        if event.key() == Qt.Key.Key_Escape and self._acts is not None and self._acts.step_back():
            return
        super().keyPressEvent(event)

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
        if self.house is None and desk is None and self.closing.is_over:
            super().closeEvent(event)
            return
        event.ignore()
        if self._back_up_first():
            return
        self._leaving = True
        if desk is not None:
            self.closing.begin(desk)
        self.lock()
        self.hide()
