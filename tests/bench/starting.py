"""From the start of the process to the painted unlock window, beside a bare PySide6 window.

Both with bytecode in a folder of their own, compiled by a first start, as an installed program has it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping

from caseapp.paths import places
from caseapp.settings import Settings, save
from tests.bench.figure import Figure
from tests.bench.vault import Vault

RUNS = 15

BARE = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

def painted():
    os.write(1, b"painted")
    os._exit(0)

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)

app = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("Hello"))
window.resize(1366, 738)
window.show()
app.exec()
"""

OURS = """
import os
from caseapp import entrance
from caseapp.__main__ import main

def painted():
    os.write(1, b"painted")
    os._exit(0)

def open_watched(folder):
    from caseapp.ui import start
    start.finish = painted  # what the window calls when its first picture is there
    return open_window(folder)

open_window, entrance.open_window = entrance.open_window, open_watched
main([])
"""


def _painted(script: str, environment: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        taken = time.perf_counter() - begun
    if said != b"painted":
        raise RuntimeError("the window was not painted")
    return taken


def measure(vault: Vault) -> Iterator[Figure]:
    """Pairs of starts, one after the other, after one of each that compiles and warms the disk."""
    save(Settings(last_vault=vault.folder), places().settings_file)
    with tempfile.TemporaryDirectory(prefix="bytecode-") as bytecode:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        _painted(BARE, environment)
        _painted(OURS, environment)
        pairs = [(_painted(OURS, environment), _painted(BARE, environment)) for _ in range(RUNS)]
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(our / peer for our, peer in pairs)
    yield Figure(
        "start to unlock window painted",
        f"{ours * 1000:.0f} ms, {ratio:.2f} x",
        "at most 1.3 x",
        f"bare PySide6 window {bare * 1000:.0f} ms",
        ratio <= 1.3,
    )
