"""What the shortcuts of the open window do; bound once, at the first unlock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from caseapp.ui.shell import keymap

if TYPE_CHECKING:
    from caseapp.ui.shell.house import House
    from caseapp.ui.shell.wizard import Wizard
    from caseapp.ui.widgets.dialog import Overlay


class Shown(Protocol):
    """What is in the window now."""

    @property
    def house(self) -> House | None:
        """What is open; None while locked."""

    @property
    def wizard(self) -> Wizard | None:
        """The first run, while it is shown."""

    def overlays(self) -> list[Overlay]:
        """Open dialogs, the last one on top."""

    def lock(self) -> None:
        """Cover the screen and drop the keys."""


class Acts(QObject):
    """Passes keys on to the dialog on top, the page, or the house; locked, there is none of them.

    Args:
        window: whose shortcuts they are.
        shown: what is in it.
    """

    def __init__(self, window: QWidget, shown: Shown) -> None:
        super().__init__(window)
        self._window, self._shown = window, shown
        for shortcut in keymap.TABLE:
            if shortcut.binds:
                self._bind(shortcut.keys, getattr(self, shortcut.binds))
        for keys, method, argument in keymap.RANGES:
            self._bind(keys, partial(getattr(self, method), argument))

    def _bind(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)

    def _free_house(self) -> House | None:
        """The house, if it is open and no dialog stands before it."""
        return None if self._shown.overlays() else self._shown.house

    def open_search(self) -> None:
        """Ctrl+K."""
        house = self._free_house()
        if house is not None:
            house.bar.open_search()

    def log_contact(self) -> None:
        """Ctrl+N."""
        house = self._free_house()
        if house is not None and house.bar.log.isVisibleTo(house):
            house.log_contact()

    def lock(self) -> None:
        """Ctrl+L, whatever is open."""
        self._shown.lock()

    def toggle_quiet(self) -> None:
        """Ctrl+H; also behind a dialog, because what is behind can be read."""
        if self._shown.house is not None:
            self._shown.house.toggle_quiet()

    def main_act(self) -> None:
        """Ctrl+Enter."""
        overlays, house = self._shown.overlays(), self._shown.house
        if overlays:
            overlays[-1].main_act()
        elif self._shown.wizard is not None:
            self._shown.wizard.main_act()
        elif house is not None and house.page is not None:
            house.page.main_act()

    def main_act_by(self, _unused: int) -> None:
        """Ctrl+Enter on the other Enter key."""
        self.main_act()

    def undo(self) -> None:
        """Ctrl+Z outside a text."""
        house = self._free_house()
        if house is not None:
            house.toast.undo()

    def toggle_navigation(self) -> None:
        """Ctrl+B."""
        house = self._free_house()
        if house is not None:
            house.navigation.toggle()

    def open_numbered(self, number: int) -> None:
        """Ctrl+1 to Ctrl+8."""
        house = self._free_house()
        if house is not None:
            house.open_numbered(number)

    def open_settings(self) -> None:
        """Ctrl+comma."""
        house = self._free_house()
        if house is not None:
            house.open_page("settings")

    def step_panel(self, step: int) -> None:
        """F6 and Shift+F6."""
        house = self._free_house()
        if house is not None:
            house.step_panel(step)

    def step_sideways(self, step: int) -> None:
        """Alt+Left and Alt+Right, along the reading direction."""
        house = self._free_house()
        if house is None or house.page is None:
            return
        along = -step if self._window.isRightToLeft() else step
        if not house.page.step_sideways(along):
            (house.forward if along > 0 else house.back)()

    def step_back(self) -> bool:
        """Esc that no control took.

        Returns:
            Whether there was anything to go back from.
        """
        house = self._free_house()
        if house is None:
            return False
        if house.page is None or not house.page.step_back():
            house.back()
        return True
