"""What Windows and macOS say, read without either."""

import pytest

from caseapp.osutils import capture, clock, macos_locks, windows, windows_locks
from caseapp.osutils.lock_reasons import LockReason

POWER, SESSION = windows_locks.WM_POWERBROADCAST, windows_locks.WM_WTSSESSION_CHANGE
LID = bytes.fromhex(
    "4d0f3eba17b89440a2d1d56379e6a0f3"
)  # ba3e0f4d-b817-4094-a2d1-d56379e6a0f3 as it lies in memory
DISPLAY = bytes.fromhex("e0db106f4a4d3449a1b1d39e6a0bcd00")


def setting(guid: bytes, value: int) -> bytes:
    return guid + (4).to_bytes(4, "little") + value.to_bytes(4, "little")


@pytest.mark.parametrize(
    ("message", "kind", "data", "reason"),
    [
        (SESSION, 0x7, b"", LockReason.SCREEN_LOCK),
        (SESSION, 0x8, b"", None),  # unlocked
        (SESSION, 0x2, b"", LockReason.USER_SWITCH),
        (SESSION, 0x4, b"", LockReason.USER_SWITCH),
        (SESSION, 0x1, b"", None),  # connected
        (POWER, 0x4, b"", LockReason.SLEEP),
        (POWER, 0x12, b"", LockReason.SLEEP),  # woken
        (POWER, 0xA, b"", None),  # on the mains
        (POWER, 0x8013, setting(LID, 0), LockReason.LID),
        (POWER, 0x8013, setting(LID, 1), None),
        (POWER, 0x8013, setting(DISPLAY, 0), None),
        (POWER, 0x8013, LID, None),  # cut short
        (POWER, 0x8013, b"", None),
        (0x0100, 0x7, b"", None),  # a key
    ],
)
def test_messages_of_windows(message: int, kind: int, data: bytes, reason: LockReason | None) -> None:
    assert windows_locks.reason_of(message, kind, data) is reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("com.apple.screenIsLocked", LockReason.SCREEN_LOCK),
        ("com.apple.screenIsUnlocked", None),
        ("NSWorkspaceWillSleepNotification", LockReason.SLEEP),
        ("NSWorkspaceDidWakeNotification", LockReason.SLEEP),
        ("NSWorkspaceSessionDidResignActiveNotification", LockReason.USER_SWITCH),
        ("", None),
    ],
)
def test_notifications_of_macos(name: str, reason: LockReason | None) -> None:
    assert macos_locks.reason_of(name) is reason


def test_the_best_way_to_keep_a_window_out_of_pictures_is_tried_first() -> None:
    assert windows.affinities(on=True) == (0x11, 0x01)
    assert windows.affinities(on=False) == (0,)


@pytest.mark.parametrize(("platform", "can"), [("linux", False), ("win32", True), ("darwin", True)])
def test_which_systems_can(monkeypatch: pytest.MonkeyPatch, platform: str, can: bool) -> None:
    monkeypatch.setattr(capture.sys, "platform", platform)
    assert capture.can_block_capture() is can


def test_the_clock_goes_on() -> None:
    first = clock.seconds_awake_or_asleep()
    assert clock.seconds_awake_or_asleep() >= first
