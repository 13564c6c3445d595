"""Every test of the window runs offscreen, with the theme installed; a new Qt warning fails it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseapp.settings import Settings
from caseapp.ui.theme.alt_letters import AltLetters
from caseapp.ui.theme.focus import FocusRing
from caseapp.ui.theme.theme import Theme, install
from tests.qt_warnings import no_qt_warnings
from tests.ui import house_desk
from tests.ui.form_driver import Form
from tests.ui.house_desk import TestHouse
from tests.ui.page_help import Shown
from tests.ui.person_driver import PersonWindow, someone_met
from tests.ui.sample_world import World
from tests.ui.shell_driver import FOLDER, ShownWindow


@pytest.fixture(autouse=True)
def _no_qt_warnings() -> Iterator[None]:
    with no_qt_warnings():
        yield


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
def house(theme: Theme) -> Iterator[TestHouse]:
    """A real house in memory with its desk; nobody is in it yet."""
    made = TestHouse()
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """An empty window at the size a page has, for dialogs and sections over a house."""
    made = QWidget()
    qtbot.addWidget(made)
    return house_desk.shown(made)


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication, house: TestHouse) -> Form:
    """The contact form over a house that knows Marisol and three services."""
    house.marisol()
    house.services()
    return Form(qtbot, qapp, house)


@pytest.fixture
def marisol(house: TestHouse) -> UUID:
    """Somebody who was met, with needs and a referral."""
    return someone_met(house)


@pytest.fixture
def shown_page(
    qtbot: QtBot, qapp: QApplication, house: TestHouse, marisol: UUID, theme: Theme
) -> PersonWindow:
    """Her page in a window."""
    return PersonWindow(qtbot, qapp, house, marisol)


@pytest.fixture
def world() -> World:
    """An invented team: rows in a list, without rules."""
    return World()


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, world: World) -> Iterator[Shown]:
    """What shows any page over the world; a module with another world says so in a `world` of its own."""
    made = Shown(qtbot, world.handlers())
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Callable[..., ShownWindow]]:
    """Show a window around stand-in pages, still locked; locked again at the end."""
    made: list[ShownWindow] = []

    def make(
        folder: Path | None = FOLDER, *, settings: Settings | None = None, demo: bool = False
    ) -> ShownWindow:
        made.append(ShownWindow(qtbot, theme, folder, settings or Settings(), demo=demo))
        return made[-1]

    yield make
    for shown in made:
        shown.close()


@pytest.fixture
def place(qtbot: QtBot) -> Callable[..., QWidget]:
    """Show widgets in a column of a window."""
    kept: list[QWidget] = []  # qtbot holds windows weakly

    def show(*widgets: QWidget, width: int = 700, height: int = 500) -> QWidget:
        outer = QWidget()
        kept.append(outer)
        column = QVBoxLayout(outer)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        outer.resize(width, height)
        qtbot.addWidget(outer)
        outer.show()
        outer.activateWindow()
        QApplication.processEvents()
        return outer

    return show


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
