"""What is in memory stays out of files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from caseapp.osutils import hardening

PROBE = """
import ctypes, os, pathlib, resource, sys
from caseapp.osutils.hardening import harden_process, set_process_name
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
os.umask(0)
granted = sorted(map(str, harden_process()))
set_process_name("Notes")
path = pathlib.Path(sys.argv[1])
path.write_text("x")
print(granted)
print(oct(path.stat().st_mode & 0o777), resource.getrlimit(resource.RLIMIT_CORE))
if sys.platform == "linux":
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), pathlib.Path("/proc/self/comm").read_text().strip())
"""


def probe(path: Path) -> list[str]:
    """In a process of its own: none of it can be taken back."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_hardened_process(tmp_path: Path) -> None:
    lines = probe(tmp_path / "file")
    assert lines[1] == "0o600 (0, 0)"
    if sys.platform == "linux":
        assert lines[0] == "['no_core_dump', 'not_readable', 'private_files']"
        assert lines[2] == "0 Notes"


def test_a_system_that_refuses_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    from caseapp.osutils import linux  # noqa: PLC0415 - each system has its own

    def refused(*_values: object, **_named: object) -> None:
        raise OSError

    monkeypatch.setattr(hardening.os, "umask", lambda _mask: 0)
    monkeypatch.setattr(linux.resource, "setrlimit", refused)
    monkeypatch.setattr(linux.ctypes, "CDLL", refused)
    monkeypatch.setattr(hardening.sys, "platform", "linux")
    assert hardening.harden_process() == {hardening.Protection.PRIVATE_FILES}
    assert not hardening.set_process_name("Notes")


def test_an_unknown_system_gets_what_every_system_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardening.os, "umask", lambda _mask: 0)
    monkeypatch.setattr(hardening.sys, "platform", "plan9")
    assert hardening.harden_process() == {hardening.Protection.PRIVATE_FILES}
    assert not hardening.set_process_name("Notes")


START = """
import sys
from pathlib import Path
from caseapp.settings import Settings, save
from caseapp.paths import places
from caseapp.ui import start
places().settings_file.parent.mkdir(parents=True, exist_ok=True)
save(Settings(neutral_title=sys.argv[1] == "neutral"), places().settings_file)
start.run = lambda *_: print(Path("/proc/self/comm").read_text().strip()) or 0
from caseapp.__main__ import main
main([])
"""


NAMES = [("neutral", "notes"), ("plain", "caseapp")] if sys.platform == "linux" else []  # others have no such


@pytest.mark.parametrize(("wish", "name"), NAMES)
def test_the_window_starts_under_the_name_that_was_chosen(tmp_path: Path, wish: str, name: str) -> None:
    """Lists of processes are looked at over a shoulder as titles are."""
    home = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", START, wish], env=home, capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == name
