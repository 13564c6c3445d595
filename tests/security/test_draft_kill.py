"""Kill -9 while a form is half typed: the draft is there after the restart, and at most two seconds old."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault, give_home, new_vault

OLDEST = 2.0  # seconds of typing that a crash may cost


def typed_until_killed(vault: Vault, seconds: float) -> tuple[dict[int, float], float]:
    """Half type a contact in another process and kill it.

    Args:
        vault: to type into.
        seconds: of typing.

    Returns:
        When each number was typed, and when the process was killed.
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
        said = [process.stdout.readline()]
        until = time.time() + seconds
        while time.time() < until:
            said.append(process.stdout.readline())
        process.kill()
        killed = time.time()
        said += process.stdout.readlines()
    pairs = (line.split() for line in said if line.endswith("\n") and line.strip())
    return {int(number): float(clock) for number, clock in pairs}, killed


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return new_vault(give_home(tmp_path, monkeypatch) / "Notes.casevault")


@pytest.mark.parametrize("seconds", [1.7, 3.1, 4.4])
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
    lost = [clock for number, clock in typed.items() if number > len(kept)]
    age = killed - min(lost, default=killed)
    real.leave()
    with capsys.disabled():
        print(f"\nkilled after {seconds} s: {len(kept)} of {len(typed)} numbers kept, {age:.2f} s lost")  # noqa: T201
    assert kept
    assert age <= OLDEST
