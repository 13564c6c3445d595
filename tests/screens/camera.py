"""A camera for the real window: drives it from page to page and takes pictures."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap

from caseapp.casework.queries.people import PeopleFilter, PeopleIds, PeopleRows
from caseapp.ui.shell.registry import ENTRIES
from caseapp.ui.shell.window import Window
from caseapp.ui.theme import theme

WIDTH, HEIGHT = 1366, 738  # 1366 x 768 less the title bar
TITLE = 30
QUIET = 350  # milliseconds until a page shows what it asked for


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _until(done: Callable[[], bool], seconds: float = 30) -> None:
    waited = 0.0
    while not done():
        _wait(20)
        waited += 0.02
        if waited > seconds:
            raise RuntimeError("the window did not come that far")


class Camera:
    """Drives the window from page to page and takes pictures.

    Args:
        window: shown, locked.
        folder: where pictures go.
    """

    def __init__(self, window: Window, folder: Path) -> None:
        self._window = window
        self._folder = folder
        self.taken: list[tuple[str, QPixmap]] = []

    def take(self, name: str, settle: int = QUIET) -> None:
        """Take a picture of the window as it is, with the title bar as drawn.

        Args:
            name: of the file, without its ending.
            settle: milliseconds to wait for what is still on its way.
        """
        _wait(settle)
        while self._window.bridge.waiting:  # a busy computer takes longer to answer
            _wait(settle)
        inside = self._window.grab()
        ratio = inside.devicePixelRatio()
        picture = QPixmap(int(WIDTH * ratio), int((HEIGHT + TITLE) * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.tokens().sunken))
        with _painting(picture) as painter:
            painter.setPen(QColor(theme.tokens().text2))
            painter.drawText(0, 0, WIDTH, TITLE, Qt.AlignmentFlag.AlignCenter, self._window.windowTitle())
            painter.drawPixmap(QPoint(0, TITLE), inside)
        picture.save(str(self._folder / f"{name}.png"))
        self.taken.append((name, picture))

    def unlock(self, passphrase: str) -> None:
        """Open the vault."""
        self._window.unlock.unlock_wanted.emit(passphrase)
        _until(lambda: self._window.house is not None)
        _wait(QUIET)

    def lock(self) -> None:
        """Lock it again, and wait until the vault is closed on the disk as well."""
        gone: list[bool] = []
        told = self._window.locked.connect(lambda: gone.append(True))
        self._window.lock()
        _until(lambda: bool(gone))
        self._window.locked.disconnect(told)

    def worker_pages(self, variant: str) -> None:
        """Every page of a worker."""
        house = self._window.house
        assert house is not None
        if variant == "quiet":
            house.set_quiet(True)
        for entry in ENTRIES:
            if entry.key not in {"person", "log_contact"}:  # taken below, with somebody
                house.open_page(entry.key)
                self.take(f"{variant}_{entry.key}")
        person = somebody(self._window)
        house.open_person(person)
        self.take(f"{variant}_person")
        house.log_contact(person)
        self.take(f"{variant}_log_contact")

    def sheet(self, name: str) -> None:
        """Put everything taken since the last sheet onto one."""
        across = 3
        small = [(title, picture.scaledToWidth(640, _SMOOTH)) for title, picture in self.taken]
        self.taken = []
        if not small:
            return
        high = max(picture.height() for _, picture in small) + 26
        rows = (len(small) + across - 1) // across
        sheet = QPixmap(across * 660 + 20, rows * high + 20)
        sheet.fill(QColor("#888888"))
        with _painting(sheet) as painter:
            for place, (title, picture) in enumerate(small):
                x, y = 20 + place % across * 660, 20 + place // across * high
                painter.drawText(x, y + 14, title)
                painter.drawPixmap(QPoint(x, y + 20), picture)
        sheet.save(str(self._folder / f"sheet_{name}.png"))


_SMOOTH = Qt.TransformationMode.SmoothTransformation


@contextmanager
def _painting(picture: QPixmap) -> Iterator[QPainter]:
    painter = QPainter(picture)
    try:
        yield painter
    finally:
        painter.end()


def private_home(folder: Path) -> None:
    """Keep settings and vaults of this run out of the user's folders, and need no screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[variable] = str(folder / variable.lower())


def somebody(window: Window) -> UUID:
    """The person with most to show."""
    house = window.house
    assert house is not None
    desk = house.context.desk
    keys = desk.ask(PeopleIds(PeopleFilter.OPEN_NEEDS)).result(30)
    rows = desk.ask(PeopleRows(tuple(keys[:200]))).result(30)
    return max(rows, key=lambda row: (row.open_needs, row.next_on is not None)).person_id
