"""The dialog that erases the keys: what it does, what it does not reach, the words and the passphrase."""

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.casework.commands.keys import EraseKeys
from caseapp.casework.queries.backups import BackupsNow, BackupStatus
from caseapp.errors import KnownError
from caseapp.ui.dialogs.asking import Asking
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.text import text
from caseapp.ui.words import isolated, sentence_of, tr

_UNFINISHED = "erase_unfinished"


class EraseKeysDialog(Asking):
    """Erase the keys of the vault, and lock.

    Args:
        context: of the page.
        window: the main window.
        key_file: whether the passphrase needs a key file.
    """

    def __init__(self, context: PageContext, window: QWidget, *, key_file: bool) -> None:
        super().__init__(context, window, tr("Erase the keys of this vault"))
        for lead, rest in (
            (tr("What is erased:"), tr("every key in this folder, those of the backups in it, too.")),
            (
                tr("Afterwards:"),
                tr("nothing in it opens any more, with any passphrase or code, for anybody."),
            ),
            (tr("Copies made before:"), tr("stay readable with their passphrase, on sticks and elsewhere.")),
            (tr("This device:"), tr("may keep overwritten blocks for a while, as SSDs do.")),
        ):
            self.body.addWidget(text(f"{lead} {rest}", wrap=True))
        self.second = text("", wrap=True)
        self.second.hide()
        self.body.addWidget(self.second)
        self._wanted = tr("erase the keys")
        self.typed = QLineEdit()
        self.words = PassphraseEdit()
        self.file = QLineEdit()
        self.body.addWidget(Field(tr("&Type: {words}", words=self._wanted), self.typed))
        self.body.addWidget(Field(tr("Your &passphrase"), self.words))
        if key_file:
            self.body.addWidget(Field(tr("Your key &file"), self.file, tr("its path")))
        self.finish(tr("Erase the keys"), self._erase)
        self._asker.ask(BackupStatus(), self._name_second)

    def _name_second(self, status: BackupsNow) -> None:
        """Say which place is not reached, by its name."""
        if status.second:
            lead = tr("The second place of backups:")
            rest = tr("{folder} is not touched.", folder=isolated(status.second))
            self.second.setText(f"{lead} {rest}")
            self.second.show()

    def _erase(self) -> None:
        if self.typed.text().strip().casefold() != self._wanted.casefold():
            self.refuse(tr("Type the words first: {words}", words=self._wanted), self.typed)
        elif not self.words.text():
            self.refuse(tr("Type your passphrase first."), self.words)
        else:
            self.carry_out(EraseKeys(self.words.text(), self.file.text().strip()), self._erased)

    def _erased(self, _none: None) -> None:
        self._lock(
            tr("The keys of this vault are erased. Copies made before stay readable with their passphrase.")
        )

    def _refused(self, error: KnownError) -> None:
        if error.code == _UNFINISHED:  # the next opening goes on with it; here there is nothing more to do
            self.close_with(done=True)
            self._lock(sentence_of(error))
        else:
            super()._refused(error)

    def _lock(self, words: str) -> None:
        cast("Callable[[str], None]", self.context.extras["lock"])(words)
