"""Keeps every window of the program out of pictures of the screen while the setting says so."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.osutils.capture import block_capture, can_block_capture


class Capture(QObject):
    """Follows the windows as they are shown: menus, lists of fields and dialogs have names in them as well.

    Args:
        app: whose windows they are.
        parent: owner.
        on: whether to keep them out.

    Attributes:
        changed: sent when `refused` is another.
    """

    changed = Signal()

    def __init__(self, app: QApplication, parent: QObject, *, on: bool) -> None:
        super().__init__(parent)
        self._on = on
        self._refused = False
        if can_block_capture():
            app.installEventFilter(self)
            self._apply()

    @property
    def refused(self) -> bool:
        """Whether the system did not keep a window out although it was asked to."""
        return self._refused

    def set_on(self, on: bool) -> None:  # noqa: FBT001 - the value of a setting
        """Follow the setting."""
        if on != self._on:
            self._on = on
            self._apply()

    def _apply(self) -> None:
        if can_block_capture():
            for window in QApplication.topLevelWidgets():
                if window.isVisible():
                    self._cover(window)

    def _cover(self, window: QWidget) -> None:
        done = block_capture(int(window.winId()), on=self._on)
        refused = self._on and not done
        if refused != self._refused:
            self._refused = refused
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A window has its handle before it is told that it is shown, and is on the screen after it."""
        shown = event.type() in {QEvent.Type.Show, QEvent.Type.WinIdChange}
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self._cover(watched)
        return super().eventFilter(watched, event)
