"""A pause that grows with each passphrase that did not open.

It slows down whoever tries at this window. Somebody who starts the program again begins anew, and somebody
who copied the folder does not use the window at all: what a guess costs there is the derivation of the key.
"""

import math
import time
from collections.abc import Callable
from typing import Final

LONGEST: Final = 30  # seconds
_CODES: Final = frozenset({"wrong_passphrase", "wrong_recovery_code", "key_file_needed", "wrong_key_file"})


class Pauses:
    """Counts failures: 1 s after the first, twice as long after each, 30 s at most; success ends it.

    Args:
        clock: seconds that only grow, whatever is done to the clock on the wall.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._until = -math.inf

    def failed(self, code: str) -> None:
        """Something did not open.

        Args:
            code: of the error; only what could be a guess counts.
        """
        if code in _CODES:
            self._failures += 1
            pause = min(LONGEST, 2 ** min(self._failures - 1, LONGEST))
            self._until = self._clock() + pause

    def opened(self) -> None:
        """It opened: the next mistake is the first again."""
        self._failures = 0
        self._until = -math.inf

    def left(self) -> int:
        """Whole seconds until the next try; 0 when there is nothing to wait for."""
        return math.ceil(max(0.0, self._until - self._clock()))
