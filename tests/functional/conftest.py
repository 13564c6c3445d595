"""A home of its own for every test of the program, and a vault made once at the lowest cost there is."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional import private_bus
from tests.functional.vaults import Vault, give_home, new_vault
from tests.qt_warnings import no_qt_warnings

_NOT_RUN = [] if private_bus.can_run() else ["test_locks_bus.py"]
collect_ignore = list(_NOT_RUN)
if sys.platform == "win32":
    # They need limits, signals and folders of Unix.
    collect_ignore.append("test_story_failures.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what this computer could not run."""
    for name in _NOT_RUN:
        terminalreporter.write_line(
            f"not run: tests/functional/{name}, which needs Linux and dbus-daemon "
            "(Debian: apt-get install dbus-daemon)"
        )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return give_home(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        give_home(folder / "home", patch)
        return new_vault(folder / "Notes.casevault")


@pytest.fixture
def vault(made: Vault, home: Path) -> Vault:
    folder = home / "Notes.casevault"
    shutil.copytree(made.folder, folder)
    return Vault(folder)


@pytest.fixture(autouse=True)
def _no_qt_warnings() -> Iterator[None]:
    with no_qt_warnings():
        yield
