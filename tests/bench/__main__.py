"""``python -m tests.bench [--people N] [--contacts N] [NAME ...]``: measures, prints, judges nothing else.

An invented organisation is made once in a temporary folder (10,000 people and 100,000 contacts unless told
otherwise) and copied for every benchmark that writes.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import backing_up, closing, finding, opening, saving, starting
from tests.bench.figure import Figure
from tests.bench.vault import Vault

BENCHES: dict[str, Callable[[Vault], Iterator[Figure]]] = {
    "start": starting.measure,
    "unlock": opening.measure,
    "save": saving.measure,
    "search": finding.measure,
    "close": closing.measure,
    "backup": backing_up.measure,
}


def _make(folder: Path, people: int, contacts: int) -> Vault:
    command = [
        sys.executable,
        "-m",
        "caseapp",
        "demo",
        str(folder / "bench.casevault"),
        "--json",
        "--seed",
        "7",
    ]
    command += ["--people", str(people), "--contacts", str(contacts), "--open-months"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    facts = json.loads(said.strip().splitlines()[-1])
    return Vault(Path(facts["vault"]), facts["worker_passphrase"], facts["manager_passphrase"])


def _move_to(home: Path) -> None:
    """Put the folders of whoever runs this somewhere else."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[variable] = str(home / variable.lower())


def main() -> int:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--contacts", type=int, default=100_000)
    asked = parser.parse_args()
    unknown = set(asked.names) - BENCHES.keys()
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        home = Path(name)
        _move_to(home / "making")
        vault = _make(home, asked.people, asked.contacts)
        for each, measure in BENCHES.items():
            if asked.names and each not in asked.names:
                continue
            _move_to(home / each)  # a computer of its own: it has not seen what another benchmark wrote
            copy = home / "copy.casevault"
            shutil.copytree(vault.folder, copy)
            for figure in measure(Vault(copy, vault.worker, vault.manager)):
                sys.stdout.write(f"{figure}\n")
                sys.stdout.flush()
            shutil.rmtree(copy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
