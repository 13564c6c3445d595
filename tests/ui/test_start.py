import subprocess
import sys

from PySide6.QtCore import Qt

from caseapp.ui import flags

START = """
import enum, sys
made = []
make = enum.EnumType.__new__
def watched(kind, name, *rest, **more):
    made.append(name)
    return make(kind, name, *rest, **more)
enum.EnumType.__new__ = watched
from caseapp.ui import start
start.finish = lambda: (print("AlignmentFlag" in made, "caseapp.bootstrap" in sys.modules), app.quit())
from caseapp.entrance import Entrance
from caseapp.settings import Loaded, Settings
from PySide6.QtWidgets import QApplication
from pathlib import Path
class app:
    quit = staticmethod(lambda: QApplication.instance().quit())
settings = Settings(last_vault=Path("nowhere.casevault"))
start.run(Entrance(None, settings), Loaded(settings), lambda settings: None)
"""


def test_the_numbers_are_those_of_qt() -> None:
    assert Qt.TextFormat.PlainText.value == flags.PLAIN_TEXT
    assert Qt.FocusPolicy.NoFocus.value == flags.NO_FOCUS
    assert Qt.ScrollBarPolicy.ScrollBarAlwaysOff.value == flags.NO_SCROLL_BAR
    assert Qt.AlignmentFlag.AlignCenter.value == flags.CENTRED
    edge = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    assert edge.value == flags.AT_RIGHT_EDGE
    assert Qt.TextFlag.TextSingleLine.value == flags.ONE_LINE
    assert Qt.TextFlag.TextShowMnemonic.value == flags.MNEMONIC
    hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    assert (hints | Qt.InputMethodHint.ImhNoAutoUppercase).value == flags.KEPT_FROM_KEYBOARDS


def test_the_first_picture_loads_neither_the_qt_namespace_nor_the_rooms() -> None:
    said = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "False False"


WARM = """
import sys
from caseapp import warm_up
warm_up.start(pause=0).join()
before = set(sys.modules)
import gc
assert gc.isenabled()
from caseapp import behind_entrance, bootstrap
from caseapp.casework import close_month, handlers, opening
from caseapp.figures import answers
from caseapp.ui.shell import house, registry
from caseapp.ui.pages import today
from caseapp.storage.tables import Person
assert Person.__mapper__.configured
print(*sorted(name for name in sys.modules if name.startswith("caseapp") and name not in before))
"""


def test_what_an_unlock_needs_is_there_once_the_passphrase_is_typed() -> None:
    said = subprocess.run(
        [sys.executable, "-c", WARM], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == ""
