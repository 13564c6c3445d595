"""Linux: sleep, screen lock, user switch and lid over D-Bus.

The system bus has login1 (systemd's or elogind's) and UPower, the session bus the lock screen of the desktop.
A signal only locks, and anybody who can send one could lock the screen as well: senders are not checked.

Source: org.freedesktop.login1(5); UPower's reference; the D-Bus interfaces of gnome-shell and kscreenlocker.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtDBus import QDBusMessage, QDBusObjectPath, QDBusUnixFileDescriptor, QDBusVariant

from caseapp.osutils.linux_buses import Bus, address, bus_at
from caseapp.osutils.lock_reasons import LockReason

_LOGIN: Final = "org.freedesktop.login1"
_LOGIN_PATH: Final = "/org/freedesktop/login1"
_MANAGER: Final = "org.freedesktop.login1.Manager"
_SESSION: Final = "org.freedesktop.login1.Session"
_POWER: Final = "org.freedesktop.UPower"
_POWER_PATH: Final = "/org/freedesktop/UPower"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_BUS: Final = "org.freedesktop.DBus"
_BUS_PATH: Final = "/org/freedesktop/DBus"

# Name on the bus and interface are the same for each of them; object paths differ (/ScreenSaver,
# /org/freedesktop/ScreenSaver, /org/gnome/ScreenSaver), so a signal is taken from any.
SCREENS: Final = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.kde.screensaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
# What owns only these names may be a stand-in that keeps films from being interrupted; KDE's lock screen owns
# the first together with its own.
_STAND_INS: Final = frozenset({"org.freedesktop.ScreenSaver"})
_LID_EVERY_MS: Final = 500  # where there is no UPower to tell: login1 keeps a changed lid to itself


class LinuxLockSignals:
    """Listens on both buses, and keeps the system awake until the lock is done.

    Args:
        on_lock: called with the reason.
        on_known: called when `missing` may have changed.
        owner: nothing is told after it is gone.
    """

    def __init__(
        self, on_lock: Callable[[LockReason], None], on_known: Callable[[], None], owner: QObject
    ) -> None:
        self._on_lock, self._on_known = on_lock, on_known
        self._there: set[LockReason] = set()
        self._last: dict[str, bool] = {}
        self._session = ""
        self._awake: int | None = None  # file descriptor: while it is open, sleep waits
        self._stopped = False
        self._lid_timer = QTimer(owner)
        self._lid_timer.setInterval(_LID_EVERY_MS)
        self._lid_timer.timeout.connect(self._ask_lid)
        owner.destroyed.connect(self._leave)
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        self._system = bus_at(address("DBUS_SYSTEM_BUS_ADDRESS", "/run/dbus/system_bus_socket"))
        self._user = bus_at(address("DBUS_SESSION_BUS_ADDRESS", f"{runtime}/bus" if runtime else ""))
        for bus in (self._system, self._user):
            if bus is not None:
                bus.hear = self._hear
        if self._system is not None:
            self._listen_to_system(self._system)
        if self._user is not None:
            self._listen_to_screens(self._user)

    @property
    def missing(self) -> frozenset[LockReason]:
        """What nobody on the buses tells; everything, until they have answered."""
        return frozenset(LockReason) - self._there

    def stop(self) -> None:
        """Hear nothing more and let the system sleep."""
        self._lid_timer.deleteLater()
        self._leave()

    def _leave(self) -> None:
        self._stopped = True
        if self._awake is not None:
            with suppress(OSError):
                os.close(self._awake)
            self._awake = None
        for bus in (self._system, self._user):
            if bus is not None and bus.hear == self._hear:
                bus.hear = None

    def _hear(self, message: QDBusMessage) -> None:
        path, interface, member = message.path(), message.interface(), message.member()
        if member == "PrepareForSleep":  # it goes to sleep, or it was asleep: either way nobody was looking
            self._tell(LockReason.SLEEP)
        elif member in {"Lock", "AboutToLock"} or (
            member == "ActiveChanged" and message.arguments() == [True]
        ):
            if interface != _SESSION or path == self._session:
                self._tell(LockReason.SCREEN_LOCK)
        elif member == "NameOwnerChanged" and message.arguments()[0] in SCREENS:
            self._there.discard(LockReason.SCREEN_LOCK)
            self._on_known()
            self._look_for_screens()
        elif member == "PropertiesChanged" and path == self._session:
            self._look_at_session()
        elif member == "PropertiesChanged" and path == _POWER_PATH:
            self._ask(_POWER, _POWER_PATH, _POWER, "LidIsClosed", self._power_lid)

    # --- the system bus -----------------------------------------------------------------------------------

    def _listen_to_system(self, bus: Bus) -> None:
        bus.listen(_LOGIN_PATH, _MANAGER, "PrepareForSleep")
        bus.listen(_POWER_PATH, _PROPERTIES, "PropertiesChanged")
        self._call(
            bus, (_LOGIN, _LOGIN_PATH, _MANAGER, "Inhibit"), self._hold, "sleep", "Notes", "Locks", "delay"
        )
        self._ask(_LOGIN, _LOGIN_PATH, _MANAGER, "LidClosed", self._lid_known)
        self._ask(_POWER, _POWER_PATH, _POWER, "LidIsClosed", self._power_known)
        self._find_session(bus, ["auto", os.environ.get("XDG_SESSION_ID", "")])

    def _hold(self, answer: list[object]) -> None:
        """login1 is there: it tells of sleep, and waits for us before it."""
        (held,) = answer
        self._tells(LockReason.SLEEP)
        if isinstance(held, QDBusUnixFileDescriptor) and held.isValid():
            self._awake = os.dup(held.fileDescriptor())

    def _find_session(self, bus: Bus, ids: list[str]) -> None:
        """Programs that the user's own systemd starts belong to no session: then the one on the screen."""
        wanted = [one for one in ids if one]
        if wanted:
            to = (_LOGIN, _LOGIN_PATH, _MANAGER, "GetSession")
            self._call(
                bus,
                to,
                lambda answer: self._session_found(bus, answer),
                wanted[0],
                refused=lambda: self._find_session(bus, wanted[1:]),
            )

    def _session_found(self, bus: Bus, answer: list[object]) -> None:
        (path,) = answer
        if isinstance(path, QDBusObjectPath):
            self._session = path.path()
            bus.listen(self._session, _SESSION, "Lock")
            bus.listen(self._session, _PROPERTIES, "PropertiesChanged")
            self._tells(LockReason.USER_SWITCH)
            self._look_at_session()

    def _look_at_session(self) -> None:
        self._ask(_LOGIN, self._session, _SESSION, "LockedHint", self._hinted)
        self._ask(_LOGIN, self._session, _SESSION, "Active", self._active)

    def _hinted(self, on: bool) -> None:  # noqa: FBT001 - the value of a property
        self._note("LockedHint", on, LockReason.SCREEN_LOCK)

    def _active(self, on: bool) -> None:  # noqa: FBT001 - as above
        self._note("Active", not on, LockReason.USER_SWITCH)

    def _power_known(self, closed: bool) -> None:  # noqa: FBT001 - as above
        self._lid_timer.stop()
        self._tells(LockReason.LID)
        self._power_lid(closed)

    def _lid_known(self, closed: bool) -> None:  # noqa: FBT001 - as above
        if LockReason.LID not in self._there:
            self._lid_timer.start()
            self._tells(LockReason.LID)
        self._login_lid(closed)

    def _ask_lid(self) -> None:
        self._ask(_LOGIN, _LOGIN_PATH, _MANAGER, "LidClosed", self._login_lid)

    def _power_lid(self, closed: bool) -> None:  # noqa: FBT001 - as above
        self._note("LidIsClosed", closed, LockReason.LID)

    def _login_lid(self, closed: bool) -> None:  # noqa: FBT001 - as above
        self._note("LidClosed", closed, LockReason.LID)

    def _note(self, name: str, on: bool, reason: LockReason) -> None:  # noqa: FBT001 - as above
        """Only a change locks: a laptop may be used with its lid closed, or a hint may be left over."""
        before, self._last[name] = self._last.get(name, True), on
        if on and not before:
            self._tell(reason)

    # --- the session bus ----------------------------------------------------------------------------------

    def _listen_to_screens(self, bus: Bus) -> None:
        for name in SCREENS:
            bus.listen("", name, "ActiveChanged")
        bus.listen("", "org.kde.screensaver", "AboutToLock")
        bus.listen(_BUS_PATH, _BUS, "NameOwnerChanged")
        self._look_for_screens()

    def _look_for_screens(self) -> None:
        for name in SCREENS:
            if name not in _STAND_INS and self._user is not None:
                self._call(self._user, (_BUS, _BUS_PATH, _BUS, "NameHasOwner"), self._screen_known, name)

    def _screen_known(self, answer: list[object]) -> None:
        if answer == [True]:
            self._tells(LockReason.SCREEN_LOCK)

    # --- both ---------------------------------------------------------------------------------------------

    def _tell(self, reason: LockReason) -> None:
        if not self._stopped:
            self._on_lock(reason)

    def _tells(self, reason: LockReason) -> None:
        self._there.add(reason)
        self._on_known()

    def _ask(self, service: str, path: str, interface: str, name: str, then: Callable[[bool], None]) -> None:
        """Ask the system bus for a property that is true or false."""

        def read(answer: list[object]) -> None:
            (held,) = answer
            value = held.variant() if isinstance(held, QDBusVariant) else held
            if isinstance(value, bool):
                then(value)

        if self._system is not None:
            self._call(self._system, (service, path, _PROPERTIES, "Get"), read, interface, name)

    def _call(
        self,
        bus: Bus,
        to: tuple[str, str, str, str],
        then: Callable[[list[object]], None],
        *arguments: str,
        refused: Callable[[], None] = lambda: None,
    ) -> None:
        """Ask, unless it was stopped when the answer comes."""

        def answered(values: list[object]) -> None:
            if not self._stopped:
                then(values)

        bus.call(to, arguments, answered, lambda: None if self._stopped else refused())
