"""The verifier as a program of its own, on a machine that has nothing else."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import caseapp.figures.verify as verifier
from caseapp.figures.verify import main
from tests.figures.conftest import Year
from tests.figures.verifying import KEY, one_digit, rewritten


def run(*arguments: object, isolated: str = "-I") -> tuple[int, str, str]:
    command = [sys.executable, isolated, str(Path(verifier.__file__)), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_bare_program(year: Year, tmp_path: Path) -> None:
    status, said, _ = run(*year.zips, "--key", KEY)
    assert status == 0
    assert said.endswith("Everything that was checked holds.\n")
    status, said, _ = run(rewritten(year.zips[0], tmp_path, one_digit("basis.csv")))
    assert status == 1
    assert "FAILED  figures-2026-01.zip: papers: basis.csv is not the file that was signed" in said
    for wrong in ([], ["--key"], ["--what"], [year.zips[0], "--key"]):
        status, said, complaint = run(*wrong)
        assert (status, said) == (2, "")
        assert "verify.py RELEASE" in complaint


def test_the_bare_program_without_any_package(year: Year) -> None:
    """-S leaves out site-packages: the machine of a funder."""
    status, said, _ = run(*year.zips, isolated="-IS")
    assert status == 0
    assert "not checked  figures-2026-01.zip: signature: signature not checked: install cryptography" in said


def test_the_bare_program_is_short_and_imports_the_standard_library_only() -> None:
    source = Path(verifier.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) < 300
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_main_prints_and_returns_the_status(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path) for path in year.zips]) == 0
    assert "chain: it follows figures-2026-03.zip" in capsys.readouterr().out


def test_a_foreign_file_does_not_steer_the_terminal(year: Year, tmp_path: Path) -> None:
    path = tmp_path / "figures\x1b[2J\udcff.zip"
    shutil.copy(rewritten(year.zips[0], tmp_path, lambda files: files.update({"a\x1b]0;b\x07": b""})), path)
    status, said, _ = run(path)
    assert status == 1
    assert "a?]0;b? does not belong there" in said
    assert "\x1b" not in said
