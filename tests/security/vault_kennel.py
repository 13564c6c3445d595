"""Kills a process that saves, again and again, and looks each time whether anything acknowledged is gone.

A program of its own, because it forks: the test's process has threads and open windows. Run as

    python -m tests.security.vault_kennel FOLDER RECOVERY_CODE KILLS SEED WORKLOAD
"""

import json
import os
import random
import select
import signal
import struct
import sys
from itertools import count
from pathlib import Path
from time import monotonic

from caseapp.errors import KnownError
from caseapp.vault.integrity import check
from tests.security.vault_driver import Contacts, Notes, work
from tests.security.vault_driver import found as found_in
from tests.security.vault_tools import Ready

Makes = type[Notes] | type[Contacts]
_NUMBER = struct.Struct(">Q")
SAVES_IN_A_LIFE = 12
LONGEST_WAIT = 60.0
SAVES_BETWEEN_LOCKS = 12


class Hasty(Notes):
    """Acknowledges before anything is written: what the kills must find out about."""

    def save(self, number: int) -> None:
        self._waiting = [*getattr(self, "_waiting", []), number]
        if len(self._waiting) > 3:
            super().save(self._waiting.pop(0))


WORKLOADS: dict[str, Makes] = {"notes": Notes, "contacts": Contacts, "hasty": Hasty}


def live(vault: Ready, workload: Makes, pipe: int, first: int) -> None:
    """Open, save, lock, and again, until killed; each acknowledgement is told before the next save begins."""
    for start in count(first, SAVES_BETWEEN_LOCKS):
        with vault.open() as session:
            work(
                workload(session),
                lambda number: os.write(pipe, _NUMBER.pack(number)) and None,
                start,
                start + SAVES_BETWEEN_LOCKS - 1,
            )


def listen(pipe: int, until: float, enough: int = 1 << 32) -> set[int]:
    """Acknowledgements that arrive until a moment, until there are enough, or until the pipe ends."""
    heard = b""
    while (
        len(heard) < enough * _NUMBER.size and select.select([pipe], [], [], max(until - monotonic(), 0))[0]
    ):
        part = os.read(pipe, 1 << 16)
        if not part:
            break
        heard += part
    return {number for (number,) in _NUMBER.iter_unpack(heard)}


def one_life(vault: Ready, workload: Makes, first: int, seconds: float, enough: int = 1 << 32) -> set[int]:
    """Let it live for so long or until it has saved enough, kill it, and return what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            live(vault, workload, writing, first)
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged = listen(reading, monotonic() + seconds, enough)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged |= listen(reading, monotonic() + LONGEST_WAIT)
    os.close(reading)
    return acknowledged


def usual_life(vault: Ready, workload: Makes, first: int) -> tuple[float, set[int]]:
    """How many seconds an opening and a dozen saves take here and now, and what was acknowledged."""
    started = monotonic()
    acknowledged = one_life(vault, workload, first, LONGEST_WAIT, SAVES_IN_A_LIFE)
    return monotonic() - started, acknowledged


def main(folder: str, code: str, kills: str, seed: str, name: str) -> None:
    """Print what happened as one line of JSON."""
    vault, workload, chance = Ready(Path(folder), code), WORKLOADS[name], random.Random(seed)
    acknowledged: set[int] = set()
    refused: list[str] = []
    first, usual = 1, 0.0
    for kill in range(int(kills)):
        # From the first instants of an opening to a locking after a dozen saves, on a busy computer too.
        if kill % 50 == 0:
            usual, heard = usual_life(vault, workload, first)
        else:
            heard = one_life(vault, workload, first, chance.uniform(0, 1.2 * usual))
        acknowledged |= heard
        try:
            with vault.open() as session:
                found = found_in(session.connect_cases(), *workload.where)
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
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
