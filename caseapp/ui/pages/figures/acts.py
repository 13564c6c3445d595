"""The panel of what can be done with a month: close it, publish it, hand it over, check a release."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from caseapp.figures.requests import ClosedRow, Months, OpenRow
from caseapp.ui.pages.figures.words import month_words
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import line, text
from caseapp.ui.words import day_text, mark, tr

_HEADS: Final = {
    "": mark("What next"),
    "close": mark("Close"),
    "publish": mark("Publish"),
    "export": mark("Hand over"),
}


class ActsPanel(Panel):
    """One panel whose content follows where the month stands.

    Args:
        parent: the page.

    Attributes:
        close_wanted, publish_wanted: sent with whether every earlier month is meant too.
        export_wanted: sent when folder, recipient and purpose are filled in.
        folder_wanted: sent when a folder is to be chosen.
        verify_wanted: sent when a release file is to be checked.
    """

    close_wanted = Signal(bool)
    publish_wanted = Signal(bool)
    export_wanted = Signal()
    folder_wanted = Signal()
    verify_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Publish"), "file-down", parent=parent)
        self.pad_body()
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = documents or str(Path.home())
        self.words = text("", wrap=True)
        self.note = Note("info")
        self.recipient, self.purpose = QLineEdit(), QLineEdit()
        self._to = Field(tr("&To whom"), self.recipient, tr("kept here, not in the files"))
        self._for = Field(tr("&What for"), self.purpose)
        self._folder_words = text("", "small", tone="text2", wrap=True)
        self.choose = Button(tr("Choose folder…"), size="small")
        self.choose.clicked.connect(lambda _on: self.folder_wanted.emit())
        self._folder_row = QWidget()
        row = QHBoxLayout(self._folder_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self._folder_words, 1)
        row.addWidget(self.choose)
        self.act = Button("", "primary", size="bar")
        self.act.clicked.connect(lambda _on: self._do())
        self.handed = text("", "small", tone="text2", wrap=True)
        self.verify = Button(tr("Check a release file…"), "link")
        self.verify.clicked.connect(lambda _on: self.verify_wanted.emit())
        for part in (self.words, self.note, self._to, self._for, self._folder_row, self.act, self.handed):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(line())
        last = QHBoxLayout()
        last.addWidget(self.verify)
        last.addStretch(1)
        self.body.addLayout(last)
        self._kind = ""
        self._through = False
        self.show_folder(self.folder)

    def show_folder(self, folder: str) -> None:
        """Say where files will be written."""
        self.folder = folder
        self._folder_words.setText(tr("Folder: {folder}", folder=folder))

    def show_nothing(self) -> None:
        """There is no month at all."""
        self._look("", tr("Months appear here when there are contacts in them."))

    def show_open(self, row: OpenRow, months: Months) -> None:
        """An open month: when it closes, and the way to do it where this session can."""
        month, day = month_words(row.month), day_text(row.closes_from)
        if not months.may_close:
            self._look(
                "", tr("{month} is open. A worker or lead closes it from {day}.", month=month, day=day)
            )
            return
        if not row.can_close:
            words = tr(
                "{month} can be closed from {day}. Late entries have time until then.", month=month, day=day
            )
            self._look("", words)
            return
        self._through = bool(row.waits_for)
        if row.waits_for:
            earlier = ", ".join(month_words(each) for each in row.waits_for)
            self._look("close", tr("Earlier months come first: {months}.", months=earlier))
            self.act.setText(tr("Close all through {month}…", month=month))
        else:
            self._look("close", tr("{month} can be closed.", month=month))
            self.act.setText(tr("Close {month}…", month=month))
        self._say(
            tr("Closing counts the month and rounds it once, for ever. Later entries count in an open month.")
        )

    def show_closed(self, row: ClosedRow, months: Months) -> None:
        """A closed month: publish it once, then hand over as often as needed."""
        month = month_words(row.month)
        if row.published:
            words = tr("{month} is published. Handing it over writes the same file each time.", month=month)
            self._look("export", words)
            self.act.setText(tr("Write the file"))
            self._show_handed(row)
            return
        if not months.may_publish:
            self._look("", tr("{month} is closed. This passphrase cannot publish it.", month=month))
            return
        before = [each.month for each in months.closed if not each.published and each.month < row.month]
        self._through = bool(before)
        self._look("publish", tr("{month} is closed and not published yet.", month=month))
        words = (
            tr("Publish all through {month}…", month=month) if before else tr("Publish {month}…", month=month)
        )
        self.act.setText(words)
        self._say(
            tr("A release is made once, signed and kept: figures as CSV, their basis, proof and signature.")
        )

    def _show_handed(self, row: ClosedRow) -> None:
        said = [
            tr(
                "{day}: to {who}, for {what}",
                day=day_text(each.on, year=True),
                who=each.recipient,
                what=each.purpose,
            )
            for each in row.handed
        ]
        self.handed.setText("\n".join(said) or tr("Not handed over yet."))

    def _look(self, kind: str, words: str) -> None:
        self._kind = kind
        self.title.setText(tr(_HEADS[kind]))
        self.words.setText(words)
        self.note.hide()
        export = kind == "export"
        for part in (self._to, self._for, self._folder_row, self.handed):
            part.setVisible(export)
        self.act.setVisible(bool(kind))

    def _say(self, words: str) -> None:
        self.note.say(words, tone="info")
        self.note.show()

    def refuse(self, words: str) -> None:
        """Say why it was not done; it stays."""
        self.note.say(words, tone="bad")
        self.note.show()

    def _do(self) -> None:
        if self._kind == "close":
            self.close_wanted.emit(self._through)
        elif self._kind == "publish":
            self.publish_wanted.emit(self._through)
        elif self._kind == "export":
            if not self.recipient.text().strip():
                self.refuse(tr("Say to whom the figures go."))
                self.recipient.setFocus()
            elif not self.purpose.text().strip():
                self.refuse(tr("Say what they are for."))
                self.purpose.setFocus()
            else:
                self.export_wanted.emit()
