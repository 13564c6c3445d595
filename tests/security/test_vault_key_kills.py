"""Kill -9 in the middle of a complete change of the keys: the old keys open the vault or the new ones do."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.security.vault_tools import Ready

KILLS = int(os.environ.get("CASEAPP_KEY_KILLS", "12"))


@pytest.mark.timeout(3600)
def test_a_kill_leaves_old_or_new_keys_never_neither(vault: Ready) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.security.vault_rekennel",
            str(vault.folder),
            vault.recovery_code,
            str(KILLS),
            "7",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    sys.stdout.write(f"{found}\n")  # with -s: the counts
    assert found["wrong"] == []
    assert found["kills"] == KILLS
    assert found["old"] > 0
    assert found["old"] + found["new"] == found["kills"]
