"""Fuzzes one of the small files of a vault, led by coverage, for as long as it is let.

python -m tests.faults.fuzz TARGET [SECONDS]
"""

import argparse
import importlib
import importlib.util
import sys
import tempfile
from pathlib import Path

from caseapp.vault.kdf import FLOOR
from caseapp.vault.make import make
from tests.faults import world

MISSING = (
    "Fuzzing needs atheris, which exists for Linux only and is not among the pinned packages. "
    "Get it with: .venv/bin/python -m pip install atheris"
)


def main() -> None:
    """Instrument the vault's modules, then fuzz."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target")
    parser.add_argument("seconds", nargs="?", type=int, default=600)
    asked = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        raise SystemExit(MISSING)
    atheris = importlib.import_module("atheris")
    with tempfile.TemporaryDirectory(dir=world.memory()) as folder:
        home = Path(folder) / "Night.casevault"
        made = make(
            home,
            name="Night team",
            worker_label="Ana",
            worker_passphrase=world.WORKER,
            manager_label="Noor",
            manager_passphrase=world.MANAGER,
            kdf=FLOOR,
        )
        made.session.close()
        for name in [
            name for name in sys.modules if name.startswith(("caseapp.vault", "tests.faults.targets"))
        ]:
            del sys.modules[name]
        with atheris.instrument_imports(include=["caseapp.vault", "tests.faults.targets"]):
            targets = importlib.import_module("tests.faults.targets")
        target = targets.targets((home / "keys.json").read_bytes(), made.recovery_code)[asked.target]
        options = [f"-max_total_time={asked.seconds}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=1024"]
        atheris.Setup([sys.argv[0], *options], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
