"""The one thread that holds the open vault, and the counter where questions and acts are handed in."""

import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from caseapp.domain.requests import Command, Outcome, Query
from caseapp.errors import BugError, KnownError
from caseapp.tasks.progress import Progress

T = TypeVar("T")
IDLE_AFTER: Final = 1.5  # seconds without a request before idle work may start
BETWEEN: Final = 0.005  # seconds in which a request is waited for between two pieces of idle work


class LockedError(KnownError):
    """The vault was locked before this was asked or answered."""

    code = "locked"

    def __init__(self) -> None:
        super().__init__("The vault is locked. Unlock it and try again.")


Handler = Callable[[Any], Any]
LongHandler = Callable[[Any, Progress], Any]


@dataclass(frozen=True, slots=True)
class Long:
    """Marks a handler that takes a `Progress` beside its request, because it may last longer than 300 ms."""

    run: LongHandler


class Room(Protocol):
    """An open vault as the desk sees it; made, used and closed on the vault thread only."""

    @property
    def handlers(self) -> Mapping[type, Handler | Long]:
        """Which request is answered by what."""

    def idle(self) -> bool:
        """Do one small piece of idle work (checkpoint, search merge, backup step).

        Returns:
            Whether there is more to do.
        """

    def close(self) -> None:
        """Drop keys and connections."""


@dataclass(frozen=True, slots=True)
class _Job:
    run: Callable[[], Any]
    future: "Future[Any]"
    must_run: bool  # a save handed in before the lock is never dropped; a question is


class Desk:
    """Runs every request on one thread, in the order handed in.

    Args:
        open_room: called once on the vault thread; opens the vault or raises a `KnownError`.
        idle_after: seconds without a request before idle work.
    """

    def __init__(self, open_room: Callable[[], Room], *, idle_after: float = IDLE_AFTER) -> None:
        self._open_room = open_room
        self._idle_after = idle_after
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._locked = False
        self._room: Room | None = None
        self._opened: Future[None] = Future()
        self._closed: Future[None] = Future()
        self._thread = threading.Thread(target=self._live, name="vault", daemon=True)

    def start(self) -> "Future[None]":
        """Start the thread and open the vault on it.

        Returns:
            Done when the vault is open; fails with what `open_room` raised.
        """
        self._thread.start()
        return self._opened

    def ask(self, query: Query[T], progress: Progress | None = None) -> "Future[T]":
        """Hand in a question.

        Args:
            query: the question.
            progress: for handlers marked `Long`.

        Returns:
            The answer to come. A lock cancels it.
        """
        return self._hand_in(query, progress, must_run=False)

    def do(self, command: Command[T], progress: Progress | None = None) -> "Future[Outcome[T]]":
        """Hand in an act. It runs even if a lock comes after it.

        Args:
            command: the act.
            progress: for handlers marked `Long`.

        Returns:
            The outcome to come, after it is on the disk.
        """
        return self._hand_in(command, progress, must_run=True)

    def lock(self) -> "Future[None]":
        """Take no more requests, drop questions, finish acts already handed in, close the vault.

        Returns:
            Done when keys and connections are gone.
        """
        with self._gate:
            if not self._locked:
                self._locked = True
                self._jobs.put(None)
                if not self._thread.is_alive() and not self._opened.done():
                    self._closed.set_result(None)
        return self._closed

    @property
    def somebody_waits(self) -> bool:
        """Whether a request or the lock has been handed in and not begun; for long work that can give way."""
        return not self._jobs.empty()

    @property
    def on_vault_thread(self) -> bool:
        """Whether the caller runs on the vault thread."""
        return threading.current_thread() is self._thread

    def _hand_in(self, request: object, progress: Progress | None, *, must_run: bool) -> "Future[Any]":
        if self.on_vault_thread:
            raise BugError("A request was handed in from the vault thread itself; it would wait for ever.")
        future: Future[Any] = Future()
        with self._gate:
            if self._locked:
                future.set_exception(LockedError())
                return future
            self._jobs.put(_Job(lambda: self._answer(request, progress), future, must_run))
        return future

    def _answer(self, request: object, progress: Progress | None) -> object:
        if not self.on_vault_thread or self._room is None:
            raise BugError("The vault was touched from outside its thread.")
        handler = self._room.handlers.get(type(request))
        if handler is None:
            raise BugError(f"Nobody answers {type(request).__name__}.")
        if isinstance(handler, Long):
            return handler.run(request, progress or Progress())
        return handler(request)

    def _live(self) -> None:
        try:
            self._room = self._open_room()
        except BaseException as error:  # noqa: BLE001 - handed to the caller whole, nothing is swallowed
            self._refuse_rest()
            self._opened.set_exception(error)
            self._closed.set_result(None)
            return
        self._opened.set_result(None)
        self._serve(self._room)
        try:
            self._room.close()
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the lock
            self._closed.set_exception(error)
        else:
            self._closed.set_result(None)
        finally:
            self._room = None

    def _serve(self, room: Room) -> None:
        pause: float | None = self._idle_after
        while True:
            try:
                job = self._jobs.get(timeout=pause)
            except queue.Empty:
                pause = BETWEEN if room.idle() else None
                continue
            if job is None:
                return
            pause = self._idle_after
            if self._locked and not job.must_run:
                job.future.set_exception(LockedError())
            else:
                _run(job)

    def _refuse_rest(self) -> None:
        with self._gate:
            self._locked = True
            while not self._jobs.empty():
                job = self._jobs.get()
                if job is not None:
                    job.future.set_exception(LockedError())


def _run(job: _Job) -> None:
    if not job.future.set_running_or_notify_cancel():
        return
    try:
        result = job.run()
    except BaseException as error:  # noqa: BLE001 - handed to the caller whole, nothing is swallowed
        job.future.set_exception(error)
    else:
        job.future.set_result(result)
