"""A bus of our own with a login manager, a power daemon and lock screens under their real names.

The daemon is dbus-daemon itself. What is served comes from a child process, as on a real computer; it is this
module run as a program, and is told what to do line by line.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import IO

LOGIN_PATH = "/org/freedesktop/login1"
SESSION_PATH = "/org/freedesktop/login1/session/_31"
POWER_PATH = "/org/freedesktop/UPower"
SCREENS = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.kde.screensaver": "/ScreenSaver",
}
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


def can_run() -> bool:
    """Whether this computer has a dbus-daemon."""
    return sys.platform == "linux" and which("dbus-daemon") is not None


@dataclass
class Bus:
    """A running bus.

    Attributes:
        address: for the environment of whom it is for.
        services: the child that serves on it; None while there is none.
        said: what the child answered.
    """

    address: str
    services: "subprocess.Popen[str] | None" = None
    said: list[str] = field(default_factory=list)

    def serve(self, *names: str) -> None:
        """Start the services under some names."""
        command = [sys.executable, "-m", "tests.functional.private_bus", self.address, *names]
        self.services = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.answer() == "ready"

    def tell(self, words: str) -> str:
        """Have the services do something, and wait until it is sent."""
        assert self.services is not None
        pipe = self.services.stdin
        assert pipe is not None
        pipe.write(words + "\n")
        pipe.flush()
        return self.answer()

    def answer(self) -> str:
        """The next line of the services."""
        assert self.services is not None
        pipe: IO[str] | None = self.services.stdout
        assert pipe is not None
        return pipe.readline().strip()

    def stop_services(self) -> None:
        """Let the names go."""
        if self.services is not None:
            assert self.services.stdin is not None
            self.services.stdin.close()
            self.services.wait(10)
            assert self.services.stdout is not None
            self.services.stdout.close()
            self.services = None


@contextmanager
def running(folder: Path) -> Iterator[Bus]:
    """A bus for as long as the block lasts.

    Args:
        folder: for its socket and its configuration; its path must be short.
    """
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={config}", "--print-address=1", "--nofork"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        bus = Bus(daemon.stdout.readline().strip())
        try:
            yield bus
        finally:
            bus.stop_services()
            daemon.terminate()


# --- the child ---------------------------------------------------------------------------------------------


def _serve(address: str, names: list[str]) -> None:  # noqa: C901, PLR0915 - a stand-in in one piece
    from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier  # noqa: PLC0415 - of the child only
    from PySide6.QtDBus import (  # noqa: PLC0415
        QDBusConnection,
        QDBusMessage,
        QDBusObjectPath,
        QDBusUnixFileDescriptor,
        QDBusVariant,
        QDBusVirtualObject,
    )

    app = QCoreApplication([])
    bus = QDBusConnection.connectToBus(address, "services")
    state = {"LidClosed": False, "LidIsClosed": False, "LockedHint": False, "Active": True}
    held: list[int] = []
    sessions = [["31"]] if "no-auto" in names else [["31"], ["auto"]]

    class Services(QDBusVirtualObject):
        """Answers as login1 and UPower do."""

        def introspect(self, _path: str) -> str:
            return ""

        def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:  # noqa: N802
            asked = message.arguments()
            reply = message.createReply()
            if message.member() == "Inhibit":
                mine, theirs = os.pipe()
                os.set_blocking(mine, False)
                held.append(mine)
                reply.setArguments([QDBusUnixFileDescriptor(theirs)])
                os.close(theirs)
            elif message.member() == "GetSession" and asked in sessions:
                reply.setArguments([QDBusObjectPath(SESSION_PATH)])
            elif message.member() == "Get":
                reply.setArguments([QDBusVariant(state[str(asked[1])])])
            else:
                reply = message.createErrorReply("org.freedesktop.DBus.Error.Failed", "not here")
            return bool(connection.send(reply))

    services = Services()
    sub = QDBusConnection.VirtualObjectRegisterOption.SubPath
    bus.registerVirtualObject("/org/freedesktop", services, sub)
    for name in names:
        if "." in name:
            assert bus.registerService(name), name

    def signal(path: str, interface: str, member: str, *arguments: object) -> None:
        message = QDBusMessage.createSignal(path, interface, member)
        message.setArguments(list(arguments))
        assert bus.send(message)

    def released() -> bool:
        """Whether whoever asked us to wait has closed its end."""
        try:
            return bool(held) and all(os.read(one, 1) == b"" for one in held)
        except BlockingIOError:
            return False

    def changed(path: str, interface: str, name: str) -> None:
        values = {name: state[name]}
        signal(path, "org.freedesktop.DBus.Properties", "PropertiesChanged", interface, values, [])

    def act(line: str) -> str:
        what, *rest = line.split()
        if what == "set":  # a property; told where the real one tells
            name, value, told = rest[0], rest[1] == "true", rest[2:] == ["told"]
            state[name] = value
            if told and name == "LidIsClosed":
                changed(POWER_PATH, "org.freedesktop.UPower", name)
            elif told:
                changed(SESSION_PATH, "org.freedesktop.login1.Session", name)
        elif what == "sleep":
            signal(LOGIN_PATH, "org.freedesktop.login1.Manager", "PrepareForSleep", rest[0] == "true")
        elif what == "lock":
            signal(rest[0], "org.freedesktop.login1.Session", "Lock")
        elif what == "screen":
            signal(SCREENS[rest[0]], rest[0], "ActiveChanged", rest[1] == "true")
        elif what == "about":
            signal("/ScreenSaver", "org.kde.screensaver", "AboutToLock")
        elif what == "released":
            return f"{len(held)} {released()}"
        return "done"

    def read() -> None:
        line = sys.stdin.readline()
        if not line:
            app.quit()
            return
        sys.stdout.write(act(line) + "\n")
        sys.stdout.flush()

    keeper = QObject()
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, keeper)
    notifier.activated.connect(read)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    app.exec()


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2:])
