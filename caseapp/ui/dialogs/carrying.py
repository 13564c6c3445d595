"""A file on its way into the vault or out of it: handed on step by step, with how far it is and Cancel."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from caseapp.casework.commands.attachments import (
    BeginAttachment,
    BeginCopy,
    GoOn,
    Moved,
    StopTransfer,
    TakeOutAttachment,
    Transfer,
)
from caseapp.domain.requests import Command
from caseapp.errors import KnownError
from caseapp.tasks.desk import LockedError
from caseapp.ui.dialogs.attachment_words import size_words
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.note import Note
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr

T = TypeVar("T")
_SHOWN_AFTER_MS: Final = 300
_STEPS: Final = 1000  # of the bar; bytes would not fit into what Qt counts with


class Carrying(Overlay):
    """Stands over the window while a file moves; it is seen only where that takes a while.

    Cancel, and a lock, end it at once: what is moving now is the last step, and nothing of the file stays.

    Args:
        context: of the page.
        window: to cover.
        title: what is being done.
        command: begins it.

    Attributes:
        whole: sent with `Moved` when the file is whole.
        refused: sent with the `KnownError` when it could not be moved.
    """

    whole = Signal(object)
    refused = Signal(object)

    def __init__(
        self, context: PageContext, window: QWidget, title: str, command: BeginAttachment | BeginCopy
    ) -> None:
        super().__init__(window, title, wide=34)
        # It outlives the dialog: what was on its way when that closed has to be taken back.
        self._asker = context.asker(context.bridge)
        self._transfer: UUID | None = None
        self._over = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(title)
        self.words = text("", "small", tone="text2", wrap=True)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.words)
        self.cancel = self.add_cancel()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.open_over(self.cancel))
        self._timer.start(_SHOWN_AFTER_MS)
        self._do(command, self._started)

    def _do(self, command: Command[T], then: Callable[[T], None]) -> None:
        future = self._asker.do(command, then, self._failed)
        if future.done() and isinstance(future.exception(), LockedError):
            self._end(done=False)  # the vault was locked before this was seen

    def _started(self, transfer: Transfer) -> None:
        self._transfer = transfer.transfer_id
        if self._over:
            self._stop()
        else:
            self._do(GoOn(self._transfer), self._moved)

    def _moved(self, moved: Moved) -> None:
        if self._over:
            if moved.finished:
                self._take_back(moved)
        elif moved.finished:
            self._end(done=True)
            self.whole.emit(moved)
        elif self._transfer is not None:
            self.bar.setValue(_STEPS * moved.done // max(1, moved.size))
            self.words.setText(
                tr("{done} of {size}", done=size_words(moved.done), size=size_words(moved.size))
            )
            self._do(GoOn(self._transfer), self._moved)

    def _stop(self) -> None:
        if self._transfer is not None:
            self._asker.do(StopTransfer(self._transfer))

    def _take_back(self, moved: Moved) -> None:
        """The last step was done already when it was stopped."""
        if moved.path is None:
            self._asker.do(TakeOutAttachment(moved.attachment_id))
        else:
            with suppress(OSError):
                moved.path.unlink()

    def _failed(self, error: KnownError) -> None:
        if self._over:
            return
        self._stop()
        self._end(done=False)
        self.refused.emit(error)

    def _end(self, *, done: bool) -> None:
        self._over = True
        self._timer.stop()
        super().close_with(done=done)

    def close_with(self, *, done: bool) -> None:
        """Cancel, or a lock: the file stops.

        Args:
            done: whether the file is whole.
        """
        if not self._over:
            self._stop()
            self._end(done=done)


class CarryingDialog(Overlay):
    """A dialog that hands a file on and stays until it is whole; subclasses place `trouble` and make `act`.

    Args:
        context: of the page.
        window: to cover.
        title: of the dialog.
        subtitle: under it.

    Attributes:
        trouble: says why it could not be done.
        act: begins it.
    """

    act: Button

    def __init__(self, context: PageContext, window: QWidget, title: str, subtitle: str = "") -> None:
        super().__init__(window, title, subtitle, wide=46)
        self._context, self._window = context, window
        self.trouble = Note("bad")
        self.trouble.hide()

    def carry(self, title: str, command: BeginAttachment | BeginCopy) -> None:
        """Begin; the act can be tried again when it could not be done.

        Args:
            title: what is being done.
            command: begins it.
        """
        self.trouble.hide()
        self.act.setEnabled(False)
        carrying = Carrying(self._context, self._window, title, command)
        carrying.whole.connect(self.carried)
        carrying.refused.connect(self.refused)
        carrying.closed.connect(self._may_try_again)  # no lambda: a lock may have taken this dialog

    def _may_try_again(self, _done: bool) -> None:  # noqa: FBT001 - a slot
        self.act.setEnabled(True)

    def carried(self, moved: Moved) -> None:
        """The file is whole.

        Args:
            moved: where it went.
        """
        raise NotImplementedError

    def refused(self, error: KnownError) -> None:
        """Say why it could not be done.

        Args:
            error: with the sentence.
        """
        self.trouble.say(sentence_of(error))
        self.trouble.show()
        self._place()
