"""The files kept with a person: their panel, and what can be done with them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from caseapp.casework.commands.attachments import (
    BeginCopy,
    Moved,
    PutBackAttachment,
    TakeOutAttachment,
)
from caseapp.casework.queries.attachments import AttachmentRow, AttachmentsOf
from caseapp.domain.consent import Purpose
from caseapp.errors import KnownError
from caseapp.ui.dates import short_day
from caseapp.ui.dialogs.attach_file import AttachFile
from caseapp.ui.dialogs.attachment import AttachmentDialog
from caseapp.ui.dialogs.attachment_words import facts_of, kind_icon, size_words, title_of
from caseapp.ui.dialogs.carrying import Carrying
from caseapp.ui.dialogs.copy_file import CopyFile
from caseapp.ui.pages.person.needs_panel import RowsPanel
from caseapp.ui.pages.person.shown import ShownPerson
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay, confirm
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.row import Row
from caseapp.ui.words import sentence_of, tr


class AttachmentsPanel(RowsPanel):
    """The files kept with her.

    Attributes:
        add_wanted: a file is to be attached.
        show_wanted: sent with the id of an attachment.
    """

    add_wanted = Signal()
    show_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Attachments"), "paperclip", tr("No files. Letters and pictures can be kept here."), parent
        )
        self.add = Button(tr("Attach a file"), "link", icon_name="plus")
        self.add.clicked.connect(lambda _on: self.add_wanted.emit())
        self.add_action(self.add)
        self.list.taken.connect(self.show_wanted)

    def show_attachments(self, rows: tuple[AttachmentRow, ...]) -> None:
        """Show the files."""
        self.show_rows(
            [
                Row(
                    key=row.attachment_id,
                    title=title_of(row),
                    second=facts_of(row) if row.title else size_words(row.size),
                    end=short_day(row.added_on),
                    icon=kind_icon(row.kind),
                    chevron=True,
                )
                for row in rows
            ]
        )


class AttachmentActs(QObject):
    """What can be done with the files of one page.

    Args:
        page: the page.
        panel: where they are listed.
        ask_for: asks for a consent, and goes on after it.
    """

    def __init__(
        self,
        page: ShownPerson,
        panel: AttachmentsPanel,
        ask_for: Callable[[Purpose, Callable[[], None]], Overlay],
    ) -> None:
        super().__init__(page)
        self._page, self._panel, self._ask_for = page, panel, ask_for
        self.rows: tuple[AttachmentRow, ...] = ()
        self._shown: AttachmentDialog | None = None

    def refresh(self) -> None:
        """Ask for the files."""
        person_id = self._page.person_id
        if person_id is not None:
            self._page.asker.ask(AttachmentsOf(person_id), partial(self._show, person_id))

    def _show(self, person_id: UUID, rows: tuple[AttachmentRow, ...]) -> None:
        if person_id == self._page.person_id:
            self.rows = rows
            self._panel.show_attachments(rows)
            self._panel.set_quiet(self._page.quiet)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        if self._shown is not None:
            self._shown.set_quiet(on)

    # --- in -----------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Choose a file; a lock takes the dialog away with the page."""
        dialog = FileDialog(self._page, tr("Notes"), str(Path.home()), QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.attach(Path(chosen)))
        dialog.open()

    def attach(self, path: Path) -> Overlay | None:
        """Ask what a file is called here, and take it in."""
        page = self._page
        if page.person_id is None:
            return None
        dialog = AttachFile(page.context, page.window(), page.person_id, path)
        dialog.comes_back("attach", path=str(path))
        dialog.added.connect(self._added)
        dialog.ask_wanted.connect(partial(self._ask, dialog))
        return dialog

    def _ask(self, dialog: AttachFile, purpose: Purpose) -> None:
        self._ask_for(purpose, dialog.attach)

    def _added(self, attachment_id: UUID) -> None:
        asker = self._page.context.asker(self._page.context.bridge)

        def undo() -> None:
            asker.do(TakeOutAttachment(attachment_id))

        self._page.context.messenger.say(tr("The file is attached."), undo)

    # --- out ----------------------------------------------------------------------------------------------

    def show(self, attachment_id: object) -> Overlay | None:
        """Show one."""
        row = self._row(attachment_id)
        if row is None:
            return None
        page = self._page
        dialog = AttachmentDialog(page.context, page.window(), row, quiet=page.quiet)
        dialog.comes_back("attachment", attachment_id=row.attachment_id)
        dialog.open_wanted.connect(partial(self._confirm_open, row))
        dialog.copy_wanted.connect(partial(self._copy, dialog, row))
        dialog.out_wanted.connect(partial(self._take_out, dialog, row))
        dialog.closed.connect(lambda _done: self._left())
        self._shown = dialog
        return dialog

    def _left(self) -> None:
        self._shown = None

    def _row(self, attachment_id: object) -> AttachmentRow | None:
        return next((row for row in self.rows if row.attachment_id == attachment_id), None)

    def _confirm_open(self, row: AttachmentRow) -> None:
        points = [
            (
                tr("Stands in clear meanwhile:"),
                tr("the file, outside the vault, until you lock or close this window. Then it is removed."),
            ),
            (
                tr("Not in our hands:"),
                tr("what the other program keeps, such as its list of files or a copy of its own."),
            ),
            (tr("Stays:"), tr("the attachment as it is. What you change in the other program is not kept.")),
        ]
        confirm(
            self._page.window(),
            tr("Open with another program"),
            points,
            tr("Open the file"),
            partial(self.open, row),
        )

    def open(self, row: AttachmentRow) -> None:
        """Have another program show it."""
        page = self._page
        command = BeginCopy(row.attachment_id)
        carrying = Carrying(page.context, page.window(), tr("Opening the file"), command)
        carrying.whole.connect(self._opened)
        carrying.refused.connect(self._refused)

    def _opened(self, moved: Moved) -> None:
        if moved.path is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(moved.path))):
            self._page.context.messenger.warn(
                tr("No program on this computer opens this kind of file. Save a copy to use it elsewhere.")
            )

    def _copy(self, dialog: AttachmentDialog, row: AttachmentRow) -> None:
        dialog.close_with(done=False)
        self.copy(row)

    def copy(self, row: AttachmentRow) -> Overlay:
        """Save a copy outside."""
        page = self._page
        dialog = CopyFile(page.context, page.window(), row)
        dialog.comes_back("attachment_copy", attachment_id=row.attachment_id)
        dialog.saved.connect(self._saved)
        return dialog

    def copy_again(self, attachment_id: object) -> Overlay | None:
        """Go on with a copy that a lock came between."""
        row = self._row(attachment_id)
        return self.copy(row) if row is not None else None

    def _saved(self, name: str) -> None:
        self._page.context.messenger.say(tr("A copy is saved as {name}.", name=name))

    def _take_out(self, dialog: AttachmentDialog, row: AttachmentRow) -> None:
        page = self._page
        asker = page.context.asker(page.context.bridge)

        def undo() -> None:
            asker.do(PutBackAttachment(row.attachment_id))

        dialog.close_with(done=True)
        page.asker.do(
            TakeOutAttachment(row.attachment_id),
            lambda _none: page.context.messenger.say(tr("The attachment is taken out."), undo),
        )

    def _refused(self, error: KnownError) -> None:
        self._page.context.messenger.warn(sentence_of(error))
