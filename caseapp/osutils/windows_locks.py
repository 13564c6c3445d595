"""Windows: sleep, lid, screen lock and user switch as messages to a window of our own.

Source: <winuser.h>, <wtsapi32.h>; "WM_WTSSESSION_CHANGE message", "WM_POWERBROADCAST message" and "Power
Setting GUIDs" in Microsoft's reference.
"""

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from caseapp.osutils.lock_reasons import LockReason

if TYPE_CHECKING:
    from PySide6.QtCore import QByteArray

WM_POWERBROADCAST: Final = 0x0218
WM_WTSSESSION_CHANGE: Final = 0x02B1
_PBT_APMSUSPEND: Final = 0x0004
_PBT_APMRESUMESUSPEND: Final = 0x0007
_PBT_APMRESUMEAUTOMATIC: Final = 0x0012
_PBT_POWERSETTINGCHANGE: Final = 0x8013
_SESSION: Final = {
    0x2: LockReason.USER_SWITCH,  # WTS_CONSOLE_DISCONNECT
    0x4: LockReason.USER_SWITCH,  # WTS_REMOTE_DISCONNECT
    0x6: LockReason.USER_SWITCH,  # WTS_SESSION_LOGOFF
    0x7: LockReason.SCREEN_LOCK,  # WTS_SESSION_LOCK
}
_LID: Final = UUID("ba3e0f4d-b817-4094-a2d1-d56379e6a0f3")  # GUID_LIDSWITCH_STATE_CHANGE
_ONLY_THIS_SESSION: Final = 0  # NOTIFY_FOR_THIS_SESSION
_TO_A_WINDOW: Final = 0  # DEVICE_NOTIFY_WINDOW_HANDLE


def reason_of(message: int, kind: int, setting: bytes = b"") -> LockReason | None:
    """What a message of Windows means.

    Args:
        message: its number.
        kind: its wParam.
        setting: the POWERBROADCAST_SETTING it points to (GUID, length, data); empty for other messages.

    Returns:
        Why to lock; None for anything else.
    """
    if message == WM_WTSSESSION_CHANGE:
        return _SESSION.get(kind)
    if message == WM_POWERBROADCAST:
        if kind in {_PBT_APMSUSPEND, _PBT_APMRESUMESUSPEND, _PBT_APMRESUMEAUTOMATIC}:
            return LockReason.SLEEP
        if kind == _PBT_POWERSETTINGCHANGE and setting[:16] == _LID.bytes_le:
            closed = int.from_bytes(setting[16:20], "little") >= 1 and setting[20:21] == b"\0"
            return LockReason.LID if closed else None
    return None


class _Filter(QAbstractNativeEventFilter):
    """Sees every message of the thread's windows; Windows sends the first state of the lid unasked."""

    def __init__(self, on_lock: Callable[[LockReason], None]) -> None:
        super().__init__()
        self._on_lock = on_lock
        self._lid_known = False

    def nativeEventFilter(  # noqa: N802 - Qt's name
        self, _kind: "QByteArray | bytes | bytearray | memoryview", message: int
    ) -> tuple[bool, int]:
        """Look at a message, and hand it on."""
        found = wintypes.MSG.from_address(int(message))
        if found.message in {WM_POWERBROADCAST, WM_WTSSESSION_CHANGE}:
            is_setting = found.message == WM_POWERBROADCAST and found.wParam == _PBT_POWERSETTINGCHANGE
            setting = ctypes.string_at(found.lParam, 21) if is_setting and found.lParam else b""
            first_lid = bool(setting) and not self._lid_known
            self._lid_known = self._lid_known or bool(setting)
            reason = reason_of(found.message, found.wParam, setting)
            if reason is not None and not (first_lid and reason is LockReason.LID):
                self._on_lock(reason)
        return False, 0


class WindowsLockSignals:
    """Has Windows tell a hidden window.

    Args:
        on_lock: called with the reason.
        owner: nothing is told after it is gone.
    """

    def __init__(self, on_lock: Callable[[LockReason], None], owner: QObject) -> None:
        self._window = QWidget()  # never shown; a window gets the broadcasts, a message-only one does not
        self._handle = int(self._window.winId())
        self._filter = _Filter(on_lock)
        self._told: set[LockReason] = {LockReason.SLEEP}
        self._lid = 0
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)
        if sys.platform == "win32":
            self._register()
        owner.destroyed.connect(self.stop)

    def _register(self) -> None:
        if sys.platform != "win32":
            return
        sessions = ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification
        sessions.argtypes = (wintypes.HWND, wintypes.DWORD)
        if sessions(self._handle, _ONLY_THIS_SESSION):
            self._told |= {LockReason.SCREEN_LOCK, LockReason.USER_SWITCH}
        power = ctypes.WinDLL("user32").RegisterPowerSettingNotification
        power.argtypes = (wintypes.HANDLE, ctypes.c_char_p, wintypes.DWORD)
        power.restype = ctypes.c_void_p
        self._lid = power(self._handle, _LID.bytes_le, _TO_A_WINDOW) or 0
        if self._lid:
            self._told.add(LockReason.LID)

    @property
    def missing(self) -> frozenset[LockReason]:
        """What Windows refused to tell."""
        return frozenset(LockReason) - self._told

    def stop(self) -> None:
        """Take everything back."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self._filter)
        if sys.platform == "win32" and self._handle:
            ctypes.WinDLL("wtsapi32").WTSUnRegisterSessionNotification(wintypes.HWND(self._handle))
            if self._lid:
                ctypes.WinDLL("user32").UnregisterPowerSettingNotification(ctypes.c_void_p(self._lid))
        self._handle = self._lid = 0
        self._window.deleteLater()
