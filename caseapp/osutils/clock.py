"""A clock that nobody can set and that goes on while the computer sleeps."""

import sys
import time


def seconds_awake_or_asleep() -> float:
    """Seconds since some fixed moment; sleep counts, setting the wall clock does not.

    Source: clock_gettime(2) of Linux (CLOCK_BOOTTIME) and macOS (CLOCK_MONOTONIC); on Windows the clock
    behind `time.monotonic` counts sleep. Elsewhere it may not, and the wall clock alone knows of the sleep.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()
