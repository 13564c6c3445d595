"""Progress of a long act, and the way to stop it."""

import threading
from collections.abc import Callable

from caseapp.errors import KnownError


class StoppedError(KnownError):
    """The user stopped a long act; whatever was not finished has changed nothing."""

    code = "stopped"

    def __init__(self) -> None:
        super().__init__("Stopped. Nothing was changed.")


class Progress:
    """Told by the worker how far it is; asked by the window to stop.

    Args:
        listener: called on the worker's thread with done and total; None if nobody watches.
    """

    def __init__(self, listener: Callable[[int, int], None] | None = None) -> None:
        self._listener = listener
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the worker to stop at its next step; any thread may call it."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for."""
        return self._stop.is_set()

    def __call__(self, done: int, total: int) -> None:
        """Say how far the work is; the worker calls it at each step, inside its transaction.

        Args:
            done: steps done.
            total: steps in all; 0 if not known.

        Raises:
            StoppedError: if a stop was asked for, so that the transaction is rolled back.
        """
        if self._stop.is_set():
            raise StoppedError
        if self._listener is not None:
            self._listener(done, total)
