"""``python -m tests.security.draft_typist VAULT``: half types a contact in the window until killed.

The passphrase comes on stdin. Prints each number when it is typed, with the clock and the time of the last
write to the store: both in the loop that types, so that a loaded machine cannot bring them out of step.
"""

import os
import sys
import time
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from caseapp.entrance import Entrance
from caseapp.settings import Settings
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.start import make_application
from caseapp.ui.theme import theme

PACE = 40  # milliseconds between two numbers
SETTLE = 400  # milliseconds until the form has its lists; nobody types sooner after Ctrl+N


class Typist:
    """Types numbers into the note."""

    def __init__(self, window: Window, wal: Path) -> None:
        self._window, self._wal = window, wal
        self._written = 0
        self._numbers = count(1)
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._type)

    def begin(self) -> None:
        """Open the form as Ctrl+N does."""
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
        QTest.qWait(SETTLE)
        self._timer.start(PACE)

    def _type(self) -> None:
        number = next(self._numbers)
        QTest.keyClicks(QApplication.focusWidget(), f"{number:05d} ")
        print(number, time.time(), self._last_write(), flush=True)  # noqa: T201 - what the test reads

    def _last_write(self) -> int:
        """A checkpoint empties the file and is no write."""
        if self._wal.exists() and (found := self._wal.stat()).st_size:
            self._written = found.st_mtime_ns
        return self._written


def main() -> None:
    """Type until killed."""
    folder = Path(sys.argv[1])
    settings = Settings(last_vault=folder)
    app = make_application(settings)
    window = Window(theme.theme(), Preferences(settings, lambda _settings: None), Entrance(folder, settings))
    window.resize(1366, 738)
    window.start()
    window.show()
    QTest.qWaitForWindowActive(window)
    typist = Typist(window, folder / "cases.db-wal")
    window.unlocked.connect(lambda: QTimer.singleShot(100, typist.begin))
    QTest.keyClicks(window.unlock.passphrase, sys.stdin.readline().strip())
    QTest.keyClick(window.unlock.passphrase, Qt.Key.Key_Return)
    app.exec()


if __name__ == "__main__":
    main()
