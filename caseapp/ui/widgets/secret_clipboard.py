"""Everything that leaves the window by the clipboard: marked as secret, and taken back.

What is copied is gone after twenty seconds, and at a lock. What was cut stands nowhere else any more: it is
gone after the window was left for twenty seconds, and at a lock.
"""

from typing import Final

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit

from caseapp.osutils.clipboard import conceal, secret_formats

SECONDS: Final = 20
_MINE: Final = "application/x-notes-own"  # tells our own change of the clipboard from the next one
_BREAK: Final = "\u2029"  # how Qt ends a line in what is selected
_FORMATS: Final = secret_formats()


class SecretClipboard(QObject):
    """One for the application.

    Args:
        app: whose clipboard it is.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ours = ""  # what lies there, to know it again; empty where it is not ours
        self._changing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.forget)
        self._wait = SECONDS * 1000
        board = QApplication.clipboard()
        board.dataChanged.connect(self._changed)
        board.selectionChanged.connect(self._selected)
        app.applicationStateChanged.connect(self._left)

    def copy(self, words: str, milliseconds: int = SECONDS * 1000) -> None:
        """Put words there for a while.

        Args:
            words: what to copy.
            milliseconds: how long they stay.
        """
        self._put(words, QClipboard.Mode.Clipboard)
        self._ours = words
        self._timer.start(milliseconds)

    def take_back(self, words: str) -> None:
        """Take words back before their time, if they are what lies there."""
        if self._ours == words:
            self.forget()

    def forget(self) -> None:
        """Take back what was copied or selected here; what another program put there is not ours."""
        self._timer.stop()
        ours, self._ours = self._ours, ""
        if QApplication.clipboard().ownsClipboard() or (ours and QApplication.clipboard().text() == ours):
            self._changing = True
            QApplication.clipboard().clear()
            self._changing = False
        selection = QClipboard.Mode.Selection
        if QApplication.clipboard().supportsSelection() and QApplication.clipboard().ownsSelection():
            QApplication.clipboard().clear(selection)

    def _put(self, words: str, mode: QClipboard.Mode) -> None:
        data = QMimeData()
        data.setText(words)
        for name, value in {**_FORMATS, _MINE: b"1"}.items():
            data.setData(name, value)
        self._changing = True
        QApplication.clipboard().setMimeData(data, mode)
        if mode is QClipboard.Mode.Clipboard:
            conceal()
        self._changing = False

    def _changed(self) -> None:
        """Something new lies there. Copied by hand in a field or a list, it is ours and not marked yet."""
        if self._changing:
            return
        self._timer.stop()
        self._ours = ""
        here = QApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        words = QApplication.clipboard().text()
        if not words or not (
            QApplication.clipboard().ownsClipboard() or (here and words == _selected_words())
        ):
            return
        self._put(words, QClipboard.Mode.Clipboard)
        self._ours = words
        QTimer.singleShot(0, self, self._count)

    def _count(self) -> None:
        """Cut words are not selected any more once the key has done all it does; copied ones are."""
        if self._ours and not self._timer.isActive() and not self._was_cut():
            self._timer.start(self._wait)

    def _was_cut(self) -> bool:
        field = QApplication.focusWidget()
        can_cut = isinstance(field, QLineEdit | QPlainTextEdit) and not field.isReadOnly()
        return can_cut and _selected_words() != self._ours

    def _left(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive and self._ours and not self._timer.isActive():
            self._timer.start(self._wait)

    def _selected(self) -> None:
        """On X11 what is selected can be pasted elsewhere, and lands in histories too."""
        mode = QClipboard.Mode.Selection
        if not self._changing and QApplication.clipboard().ownsSelection():
            data = QApplication.clipboard().mimeData(mode)
            if data is not None and data.hasText() and not data.hasFormat(_MINE):
                self._put(data.text(), mode)


def secret_clipboard() -> SecretClipboard:
    """The one of the application, made when it is first asked for."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    found = app.findChild(SecretClipboard)
    return found if isinstance(found, SecretClipboard) else SecretClipboard(app)


def _selected_words() -> str:
    """What is selected where the keyboard is."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit | QLabel):
        return field.selectedText()
    if isinstance(field, QPlainTextEdit):
        return field.textCursor().selectedText().replace(_BREAK, "\n")
    return ""
