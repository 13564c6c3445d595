"""Pausing the collector of cyclic garbage, from whatever thread."""

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
