"""One attachment: a look at it where it is a picture, and what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.casework.commands.attachments import RenameAttachment
from caseapp.casework.queries.attachments import AttachmentRow, PictureBytes, ReadPicture
from caseapp.errors import KnownError
from caseapp.ui.dialogs.attach_file import TITLE_LETTERS
from caseapp.ui.dialogs.attachment_words import ABOUT, DETAILS, KINDS, facts_of, title_of
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.flow import FlowLayout
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.picture import Picture, decode_aside
from caseapp.ui.widgets.text import text
from caseapp.ui.words import day_text, sentence_of, tr


class AttachmentDialog(Overlay):
    """Look at an attachment, rename it, let it out, or take it out.

    Args:
        context: of the page.
        window: to cover.
        row: the attachment.
        quiet: whether quiet view is on: nothing of it is seen before it is asked for.

    Attributes:
        open_wanted, copy_wanted, out_wanted: sent when that is wished.
    """

    open_wanted = Signal()
    copy_wanted = Signal()
    out_wanted = Signal()

    def __init__(self, context: PageContext, window: QWidget, row: AttachmentRow, *, quiet: bool) -> None:
        super().__init__(window, tr("Attachment") if quiet else title_of(row), facts_of(row), wide=52)
        self._asker = context.asker(self)
        self.row = row
        self._quiet = quiet
        self._asked = False
        self.trouble = Note("bad")
        self.trouble.hide()
        self.picture = Picture()
        self.picture.setFixedHeight(px(300))
        self.picture.setAccessibleName(tr("Picture"))
        self.show_it = Button(tr("Show the picture"), icon_name="eye")
        self.show_it.clicked.connect(lambda _on: self.show_picture())
        self.name = QLineEdit("" if quiet else row.title)
        self.name.setMaxLength(TITLE_LETTERS)
        self.name.setPlaceholderText(tr(KINDS[row.kind]))
        self._name_field = Field(tr("&Title"), self.name, tr("in your words"))
        self._build()
        self.add_cancel(tr("Close"))
        self.act = self.add_act(tr("Note this title"), self._rename)
        self._follow_quiet()
        self.open_over(self.show_it if row.kind.is_picture and quiet else self.name)
        if row.kind.is_picture and not quiet:
            self.show_picture()

    def _build(self) -> None:
        row = self.row
        said = [
            tr("Added {day} by {who}.", day=day_text(row.added_on), who=row.by),
            tr(DETAILS[row.details]),
        ]
        if row.about is not None:
            said.insert(1, tr("It speaks of {what}.", what=tr(ABOUT[row.about])))
        acts = QWidget()
        flow = FlowLayout(acts, gap=px(8))
        for words, icon_name, signal, offered in (
            (tr("Open with another program…"), "external-link", self.open_wanted, row.kind.opens),
            (tr("Save a copy…"), "file-down", self.copy_wanted, True),
            (tr("Take it out"), "trash", self.out_wanted, True),
        ):
            if offered:
                button = Button(words, icon_name=icon_name)
                button.clicked.connect(lambda _on, wanted=signal: wanted.emit())
                flow.addWidget(button)
        self.body.addWidget(self.trouble)
        if row.kind.is_picture:
            self.body.addWidget(self.picture)
            self.body.addWidget(self.show_it)
        else:
            self.picture.hide()
            self.show_it.hide()
        self.body.addWidget(text(" ".join(said), "small", tone="text2", wrap=True))
        self.body.addWidget(self._name_field)
        self.body.addWidget(acts)

    # --- the picture --------------------------------------------------------------------------------------

    def show_picture(self) -> None:
        """Read and decode it; its bytes stay in memory."""
        if self._asked:
            return
        self._asked = True
        self.show_it.setEnabled(False)
        self._asker.ask(ReadPicture(self.row.attachment_id), self._read, self._refused)

    def _read(self, found: PictureBytes) -> None:
        if self._asked:
            self._asker.follow(decode_aside(found.data, found.kind), self._decoded)

    def _decoded(self, image: QImage | None) -> None:
        if not self._asked:
            return  # quiet view came in between
        if image is None:
            self._refused(KnownError("This picture is too large or damaged, and cannot be shown here."))
            return
        self.picture.show_image(image)
        self._follow_quiet()
        announce(self, tr("The picture is shown."))

    def _forget_picture(self) -> None:
        self._asked = False
        self.picture.forget()
        self.show_it.setEnabled(True)

    # --- the rest -----------------------------------------------------------------------------------------

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched: what is seen of it goes at once."""
        if on and not self._quiet:
            self._forget_picture()
        self._quiet = on
        self.title.setText(tr("Attachment") if on else title_of(self.row))
        if on and self.name.text() == self.row.title:
            self.name.clear()
        elif not on and not self.name.text():
            self.name.setText(self.row.title)
        self._follow_quiet()

    def _follow_quiet(self) -> None:
        if self.row.kind.is_picture:
            self.picture.setVisible(self.picture.is_shown or not self._quiet)
            self.show_it.setVisible(not self.picture.is_shown and self._quiet)
        self._place()

    def close_with(self, *, done: bool) -> None:
        """Let go of the picture before the dialog goes."""
        self._asked = False
        self.picture.forget()
        super().close_with(done=done)

    def _rename(self) -> None:
        title = self.name.text()
        if title == self.row.title or (self._quiet and not title):
            self.close_with(done=False)
            return
        self._asker.do(
            RenameAttachment(self.row.attachment_id, title),
            lambda _none: self.close_with(done=True),
            self._refused,
        )

    def _refused(self, error: KnownError) -> None:
        self.trouble.say(sentence_of(error))
        self.trouble.show()
        self._place()
