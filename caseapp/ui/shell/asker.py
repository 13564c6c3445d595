"""From a page to the vault thread and back: answers arrive on the interface thread, late ones are dropped."""

import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from caseapp.domain.requests import Changes, Command, Outcome, Query
from caseapp.errors import KnownError
from caseapp.tasks.desk import Desk, LockedError
from caseapp.tasks.progress import Progress, StoppedError
from caseapp.ui.shell.bridge import Bridge

T = TypeVar("T")


class Asker(QObject):
    """What a page asks with. It is a child of its page: when the page goes, its answers are dropped.

    Args:
        bridge: of the window.
        desk: of the open vault.
        parent: the page or widget that asks.
    """

    def __init__(self, bridge: Bridge, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._desk = desk
        self._gone = False
        # A page destroyed by Qt leaves the Python object behind: the flag must not keep the page alive.
        me = weakref.ref(self)
        self.destroyed.connect(lambda: _mark_gone(me))

    def ask(
        self,
        query: Query[T],
        then: Callable[[T], None],
        failed: Callable[[KnownError], None] | None = None,
        progress: Progress | None = None,
    ) -> "Future[T]":
        """Ask a question.

        Args:
            query: the question.
            then: called with the answer on the interface thread, unless the page is gone.
            failed: called with an error the user can act on; without it the window shows the sentence.
            progress: for long questions.

        Returns:
            The future, for ``cancel()`` when a newer question replaces it.
        """
        future = self._desk.ask(query, progress)
        self._watch(future, then, failed)
        return future

    def do(
        self,
        command: Command[T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
        progress: Progress | None = None,
    ) -> "Future[Outcome[T]]":
        """Do an act; its changes are told to every page, whether or not this one still lives.

        Args:
            command: the act.
            then: called with the result on the interface thread, unless the page is gone.
            failed: called with an error the user can act on; without it the window shows the sentence.
            progress: for long acts.

        Returns:
            The future.
        """
        future = self._desk.do(command, progress)
        bridge = self._bridge

        def tell(outcome: Outcome[T]) -> None:
            if then is not None:
                then(outcome.result)

        def spread(done: "Future[Outcome[T]]") -> None:
            if not done.cancelled() and done.exception() is None:
                changes = done.result().changes
                if changes != Changes():
                    bridge.changed.emit(changes)

        self._watch(future, tell, failed, spread)
        return future

    def follow(
        self,
        future: "Future[T]",
        then: Callable[[T], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Take the result of something that is not a request, such as a passphrase being changed.

        Args:
            future: settled by any thread.
            then: called with its result on the interface thread, unless the page is gone.
            failed: as in `ask`.
        """
        self._watch(future, then, failed)

    def _watch(
        self,
        future: "Future[Any]",
        then: Callable[[Any], None],
        failed: Callable[[KnownError], None] | None,
        afterwards: Callable[["Future[Any]"], None] | None = None,
    ) -> None:
        me = weakref.ref(self)
        bridge = self._bridge

        def arrived(done: "Future[Any]") -> None:
            asker = me()
            alive = asker is not None and not asker._gone  # noqa: SLF001 - our own flag, seen from our callback
            _settle(done, then if alive else None, failed if alive else None, bridge)
            if afterwards is not None:
                afterwards(done)

        bridge.watch(future, arrived)


def _mark_gone(asker: "weakref.ref[Asker]") -> None:
    alive = asker()
    if alive is not None:
        alive._gone = True  # noqa: SLF001 - our own flag


def _settle(
    done: "Future[Any]",
    then: Callable[[Any], None] | None,
    failed: Callable[[KnownError], None] | None,
    bridge: Bridge,
) -> None:
    if done.cancelled():
        return
    error = done.exception()
    if error is None:
        if then is not None:
            then(done.result())
    elif isinstance(error, (LockedError, StoppedError, CancelledError)):
        return
    elif isinstance(error, KnownError):
        if failed is not None:
            failed(error)
        else:
            bridge.failed.emit(error)
    else:
        raise error
