"""Kills a process that saves, again and again, and looks each time whether anything acknowledged is gone.

A program of its own, because it forks: the test's process has threads and open windows. Run as

    python vault_kennel.py FOLDER RECOVERY_CODE KILLS SEED WORKLOAD
"""

import json
import os
import random
import select
import signal
import struct
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic

from vault_driver import Contacts, Notes, Workload, work
from vault_tools import Ready

from caseapp.errors import KnownError
from caseapp.vault.integrity import check
from caseapp.vault.session import Session

_NUMBER = struct.Struct(">Q")
LONGEST_LIFE = 0.12
SAVES_BETWEEN_LOCKS = 12


class Hasty(Notes):
    """Acknowledges before anything is written: what the kills must find out about."""

    def save(self, number: int) -> None:
        self._waiting = [*getattr(self, "_waiting", []), number]
        if len(self._waiting) > 3:
            super().save(self._waiting.pop(0))


WORKLOADS: dict[str, Callable[[Session], Workload]] = {"notes": Notes, "contacts": Contacts, "hasty": Hasty}


def live(vault: Ready, workload: Callable[[Session], Workload], pipe: int, first: int) -> None:
    """Open, save, lock, and again, until killed; each acknowledgement is told before the next save begins."""
    for start in count(first, SAVES_BETWEEN_LOCKS):
        with vault.open() as session:
            work(
                workload(session),
                lambda number: os.write(pipe, _NUMBER.pack(number)) and None,
                start,
                start + SAVES_BETWEEN_LOCKS - 1,
            )


def listen(pipe: int, until: float) -> set[int]:
    """Acknowledgements that arrive until a moment, or until the pipe ends."""
    heard = b""
    while select.select([pipe], [], [], max(until - monotonic(), 0))[0]:
        part = os.read(pipe, 1 << 16)
        if not part:
            break
        heard += part
    return {number for (number,) in _NUMBER.iter_unpack(heard)}


def one_life(vault: Ready, workload: Callable[[Session], Workload], first: int, seconds: float) -> set[int]:
    """Let it live for so long, kill it, and return what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            live(vault, workload, writing, first)
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged = listen(reading, monotonic() + seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged |= listen(reading, monotonic() + 60)
    os.close(reading)
    return acknowledged


def main(folder: str, code: str, kills: str, seed: str, name: str) -> None:
    """Print what happened as one line of JSON."""
    vault, workload, chance = Ready(Path(folder), code), WORKLOADS[name], random.Random(seed)
    acknowledged: set[int] = set()
    refused: list[str] = []
    first = 1
    for _ in range(int(kills)):
        acknowledged |= one_life(vault, workload, first, chance.uniform(0.005, LONGEST_LIFE))
        try:
            with vault.open() as session:
                found = workload(session).found()
        except KnownError as error:
            refused.append(error.sentence)
            break
        first = max(found | acknowledged, default=0) + 1
    findings: list[str] = []
    if not refused:
        with vault.open() as session:
            findings = [finding.sentence for finding in check(session)]
    missing = sorted(acknowledged - found)
    result = {"acknowledged": len(acknowledged), "missing": missing, "refused": refused, "findings": findings}
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
