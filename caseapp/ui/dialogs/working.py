"""What stands over the window while a long act is done: how far it is, and Cancel."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from caseapp.domain.requests import Command
from caseapp.errors import KnownError
from caseapp.tasks.progress import Progress, StoppedError
from caseapp.ui.shell.asker import Asker
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

T = TypeVar("T")
_SHOWN_AFTER_MS: Final = 300


class _Teller(QObject):
    """Carries steps from the vault thread to the window."""

    told = Signal(int, int)


class Working(Overlay):
    """A dialog that ends by itself.

    Args:
        context: of the page.
        window: the main window.
        title: what is being done.
        promise: what a stop leaves behind.

    Attributes:
        progress: to hand in with the act.
        stopped: sent when the act was stopped here; whoever asked is not told otherwise.
    """

    stopped = Signal()

    def __init__(self, context: PageContext, window: QWidget, title: str, promise: str) -> None:
        super().__init__(window, title, wide=34)
        self._bridge = context.bridge
        self._teller = _Teller()
        self._teller.told.connect(self._show)
        self.progress = Progress(self._teller.told.emit)
        self._over = self._if_slow = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self._words = text(promise, "small", tone="text2", wrap=True)
        self.body.addWidget(self.bar)
        self.body.addWidget(self._words)
        self.cancel = self.add_cancel()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.open_over(self.cancel))

    def watch(self, future: "Future[T]", *, if_slow: bool = False) -> None:
        """Stay until the act is over, whichever way.

        Args:
            future: of the act.
            if_slow: it is a save that is seldom long: it is seen only if it is not over soon, and a lock does
                not stop it, as it stops no save.
        """
        self._if_slow = if_slow
        self._bridge.watch(future, self._ended)
        if if_slow:
            self._timer.start(_SHOWN_AFTER_MS)
        else:
            self.open_over(self.cancel)

    def _show(self, done: int, total: int) -> None:
        if total > 1:
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            self._words.setText(tr("Step {n} of {total}", n=min(done + 1, total), total=total))

    def save(
        self,
        asker: Asker,
        command: Command[T],
        then: Callable[[T], object],
        failed: Callable[[KnownError], object],
    ) -> None:
        """Do an act that is seldom long.

        Args:
            asker: of who asks; what is called is called by it.
            command: the act.
            then: called with what it led to.
            failed: called with a refusal, also with that of a stop.
        """

        def done(result: T) -> None:
            self.end()
            then(result)

        def refused(error: KnownError) -> None:
            self.end()
            failed(error)

        self.stopped.connect(lambda: failed(StoppedError()))
        asker.destroyed.connect(self.stay_hidden)
        self.watch(asker.do(command, done, refused, self.progress), if_slow=True)

    def _ended(self, future: "Future[T]") -> None:
        if self._over:
            return
        self.end()
        if not future.cancelled() and isinstance(future.exception(), StoppedError):
            self.stopped.emit()

    def end(self) -> None:
        """The act is over; whoever is told of it next may give the focus away."""
        if not self._over:
            self._over = True
            self._timer.stop()
            if not self.isVisible():
                self._before = None  # what was never seen has taken no focus, and gives none back
            self.close_with(done=True)

    def close_at_lock(self) -> None:
        """An act that is worth it comes to its end unseen; any other is asked to stop."""
        if not self._if_slow:
            self.progress.stop()
        self._over = True
        self._timer.stop()
        self.close_with(done=False)

    def stay_hidden(self) -> None:
        """Whoever asked is gone, as after a lock: the act comes to its end unseen."""
        self._timer.stop()

    def close_with(self, *, done: bool) -> None:
        """Cancel asks the act to stop; the dialog goes when it has.

        Args:
            done: whether the act is over.
        """
        if self._over:
            super().close_with(done=done)
            return
        self.progress.stop()
        self.cancel.setEnabled(False)
        self._words.setText(tr("Stopping at the next step…"))
