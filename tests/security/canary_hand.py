"""Types a marker into every text field that is shown, whatever page or dialog it is on."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt import exceptions

from caseapp.ui.shell.page import Page
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.search import SearchField
from tests.functional.real_window import RealWindow
from tests.security.canary_words import markers

TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit)


class Bot:
    """What `RealWindow` needs of pytest-qt, outside a test."""

    def addWidget(  # noqa: N802 - pytest-qt's name
        self, widget: QWidget, *, before_close_func: Callable[[QWidget], None]
    ) -> None:
        self.kept = widget, before_close_func

    def waitUntil(self, ready: Callable[[], bool], timeout: int) -> None:  # noqa: N802 - pytest-qt's name
        for _ in range(timeout // 10):
            if ready():
                return
            QTest.qWait(10)
        raise exceptions.TimeoutError

    @contextmanager
    def waitSignal(self, signal: object, timeout: int) -> Iterator[None]:  # noqa: N802 - pytest-qt's name
        seen: list[bool] = []
        signal.connect(lambda: seen.append(True))
        yield
        self.waitUntil(lambda: bool(seen), timeout)


def tell(**said: object) -> None:
    """Say something to the test."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


class Hand:
    """Fills in what is shown.

    Args:
        real: the window.
    """

    def __init__(self, real: RealWindow) -> None:
        self.real = real
        self._markers = markers(7)
        self.words: dict[QWidget, str] = {}

    def next(self) -> str:
        """A marker that was not used yet."""
        return next(self._markers)

    def fields(self, root: QWidget) -> list[QWidget]:
        """Every text field that can be typed into; numbers and days take no letters."""
        return [
            widget
            for kind in TEXTS
            for widget in root.findChildren(kind)
            if widget.isVisible()
            and widget.isEnabled()
            and not widget.isReadOnly()
            and not isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox))
        ]

    def fill(self, root: QWidget, where: str = "", kind: str = "kept") -> None:
        """Type a marker into every text field of a page or dialog, and report it."""
        place = where or (type(root).__name__ if isinstance(root, Overlay) else getattr(root, "key", ""))
        if isinstance(root, (Overlay, Page)):
            for base in type(root).__mro__:
                tell(visited=base.__name__)
        for field in self.fields(root):
            self.type_into(field, place, kind=kind)

    def type_into(self, field: QWidget, place: str, lead: str = "", kind: str = "kept") -> str:
        """Type a marker into one field.

        Args:
            field: what is typed into.
            place: page or dialog.
            lead: words before the marker, where it alone would be refused.
            kind: ``kept`` for words that must be found again, ``replaced`` where others are typed over them
                later, ``secret`` for what nobody may find.

        Returns:
            The marker.
        """
        marker = self.next()
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, lead + marker)
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)  # the worst habit there is
        self.real.settle()
        if isinstance(field, PassphraseEdit):
            kind = "secret"
        elif isinstance(field, SearchField):
            kind = "asked"
        self.words[field] = marker
        tell(place=place, name=field.accessibleName(), marker=marker, kind=kind)
        return marker

    def act(self) -> None:
        """Do the main act of the dialog on top or of the page."""
        overlays = self.real.window.overlays()
        if overlays:
            overlays[-1].main_act()
        else:
            self.real.page.main_act()
        self.real.settle()

    def dialog(self, kind: type) -> Overlay:
        """The dialog on top, which must be of a kind."""
        self.real.settle()
        overlays = self.real.window.overlays()
        assert overlays, f"no {kind.__name__} is open; {self.real.texts()}"
        assert type(overlays[-1]) is kind, overlays
        return overlays[-1]

    def titles(self) -> list[str]:
        """What the system can show of every window."""
        return [widget.windowTitle() for widget in QApplication.topLevelWidgets()]
