"""``python -m tests.screens OUT [--vault FOLDER]``: every page, light and dark, 200 % and right to left.

Writes one PNG for each page and variant and a contact sheet of each variant. Nothing in the pictures is
real: they are taken of the invented organisation of ``caseapp demo``.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from caseapp.casework.demo.make import Size
from caseapp.entrance import Entrance
from caseapp.practice import make_demo
from caseapp.settings import Settings
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.start import make_application
from caseapp.ui.theme import theme
from tests.screens.camera import HEIGHT, WIDTH, Camera, private_home

VARIANTS = ("light", "dark", "large", "mirrored", "quiet")


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="tests.screens")
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("variants", metavar="VARIANT", nargs="*", help=", ".join(VARIANTS))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="screens-") as name:
        home = Path(name)
        private_home(home)
        size = Size(people=60, contacts=700, months=8, seed=4)
        made = make_demo(home / "screens.casevault", size, lambda _done, _total: None)
        _take_all(asked.out, asked.variants or VARIANTS, made)
    return 0


def _take_all(out: Path, variants: list[str] | tuple[str, ...], made: dict[str, object]) -> None:
    settings = Settings(last_vault=Path(str(made["vault"])), idle_minutes=60)
    app = make_application(settings)
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
        camera.take(f"{variant}_manager", settle=1500)
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
