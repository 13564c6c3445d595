"""The collector's pauses, of several threads at once, and what is collected by hand."""

import gc
import weakref
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from caseapp.garbage import collect_due, uncollected


@pytest.fixture
def on() -> Iterator[None]:
    gc.enable()
    yield
    gc.disable()


@pytest.mark.usefixtures("on")
def test_the_collector_rests_until_the_last_pause_ends() -> None:
    inside, leave = Event(), Event()

    def other() -> None:
        with uncollected():
            inside.set()
            leave.wait(10)

    thread = Thread(target=other)
    with uncollected():
        thread.start()
        assert inside.wait(10)
        assert not gc.isenabled()
    assert not gc.isenabled(), "the other thread's pause lasts on"
    leave.set()
    thread.join(10)
    assert gc.isenabled()


def test_off_before_it_stays_off() -> None:
    with uncollected():
        pass
    assert not gc.isenabled()


class _Loop:
    def __init__(self) -> None:
        self.itself = self


def _grow() -> list[list[int]]:
    """More objects than the collector lets come together."""
    return [[] for _ in range(gc.get_threshold()[0] + 1)]


def test_by_hand_it_takes_what_is_due() -> None:
    gc.collect()
    gone = weakref.ref(_Loop())
    collect_due()
    assert gone() is not None, "a few objects are not worth looking through"
    kept = _grow()
    collect_due()
    assert kept
    assert gone() is None


def test_by_hand_it_comes_to_the_oldest_too() -> None:
    loop = _Loop()
    gone = weakref.ref(loop)
    gc.collect()
    del loop
    kept = []
    for _ in range(500):
        kept.append(_grow())
        collect_due()
        if gone() is None:
            break
    assert gone() is None


def test_by_hand_it_rests_during_a_pause() -> None:
    gc.collect()
    gone = weakref.ref(_Loop())
    kept = _grow()
    with uncollected():
        collect_due()
        assert gone() is not None
    collect_due()
    assert kept
    assert gone() is None
