"""Two processes and one vault: exactly one has it, the other is told who; nothing stale needs guessing."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from caseapp.vault import errors, lockfile
from tests.security.vault_tools import Ready, numbers, save

RACES = 200
# One line in, one line out: try to open the vault; then close it again where it was opened.
RACER = """
import sys
from pathlib import Path
from caseapp.errors import KnownError
from caseapp.vault.session import open_vault
session = None
print("ready", flush=True)
for line in sys.stdin:
    if line == "open\\n":
        try:
            session = open_vault(Path(sys.argv[1]), recovery_code=sys.argv[2])
            print("has it", flush=True)
        except KnownError as error:
            print(error.code, flush=True)
    else:
        if session is not None:
            session.close()
            session = None
        print("closed", flush=True)
"""


@contextmanager
def racer(vault: Ready) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", RACER, str(vault.folder), vault.recovery_code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        try:
            assert told(process) == "ready"
            yield process
        finally:
            process.kill()


def tell(process: "subprocess.Popen[str]", what: str) -> None:
    assert process.stdin is not None
    process.stdin.write(what + "\n")
    process.stdin.flush()


def told(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_two_that_race_for_it_exactly_one_has_it(vault: Ready) -> None:
    winners = []
    with ExitStack() as both:
        racers = [both.enter_context(racer(vault)) for _ in range(2)]
        for _ in range(RACES):
            for process in racers:
                tell(process, "open")
            answers = [told(process) for process in racers]
            assert sorted(answers) == ["has it", "held_by_another"]
            winners.append(answers.index("has it"))
            for process in racers:
                tell(process, "close")
            assert [told(process) for process in racers] == ["closed", "closed"]
    with vault.open() as session:
        assert numbers(session.connect_cases()) == []
    assert len(winners) == RACES


def test_the_second_is_told_since_when_and_changes_nothing(vault: Ready) -> None:
    with racer(vault) as first:
        tell(first, "open")
        assert told(first) == "has it"
        before = {path.name: path.read_bytes() for path in vault.folder.iterdir() if path.is_file()}
        with pytest.raises(errors.HeldByAnotherError) as caught:
            vault.open()
        since = json.loads(before["lock"])["since"]
        assert since in caught.value.sentence
        after = {path.name: path.read_bytes() for path in vault.folder.iterdir() if path.is_file()}
        assert after == before


def test_the_lock_of_a_process_that_was_killed_is_nobodys(vault: Ready) -> None:
    with racer(vault) as first:
        tell(first, "open")
        assert told(first) == "has it"
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert (vault.folder / lockfile.FILE_NAME).read_bytes() != b""
    with vault.open() as session:
        save(session, session.connect_cases(), 1)
    assert (vault.folder / lockfile.FILE_NAME).read_bytes() == b""


def test_a_lock_of_another_computer_is_a_question(vault: Ready) -> None:
    words = {"computer": "0" * 16, "pid": 7, "since": "2026-11-20 22:10"}
    (vault.folder / lockfile.FILE_NAME).write_text(json.dumps(words))
    with pytest.raises(errors.HeldElsewhereError) as caught:
        vault.open()
    assert "2026-11-20 22:10" in caught.value.sentence
    assert json.loads((vault.folder / lockfile.FILE_NAME).read_text()) == words
    vault.open(accept={errors.HeldElsewhereError.code}).close()
    vault.open().close()
