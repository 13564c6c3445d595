"""What only another process shows: how much memory a file takes, and what a kill in the middle leaves."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from caseapp.bootstrap import open_room
from caseapp.casework.attachments import tidy
from caseapp.casework.queries.attachments import AttachmentsOf
from caseapp.casework.queries.find import FindPeople
from caseapp.room import Room, answer, check_room, workers_house
from caseapp.storage.attachments import CHUNK_BYTES
from tests.functional.vaults import Vault, give_home, new_vault

MEGABYTES = 48
BOUND = 20_000_000  # bytes; the file is more than twice as large
KILLS = 8
PIECES = 22


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return new_vault(give_home(tmp_path, monkeypatch) / "Notes.casevault")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "large.pdf"
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        for _ in range(MEGABYTES):
            out.write(os.urandom(1_000_000))
    return path


@contextmanager
def driver(vault: Vault, file: Path, command: str) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [str(vault.folder), vault.worker, str(file), command]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.security.attachment_driver", *arguments],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])},
    ) as process:
        yield process


def test_a_large_file_takes_little_memory(vault: Vault, file: Path) -> None:
    """Linux tells how large a process was; the file moves in the same way elsewhere."""
    with driver(vault, file, "memory") as process:
        out, _ = process.communicate()
    assert process.returncode == 0
    said = json.loads(out)
    print({name: f"{said[name] / 1e6:.1f} MB" for name in ("within", "outward", "checked")})  # noqa: T201 - the figure
    assert max(said["within"], said["outward"], said["checked"]) < BOUND
    assert said["findings"] == 0
    assert Path(said["copy"]).read_bytes() == file.read_bytes()


def test_a_kill_leaves_only_whole_files(vault: Vault, tmp_path: Path) -> None:
    small = tmp_path / "letter.pdf"
    small.write_bytes(b"%PDF-1.7\n" + os.urandom((PIECES - 1) * CHUNK_BYTES))
    chance = random.Random(3)
    whole = halves = 0
    for _ in range(KILLS):
        with driver(vault, small, "killed") as process:
            assert process.stdout is not None
            last = chance.randrange(PIECES // 2)  # 7 steps a file, and one that says it is whole
            for number, line in enumerate(process.stdout):
                whole += "whole" in json.loads(line)
                if number == last:
                    process.kill()
                    break
            # What it said before the kill reached it counts as well.
            whole += sum("whole" in json.loads(line) for line in process.stdout if line.endswith(b"}\n"))
        room = open_room(vault.folder, vault.worker)
        try:
            listed = _listed(room)
            assert whole <= listed <= whole + 1  # one may have been saved and not told
            whole = listed
            halves += _pieces(room) > listed * PIECES
            while tidy(workers_house(room)):
                pass
            assert _pieces(room) == listed * PIECES
            assert check_room(room) == []
        finally:
            room.close()
    print({"kills": KILLS, "whole": whole, "halves cleared": halves})  # noqa: T201 - the figure
    assert halves >= KILLS // 2


def _listed(room: Room) -> int:
    people = answer(room, FindPeople("Ana", limit=100))
    return sum(len(answer(room, AttachmentsOf(each.person_id))) for each in people)


def _pieces(room: Room) -> int:
    row = room.session.connect_cases().execute("SELECT count(*) FROM attachment_chunks").fetchone()
    return int(row[0])
