"""Kill -9 at random instants: no acknowledged save is lost, and the vault opens every time."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.security.vault_tools import Ready

KENNEL = "tests.security.vault_kennel"
KILLS = int(os.environ.get("CASEAPP_KILLS", "20"))  # 50 of a mixed day are in test_faults.py


def killed(vault: Ready, workload: str, kills: int = KILLS) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", KENNEL, str(vault.folder), vault.recovery_code, str(kills), "1", workload],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("workload", ["notes", "contacts"])
def test_no_acknowledged_save_is_lost_by_a_kill(vault: Ready, workload: str) -> None:
    found = killed(vault, workload)
    assert (found["missing"], found["refused"], found["findings"]) == ([], [], [])
    assert found["acknowledged"] > 12


def test_the_kills_find_saves_that_are_acknowledged_too_early(vault: Ready) -> None:
    assert killed(vault, "hasty", 10)["missing"]
