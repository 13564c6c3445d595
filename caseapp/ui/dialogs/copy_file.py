"""Save a copy of an attachment outside the vault, after saying what that means."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from caseapp.casework.commands.attachments import BeginCopy, Moved
from caseapp.casework.queries.attachments import AttachmentRow
from caseapp.ui.dialogs.carrying import CarryingDialog
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


class CopyFile(CarryingDialog):
    """Save a copy.

    Args:
        context: of the page.
        window: to cover.
        row: the attachment.

    Attributes:
        saved: sent with the name of the file that was written.
    """

    saved = Signal(str)

    def __init__(self, context: PageContext, window: QWidget, row: AttachmentRow) -> None:
        super().__init__(context, window, tr("Save a copy"))
        self.row = row
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = documents or str(Path.home())
        self.warning = Note(
            "warn",
            tr(
                "The copy stands in clear outside the vault: whoever can open its folder can read it. It "
                "stays there until somebody deletes it."
            ),
        )
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.setPlaceholderText(tr("says nothing about her"))
        self._folder_words = text("", "small", tone="text2", wrap=True)
        choose = Button(tr("Choose folder…"), size="small")
        choose.clicked.connect(lambda _on: self.choose_folder())
        holder = QWidget()
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(px(8))
        beside.addWidget(self._folder_words, 1)
        beside.addWidget(choose)
        field = Field(tr("&Name of the file"), self.name, tr("its ending is added"))
        for part in (self.warning, self.trouble, field, holder):
            self.body.addWidget(part)
        self.add_cancel()
        self.act = self.add_act(tr("Save the copy"), self.save)
        self.show_folder(self.folder)
        self.open_over(self.name)

    def show_folder(self, folder: str) -> None:
        """Say where the copy will be written."""
        self.folder = folder
        self._folder_words.setText(tr("Folder: {folder}", folder=folder))

    def choose_folder(self) -> None:
        """Ask for the folder; a lock takes the dialog away with this one."""
        dialog = FileDialog(self, tr("Notes"), self.folder, QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.show_folder)
        dialog.open()

    def save(self) -> None:
        """Write the copy."""
        command = BeginCopy(self.row.attachment_id, Path(self.folder), self.name.text() or tr("file"))
        self.carry(tr("Saving a copy"), command)

    def carried(self, moved: Moved) -> None:
        """Tell the page what the copy is called."""
        self.saved.emit(moved.path.name if moved.path is not None else "")
        self.close_with(done=True)
