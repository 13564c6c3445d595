"""Choosing a folder or files without leaving a trace of where, and without a loop of its own.

The system's dialogs write what was chosen into lists of recent files. Qt's own keeps the last folders in its
settings, and asks "not found" in a box with an event loop of its own: a lock deletes that under its feet.
"""

from pathlib import Path

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from caseapp.ui.words import tr


class FileDialog(QFileDialog):
    """Chooses what is there already; a child of its page, so that a lock takes it away.

    Args:
        parent: the page.
        title: of the window; it is seen in task lists.
        folder: to begin in.
        mode: a folder or files.
    """

    def __init__(self, parent: QWidget, title: str, folder: str, mode: QFileDialog.FileMode) -> None:
        super().__init__(parent, title, folder)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setOption(QFileDialog.Option.ReadOnly)  # renaming and deleting would ask in boxes of their own
        self.setFileMode(mode)
        if mode is QFileDialog.FileMode.Directory:
            self.setOption(QFileDialog.Option.ShowDirsOnly)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self._forget)

    def accept(self) -> None:
        """Take what is there; say so where it is not."""
        wants_folder = self.fileMode() is QFileDialog.FileMode.Directory
        chosen = [Path(each) for each in self.selectedFiles()]
        if chosen and all(each.is_dir() if wants_folder else each.exists() for each in chosen):
            super().accept()
        else:
            self.setLabelText(QFileDialog.DialogLabel.FileName, tr("This is not there:"))

    def _forget(self) -> None:
        """Qt writes these into its settings when the dialog goes."""
        self.setDirectory(QDir.homePath())
        self.setHistory([])
