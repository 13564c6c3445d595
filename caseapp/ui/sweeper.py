"""Collecting cyclic garbage on the interface thread only."""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

from caseapp.garbage import collect_due

_EVERY_MS: Final = 500


class Sweeper(QObject):
    """Takes the collector's work from whatever thread is busy and does it in the event loop.

    Why a window must not be without: see `caseapp.garbage`. One for the whole application.

    Args:
        parent: the application.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect_due)
        self._timer.start(_EVERY_MS)
