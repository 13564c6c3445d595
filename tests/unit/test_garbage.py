"""The collector's pauses, of several threads at once."""

import gc
from threading import Event, Thread

from caseapp.garbage import uncollected


def test_the_collector_rests_until_the_last_pause_ends() -> None:
    inside, leave = Event(), Event()

    def other() -> None:
        with uncollected():
            inside.set()
            leave.wait(10)

    thread = Thread(target=other)
    assert gc.isenabled()
    with uncollected():
        thread.start()
        assert inside.wait(10)
        assert not gc.isenabled()
    assert not gc.isenabled(), "the other thread's pause lasts on"
    leave.set()
    thread.join(10)
    assert gc.isenabled()


def test_off_before_it_stays_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
