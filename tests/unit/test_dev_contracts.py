"""The import contracts of pyproject.toml notice what they are there for: each breach is tried on a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FIGURES = "Figures cannot open a case"
WINDOW = "The window asks tasks; it never touches the store or the keys itself"
PLAIN = "What can be asked and done is plain data"
OPENER = "Only vault.opener opens a database"
DOMAIN = "The domain knows the standard library only"
QT = "Rooms below the window do not know Qt"
SYSTEMS = "Systems differ in osutils; the window, tasks and the wiring use it"
DIRECTION = "One direction"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "caseapp", tmp_path / "caseapp", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def lint(folder: Path) -> tuple[int, str]:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=folder,
        env={**environ, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_house_as_it_stands_keeps_them_all(copy: Path) -> None:
    status, said = lint(copy)
    assert status == 0, said
    assert " 0 broken" in said


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("figures/breach.py", "import caseapp.storage", FIGURES),
        ("figures/breach.py", "from caseapp.casework import queries", FIGURES),
        ("figures/breach.py", "def late() -> None:\n    import caseapp.storage.tables", FIGURES),
        ("figures/breach.py", "import PySide6.QtCore", QT),
        ("figures/breach.py", "import sqlcipher3", OPENER),
        ("figures/breach.py", "import caseapp.osutils", SYSTEMS),
        ("storage/breach.py", "import caseapp.figures", DIRECTION),
        ("storage/breach.py", "import sqlite3", OPENER),
        ("ui/breach.py", "from caseapp.vault import connect", WINDOW),
        ("ui/breach.py", "import caseapp.storage", WINDOW),
        ("ui/breach.py", "import sqlalchemy", WINDOW),
        ("casework/commands/team.py", "import caseapp.vault", PLAIN),
        ("casework/queries/team.py", "import sqlalchemy", PLAIN),
        ("domain/breach.py", "import numpy", DOMAIN),
        ("domain/breach.py", "import caseapp.casework", DIRECTION),
        ("vault/breach.py", "import caseapp.storage", DIRECTION),
        ("tasks/breach.py", "import caseapp.ui", DIRECTION),
        ("errors.py", "import caseapp.settings", DIRECTION),
    ],
)
def test_a_breach_breaks_its_contract(copy: Path, file: str, line: str, contract: str) -> None:
    with (copy / "caseapp" / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    status, said = lint(copy)
    assert status != 0, said
    assert f"{contract} BROKEN" in said


def test_a_new_room_must_be_given_its_place(copy: Path) -> None:
    (copy / "caseapp" / "cellar.py").write_text("")
    status, said = lint(copy)
    assert status != 0
    assert "cellar" in said
