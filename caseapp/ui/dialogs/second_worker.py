"""A colleague agrees to what one worker may not do alone."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from caseapp.casework.commands.consent import ConsentDone, RecordConsent
from caseapp.casework.queries.keys import IsSecond
from caseapp.domain.second import Second
from caseapp.errors import KnownError
from caseapp.ui.dialogs.asking import Asking, SecondPart
from caseapp.ui.dialogs.working import Working
from caseapp.ui.shell.asker import Asker
from caseapp.ui.shell.page import PageContext
from caseapp.ui.words import sentence_of, tr

SECOND_NEEDED: Final = "second_needed"
"""Code of the refusal after which this is asked."""


class SecondWorker(Asking):
    """Asks a colleague to type a passphrase, and does the act with it.

    Args:
        context: of the page.
        window: to cover.
        what: what they agree to, one sentence.
        act: does it; called once the passphrase was found right.
    """

    def __init__(
        self, context: PageContext, window: QWidget, what: str, act: Callable[[Second], object]
    ) -> None:
        super().__init__(context, window, tr("Two workers must agree"), what)
        self._agreed = act
        self.second = SecondPart()
        self.second.words.returnPressed.connect(self._check)
        self.body.addWidget(self.second)
        self.finish(tr("We agree"), self._check)

    def _check(self) -> None:
        second = self.second.second()
        if not second.passphrase:
            self.refuse(tr("A colleague types their own passphrase here."), self.second.words)
            return
        self.note.say(tr("This takes some seconds."), "info")
        self.note.show()
        self._asker.ask(IsSecond(second), partial(self._answered, second), self._not_read)

    def _answered(self, second: Second, agreed: bool) -> None:  # noqa: FBT001 - an answer
        if not agreed:
            words = tr("This is the passphrase of no other worker here. Try again; nothing was changed.")
            self.refuse(words, self.second.words)
            self.second.words.selectAll()
            return
        self.close_with(done=True)
        self._agreed(second)

    def _not_read(self, error: KnownError) -> None:
        self.refuse(sentence_of(error), self.second.key_file)

    def close_with(self, *, done: bool) -> None:
        """Keep nothing of what was typed."""
        self.second.words.forget()
        super().close_with(done=done)


def ask_second(
    context: PageContext, window: QWidget, what: str, act: Callable[[Second], object]
) -> SecondWorker:
    """Open the dialog; see :class:`SecondWorker`."""
    dialog = SecondWorker(context, window, what, act)
    dialog.open_over(dialog.second.words)
    return dialog


def record_consent(
    context: PageContext,
    asker: Asker,
    window: QWidget,
    command: RecordConsent,
    then: Callable[[ConsentDone], None],
    failed: Callable[[KnownError], None],
) -> None:
    """Note an answer; where it erases a record and two must agree, ask the second one and note it then.

    Erasing files takes a while: then a dialog says how far it is, and stops it.

    Args:
        context: of the page.
        asker: of who asks; what is called is called by it.
        window: the main window.
        command: the answer.
        then: called with what it led to.
        failed: called with a refusal; with that of a second one being needed when nobody agreed.
    """

    def refused(error: KnownError) -> None:
        if error.code != SECOND_NEEDED:
            failed(error)
            return
        dialog = ask_second(
            context,
            window,
            tr("The whole record is erased; nobody can bring it back."),
            lambda second: record_consent(
                context, asker, window, replace(command, second=second), then, failed
            ),
        )
        dialog.closed.connect(lambda agreed: None if agreed else failed(error))

    working = Working(
        context,
        window,
        tr("Carrying out her answer"),
        tr("What is erased goes as a whole. A stop leaves everything as it was, and notes no answer."),
    )
    working.save(asker, command, then, refused)
