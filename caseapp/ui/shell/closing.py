"""The end of a session: the keys of a vault are dropped on its own thread, which takes a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from concurrent.futures import Future

    from caseapp.tasks.desk import Desk
    from caseapp.ui.shell.bridge import Bridge


class Closing(QObject):
    """The last lock: whether it is over, and what waits for it.

    Args:
        bridge: of the window.

    Attributes:
        over: sent with the settled future when the keys are gone, or could not be dropped in peace.
    """

    over = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self._future: Future[None] | None = None

    def begin(self, desk: Desk) -> None:
        """Lock a vault."""
        self._future = desk.lock()
        self._bridge.watch(self._future, self.over.emit)

    @property
    def is_over(self) -> bool:
        """Whether no lock is under way."""
        return self._future is None or self._future.done()

    def when_over(self, act: Callable[[], None]) -> None:
        """Wait for the last lock to end: two sessions of one vault would refuse each other.

        Args:
            act: called now, or on the interface thread when the keys are gone.
        """
        if self._future is None or self._future.done():
            act()
        else:
            self._bridge.watch(self._future, lambda _done: act())
