"""Dialogs about the signed-in person's key file, and about all keys at once."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.casework.commands.keys import ChangeAllKeys, DropKeyFile, MakeKeyFile
from caseapp.ui.dialogs.asking import Asking, SecondPart, second_of
from caseapp.ui.dialogs.working import Working
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


class KeyFileDialog(Asking):
    """Make a key file that the passphrase needs from now on, or need none any more.

    Args:
        context: of the page.
        window: the main window.
        then: called after it is done.
        has_one: whether the passphrase needs a key file now.
        drop: need none any more.
    """

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        then: Callable[[], object],
        *,
        has_one: bool,
        drop: bool,
    ) -> None:
        super().__init__(
            context,
            window,
            tr("Open without a key file again") if drop else tr("Make a key file"),
            tr("Your passphrase will open the vault alone.")
            if drop
            else tr("Your passphrase will open nothing without this file. Keep it on a stick, not here."),
        )
        self._then, self._drop = then, drop
        self.words = PassphraseEdit()
        self.old = QLineEdit()
        self.new = QLineEdit()
        self.body.addWidget(Field(tr("Your &passphrase"), self.words))
        if has_one:
            self.body.addWidget(Field(tr("The key file until &now"), self.old, tr("its path")))
        if not drop:
            self.body.addWidget(Field(tr("The new key &file"), self.new, tr("a path where no file is yet")))
        self.finish(tr("Need no key file") if drop else tr("Make it"), self._carry)

    def _carry(self) -> None:
        old = self.old.text().strip()
        if not self._drop and not self.new.text().strip():
            self.refuse(tr("Type where the key file is to be."), self.new)
        elif self._drop:
            self.carry_out(DropKeyFile(self.words.text(), old), lambda _none: self._then())
        else:
            command = MakeKeyFile(self.new.text().strip(), self.words.text(), old)
            self.carry_out(command, lambda _none: self._then())


class ChangeAllDialog(Asking):
    """Change the keys completely: what will happen, and the passphrase once more.

    Args:
        context: of the page.
        window: the main window.
        then: called after it is done.
        key_file: whether the passphrase needs a key file.
        four_eyes: whether a second worker is wanted.
    """

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        then: Callable[[], object],
        *,
        key_file: bool,
        four_eyes: bool,
    ) -> None:
        super().__init__(context, window, tr("Change the keys completely"))
        self._then = then
        self.body.addWidget(text(tr("What will happen now"), "label", tone="text2"))
        for lead, rest in (
            (
                tr("New keys:"),
                tr("everything is written anew beside the old and read again; that takes a while."),
            ),
            (tr("All ways that are left:"), tr("open it with the passphrases they have.")),
            (tr("Ways that were removed:"), tr("open neither this vault nor backups from now on.")),
            (tr("Copies and backups from before:"), tr("stay readable with the passphrases of their day.")),
        ):
            row = text(f"{lead} {rest}", wrap=True)
            self.body.addWidget(row)
        self.words = PassphraseEdit()
        self.file = QLineEdit()
        self.body.addWidget(Field(tr("Your &passphrase"), self.words))
        if key_file:
            self.body.addWidget(Field(tr("Your key &file"), self.file, tr("its path")))
        self.second = SecondPart() if four_eyes else None
        if self.second is not None:
            self.body.addWidget(self.second)
        self.finish(tr("Change all keys"), self._carry)

    def _carry(self) -> None:
        if not self.words.text():
            self.refuse(tr("Type your passphrase first."), self.words)
            return
        command = ChangeAllKeys(self.words.text(), self.file.text().strip(), second_of(self.second))
        window, context, then = self.parentWidget() or self, self.context, self._then
        self.close_with(done=True)
        working = Working(
            context,
            window,
            tr("Changing all keys"),
            tr("Until the last step a stop leaves the old keys. Nothing is lost either way."),
        )

        def changed(_nothing: None) -> None:
            context.messenger.say(tr("All keys are changed. Make a backup now."))
            then()

        working.watch(context.asker(context.bridge).do(command, changed, None, working.progress))
