"""From the derived key to Today painted in the real window, and back to a lock; memory of the open window."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from caseapp import warm_up
from caseapp.entrance import Entrance
from caseapp.settings import Loaded, Settings
from caseapp.ui.shell.preferences import Preferences
from caseapp.ui.shell.window import Window
from caseapp.ui.start import make_application
from caseapp.ui.theme import theme
from caseapp.ui.widgets.search import SearchField
from caseapp.vault import kdf
from tests.bench.figure import Figure, spread
from tests.bench.saving import NOTE
from tests.bench.vault import Vault

RUNS = 7
LONGEST = 30.0  # seconds


def _until(done: Callable[[], bool]) -> None:
    """Let events run until something is so."""
    loop = QEventLoop()
    timer = QTimer()
    # By the loop's own code: until it returns, what was so may have ended.
    timer.timeout.connect(lambda: loop.exit(0) if done() else None)
    timer.start(1)
    QTimer.singleShot(int(LONGEST * 1000), lambda: loop.exit(1))
    if loop.exec() != 0:
        raise RuntimeError("it did not happen in time")


def measure(vault: Vault) -> Iterator[Figure]:
    """Unlock and lock again and again, after the imports that run while a passphrase is typed."""
    settings = Settings(last_vault=vault.folder)
    app = make_application(settings)
    window = Window(
        theme.theme(), Preferences(Loaded(settings).settings, lambda _: None), Entrance(None, settings)
    )
    window.resize(1366, 738)
    window.start()
    window.show()
    warm_up.start().join()
    derived = [0.0]
    derive = kdf.derive

    def timed(*arguments: object) -> bytes:
        key = derive(*arguments)  # type: ignore[arg-type]  # handed on as they are
        derived[0] = time.perf_counter()
        return key

    kdf.derive = timed  # type: ignore[assignment]  # only to know when the derivation ended
    taken: list[float] = []
    covered: list[float] = []
    gone: list[float] = []
    filled: list[float] = []
    memory = 0
    try:
        for _ in range(RUNS + 1):
            window.unlock.unlock_wanted.emit(vault.worker)
            _until(lambda: window.house is not None and _painted(window))
            taken.append(time.perf_counter() - derived[0])
            memory = max(memory, _resident())
            for times in (gone, filled):
                if times is filled:
                    _fill_form(window, vault)
                begun = time.perf_counter()
                window.lock()
                covered.append(time.perf_counter() - begun)
                _until(lambda: window.closing.is_over)
                times.append(time.perf_counter() - begun)
                app.processEvents()
            window._place = None  # Today again
    finally:
        kdf.derive = derive
        window.close()
    first, (median, _, worst) = taken[0] * 1000, spread(taken[1:])
    yield Figure(
        "unlock (after key derivation) to Today",
        f"median {median:.0f} ms, worst {worst:.0f} ms",
        "150 ms at 100k",
        f"the first time after start: {first:.0f} ms",
        median <= 150,
    )
    median, _, worst = spread(gone)
    yield Figure(
        "lock: screen covered, keys and models gone",
        f"median {median:.0f} ms, worst {worst:.0f} ms",
        "300 ms",
        f"covered, pages gone: median {spread(covered)[0]:.0f} ms",
        worst <= 300,
    )
    median, _, worst = spread(filled)
    yield Figure(
        "lock with a half-filled contact form",
        f"median {median:.0f} ms, worst {worst:.0f} ms",
        "300 ms",
        f"{len(NOTE)} letters in the note, a word in the search field beside it",
        worst <= 300,
    )
    if memory:
        yield Figure(
            "memory, window open on Today",
            f"{memory / 2**20:.0f} MB",
            "250 MB",
            holds=memory <= 250 * 2**20,
        )


def _fill_form(window: Window, vault: Vault) -> None:
    """Unlock, open the contact form and type into it; the lock comes before its draft and its answers do."""
    window.unlock.unlock_wanted.emit(vault.worker)
    _until(lambda: window.house is not None and _painted(window))
    assert window.house is not None
    window.house.log_contact()
    _until(lambda: not window.bridge.waiting)
    page = window.house.page
    assert page is not None
    for field, words in ((QPlainTextEdit, NOTE), (SearchField, "Maris")):
        shown = [one for one in page.findChildren(field) if one.isVisible()]
        QTest.keyClicks(shown[-1], words)


def _resident() -> int:
    """Bytes of memory this process holds; 0 where the system does not say so in a file."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def _painted(window: Window) -> bool:
    """Whether Today shows what it asked for."""
    house = window.house
    page = None if house is None else house.page
    shown = page is not None and page.key == "today" and page._day.text() != ""  # type: ignore[attr-defined]
    if shown and page is not None:
        page.repaint()
    return shown
