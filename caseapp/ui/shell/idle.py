"""Locks an untouched window. The wall clock decides, because timers sleep when the laptop does."""

import time
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    },
)


class IdleLock(QObject):
    """Counts down while nobody touches the window.

    Both clocks are asked: the wall clock goes on while the laptop sleeps, the other one does not follow
    somebody who sets the wall clock back. The later of the two decides.

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
        self._wall, self._steady = time.time(), time.monotonic()
        self._watching = False
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
        self._wall, self._steady = time.time(), time.monotonic()

    def left(self) -> float:
        """Seconds left; negative when the time is over."""
        gone = max(time.time() - self._wall, time.monotonic() - self._steady)
        return self._limit - gone

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at the clock at every touch before it counts: the first key after a sleep must not open."""
        if event.type() in _TOUCHES:
            if self.left() <= 0:
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
        if self._watching:
            self.stop()
            self.expired.emit()
