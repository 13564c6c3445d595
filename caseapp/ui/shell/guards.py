"""What guards the window: untouched time, what the system tells, pictures of the screen, the clipboard.

Imported with the window; what each of them needs comes after the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from caseapp.ui.shell.capture import Capture
    from caseapp.ui.shell.idle import IdleLock
    from caseapp.ui.shell.locks import Locks
    from caseapp.ui.shell.preferences import Preferences
    from caseapp.ui.widgets.secret_clipboard import SecretClipboard


class Guards(QObject):
    """Makes each guard when it is first needed, and tells when one of them wants the vault locked.

    Args:
        window: the main window.
        preferences: settings in force.

    Attributes:
        lock_wanted: sent when nobody is there any more.
        ticked: sent every second with the whole seconds left, while the vault is open.
        idle: counts untouched time; None before the first unlock.
        locks: listens to the system; None before a passphrase was tried.
        capture: keeps the window out of pictures; None before the first paint.
        clipboard: what was copied; None before the first paint.
    """

    lock_wanted = Signal()
    ticked = Signal(int)

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        self.idle: IdleLock | None = None
        self.locks: Locks | None = None
        self.capture: Capture | None = None
        self.clipboard: SecretClipboard | None = None
        preferences.changed.connect(self._follow_preferences)

    def cover(self) -> None:
        """Keep the window out of pictures of the screen, and mark what is copied; once painted."""
        from caseapp.ui.shell.capture import Capture  # noqa: PLC0415 - not before the first paint
        from caseapp.ui.widgets.secret_clipboard import secret_clipboard  # noqa: PLC0415 - as above

        if self.capture is None:
            self.clipboard = secret_clipboard()
            self.capture = Capture(_application(), self._window, on=self._preferences.now.block_capture)

    def listen(self) -> None:
        """Listen to sleep, screen lock and the like before there is a key: it takes a second to derive."""
        from caseapp.ui.shell.locks import Locks  # noqa: PLC0415 - not before the first paint

        self.cover()
        if self.locks is None:
            self.locks = Locks(self._window)
            self.locks.lock_wanted.connect(self.lock_wanted)
        self.locks.begin()

    @property
    def was_called(self) -> bool:
        """Whether the system told since `listen` that nobody is there."""
        return self.locks is not None and self.locks.was_called

    def hear_no_more(self) -> None:
        """There is no key: the system, which may have waited for us, sleeps when it wants to."""
        if self.locks is not None:
            self.locks.end()

    def count(self) -> None:
        """The vault is open: count untouched time from now."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - not before the first paint (see caseapp.ui.flags)

        from caseapp.ui.shell.idle import IdleLock  # noqa: PLC0415 - not before the first unlock

        if self.idle is None:
            self.idle = IdleLock(_application(), self._preferences.now.idle_minutes, self._window)
            # Queued: the lock destroys the widget whose event showed that the time is over.
            self.idle.expired.connect(self.lock_wanted, Qt.ConnectionType.QueuedConnection)
            self.idle.ticked.connect(self.ticked)
        self.idle.start()

    def count_no_more(self) -> None:
        """The vault is locked: time does not matter."""
        if self.idle is not None:
            self.idle.stop()

    def forget(self) -> None:
        """Empty the clipboard of what came from the vault."""
        if self.clipboard is not None:
            self.clipboard.forget()

    def _follow_preferences(self) -> None:
        now = self._preferences.now
        if self.idle is not None:
            self.idle.set_minutes(now.idle_minutes)
        if self.capture is not None:
            self.capture.set_on(now.block_capture)


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
