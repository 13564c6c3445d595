"""From the start of the process to the painted unlock window, beside a bare PySide6 window."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench.figure import Figure
from tests.bench.vault import Vault

RUNS = 9

BARE = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType():
            print("painted", flush=True)
            QTimer.singleShot(0, app.quit)
        return False

app = QApplication(sys.argv)
watch = Watch()
app.installEventFilter(watch)
window = QMainWindow()
window.setCentralWidget(QLabel("Hello"))
window.resize(1366, 738)
window.show()
app.exec()
"""

OURS = """
import sys
from caseapp.__main__ import main
from caseapp.ui import start
from PySide6.QtCore import QEvent, QObject, QTimer

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType():
            print("painted", flush=True)
            QTimer.singleShot(0, self.parent().quit)
        return False

make = start.make_application

def make_watched(*arguments):
    app = make(*arguments)
    app.installEventFilter(Watch(app))
    return app

start.make_application = make_watched
from caseapp.bootstrap import open_window
from pathlib import Path
open_window(Path(sys.argv[1]))
"""


def _painted(script: str, *arguments: str) -> float:
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        taken = time.perf_counter() - begun
        process.stdout.read()
    if line.strip() != "painted":
        raise RuntimeError("the window was not painted")
    return taken


def measure(vault: Vault) -> Iterator[Figure]:
    """Pairs of starts, one after the other, after one of each to warm the disk."""
    _painted(BARE)
    _painted(OURS, str(vault.folder))
    pairs = [(_painted(OURS, str(vault.folder)), _painted(BARE)) for _ in range(RUNS)]
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(our / peer for our, peer in pairs)
    yield Figure(
        "start to unlock window painted",
        f"{ours * 1000:.0f} ms, {ratio:.2f} x",
        "at most 1.3 x",
        f"bare PySide6 window {bare * 1000:.0f} ms",
        ratio <= 1.3,
    )
