"""macOS: sleep, screen lock and user switch as notifications.

Source: NSWorkspace and NSDistributedNotificationCenter in Apple's reference. "com.apple.screenIsLocked" is
sent by loginwindow and is documented nowhere. A closing lid sends the computer to sleep, unless another
screen is connected.
"""

import ctypes
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from caseapp.osutils import objc
from caseapp.osutils.lock_reasons import LockReason

WORKSPACE: Final = {
    "NSWorkspaceWillSleepNotification": LockReason.SLEEP,
    "NSWorkspaceDidWakeNotification": LockReason.SLEEP,
    "NSWorkspaceScreensDidSleepNotification": LockReason.SCREEN_LOCK,
    "NSWorkspaceSessionDidResignActiveNotification": LockReason.USER_SWITCH,
}
DISTRIBUTED: Final = {"com.apple.screenIsLocked": LockReason.SCREEN_LOCK}
_AT_ONCE: Final = 4  # NSNotificationSuspensionBehaviorDeliverImmediately
_METHOD: Final = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


def reason_of(name: str) -> LockReason | None:
    """What the notification of a name means; None for one that was not asked for."""
    return WORKSPACE.get(name) or DISTRIBUTED.get(name)


class MacLockSignals:
    """Adds an observer of our own to both centres.

    Args:
        on_lock: called with the reason.
        owner: nothing is told after it is gone.
    """

    def __init__(self, on_lock: Callable[[LockReason], None], owner: QObject) -> None:
        self._on_lock = on_lock
        self._method = _METHOD(self._told)  # kept: the system calls it by its address
        kind = objc.new_class("CaseappLocks", "told:", self._method)
        self._observer = objc.send(kind, "new") if kind else 0
        if self._observer:
            workspace = objc.send(objc.class_named("NSWorkspace"), "sharedWorkspace")
            self._centre = objc.send(workspace, "notificationCenter")
            self._far = objc.send(objc.class_named("NSDistributedNotificationCenter"), "defaultCenter")
            told = objc.selector("told:")
            for name in WORKSPACE:
                words = objc.string(name)
                objc.send(self._centre, "addObserver:selector:name:object:", self._observer, told, words, 0)
            for name in DISTRIBUTED:
                words = objc.string(name)
                message = "addObserver:selector:name:object:suspensionBehavior:"
                objc.send(self._far, message, self._observer, told, words, 0, _AT_ONCE)
        owner.destroyed.connect(self.stop)

    def _told(self, _self: int, _selector: int, notification: int) -> None:
        words = objc.send(objc.send(notification, "name"), "UTF8String")
        reason = reason_of(ctypes.string_at(words).decode()) if words else None
        if reason is not None and self._observer:
            self._on_lock(reason)

    @property
    def missing(self) -> frozenset[LockReason]:
        """The lid: where it does not send the computer to sleep, nothing tells of it."""
        return frozenset({LockReason.LID}) if self._observer else frozenset(LockReason)

    def stop(self) -> None:
        """Take the observer out of both centres."""
        observer, self._observer = self._observer, 0
        if observer:
            objc.send(self._centre, "removeObserver:", observer)
            objc.send(self._far, "removeObserver:", observer)
            objc.send(observer, "release")
