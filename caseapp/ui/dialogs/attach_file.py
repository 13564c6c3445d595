"""Add a file to a person's record: what it is, what it is called here, and what becomes of what it hides."""

from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from caseapp.casework.commands.attachments import BeginAttachment, Moved
from caseapp.casework.queries.attachments import FileLook, LookAtFile
from caseapp.casework.refusals import ConsentMissing
from caseapp.domain.consent import Purpose
from caseapp.errors import KnownError
from caseapp.ui.dialogs.attachment_words import ABOUT, KINDS, size_words
from caseapp.ui.dialogs.carrying import CarryingDialog
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

TITLE_LETTERS: Final = 120


class AttachFile(CarryingDialog):
    """Add a file.

    Args:
        context: of the page.
        window: to cover.
        person_id: with whom it is kept.
        path: the file.

    Attributes:
        added: sent with the id of the attachment.
        ask_wanted: sent with the `Purpose` that she has to be asked for first.
    """

    added = Signal(object)
    ask_wanted = Signal(object)

    def __init__(self, context: PageContext, window: QWidget, person_id: UUID, path: Path) -> None:
        super().__init__(
            context,
            window,
            tr("Attach a file"),
            tr("It is kept encrypted. The name it has outside is not kept."),
        )
        self._asker = context.asker(self)
        self._person_id, self._path = person_id, path
        self._look: FileLook | None = None
        self.what = text(tr("Looking at the file…"), wrap=True)
        self.name = QLineEdit()
        self.name.setMaxLength(TITLE_LETTERS)
        self.name.setPlaceholderText(tr("Letter from the clinic"))
        self.about = Choice()
        for purpose, words in ABOUT.items():
            self.about.add(purpose, tr(words))
        self.take_out = QCheckBox(tr("Take out hidden details: place, camera, time"))
        self.take_out.setChecked(True)
        self.take_out.hide()
        self.hides = Note("info")
        self.hides.hide()
        for part in (
            self.trouble,
            self.what,
            Field(tr("&Title"), self.name, tr("in your words")),
            Field(tr("It &speaks of"), self.about),
            self.take_out,
            self.hides,
        ):
            self.body.addWidget(part)
        self.add_cancel()
        self.act = self.add_act(tr("Attach"), self.attach)
        self.act.setEnabled(False)
        self.open_over(self.name)
        self._asker.ask(LookAtFile(path), self._looked, self.refused)

    @property
    def is_ready(self) -> bool:
        """Whether the file was looked at."""
        return self._look is not None

    def _looked(self, look: FileLook) -> None:
        self._look = look
        self.act.setEnabled(True)
        self.what.setText(tr("{kind}, {size}", kind=tr(KINDS[look.kind]), size=size_words(look.size)))
        self.take_out.setVisible(look.removable and look.hides)
        if look.kind.is_cleaned and not look.removable:
            words = tr(
                "Hidden details cannot be taken out of this picture: it is damaged or built in an unusual "
                "way. It is kept as it is, with them."
            )
            self.hides.say(words, "warn")
        elif look.hides and not look.removable:
            words = tr(
                "Files of this kind can hide who made them, when and where. That cannot be taken out here; "
                "it is kept as it is."
            )
            self.hides.say(words, "warn")
        elif look.kind.is_cleaned and not look.hides:
            self.hides.say(tr("It hides no details."), "info")
        self.hides.setVisible(bool(self.hides.accessibleName()))
        self._place()

    def attach(self) -> None:
        """Begin; the dialog goes when the file is whole."""
        look = self._look
        if look is None:
            return
        about = self.about.value()
        command = BeginAttachment(
            self._person_id,
            self._path,
            self.name.text(),
            about if isinstance(about, Purpose) else None,
            keep_details=not (look.removable and (self.take_out.isChecked() or not look.hides)),
        )
        self.carry(tr("Attaching the file"), command)

    def carried(self, moved: Moved) -> None:
        """Tell the page which attachment it is."""
        self.added.emit(moved.attachment_id)
        self.close_with(done=True)

    def refused(self, error: KnownError) -> None:
        """Say why, with the way to ask for a consent that is missing."""
        self.trouble.clear_buttons()
        if isinstance(error, ConsentMissing):
            purpose = error.purpose
            self.trouble.add_button(tr("Ask now"), lambda: self.ask_wanted.emit(purpose))
        if self._look is None:
            self.what.hide()
        super().refused(error)
