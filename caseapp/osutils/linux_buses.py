"""Linux: the system bus and the session bus, asked without waiting.

The connections stay open and the object that hears them lives as long as the program: Qt delivers from a
thread of its own, also to what goes away meanwhile (tried: it ends the process).
"""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, cast

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

Hear = Callable[[QDBusMessage], None]
# The stub asks for bytes, which PySide6 refuses (6.11).
_SLOT: Final = cast("bytes", SLOT("_heard(QDBusMessage)"))


def address(variable: str, usual: str) -> str:
    """Where a bus is; libdbus itself would start one where there is none.

    Args:
        variable: of the environment, asked first.
        usual: path of the socket; empty for none.

    Returns:
        The address; empty where there is no bus.
    """
    given = os.environ.get(variable, "")
    if given:
        return given
    return f"unix:path={usual}" if usual and Path(usual).exists() else ""


class Bus(QObject):
    """One bus.

    Args:
        where: its address.

    Attributes:
        hear: called with every signal that was asked for.
    """

    def __init__(self, where: str) -> None:
        super().__init__()
        self.hear: Hear | None = None
        self._bus = QDBusConnection.connectToBus(where, f"caseapp-locks-{where}")
        self._asked: set[tuple[str, str, str]] = set()

    @property
    def is_open(self) -> bool:
        """Whether somebody is at the other end."""
        return self._bus.isConnected()

    def listen(self, path: str, interface: str, member: str) -> None:
        """Hear a signal from now on.

        Args:
            path: of the object that sends it; empty for any.
            interface: of the signal.
            member: its name.
        """
        asked = (path, interface, member)
        if asked not in self._asked:
            self._asked.add(asked)
            self._bus.connect("", path, interface, member, self, _SLOT)

    @Slot(QDBusMessage)
    def _heard(self, message: QDBusMessage) -> None:
        if self.hear is not None:
            self.hear(message)

    def call(
        self,
        to: tuple[str, str, str, str],
        arguments: tuple[str, ...],
        then: Callable[[list[object]], None],
        refused: Callable[[], None],
    ) -> None:
        """Ask without waiting: a bus that hangs must not make the window wait.

        Args:
            to: service, path, interface and member.
            arguments: all of them text.
            then: called with the values of the answer.
            refused: called where there is none.
        """
        message = QDBusMessage.createMethodCall(*to)
        message.setArguments(list(arguments))
        message.setAutoStartService(False)
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(message), self)

        def done() -> None:
            watcher.deleteLater()
            reply = watcher.reply()
            if reply.type() is QDBusMessage.MessageType.ReplyMessage:
                then(reply.arguments())
            else:
                refused()

        watcher.finished.connect(done)


@cache
def _kept(where: str) -> Bus:
    return Bus(where)


def bus_at(where: str) -> Bus | None:
    """The bus of an address, the same one every time.

    Args:
        where: from `address`.

    Returns:
        The bus; None where nobody is there.
    """
    if not where:
        return None
    bus = _kept(where)
    return bus if bus.is_open else None
