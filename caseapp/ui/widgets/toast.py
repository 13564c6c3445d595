"""The bar that says what was done, for ten seconds and with Undo, or what went wrong until it is closed."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.access import announce
from caseapp.ui.widgets.buttons import Button, icon_button
from caseapp.ui.widgets.text import IconLabel, retone, text
from caseapp.ui.words import tr

SHOWN_MS = 10_000


class Toast(QWidget):
    """One line in a strip of its own under the page, so that it covers nothing; a newer one replaces it.

    The way back outlives the line: until something else was done, or the notes are locked.

    Args:
        parent: owner.

    Attributes:
        left: sent when it went while the keyboard was in it.
    """

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QFrame()
        self._bar.setProperty("note", "ok")
        self._icon = IconLabel("circle-check", "ok")
        self.words: QLabel = text("", wrap=True)
        self.undo_button = Button(tr("Undo"), "plain", size="small", keys="Ctrl+Z")
        self.way_button = Button(tr("Show"), "plain", size="small")
        self._way: Callable[[], None] | None = None
        self._close = icon_button("x", tr("Close this message"))
        strip = QVBoxLayout(self)
        strip.setContentsMargins(px(16), px(4), px(16), px(8))
        strip.addWidget(self._bar)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(px(14), px(4), px(6), px(4))
        row.setSpacing(px(10))
        for part in (self._icon, self.words, self.undo_button, self.way_button, self._close):
            row.addWidget(part)
        row.setStretch(1, 1)
        self._undo: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go)
        self.undo_button.clicked.connect(self.undo)
        self.way_button.clicked.connect(lambda _on: self._go_there())
        self._close.clicked.connect(self._go)
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
        self.way_button.hide()
        self._timer.start(SHOWN_MS)

    def warn(self, words: str, verb: str = "", way: Callable[[], None] | None = None) -> None:
        """Show what went wrong; it stays.

        Args:
            words: translated.
            verb: of the button that leads on, translated; empty for none.
            way: what it does.
        """
        self._undo, self._way = None, way
        self.way_button.setText(verb)
        self.way_button.setVisible(bool(verb))
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

    def _go_there(self) -> None:
        way, self._way = self._way, None
        self.forget()
        if way is not None:
            way()

    def forget(self) -> None:
        """Hide it and drop the way back, as a lock does."""
        self._undo = None
        self._go()

    def _go(self) -> None:
        self._timer.stop()
        focus = self.window().focusWidget()
        inside = self.isVisible() and focus is not None and self.isAncestorOf(focus)
        if inside:
            self.left.emit()  # first: hiding would put the focus anywhere
        self.words.clear()
        self.hide()

    def _show(self, words: str, tone: str, icon_name: str) -> None:
        self.words.setText(words)
        retone(self._bar, note=tone)
        self._icon.show_icon(icon_name, tone)
        self.show()
        announce(self, words, urgent=tone == "bad")
