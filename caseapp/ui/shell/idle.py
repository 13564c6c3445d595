"""Locks an untouched window. The wall clock decides, because timers sleep when the laptop does."""

import time
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from caseapp.osutils.clock import seconds_awake_or_asleep

_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    },
)
_FOLLOWING: Final = frozenset(
    {
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletRelease,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
    },
)
"""What a touch brings with it; it does nothing either when the time is over."""


class IdleLock(QObject):
    """Counts down while nobody touches the window.

    Both clocks are asked: the wall clock goes on while the laptop sleeps, whatever the system's other clock
    does; the other one does not follow somebody who sets the wall clock back. The later of the two decides.

    Args:
        app: whose events are watched.
        minutes: until the lock.
        parent: owner.

    Attributes:
        ticked: sent every second with the whole seconds left.
        expired: sent once when the time is over; nothing reaches the window after it.
    """

    ticked = Signal(int)
    expired = Signal()

    def __init__(self, app: QApplication, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._limit = minutes * 60.0
        self._wall, self._steady = time.time(), seconds_awake_or_asleep()
        self._watching = self._expired = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def set_minutes(self, minutes: int) -> None:
        """Use another limit from now on."""
        self._limit = minutes * 60.0
        self.touch()

    def start(self) -> None:
        """Begin to count; called after unlock."""
        self.touch()
        self._expired = False
        if not self._watching:
            self._watching = True
            self._app.installEventFilter(self)
            self._timer.start()
        self._tick()

    def stop(self) -> None:
        """Stop counting; called at lock."""
        if self._watching:
            self._watching = False
            self._app.removeEventFilter(self)
            self._timer.stop()

    def touch(self) -> None:
        """Begin again: somebody is there."""
        self._wall, self._steady = time.time(), seconds_awake_or_asleep()

    def left(self) -> float:
        """Seconds left; negative when the time is over."""
        gone = max(time.time() - self._wall, seconds_awake_or_asleep() - self._steady)
        return self._limit - gone

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at the clock at every touch before it counts: the first key after a sleep must not open."""
        kind = event.type()
        if kind in _TOUCHES or kind in _FOLLOWING:
            if self._expired or self.left() <= 0:
                self._expire()
                return True
            self.touch()
        return super().eventFilter(watched, event)

    def _tick(self) -> None:
        left = self.left()
        if left <= 0:
            self._expire()
        else:
            self.ticked.emit(int(left))

    def _expire(self) -> None:
        """Tell it once; the window is watched until the lock stops it, so that nothing reaches it before."""
        if not self._expired:
            self._expired = True
            self._timer.stop()
            self.expired.emit()
