"""What a watch over the system is, whichever system it is."""

from enum import StrEnum
from typing import Final, Protocol


class LockReason(StrEnum):
    """What happened; kept and counted nowhere."""

    SLEEP = "sleep"
    SCREEN_LOCK = "screen_lock"
    USER_SWITCH = "user_switch"
    LID = "lid"


EVERY: Final = frozenset(LockReason)


class LockSignals(Protocol):
    """A watch over the system, until it is stopped."""

    @property
    def missing(self) -> frozenset[LockReason]:
        """What this system does not tell."""

    def stop(self) -> None:
        """Watch no more; the system may sleep now."""


class NoLockSignals:
    """A system that tells nothing."""

    missing = EVERY

    def stop(self) -> None:
        """There is nothing to stop."""
