"""Locks because the system says so: sleep, screen lock, user switch, lid. Imported after the first paint."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from caseapp.osutils.lock_reasons import EVERY, LockReason, LockSignals
from caseapp.osutils.lock_signals import watch
from caseapp.ui.words import tr

Watch = Callable[[Callable[[LockReason], None], Callable[[], None], QObject], LockSignals]


class Locks(QObject):
    """Watches from the moment a passphrase is tried until the keys are gone again.

    Args:
        parent: the window.
        start: begins a watch; tests have their own.

    Attributes:
        lock_wanted: sent when the system tells that nobody is there; queued.
        changed: sent when what the system does not tell may be another.
    """

    lock_wanted = Signal()
    changed = Signal()
    _told = Signal()

    def __init__(self, parent: QObject, start: Watch = watch) -> None:
        super().__init__(parent)
        self._start = start
        self._signals: LockSignals | None = None
        self._called = False
        # Queued: it may be told in the middle of anything.
        self._told.connect(self._want, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Watch from now on; what was told before is forgotten."""
        self._called = False
        if self._signals is None:
            self._signals = self._start(self._tell, self.changed.emit, self)

    def end(self) -> None:
        """The keys are gone: watch no more, and let the system sleep."""
        signals, self._signals = self._signals, None
        if signals is not None:
            signals.stop()

    @property
    def was_called(self) -> bool:
        """Whether the system told anything since `begin`."""
        return self._called

    @property
    def missing(self) -> frozenset[LockReason]:
        """What this system does not tell."""
        return EVERY if self._signals is None else self._signals.missing

    def _tell(self, _reason: LockReason) -> None:
        self._called = True
        self._told.emit()

    def _want(self) -> None:
        if self._called:
            self.lock_wanted.emit()


def missing_words(missing: frozenset[LockReason]) -> str:
    """What to do where the system does not tell.

    Args:
        missing: what it does not tell.

    Returns:
        A sentence for each, and what to press; empty where nothing is missing.
    """
    if missing == EVERY:
        return tr(
            "This computer tells neither when it sleeps or its lid is closed, nor when its screen is locked "
            "or another user takes over. Lock with Ctrl+L before you leave it."
        )
    sentences = {
        LockReason.SLEEP: tr("This computer does not tell when it goes to sleep."),
        LockReason.SCREEN_LOCK: tr("This computer does not tell when its screen is locked."),
        LockReason.USER_SWITCH: tr("This computer does not tell when another user takes over."),
        LockReason.LID: tr("This computer does not tell when its lid is closed."),
    }
    said = [words for reason, words in sentences.items() if reason in missing]
    return " ".join([*said, tr("Lock with Ctrl+L.")]) if said else ""
