"""Kill -9 while a form is half typed: the draft is there after the restart, and at most two seconds old.

A kill at a moment of its own would mostly miss a timer that is too slow. So the moment is chosen: as soon as
more than two seconds were typed since the last write. Time in which the machine let nobody type is no typing.
"""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault, give_home, new_vault
from tests.security.draft_typist import PACE

OLDEST = 2.0  # seconds of typing that a crash may cost
STALL = 2 * PACE / 1000  # seconds; a longer pause between two numbers is the machine's
FRESH = 0.1  # seconds; what was read is what is happening


@dataclass(frozen=True)
class Typed:
    """One number.

    Attributes:
        at: when it was typed.
        written: time of the last write to the store then, nanoseconds.
    """

    at: float
    written: int


def typing_between(clocks: Sequence[float]) -> float:
    """Seconds of typing from the first moment to the last, without the time in which the machine stood."""
    return sum(min(after - before, STALL) for before, after in itertools.pairwise(clocks))


def since_last_write(typed: Sequence[Typed]) -> float:
    """Seconds of typing since the store was last written to."""
    last = typed[-1].written
    return typing_between([each.at for each in typed if each.written == last])


def typed_until_killed(vault: Vault, seconds: float) -> tuple[list[Typed], float]:
    """Half type a contact in another process and kill it.

    Args:
        vault: to type into.
        seconds: of typing at most; killed sooner where a draft is overdue.

    Returns:
        The numbers from 1 on, and when the process was killed.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "tests.security.draft_typist", str(vault.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(vault.worker + "\n")
        process.stdin.flush()
        typed: list[Typed] = []
        while not typed or not _is_time(typed, seconds):
            line = process.stdout.readline()
            assert line, "the typist ended by itself"
            typed += _read([line])
        process.kill()
        killed = time.time()
        typed += _read(process.stdout.readlines())
    return typed, killed


def _is_time(typed: Sequence[Typed], seconds: float) -> bool:
    if time.time() - typed[-1].at > FRESH:
        return False  # this process was kept waiting: there is more to read first
    overdue = since_last_write(typed) > OLDEST + PACE / 1000
    return overdue or typing_between([each.at for each in typed]) > seconds


def _read(lines: Sequence[str]) -> list[Typed]:
    whole = (line.split() for line in lines if line.endswith("\n") and line.strip())
    return [Typed(float(at), int(written)) for _, at, written in whole]


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return new_vault(give_home(tmp_path, monkeypatch) / "Notes.casevault")


@pytest.mark.parametrize("seconds", [1.7, 7.0])
def test_the_half_typed_words_are_back_and_at_most_two_seconds_old(
    qtbot: QtBot, qapp: QApplication, notes: Vault, seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    typed, killed = typed_until_killed(notes, seconds)
    real = RealWindow(qtbot, qapp, notes.folder)
    real.unlock(notes.worker)
    assert real.page.key == "today"
    real.tab_to_name("Continue")
    real.press("Space")
    assert real.page.key == "log_contact"
    note = next(w for w in real.page.findChildren(QPlainTextEdit) if w.accessibleName() == "Note")
    kept = [int(word) for word in note.toPlainText().split()]
    assert kept == list(range(1, len(kept) + 1))
    age = typing_between([*(each.at for each in typed[len(kept) :]), killed])
    real.leave()
    with capsys.disabled():
        print(f"\nkilled after {seconds} s: {len(kept)} of {len(typed)} numbers kept, {age:.2f} s lost")  # noqa: T201
    assert kept
    assert age <= OLDEST
