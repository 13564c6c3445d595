"""Putting a backup in the place of the notes: which, what is in it, what will happen; only while locked."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QProgressBar, QWidget

from caseapp.casework.commands.backups import Restored
from caseapp.casework.queries.backups import BackupRow, Inside, Place
from caseapp.errors import KnownError
from caseapp.tasks.doors import RestoreDoors
from caseapp.tasks.progress import Progress, StoppedError
from caseapp.ui.dates import full_day
from caseapp.ui.moments import count_words, moment_text
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.unlock import KEY_FILE
from caseapp.ui.shell.unlock_key_file import KeyFilePart
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.note import Note, NoteTone
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr, trn

_SHOWN: Final = 40


class _Teller(QObject):
    """Carries steps from another thread to the window."""

    told = Signal(int, int)


class RestoreDialog(Overlay):
    """Nothing is replaced before somebody has looked inside.

    Args:
        doors: ways to backups while no vault is open.
        bridge: of the window.
        window: the main window.
        folder: of the vault.

    Attributes:
        restored: sent with a sentence when it is done.
    """

    restored = Signal(str)

    def __init__(self, doors: RestoreDoors, bridge: Bridge, window: QWidget, folder: Path) -> None:
        super().__init__(window, tr("Restore a backup"), wide=44)
        self._doors, self._bridge, self._folder = doors, bridge, folder
        self._teller = _Teller()
        self._teller.told.connect(self._step)
        self._progress: Progress | None = None
        self.which = Choice()
        self.which.activated.connect(lambda _row: self._ask_again())
        self.elsewhere = Button(tr("In another folder…"))
        self.elsewhere.clicked.connect(lambda _on: self._choose())
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.which, 1)
        row.addWidget(self.elsewhere)
        self.words = PassphraseEdit()
        self.words.textEdited.connect(lambda _words: self._ask_again())
        self.is_code = QCheckBox(tr("This is the recovery code"))
        self.key_part = KeyFilePart()
        self.key_part.path.textChanged.connect(lambda _words: self._ask_again())
        self.key_part.path.returnPressed.connect(self._look)
        self.key_part.hide()  # until something asks for it: most passphrases have none
        self.look = Button(tr("Look inside"))
        self.look.clicked.connect(lambda _on: self._look())
        self.words.returnPressed.connect(self._look)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        self.note = Note("info")
        self.inside = text("", wrap=True)
        looking = QHBoxLayout()
        looking.addWidget(self.look)
        looking.addStretch(1)
        self.body.addWidget(Field(tr("&Backup"), self.which, body=body))
        self.body.addWidget(Field(tr("&Passphrase of a worker"), self.words, tr("from when it was made")))
        self.body.addWidget(self.is_code)
        self.body.addWidget(self.key_part)
        self.body.addLayout(looking)
        for widget in (self.bar, self.note, self.inside):
            widget.hide()
            self.body.addWidget(widget)
        self.add_cancel()
        self.act = self.add_act(tr("Restore"), self._restore)
        self.act.setEnabled(False)
        self._list(folder)

    def _list(self, folder: Path) -> None:
        self._watch(self._doors.backups_in(folder), self._show_rows)

    def _show_rows(self, rows: tuple[BackupRow, ...]) -> None:
        self.which.clear()
        for row in rows[:_SHOWN]:
            notes = [moment_text(row.made_at), tr("here") if row.place is Place.VAULT else row.name]
            notes += [] if row.good else [tr("not whole")]
            self.which.add(row.path, " · ".join(notes))
        if rows:
            self._ask_again()
        else:
            self._say(tr("There is no backup in this folder."), "warn")

    def _choose(self) -> None:
        dialog = FileDialog(self, tr("Choose a folder"), "", QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: self._list(Path(path)))
        dialog.open()

    def _ask_again(self) -> None:
        """What was seen belongs to another choice."""
        self.act.setEnabled(False)
        self.inside.hide()
        self.note.hide()

    def _chosen(self) -> Path | None:
        value = self.which.value()
        return Path(str(value)) if value else None

    # --- look inside --------------------------------------------------------------------------------------

    def _look(self) -> None:
        backup = self._chosen()
        if self._progress is not None:
            return
        if backup is None or not self.words.text():
            self._say(tr("Choose a backup and type the passphrase that opened the notes then."), "warn")
            return
        future = self._doors.look_inside(
            backup,
            self.words.text(),
            is_code=self.is_code.isChecked(),
            key_file=self.key_part.file(),
            progress=self._begin(),
        )
        self._watch(future, self._show_inside, self._not_opened)

    def _not_opened(self, error: KnownError) -> None:
        self._say(sentence_of(error), "warn")
        if error.code in KEY_FILE:
            self.key_part.show()
            self.key_part.path.setFocus()

    def _show_inside(self, inside: Inside) -> None:
        if inside.damaged is not None:
            template, values = inside.damaged
            self._say(tr(template, **values), "bad")
            return
        facts = [tr("It is of {when} and whole.", when=moment_text(inside.made_at))]
        facts += [tr("{counts}.", counts=count_words(inside.counts))] if inside.counts else []
        if inside.newest is not None:
            facts.append(tr("The newest contact is of {day}.", day=full_day(inside.newest)))
        facts.append(trn("{n} way opens it.", "{n} ways open it.", inside.ways))
        self._say(" ".join(facts), "ok")
        self.inside.setText(
            tr(
                "Restore puts it in the place of the notes. What is there now is kept in a folder of its "
                "own; people erased since are erased again; closed months stay. What was saved since is in "
                "the old folder only."
            )
        )
        self.inside.show()
        self.act.setEnabled(True)
        self.act.setFocus()

    # --- restore ------------------------------------------------------------------------------------------

    def _restore(self, accept: frozenset[str] = frozenset()) -> None:
        backup = self._chosen()
        if backup is None or self._progress is not None:
            return
        self.act.setEnabled(False)
        future = self._doors.restore(
            self._folder,
            backup,
            self.words.text(),
            is_code=self.is_code.isChecked(),
            key_file=self.key_part.file(),
            accept=accept,
            progress=self._begin(),
        )

        def failed(error: KnownError) -> None:
            self.act.setEnabled(True)
            self._say(sentence_of(error), "warn")
            if self._doors.may_restore_all_the_same(error):
                self.note.add_button(tr("Go on"), lambda: self._restore(accept | {error.code}))

        self._watch(future, self._done_with, failed)

    def _done_with(self, done: Restored) -> None:
        words = [tr("The backup of {when} is in place.", when=moment_text(done.made_at))]
        if done.people_erased:
            words.append(
                trn("{n} person was erased again.", "{n} people were erased again.", done.people_erased)
            )
        if done.replaced:
            words.append(tr("What was there before is in the folder {name}.", name=done.replaced))
        if done.ledger_kept:
            words.append(tr("Months that were closed after it stay closed."))
        words.append(
            tr("Unlock as you did before: the keys of today stay.")
            if done.keys_kept
            else tr("Unlock with a passphrase from when it was made.")
        )
        self.close_with(done=True)
        self.restored.emit(" ".join(words))

    # --- inside -------------------------------------------------------------------------------------------

    def _begin(self) -> Progress:
        self.note.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.look.setEnabled(False)
        self._progress = Progress(self._teller.told.emit)
        return self._progress

    def _step(self, done: int, total: int) -> None:
        if total > 1:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _watch(
        self,
        future: "Future[Any]",
        then: Callable[[Any], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        def arrived(done: "Future[Any]") -> None:
            if self._done:
                return
            self._progress = None
            self.bar.hide()
            self.look.setEnabled(True)
            error = done.exception()
            if error is None:
                then(done.result())
            elif isinstance(error, StoppedError):
                self._ask_again()
            elif isinstance(error, KnownError):
                (failed or (lambda known: self._say(sentence_of(known), "warn")))(error)
            else:
                raise error

        self._bridge.watch(future, arrived)

    def _say(self, words: str, tone: NoteTone) -> None:
        self.note.clear_buttons()
        self.note.say(words, tone)
        self.note.show()
        announce(self, words)

    def close_with(self, *, done: bool) -> None:
        """Cancel stops what is being read; what is being exchanged goes to its end."""
        if self._progress is not None:
            self._progress.stop()
        self.words.forget()
        super().close_with(done=done)
