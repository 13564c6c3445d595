"""Every test of the window runs offscreen, with the theme installed; a new Qt warning fails it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.ui.theme.alt_letters import AltLetters
from caseapp.ui.theme.focus import FocusRing
from caseapp.ui.theme.theme import Theme, install

# Not ours, and not about us: said by the platform plugin that has no real window system.
_KNOWN = ("This plugin does not support propagateSizeHints", "This plugin does not support raise")


@pytest.fixture(autouse=True)
def _no_qt_warnings() -> Iterator[None]:
    said: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not message.startswith(_KNOWN):
            said.append(message)

    before = qInstallMessageHandler(listen)
    yield
    qInstallMessageHandler(before)
    assert said == []


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The theme, light at 100 %, and put back after the test."""
    if "Inter" in QFontDatabase.families():
        qapp.setFont(QFont("Inter"))
    found = install(qapp, "light", 100)
    if qapp.findChild(FocusRing) is None:
        FocusRing(qapp)
        AltLetters(qapp)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    yield found
    found.choose("light")
    found.set_text_size(100)
    found.set_work_height(2000)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def shot() -> Callable[[QWidget, str], Path | None]:
    """Keep a picture of a widget where CASEAPP_SHOTS points to; nothing without it."""

    def keep(widget: QWidget, name: str) -> Path | None:
        folder = os.environ.get("CASEAPP_SHOTS")
        if not folder:
            return None
        path = Path(folder) / f"{name}.png"
        widget.grab().save(str(path))
        return path

    return keep
