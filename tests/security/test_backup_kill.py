"""Kill -9 while a backup is made and while one is restored."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.security.vault_tools import Ready

KENNEL = "tests.security.backup_kennel"
KILLS = int(os.environ.get("CASEAPP_BACKUP_KILLS", "10"))


def killed(vault: Ready, what: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", KENNEL, str(vault.folder), vault.recovery_code, str(KILLS), "1", what],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_whatever_has_a_backups_name_is_whole_after_a_kill(vault: Ready) -> None:
    found = killed(vault, "backup")
    assert found["wrong"] == []
    assert found["ended"] < KILLS


def test_a_vault_opens_with_the_old_or_the_new_content_after_a_kill(vault: Ready) -> None:
    found = killed(vault, "restore")
    assert found["wrong"] == []
    assert found["seen"]["old"] > 0
