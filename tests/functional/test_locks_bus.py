"""The system says that nobody is there: the real window locks within a second, over a bus of our own.

Where there is no dbus-daemon this part is not run, and the summary of the run says so (conftest.py); what the
window does when a system tells something is tried without a bus in test_locks.py.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.osutils.lock_reasons import EVERY, LockReason
from tests.functional.private_bus import SESSION_PATH, Bus, running
from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault

MOST = 1.0  # seconds from the signal to a window that shows the unlock page and has no keys

LOGIN, POWER, GNOME, KDE, PLAIN = (
    "org.freedesktop.login1",
    "org.freedesktop.UPower",
    "org.gnome.ScreenSaver",
    "org.kde.screensaver",
    "org.freedesktop.ScreenSaver",
)
DESKTOP = (LOGIN, POWER, GNOME, KDE, PLAIN)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with TemporaryDirectory(prefix="bus") as folder, running(Path(folder)) as found:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", found.address)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", found.address)
        yield found


@pytest.fixture
def real(bus: Bus, qtbot: QtBot, qapp: QApplication, vault: Vault) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, vault.folder)
    yield window
    window.leave()


def opened(real: RealWindow, vault: Vault, missing: frozenset[LockReason] = frozenset()) -> None:
    real.unlock(vault.worker)
    locks = real.window.guards.locks
    assert locks is not None
    real.wait(lambda: locks.missing == missing)


def locks_after(real: RealWindow, bus: Bus, *what: str) -> float:
    """Seconds from the signal until the keys are gone."""
    begun = time.perf_counter()
    with real.qtbot.waitSignal(real.window.locked, timeout=5000):
        for line in what:
            assert bus.tell(line) == "done"
    taken = time.perf_counter() - begun
    assert real.window.house is None
    assert real.window.stack.currentWidget() is real.window.unlock
    return taken


SIGNALS = {
    "login1 PrepareForSleep(true)": ("sleep true",),
    "login1 PrepareForSleep(false), woken": ("sleep false",),
    "login1 session Lock": (f"lock {SESSION_PATH}",),
    "login1 session LockedHint": ("set LockedHint true told",),
    "login1 session Active, user switch": ("set Active false told",),
    "UPower LidIsClosed": ("set LidIsClosed true told",),
    "GNOME ScreenSaver ActiveChanged": (f"screen {GNOME} true",),
    "KDE screensaver ActiveChanged": (f"screen {KDE} true",),
    "KDE screensaver AboutToLock": ("about",),
    "freedesktop ScreenSaver ActiveChanged": (f"screen {PLAIN} true",),
}


def test_every_signal_locks_the_window_within_a_second(
    real: RealWindow, vault: Vault, bus: Bus, capsys: pytest.CaptureFixture[str]
) -> None:
    bus.serve(*DESKTOP)
    times = {}
    for name, what in SIGNALS.items():
        opened(real, vault)
        real.app.processEvents()
        times[name] = locks_after(real, bus, *what)
        for reset in ("set LockedHint false", "set Active true", "set LidIsClosed false"):
            bus.tell(reset)
    with capsys.disabled():
        for name, taken in times.items():
            sys.stdout.write(f"\n  {name:<40} {taken * 1000:5.0f} ms")
        sys.stdout.write("\n")
    assert max(times.values()) < MOST, times


def test_without_upower_the_lid_is_asked_of_login1(real: RealWindow, vault: Vault, bus: Bus) -> None:
    bus.serve(LOGIN, GNOME)
    opened(real, vault)
    assert locks_after(real, bus, "set LidClosed true") < MOST


def test_sleep_waits_for_the_lock_and_no_longer(real: RealWindow, vault: Vault, bus: Bus) -> None:
    bus.serve(*DESKTOP)
    opened(real, vault)
    assert bus.tell("released") == "1 False"
    order: list[str] = []
    real.window.locked.connect(lambda: order.append(bus.tell("released")))
    locks_after(real, bus, "sleep true")
    real.wait(lambda: bus.tell("released") == "1 True")
    opened(real, vault)
    assert bus.tell("released") == "2 False"


def test_what_changes_nothing_locks_nothing(real: RealWindow, vault: Vault, bus: Bus) -> None:
    """A screen that is unlocked, another user's session, a lid that was closed all along."""
    bus.serve(*DESKTOP)
    bus.tell("set LidIsClosed true")
    opened(real, vault)
    for line in (
        f"screen {GNOME} false",
        "lock /org/freedesktop/login1/session/_39",
        "set LidIsClosed true told",
        "set Active true told",
    ):
        assert bus.tell(line) == "done"
    real.qtbot.wait(300)
    assert real.window.house is not None


def test_what_is_not_told_is_known_and_said(real: RealWindow, vault: Vault, bus: Bus) -> None:
    bus.serve(LOGIN, PLAIN)
    missing = frozenset({LockReason.SCREEN_LOCK})  # the plain name alone may be a stand-in
    opened(real, vault, missing)
    real.house.open_page("settings")
    real.settle()
    words = "This computer does not tell when its screen is locked. Lock with Ctrl+L."
    real.wait(lambda: real.reads(words))
    assert not real.reads("goes to sleep")


def test_without_any_service_nothing_is_promised(real: RealWindow, vault: Vault, bus: Bus) -> None:
    opened(real, vault, EVERY)
    real.house.open_page("settings")
    real.settle()
    assert real.reads("This computer tells neither when it sleeps")


def test_a_program_started_outside_a_session_asks_for_the_one_of_its_environment(
    real: RealWindow, vault: Vault, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "31")
    bus.serve(*DESKTOP, "no-auto")
    opened(real, vault)
    assert locks_after(real, bus, f"lock {SESSION_PATH}") < MOST


def test_sleep_while_the_key_is_derived_shows_nothing(real: RealWindow, vault: Vault, bus: Bus) -> None:
    bus.serve(*DESKTOP)
    real.write(vault.worker)
    with real.qtbot.waitSignal(real.window.locked, timeout=20_000):
        real.window.unlock.unlock_wanted.emit(vault.worker)
        real.wait(lambda: bus.tell("released") == "1 False")
        bus.tell("sleep true")
    assert real.window.house is None
    assert real.window.stack.currentWidget() is real.window.unlock
    opened(real, vault)
