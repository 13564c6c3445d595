"""A wheel and an editable install, made and installed without a network, find what comes with the program."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LOOK = """
import sys
sys.path.insert(0, sys.argv[1])
import caseapp
from caseapp.assets import resource
print(caseapp.__file__)
print(resource("README.md"))
print(resource("README.md").read_text(encoding="utf-8"))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    words = ["-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True)
    (made,) = out.glob("*.whl")
    return made


def files_below(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in paths}


def test_the_wheel_holds_the_program_and_its_resources_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    resources = {f"caseapp/resources/{name}" for name in files_below(ROOT / "resources")}
    code = {f"caseapp/{name}" for name in files_below(ROOT / "caseapp") if name.endswith(".py")}
    assert resources | code <= names
    assert {name.split("/")[0] for name in names} == {"caseapp", f"{wheel.stem.split('-py3')[0]}.dist-info"}


def test_an_installed_wheel_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    words = [
        "-m",
        "pip",
        "install",
        "--no-index",
        "--no-deps",
        "--target",
        str(tmp_path / "site"),
        str(wheel),
    ]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    said = look(tmp_path / "site", tmp_path)
    assert Path(said[0]).is_relative_to(tmp_path / "site")
    assert Path(said[1]).is_relative_to(tmp_path / "site" / "caseapp" / "resources")


def test_an_editable_install_finds_the_resources_of_the_checkout(tmp_path: Path) -> None:
    editable = "import sys; from hatchling.build import build_editable; build_editable(sys.argv[1])"
    subprocess.run([sys.executable, "-c", editable, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (made,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        (path_file,) = [name for name in archive.namelist() if name.endswith(".pth")]
        folder = archive.read(path_file).decode().strip()
    said = look(Path(folder), tmp_path)
    assert Path(said[0]) == ROOT / "caseapp" / "__init__.py"
    assert Path(said[1]) == ROOT / "resources" / "README.md"


def look(folder: Path, cwd: Path) -> list[str]:
    words = ["-I", "-c", LOOK, str(folder)]
    done = subprocess.run(
        [sys.executable, *words], cwd=cwd, check=True, capture_output=True, encoding="utf-8"
    )
    assert "caseapp.assets.resource" in done.stdout
    return done.stdout.splitlines()
