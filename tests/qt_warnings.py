"""A new warning of Qt fails the test in which it is said."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

# Not ours, and not about us: said by the platform plugin that has no real window system.
_KNOWN = (
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise",
    "This plugin does not support grabbing the keyboard",
)


@contextmanager
def no_qt_warnings() -> Iterator[None]:
    """Listen to Qt; at the end nothing may have been said but what is known."""
    said: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not message.startswith(_KNOWN):
            said.append(message)

    before = qInstallMessageHandler(listen)
    yield
    qInstallMessageHandler(before)
    assert not said, said  # told in full: pytest rewrites no assert of a module without tests
