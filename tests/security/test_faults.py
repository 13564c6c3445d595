"""Short runs of the programs in ``tests/faults``; docs/faults.md says how to run the long ones."""

import json
import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.faults.corruptions import CHECK, HARMLESS, MENDED, READ, UNLOCK
from tests.faults.scenes import INTERRUPTED

KILLS = os.environ.get("CASEAPP_KILLS", "50")
CORRUPTIONS = os.environ.get("CASEAPP_CORRUPTIONS", "150")


def told(program: str, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """What one of the programs prints for another."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.faults.{program}", *arguments, "--json"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_no_kill_in_a_mixed_day_loses_what_was_acknowledged(capsys: pytest.CaptureFixture[str]) -> None:
    found = told("kills", KILLS)
    with capsys.disabled():
        print(f"\n{found['kills']} kills; acknowledged {found['acknowledged']}; during {found['struck']}")  # noqa: T201
    assert found["wrong"] == []
    assert found["kills"] == int(KILLS)
    assert found["acknowledged"]["save"] > int(KILLS)


def test_no_spoiled_file_goes_unnoticed(capsys: pytest.CaptureFixture[str]) -> None:
    cases = told("corruptions", CORRUPTIONS)
    count = Counter(case["noticed"] for case in cases)
    with capsys.disabled():
        print(f"\n{len(cases)} corruptions: {dict(count)}")  # noqa: T201 - part of the proof
    assert [case for case in cases if case["noticed"] not in {UNLOCK, READ, CHECK, HARMLESS, MENDED}] == []
    assert len(cases) == int(CORRUPTIONS)
    assert count.keys() >= {UNLOCK, READ, CHECK, HARMLESS}
    assert {case["scene"] for case in cases} >= {"keys changed", "keys just changed", INTERRUPTED}
    noticed = {case["kind"] for case in cases if case["noticed"] not in {HARMLESS, MENDED}}
    assert noticed >= {
        "old page put back",
        "old file put back",
        "WAL cut",
        "WAL bit flipped",
        "pages swapped",
    }
