"""The field for a key file on the unlock page and where a backup is opened. Built when one is asked for."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.words import tr


class KeyFilePart(QWidget):
    """A path, typed or chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.path = QLineEdit()
        self.choose = Button(tr("Choose…"))
        self.choose.setAccessibleName(tr("Choose the key file"))
        self.choose.clicked.connect(lambda _on: self._choose())
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Field(tr("&Key file"), self.path, tr("only if there is one"), body=body))

    def file(self) -> Path | None:
        """The file that was chosen, if any."""
        words = self.path.text().strip()
        return Path(words) if words else None

    def _choose(self) -> None:
        dialog = FileDialog(self, tr("Choose a file"), "", QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()
