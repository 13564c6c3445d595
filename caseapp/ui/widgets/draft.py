"""The line that says whether what was typed is safe."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.text import IconLabel, retone, text
from caseapp.ui.words import tr, trn


class DraftIndicator(QWidget):
    """Says "Saved 2 s ago (encrypted draft)", "Saving…", or nothing while there is no draft."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("circle-check", "ok")
        self._words = text("", "body", tone="ok", weight=500)
        self._kind = text("", "body", tone="ok")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for part in (self._icon, self._words, self._kind):
            row.addWidget(part)
        row.addStretch(1)
        self._saved_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.nothing()

    def nothing(self) -> None:
        """There is no draft."""
        self._timer.stop()
        for part in (self._icon, self._words, self._kind):
            part.hide()

    def saving(self) -> None:
        """A draft is on its way."""
        self._timer.stop()
        self._show(tr("Saving…"), "", "text2", "clock")

    def saved(self) -> None:
        """The draft is on the disk, encrypted."""
        self._saved_at = time.monotonic()
        self._timer.start()
        self._tick()

    def failed(self) -> None:
        """The draft could not be written; the page shows the sentence in a note that stays."""
        self._timer.stop()
        self._show(tr("Not saved"), "", "bad", "triangle-alert")

    def _tick(self) -> None:
        age = int(time.monotonic() - self._saved_at)
        if age < 60:  # seconds
            words = tr("Saved {n} s ago", n=age)
        else:
            words = trn("Saved {n} minute ago", "Saved {n} minutes ago", age // 60)
        self._show(words, tr("(encrypted draft)"), "ok", "circle-check")

    def _show(self, words: str, kind: str, tone: str, icon_name: str) -> None:
        self._icon.show_icon(icon_name, tone)
        self._words.setText(words)
        self._kind.setText(kind)
        retone(self._words, tone=tone)
        self._icon.show()
        self._words.show()
        self._kind.setVisible(bool(kind))
        self.setAccessibleName(f"{words} {kind}".strip())
