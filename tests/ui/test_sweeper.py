"""Widgets die on the interface thread, whatever other threads make meanwhile."""

import subprocess
import sys

PROGRAM = """
import gc, os, sys, threading
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QWidget
from caseapp.settings import Settings
from caseapp.ui import start

app = start.make_application(Settings())
start.finish()
if "with collector" in sys.argv:
    gc.enable()

class Closed(QWidget):
    '''As a dialog does that is closed and only known to itself.'''

died = []
for _ in range(60):
    widget = Closed()
    widget.itself = widget
    widget.ensurePolished()
    note = lambda: died.append(threading.current_thread().name)
    widget.destroyed.connect(note, Qt.ConnectionType.DirectConnection)
del widget

made = []

def work():
    for _ in range(300_000):
        made.append([])

worker = threading.Thread(target=work, name="vault")
worker.start()
worker.join()
print(*set(died), "before,", end=" ", flush=True)
app.setStyleSheet("QWidget { padding: 1px }")
loop = QEventLoop()
QTimer.singleShot(1500, loop.quit)
loop.exec()
print(len(died), *set(died))
"""


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_busy_vault_thread_destroys_no_widget() -> None:
    """Destroyed there, the next style sheet met a widget that was gone, and the program ended."""
    done = _run()
    assert done.stdout.strip() == "before, 60 MainThread"
    assert done.returncode == 0


def test_with_the_collector_on_it_would() -> None:
    assert _run("with collector").stdout.startswith("vault before,")
