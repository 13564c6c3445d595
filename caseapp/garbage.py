"""When cyclic garbage is collected, and pauses of it, from whatever thread.

Python collects on the thread that happens to make an object. A widget written in Python that is collected on
another thread than Qt's is destroyed there, while Qt goes on with it on its own: style sheet caches keep
a pointer to it, and the next change of the sheet ends the program. Where there is a window, its thread alone
collects, by calling `collect_due` from its event loop (see `caseapp.ui.sweeper`).
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pauses = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector until the last of all pauses ends; off before, it stays off.

    The collector is the whole process's: a pause of one thread that ends must not end another's.
    """
    global _pauses, _was_on  # noqa: PLW0603 - the collector is global, and so is its pause
    with _lock:
        if _pauses == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0 and _was_on:
                gc.enable()


def collect_due() -> None:
    """Collect on this thread what the collector would have by itself, were it on; nothing during a pause.

    The oldest generation whose count is over its threshold, as Python chooses it.
    """
    if _pauses:
        return
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if thresholds[generation] and counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
