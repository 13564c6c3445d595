"""What was copied out of the open window is taken back when it is locked."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget


class Copied(QObject):
    """Knows whether what is in the clipboard was copied here.

    Args:
        window: the main window; what is put there while it is the active one is ours.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._here = False
        QApplication.clipboard().dataChanged.connect(self._note)

    def _note(self) -> None:
        self._here = self._window.isActiveWindow()

    def take_back(self) -> None:
        """Take back what was copied or selected here; what another program put there is not ours."""
        clipboard = QApplication.clipboard()
        if self._here or clipboard.ownsClipboard():
            clipboard.clear()
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(clipboard.Mode.Selection)
        self._here = False
