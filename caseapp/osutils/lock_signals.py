"""When the system says that nobody is at the computer any more: one interface, one file per system."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from caseapp.osutils.lock_reasons import LockReason, LockSignals, NoLockSignals

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


def watch(
    on_lock: Callable[[LockReason], None], on_known: Callable[[], None], owner: "QObject"
) -> LockSignals:
    """Ask the system to tell when nobody is there; on the interface thread, which must run its events.

    Args:
        on_lock: called on the interface thread when the system tells it. A system that can wait (Linux) goes
            to sleep when the watch is stopped after it, or when its patience is over.
        on_known: called when `LockSignals.missing` may have changed: some systems answer late.
        owner: nothing is told after it is gone.

    Returns:
        The watch.
    """
    if sys.platform == "linux":
        from caseapp.osutils.linux_locks import LinuxLockSignals  # noqa: PLC0415 - each system has its own

        return LinuxLockSignals(on_lock, on_known, owner)
    if sys.platform == "win32":
        from caseapp.osutils.windows_locks import WindowsLockSignals  # noqa: PLC0415

        return WindowsLockSignals(on_lock, owner)
    if sys.platform == "darwin":
        from caseapp.osutils.macos_locks import MacLockSignals  # noqa: PLC0415

        return MacLockSignals(on_lock, owner)
    return NoLockSignals()
