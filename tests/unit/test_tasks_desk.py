"""The vault thread: one thread, in order, nothing acknowledged is dropped by a lock."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import pytest

from caseapp.domain.requests import Changes, Command, Kind, Outcome, Query
from caseapp.errors import BugError, KnownError
from caseapp.tasks.desk import Desk, LockedError, Long
from caseapp.tasks.progress import Progress, StoppedError


@dataclass(frozen=True, slots=True)
class WhoAnswers(Query[str]):
    """Asks for the name of the thread."""


@dataclass(frozen=True, slots=True)
class Wait(Query[int]):
    """Waits until told."""


@dataclass(frozen=True, slots=True)
class Keep(Command[int]):
    """Keeps a number."""

    number: int


@dataclass(frozen=True, slots=True)
class Count(Command[int]):
    """Counts for long."""


class Room:
    """Handlers and what happened."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.go = threading.Event()
        self.idled = threading.Event()
        self.busy = threading.Event()
        self.closed_by = ""

    @property
    def handlers(self) -> Mapping[type, Callable[[Any], Any] | Long]:
        return {
            WhoAnswers: lambda _query: threading.current_thread().name,
            Wait: self._wait,
            Keep: self._keep,
            Count: Long(self._count),
        }

    def _wait(self, _query: Wait) -> int:
        self.busy.set()
        return 1 if self.go.wait(5) else 0

    def _keep(self, command: Keep) -> Outcome[int]:
        if command.number < 0:
            raise KnownError("{number} is too small.", number=command.number)
        self.kept.append(command.number)
        return Outcome(command.number, Changes(frozenset({Kind.DRAFT})))

    def _count(self, _command: Count, progress: Progress) -> Outcome[int]:
        for done in range(1000):
            progress(done, 1000)
            self.go.wait(5)
        return Outcome(1000, Changes())

    def idle(self) -> bool:
        self.idled.set()
        return False

    def close(self) -> None:
        self.closed_by = threading.current_thread().name


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def desk(room: Room) -> Desk:
    made = Desk(lambda: room, idle_after=0.01)
    made.start().result(5)
    return made


def test_every_request_runs_on_the_vault_thread(desk: Desk) -> None:
    assert desk.ask(WhoAnswers()).result(5) == "vault"
    desk.lock().result(5)


def test_outcome_carries_the_changes(desk: Desk) -> None:
    outcome = desk.do(Keep(3)).result(5)
    assert outcome.result == 3
    assert outcome.changes.touches(Kind.DRAFT)
    desk.lock().result(5)


def test_known_error_reaches_the_caller_and_the_thread_goes_on(desk: Desk, room: Room) -> None:
    with pytest.raises(KnownError, match="too small"):
        desk.do(Keep(-1)).result(5)
    assert desk.do(Keep(1)).result(5).result == 1
    assert room.kept == [1]
    desk.lock().result(5)


def test_lock_runs_saves_handed_in_before_it_and_drops_questions(desk: Desk, room: Room) -> None:
    first = desk.ask(Wait())
    assert room.busy.wait(5)
    saves = [desk.do(Keep(n)) for n in range(20)]
    question = desk.ask(WhoAnswers())
    locked = desk.lock()
    room.go.set()
    locked.result(5)
    assert first.result(5) == 1
    assert [save.result(5).result for save in saves] == list(range(20))
    assert room.kept == list(range(20))
    with pytest.raises(LockedError):
        question.result(5)
    assert room.closed_by == "vault"


def test_nothing_is_taken_after_the_lock(desk: Desk, room: Room) -> None:
    desk.lock().result(5)
    with pytest.raises(LockedError):
        desk.do(Keep(1)).result(5)
    assert room.kept == []
    assert desk.lock().result(5) is None


def test_unknown_request_is_a_bug(desk: Desk) -> None:
    class Nobody(Query[int]):
        pass

    with pytest.raises(BugError, match="Nobody"):
        desk.ask(Nobody()).result(5)
    desk.lock().result(5)


def test_handing_in_from_the_vault_thread_is_a_bug_not_a_deadlock(room: Room) -> None:
    desks: list[Desk] = []
    caught: list[BugError] = []

    @dataclass(frozen=True, slots=True)
    class Nested(Query[int]):
        pass

    def nested(_query: Nested) -> int:
        try:
            desks[0].ask(WhoAnswers())
        except BugError as error:
            caught.append(error)
        return 1

    handlers = {**room.handlers, Nested: nested}

    class Nesting(Room):
        @property
        def handlers(self) -> Mapping[type, Callable[[Any], Any] | Long]:
            return handlers

    desks.append(Desk(Nesting))
    desks[0].start().result(5)
    assert desks[0].ask(Nested()).result(5) == 1
    assert len(caught) == 1
    desks[0].lock().result(5)


def test_touching_the_room_from_another_thread_is_a_bug(desk: Desk) -> None:
    with pytest.raises(BugError, match="outside its thread"):
        desk._answer(WhoAnswers(), None)
    desk.lock().result(5)


def test_a_vault_that_does_not_open_fails_the_start_and_refuses_the_rest() -> None:
    def refuse() -> Room:
        raise KnownError("The file is not there.")

    desk = Desk(refuse)
    started = desk.start()
    with pytest.raises(KnownError, match="not there"):
        started.result(5)
    with pytest.raises(LockedError):
        desk.ask(WhoAnswers()).result(5)
    assert desk.lock().result(5) is None


def test_locking_a_desk_that_never_started_ends() -> None:
    assert Desk(Room).lock().result(1) is None


def test_idle_work_runs_when_nothing_is_asked_and_stops_when_there_is_no_more(desk: Desk, room: Room) -> None:
    desk.do(Keep(1)).result(5)
    assert room.idled.wait(5)
    desk.lock().result(5)


def test_long_act_reports_and_can_be_stopped(desk: Desk, room: Room) -> None:
    seen: list[tuple[int, int]] = []
    began = threading.Event()

    def listen(done: int, total: int) -> None:
        seen.append((done, total))
        began.set()

    progress = Progress(listen)
    future = desk.do(Count(), progress)
    assert began.wait(5)
    progress.stop()
    room.go.set()
    with pytest.raises(StoppedError):
        future.result(5)
    assert seen[0] == (0, 1000)
    assert len(seen) < 1000
    desk.lock().result(5)


def test_cancelled_question_is_never_run(desk: Desk, room: Room) -> None:
    desk.ask(Wait())
    question = desk.ask(WhoAnswers())
    assert question.cancel()
    room.go.set()
    assert desk.do(Keep(7)).result(5).result == 7
    desk.lock().result(5)


def test_many_threads_hand_in_at_once(desk: Desk, room: Room) -> None:
    with ThreadPoolExecutor(8) as pool:
        wait([pool.submit(lambda n=n: desk.do(Keep(n)).result(5)) for n in range(50)], 5)
    assert sorted(room.kept) == list(range(50))
    desk.lock().result(5)
