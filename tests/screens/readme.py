"""``python -m tests.screens.readme``: the pictures of the README, of the real window on invented facts."""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from caseapp.casework.demo.make import Size
from caseapp.entrance import Entrance
from caseapp.practice import make_demo
from caseapp.settings import Settings
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.start import make_application
from caseapp.ui.theme import theme
from tests.screens.camera import HEIGHT, WIDTH, Camera, private_home, somebody

OUT = Path("docs/screens")
NOTE = "Came by for tea, in good spirits. Wants a place where her son can stay too. Will ask her sister."


def main() -> int:
    """Take Today, a contact being logged, and a published month."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="readme-") as name:
        private_home(Path(name))
        os.environ["HOME"] = "/home/dana"  # the folder offered for figures stands in a picture
        size = Size(people=240, contacts=4000, months=12, seed=3)
        made = make_demo(Path(name) / "readme.casevault", size, lambda _done, _total: None)
        settings = Settings(last_vault=Path(str(made["vault"])), idle_minutes=5)
        make_application(settings)
        window = Window(theme.theme(), Preferences(settings, lambda _: None), Entrance(None, settings))
        window.resize(WIDTH, HEIGHT)
        window.start()
        window.show()
        camera = Camera(window, OUT)
        camera.unlock(str(made["worker_passphrase"]))
        assert window.house is not None
        window.house.open_page("today")
        camera.take("today")
        window.house.open_page("figures")
        camera.take("figures", settle=3000)
        person = somebody(window)
        window.house.open_person(person)
        camera.take("person")
        window.house.log_contact(person)
        _fill(window)
        camera.take("log_contact", settle=3000)
        camera.lock()
        window.close()
    return 0


def _fill(window: Window) -> None:
    """Type as a worker would."""
    QTest.qWait(400)
    for key in (Qt.Key.Key_G, Qt.Key.Key_T):
        QTest.keyClick(QApplication.focusWidget() or window, key, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_1)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_3)
    assert window.house is not None
    page = window.house.page
    assert page is not None
    note = page.findChildren(QPlainTextEdit)[0]
    note.setFocus()
    QTest.keyClicks(note, NOTE)


if __name__ == "__main__":
    sys.exit(main())
