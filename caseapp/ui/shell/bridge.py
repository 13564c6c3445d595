"""Carries settled futures to the interface thread. Light, because the unlock page waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from concurrent.futures import Future


class Bridge(QObject):
    """Carries settled futures to the interface thread; one for the whole window.

    Attributes:
        changed: sent with the `Changes` of every act, after its page was told.
        failed: sent with a `KnownError` that no page took care of.
        busy: sent with 1 when the first request goes out and 0 when none is left.
    """

    changed = Signal(object)
    failed = Signal(object)
    busy = Signal(int)
    _settled = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[int, tuple[Future[Any], Callable[[Future[Any]], None]]] = {}
        self._next = 0

    def watch(self, future: Future[Any], then: Callable[[Future[Any]], None]) -> None:
        """Call back on the interface thread when a future is done.

        Args:
            future: settled by any thread.
            then: called with the future.
        """
        if not self._next:
            from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

            self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._next += 1
        number = self._next
        self._waiting[number] = (future, then)
        if len(self._waiting) == 1:
            self.busy.emit(1)
        future.add_done_callback(lambda _done: self._settled.emit(number))

    @property
    def waiting(self) -> int:
        """How many answers are still to come."""
        return len(self._waiting)

    def _deliver(self, number: int) -> None:
        future, then = self._waiting.pop(number)
        if not self._waiting:
            self.busy.emit(0)
        then(future)
