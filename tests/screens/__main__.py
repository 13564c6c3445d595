"""``python -m tests.screens OUT [--vault FOLDER]``: every page, light and dark, 200 % and right to left.

Writes one PNG for each page and variant and a contact sheet of each variant. Nothing in the pictures is
real: they are taken of the invented organisation of ``caseapp demo``.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from caseapp.bootstrap import make_demo
from caseapp.casework.demo.make import Size
from caseapp.entrance import Entrance
from caseapp.settings import Settings
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.start import make_application
from caseapp.ui.theme import theme

WIDTH, HEIGHT = 1366, 738  # 1366 x 768 less the title bar
TITLE = 30
QUIET = 350  # milliseconds without a request before a picture is taken
VARIANTS = ("light", "dark", "large", "mirrored", "quiet")


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

    def take(self, name: str) -> None:
        """Take a picture of the window as it is, with the title bar as drawn."""
        _wait(QUIET)
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
        """Lock it again."""
        self._window.lock()
        _until(lambda: self._window.house is None)

    def worker_pages(self, variant: str) -> None:
        """Every page of a worker."""
        house = self._window.house
        assert house is not None
        if variant == "quiet":
            house.set_quiet(True)
        for key in ("today", "people", "contacts", "referrals", "services", "figures", "settings", "help"):
            house.open_page(key)
            self.take(f"{variant}_{key}")
        person = _somebody(self._window)
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


def _somebody(window: Window) -> "object":
    """The person with most to show."""
    from caseapp.casework.queries import (  # noqa: PLC0415 - not before the window
        PeopleFilter,
        PeopleIds,
        PeopleRows,
    )

    house = window.house
    assert house is not None
    desk = house.context.desk
    keys = desk.ask(PeopleIds(PeopleFilter.OPEN_NEEDS)).result(30)
    rows = desk.ask(PeopleRows(tuple(keys[:200]))).result(30)
    return max(rows, key=lambda row: (row.open_needs, row.next_on is not None)).person_id


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="tests.screens")
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("variants", metavar="VARIANT", nargs="*", help=", ".join(VARIANTS))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="screens-") as name:
        home = Path(name)
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = str(home / variable.lower())
        size = Size(people=60, contacts=700, months=8, seed=4)
        made = make_demo(home / "screens.casevault", size, lambda _done, _total: None)
        _take_all(asked.out, asked.variants or VARIANTS, made)
    return 0


def _take_all(out: Path, variants: list[str] | tuple[str, ...], made: dict[str, object]) -> None:
    settings = Settings(last_vault=Path(str(made["vault"])), idle_minutes=60)
    app = make_application(settings, Path("resources/translations"))
    window = Window(theme.theme(), Preferences(settings, lambda _: None), Entrance(None, settings))
    window.resize(WIDTH, HEIGHT)
    window.start()
    window.show()
    camera = Camera(window, out)
    for variant in variants:
        _dress(app, variant)
        camera.take(f"{variant}_unlock")
        camera.unlock(str(made["worker_passphrase"]))
        camera.worker_pages(variant)
        camera.lock()
        camera.unlock(str(made["manager_passphrase"]))
        camera.take(f"{variant}_manager")
        camera.lock()
        camera.sheet(variant)
    window.close()


def _dress(app: QApplication, variant: str) -> None:
    theme.theme().choose("dark" if variant == "dark" else "light")
    theme.theme().set_text_size(200 if variant == "large" else 100)
    mirrored = variant == "mirrored"
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)


if __name__ == "__main__":
    sys.exit(main())
