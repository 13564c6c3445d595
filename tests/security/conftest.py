import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from caseapp.vault.kdf import FLOOR
from caseapp.vault.make import make
from caseapp.vault.session import Session
from tests.security.vault_tools import MANAGER, TABLE, WORKER, Ready

if sys.platform == "win32":
    # They fork, kill by signal, or need SQLite's C functions, which the Windows library does not show.
    collect_ignore = [
        "test_vault_kill.py",
        "test_vault_replay.py",
        "test_vault_errors.py",
        "test_vault_key_kills.py",
        "test_backup_kill.py",
        "test_backup_disk.py",
        "test_backup_replay.py",
    ]


@pytest.fixture(scope="session")
def made_vault(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Made once at the lowest cost that is accepted at all; tests work on copies."""
    folder = tmp_path_factory.mktemp("made") / "Night.casevault"
    made = make(
        folder,
        name="Night team",
        worker_label="Ana",
        worker_passphrase=WORKER,
        manager_label="Bee",
        manager_passphrase=MANAGER,
        kdf=FLOOR,
    )
    for connection in (made.session.connect_cases(), made.session.connect_figures()):
        connection.execute(TABLE)
    made.session.close()
    return Ready(folder, made.recovery_code)


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: looking at hundreds of copies needs no disk that keeps them."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed passphrase costs what it did: finding out what this computer bears takes a second."""
    monkeypatch.setattr("caseapp.vault.slot_changes.calibrate", lambda: FLOOR)


@pytest.fixture
def vault(made_vault: Ready, tmp_path: Path) -> Ready:
    return made_vault.copy(tmp_path / "Night.casevault")


@pytest.fixture
def session(vault: Ready) -> Iterator[Session]:
    with vault.open() as opened:
        yield opened
