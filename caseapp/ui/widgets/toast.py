"""The bar that says what was done, with Undo for ten seconds, or what went wrong until it is closed."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.text import IconLabel, retone, text
from caseapp.ui.words import tr

SHOWN_MS = 10_000


class Toast(QFrame):
    """One line over the foot of the page; a newer one replaces it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("note", "ok")
        self._icon = IconLabel("circle-check", "ok")
        self.words: QLabel = text("", wrap=True)
        self.undo_button = Button(tr("Undo"), "plain", size="small", keys="Ctrl+Z")
        self._close = icon_button("x", tr("Close this message"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(8), px(8), px(8))
        row.setSpacing(px(10))
        for part in (self._icon, self.words, self.undo_button, self._close):
            row.addWidget(part)
        row.setStretch(1, 1)
        self._undo: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.forget)
        self.undo_button.clicked.connect(self.undo)
        self._close.clicked.connect(self.forget)
        self.hide()

    def say(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Show what was done.

        Args:
            words: translated.
            undo: takes it back; None where it cannot be undone.
        """
        self._undo = undo
        self._show(words, "ok", "circle-check")
        self.undo_button.setVisible(undo is not None)
        self._timer.start(SHOWN_MS)

    def warn(self, words: str) -> None:
        """Show what went wrong; it stays."""
        self._undo = None
        self._timer.stop()
        self._show(words, "bad", "triangle-alert")
        self.undo_button.hide()

    def undo(self) -> bool:
        """Take the last act back.

        Returns:
            Whether there was one.
        """
        act, self._undo = self._undo, None
        if act is None:
            return False
        self.forget()
        act()
        return True

    def forget(self) -> None:
        """Hide it and drop the way back; called at lock too."""
        self._timer.stop()
        self._undo = None
        self.words.clear()
        self.hide()

    def _show(self, words: str, tone: str, icon_name: str) -> None:
        self.words.setText(words)
        retone(self, note=tone)
        self._icon.show_icon(icon_name, tone)
        self.place()
        self.show()
        self.raise_()
        announce(self, words, urgent=tone == "bad")

    def place(self) -> None:
        """Stand at the foot of the parent, in its middle."""
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(px(640), parent.width() - 2 * px(16))
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((parent.width() - width) // 2, parent.height() - self.height() - px(68))
