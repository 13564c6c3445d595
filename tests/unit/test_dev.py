"""packaging/dev.py: installs once, stops clearly, names what the system lacks."""

import os
import platform
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import dev
import environment
import pytest
import qt_system
import system_packages
from environment import Environment, PreparationError

ROOT = Path(__file__).resolve().parents[2]


class Calls:
    """Stands for subprocess.run: keeps the commands, answers with the statuses in turn, then 0."""

    def __init__(self, *statuses: int, prints: str = "") -> None:
        self.commands: list[list[str]] = []
        self.statuses = list(statuses)
        self.prints = prints

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.commands.append([str(word) for word in command])
        status = self.statuses.pop(0) if self.statuses else 0
        return subprocess.CompletedProcess(command, status, self.prints, "")

    @property
    def installs(self) -> int:
        return sum("install" in command for command in self.commands)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with three small locks and no environment yet."""
    packaging = tmp_path / "packaging"
    packaging.mkdir()
    for group in ("runtime", "development", "lock"):
        (packaging / f"requirements-{group}.txt").write_text(f"{group}==1\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "PACKAGING", packaging)
    return tmp_path


@pytest.fixture
def calls(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Nothing is started; "making" the environment only lays out its folder."""
    stand_in = Calls(prints=str(checkout / ".venv"))

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        if "venv" in command:
            python = Environment(checkout / ".venv").python
            python.parent.mkdir(parents=True)
            python.touch()
        return stand_in(command, **options)

    monkeypatch.setattr(subprocess, "run", run)
    return stand_in


def test_the_second_time_nothing_is_started(calls: Calls) -> None:
    Environment.ready("runtime", "development")
    assert calls.installs == 1
    before = len(calls.commands)
    Environment.ready("runtime", "development")
    Environment.ready("runtime")
    assert len(calls.commands) == before


def test_packages_come_by_hash_and_as_wheels(calls: Calls) -> None:
    Environment.ready("runtime")
    (install,) = [command for command in calls.commands if "install" in command]
    assert "--require-hashes" in install
    assert install[install.index("--only-binary") + 1] == ":all:"
    assert install[-1].endswith("requirements-runtime.txt")


def test_a_changed_lock_is_installed_again_and_only_that_one_counts(calls: Calls, checkout: Path) -> None:
    Environment.ready("runtime", "development")
    (checkout / "packaging" / "requirements-development.txt").write_text("development==2\n")
    Environment.ready("runtime")
    assert calls.installs == 1
    Environment.ready("runtime", "development")
    assert calls.installs == 2


def test_other_line_ends_are_no_change(calls: Calls, checkout: Path) -> None:
    Environment.ready("runtime")
    (checkout / "packaging" / "requirements-runtime.txt").write_bytes(b"runtime==1\r\n")
    Environment.ready("runtime")
    assert calls.installs == 1


@pytest.mark.parametrize("damage", ["{", "[]", '{"python": "3.0"}', ""])
def test_a_half_made_environment_is_made_anew(calls: Calls, checkout: Path, damage: str) -> None:
    Environment.ready("runtime")
    (checkout / ".venv" / "stamp.json").write_text(damage)
    (checkout / ".venv" / "left-over").touch()
    Environment.ready("runtime")
    assert calls.installs == 2
    assert not (checkout / ".venv" / "left-over").exists()


def test_another_python_makes_it_anew(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    Environment.ready("runtime")
    monkeypatch.setattr(environment, "PYTHON", "cpython-399 x86_64")
    Environment.ready("runtime")
    assert calls.installs == 2


def test_a_failed_install_is_said_and_tried_again(calls: Calls) -> None:
    calls.statuses = [0, 0, 1]  # venv, the question where packages go, pip
    with pytest.raises(PreparationError, match="could not be installed"):
        Environment.ready("runtime")
    Environment.ready("runtime")
    assert calls.installs == 2


def test_an_environment_of_another_user_is_said(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    Environment.ready("runtime")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(environment, "PYTHON", "cpython-399 x86_64")
    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(PreparationError, match="If another user made it, delete it first"):
        Environment.ready("runtime")


def test_a_missing_lock_is_said(calls: Calls, checkout: Path) -> None:
    (checkout / "packaging" / "requirements-runtime.txt").unlink()
    with pytest.raises(PreparationError, match=r"requirements-runtime\.txt is missing"):
        Environment.ready("runtime")
    assert calls.commands == []


def test_without_venv_the_package_of_this_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(system_packages, "is_debian_like", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(PreparationError) as caught:
        environment.need_venv()
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert str(caught.value).endswith(
        f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {name}"
    )


LDD = """
/x/libQt6Gui.so.6:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibEGL.so.1 => not found
\tlibGL.so.1 => /lib/libGL.so.1 (0x00007f00)
/x/libqxcb.so:
\tlibEGL.so.1 => not found
\tlibxcb-cursor.so.0 => not found
"""


@pytest.fixture
def bare_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """A Linux on which ldd finds two libraries missing, and whose fonts are in tmp_path."""
    answers = Calls(prints=LDD)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", answers)
    monkeypatch.setattr(qt_system, "_qt_folder", lambda python: tmp_path)
    monkeypatch.setattr(qt_system, "FONT_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(system_packages, "is_debian_like", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    return answers


def test_a_user_is_told_every_missing_package_once(bare_system: Calls) -> None:
    with pytest.raises(PreparationError) as caught:
        qt_system.check(Path("python"), ["xcb"])
    assert str(caught.value).startswith("Missing: libegl1 libxcb-cursor0 fonts-dejavu-core (")
    assert not any("apt-get" in command for command in bare_system.commands)


def test_root_installs_them_and_what_is_then_still_missing_is_named(
    bare_system: Calls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    (tmp_path / "one.ttf").touch()
    with pytest.raises(PreparationError, match=r"has not got: libEGL\.so\.1, libxcb-cursor\.so\.0"):
        qt_system.check(Path("python"), ["xcb"])
    apt = [command for command in bare_system.commands if command[0] == "apt-get"]
    assert apt[0] == ["apt-get", "update", "-q"]
    assert apt[1][-2:] == ["libegl1", "libxcb-cursor0"]


def test_on_ubuntu_a_refusal_of_apt_names_universe(
    bare_system: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "ubuntu"})
    bare_system.statuses = [0, 0, 100]  # ldd, update, install
    with pytest.raises(PreparationError, match=r"could not install libegl1 .* 'universe'"):
        qt_system.check(Path("python"), ["xcb"])


def test_elsewhere_the_libraries_themselves_are_named(
    bare_system: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_packages, "is_debian_like", lambda: False)
    with pytest.raises(PreparationError, match=r"has not got: libEGL\.so\.1, libxcb-cursor\.so\.0"):
        qt_system.check(Path("python"), ["xcb"])


def test_elsewhere_a_system_without_fonts_gets_a_hint(
    bare_system: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare_system.prints = ""
    monkeypatch.setattr(system_packages, "is_debian_like", lambda: False)
    qt_system.check(Path("python"), ["xcb"])
    assert "install one" in capsys.readouterr().err


def test_every_library_outside_the_wheel_has_a_package_name() -> None:
    if sys.platform == "linux":
        qt = qt_system._qt_folder(Path(sys.executable))
        inside = {path.name for path in (qt / "lib").iterdir()} | {path.name for path in qt.parent.iterdir()}
        assert qt_system.missing_libraries(qt, ["offscreen"]) <= qt_system.PACKAGES.keys() | inside
        files = [
            qt / "lib" / f"libQt6{name}.so.6" for name in (*qt_system.LIBRARIES, "XcbQpa", "WaylandClient")
        ]
        files += [qt / "plugins" / "platforms" / f"libq{name}.so" for name in ("xcb", "wayland", "offscreen")]
        needed = set().union(*(needs(path) for path in files))
        assert "libxcb-cursor.so.0" in needed
        of_libc = re.compile(r"(libc|libm|libresolv|libdl|librt|libpthread|ld-linux.*|libutil)\.so\.\d+")
        assert {name for name in needed - inside if not of_libc.fullmatch(name)} <= qt_system.PACKAGES.keys()


def needs(path: Path) -> set[str]:
    """Names of shared libraries in an ELF file's string table."""
    return {
        name.decode() for name in re.findall(rb"\0(lib[A-Za-z0-9_+.-]+\.so\.[0-9]+)(?=\0)", path.read_bytes())
    }


def test_a_session_without_a_screen_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(PreparationError, match="no screen"):
        qt_system.check_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    qt_system.check_screen()


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, checkout: Path) -> Calls:
    """Every check of ``test`` is answered, none is started."""
    stand_in = Calls()
    monkeypatch.setattr(Environment, "ready", classmethod(lambda cls, *groups: cls(checkout / ".venv")))
    monkeypatch.setattr(qt_system, "check", lambda python, plugins: None)
    monkeypatch.setattr(subprocess, "run", stand_in)
    return stand_in


def test_the_tests_are_ruff_mypy_import_linter_and_pytest_in_that_order(steps: Calls) -> None:
    assert dev.main(["test"]) == 0
    said = [" ".join(command[1:]) for command in steps.commands]
    assert [
        next(word for word in ("ruff check", "ruff format", "mypy", "importlinter", "pytest") if word in line)
        for line in said
    ] == ["ruff check", "ruff format", "mypy", "importlinter", "pytest"]


@pytest.mark.parametrize("failing", range(5))
def test_the_first_failing_step_stops_it_with_its_status(
    steps: Calls, failing: int, capsys: pytest.CaptureFixture[str]
) -> None:
    steps.statuses = [0] * failing + [3]
    assert dev.main(["test"]) == 3
    assert len(steps.commands) == failing + 1
    assert "failed (exit status 3)" in capsys.readouterr().err


def test_words_after_two_dashes_go_to_pytest(steps: Calls) -> None:
    assert dev.main(["test", "--", "-k", "paths"]) == 0
    assert steps.commands[-1][-2:] == ["-k", "paths"]


def test_a_preparation_that_fails_is_a_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PreparationError("No disk.")

    monkeypatch.setattr(Environment, "ready", refuse)
    assert dev.main(["test"]) == 1
    assert capsys.readouterr().err == "No disk.\n"


def test_a_demo_is_made_once_and_its_passphrases_are_printed_each_time(
    steps: Calls, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "ROOT", checkout)
    monkeypatch.setattr(qt_system, "check_screen", lambda: None)
    opened: list[tuple[str, ...]] = []

    def become(_: Environment, *words: str) -> int:
        opened.append(words)
        return 0

    monkeypatch.setattr(Environment, "become", become)
    steps.prints = (
        'Making ...\n{"worker_passphrase": "w w w", "manager_passphrase": "m m m", "recovery_code": "R-1"}\n'
    )
    for _ in range(2):
        assert dev.run(Namespace(demo=True, rest=[])) == 0
        said = capsys.readouterr().err
        assert all(secret in said for secret in ("w w w", "m m m", "R-1"))
    vault = str(checkout / ".demo" / "demo.casevault")
    assert [command[1:5] for command in steps.commands] == [["-m", "caseapp", "demo", vault]]
    assert opened == [("-m", "caseapp", "open", vault)] * 2


def test_ci_runs_what_the_readme_says() -> None:
    script = ROOT / ".ci" / "run"
    assert "python3 packaging/dev.py test" in script.read_text(encoding="utf-8")
    if os.name != "nt":
        assert os.access(script, os.X_OK)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npython3 packaging/dev.py run --demo\n" in readme
    assert "\npython3 packaging/dev.py test\n" in readme
