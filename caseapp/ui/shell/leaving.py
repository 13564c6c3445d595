"""A backup before the program is left, with the way to skip it."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from caseapp.casework.commands.backups import BackedUp, BackUpNow
from caseapp.domain.requests import Outcome
from caseapp.errors import KnownError
from caseapp.tasks.desk import Desk
from caseapp.tasks.progress import Progress, StoppedError
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.text import text
from caseapp.ui.words import sentence_of, tr

_SHOWN_AFTER_MS = 200  # where nothing was saved since the last one, nothing flashes


class _Teller(QObject):
    """Carries steps from the vault thread to the window."""

    told = Signal(int, int)


class Leaving(Overlay):
    """Makes a backup if one is due; the window closes after it, or when it is skipped.

    Args:
        desk: of the open vault.
        bridge: of the window.
        window: the main window.

    Attributes:
        over: sent once, when the window may close.
    """

    over = Signal()

    def __init__(self, desk: Desk, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window, tr("One backup before closing"), wide=34)
        self._teller = _Teller()
        self._teller.told.connect(self._step)
        self._progress = Progress(self._teller.told.emit)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(tr("How far the backup is"))
        self.words = text(
            tr("What was saved since the last one is copied, and the copy is read again."), wrap=True
        )
        self.body.addWidget(self.bar)
        self.body.addWidget(self.words)
        self.skip = self.add_cancel(tr("Skip"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_AFTER_MS)
        self._timer.timeout.connect(lambda: self.open_over(self.skip))
        self._timer.start()
        bridge.watch(desk.do(BackUpNow(only_if_due=True), self._progress), self._arrived)

    def _step(self, done: int, total: int) -> None:
        if total > 1:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _arrived(self, done: "Future[Outcome[BackedUp]]") -> None:
        if self._done:
            return
        error = done.exception()
        if isinstance(error, KnownError) and not isinstance(error, StoppedError):
            self._timer.stop()
            self.bar.hide()
            self.words.setText(sentence_of(error))
            self.skip.setText(tr("Close without a backup"))
            if not self.isVisible():
                self.open_over(self.skip)
            announce(self, sentence_of(error), urgent=True)
            return
        self.close_with(done=True)
        if error is not None and not isinstance(error, StoppedError):
            raise error

    def close_with(self, *, done: bool) -> None:
        """Whichever way, the window closes after it."""
        if self._done:
            return
        self._timer.stop()
        self._progress.stop()
        super().close_with(done=done)
        self.over.emit()
