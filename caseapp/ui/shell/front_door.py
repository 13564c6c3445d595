"""A second start finds the window that has the vault open, and brings it to the front.

Only the user's own programs can knock, and all that a knock does is to show the window. Nothing but a random
number stands in the name: the one that the vault's lock file holds while it is open.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

_KNOCK: Final = b"front\n"
_ANSWER: Final = b"here\n"
_WAIT_MS: Final = 2000
_AT_ONCE: Final = 4


def _name(door: str) -> str:
    return f"notes-{door}"


class FrontDoor(QObject):
    """Answers knocks for as long as its owner lives.

    Args:
        door: the random number of the open vault.
        owner: what goes when the vault is locked.
        window: to be shown.
    """

    def __init__(self, door: str, owner: QObject, window: QWidget) -> None:
        super().__init__(owner)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_AT_ONCE)
        self._server.newConnection.connect(self._answer_door)
        # Where the system has no room for it, a second start only says that the vault is open.
        self._server.listen(_name(door))

    def _answer_door(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.readyRead.connect(partial(self._hear, visitor))
            QTimer.singleShot(_WAIT_MS, visitor, visitor.abort)
            self._hear(visitor)

    def _hear(self, visitor: QLocalSocket) -> None:
        if visitor.bytesAvailable() < len(_KNOCK):
            return
        if visitor.read(len(_KNOCK)).data() == _KNOCK:
            come_forward(self._window)
            visitor.write(_ANSWER)
        visitor.disconnectFromServer()


def come_forward(window: QWidget) -> None:
    """Show a window before all others, or ask for attention where the system does not let it."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)


class Knock(QObject):
    """Knocks at the door of an open vault.

    Args:
        door: the random number that its lock file holds.
        then: called once, with whether a window answered.
        owner: of this.
    """

    def __init__(self, door: str, then: Callable[[bool], object], owner: QObject) -> None:
        super().__init__(owner)
        self._then: Callable[[bool], object] | None = then
        self._door = door
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(lambda: self._socket.write(_KNOCK))
        self._socket.readyRead.connect(self._hear)
        self._socket.errorOccurred.connect(self._no_answer)
        QTimer.singleShot(_WAIT_MS, self, lambda: self._end(answered=False))
        self._socket.connectToServer(_name(door))

    def _hear(self) -> None:
        if self._socket.bytesAvailable() >= len(_ANSWER):
            self._end(answered=self._socket.read(len(_ANSWER)).data() == _ANSWER)

    def _no_answer(self, error: QLocalSocket.LocalSocketError) -> None:
        if error is QLocalSocket.LocalSocketError.ConnectionRefusedError:
            QLocalServer.removeServer(_name(self._door))  # what a crash left
        self._end(answered=False)

    def _end(self, *, answered: bool) -> None:
        then, self._then = self._then, None
        if then is not None:
            self.deleteLater()
            then(answered)
