"""Alt and a letter is a way to a field; where there is no such field it must type nothing."""

import sys
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

_FIELDS: Final = (QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)
# AltGr is Ctrl and Alt on Windows and a modifier of its own on Linux: what it types is meant.
_OTHERS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.GroupSwitchModifier


class AltLetters(QObject):
    """Keeps letters with Alt out of the field that has the focus.

    Qt types them there once no shortcut took them: one dot more in a passphrase, which nobody sees. A Mac has
    no such ways, and its Option key, which Qt calls Alt too, types letters.

    Args:
        app: the application; it owns this.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._watched: QWidget | None = None
        app.focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now if isinstance(now, _FIELDS) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the keys that would be typed."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and _by_alt(event):
            return True
        return super().eventFilter(watched, event)


def _by_alt(event: QKeyEvent) -> bool:
    held = event.modifiers()
    alone = held & Qt.KeyboardModifier.AltModifier and not held & _OTHERS
    return bool(alone) and event.text().isprintable() and event.text() != "" and sys.platform != "darwin"
