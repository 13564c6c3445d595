"""Kills a process that changes all keys, again and again, and looks each time which keys open the vault.

A program of its own, because it forks. Run as

    python -m tests.security.vault_rekennel FOLDER RECOVERY_CODE KILLS SEED
"""

import json
import os
import random
import select
import signal
import sys
import time
from itertools import cycle
from pathlib import Path

from caseapp.errors import KnownError
from caseapp.vault.generations import change_all
from caseapp.vault.head import Which
from caseapp.vault.integrity import check
from caseapp.vault.session import Session, open_vault
from tests.security.vault_tools import MANAGER, WORKER, Ready, numbers, save

SAVES = 150
WAYS = (WORKER, "", MANAGER)  # empty: the recovery code


def fill(vault: Ready) -> None:
    """Some megabytes, so that copying takes a while."""
    with vault.open() as session:
        for which in Which:
            connection = session.connect(which)
            for number in range(1, SAVES + 1):
                save(session, connection, number, text=os.urandom(8000).hex(), which=which)


def change(vault: Ready) -> None:
    """Change all keys, with the recovery code."""
    change_all(vault.open(), recovery_code=vault.recovery_code).close()


def one_life(vault: Ready, seconds: float) -> bool:
    """Let a change begin, kill it after so long; whether it had ended before."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            change(vault)
            status = 0
        finally:
            os._exit(status)
    select.select([], [], [], seconds)  # the instant, by chance
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def opened(vault: Ready, way: str) -> Session:
    """Open it as one of those who may."""
    return open_vault(vault.folder, way) if way else vault.open()


def look(vault: Ready, way: str) -> tuple[int, list[str]]:
    """Which generation opens, and what is wrong with it."""
    with opened(vault, way) as session:
        wrong = [finding.sentence for finding in check(session)]
        wrong += [
            f"saves are missing from {which.file_name}"
            for which in session.stores
            if numbers(session.connect(which)) != list(range(1, SAVES + 1))
        ]
        return session.generation, wrong


def main(folder: str, code: str, kills: str, seed: str) -> None:
    """Print what happened as one line of JSON."""
    vault, chance, ways = Ready(Path(folder), code), random.Random(seed), cycle(WAYS)
    fill(vault)
    started = time.monotonic()
    change(vault)
    usual = time.monotonic() - started
    told = {"kills": 0, "ended": 0, "old": 0, "new": 0, "asked_again": 0}
    wrong: list[str] = []
    generation = 2
    while told["kills"] < int(kills):
        # Half of them anywhere, half around the commit and the taking away of the old.
        ended = one_life(vault, chance.uniform(chance.choice((0, 0.7)) * usual, 1.1 * usual))
        told["ended" if ended else "kills"] += 1
        if ended:
            usual *= 0.9  # the computer was busier when it was measured
        try:
            found, findings = look(vault, next(ways))
            wrong += findings
            if found not in {generation, generation + 1} or (ended and found == generation):
                wrong.append(f"generation {found} after {generation}")
            if not ended:
                told["new" if found > generation else "old"] += 1
            if found == generation:
                started = time.monotonic()
                change(vault)
                usual = (usual + time.monotonic() - started) / 2
                told["asked_again"] += 1
                found, findings = look(vault, next(ways))
                wrong += findings
        except KnownError as error:
            wrong.append(error.sentence)
            break
        generation = found
        left = {path.name for path in vault.folder.iterdir()}
        if left != {f"generation-{generation}", "keys.json", "keys.json.copy", "lock"}:
            wrong.append(f"left behind: {sorted(left)}")
    sys.stdout.write(json.dumps({**told, "generation": generation, "wrong": wrong}))


if __name__ == "__main__":
    main(*sys.argv[1:])
