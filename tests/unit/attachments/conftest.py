"""A house with a private folder of its own, a person in it, and a file."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from caseapp.casework.attachments import close
from tests.unit.attachments.filing import LONG
from tests.unit.casework_tools import World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    made = World()
    yield made
    close(made.house)
    made.house.store.close()


@pytest.fixture
def marisol(world: World) -> UUID:
    return world.person("Marisol")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "Qzknameonly.pdf"
    path.write_bytes(LONG)
    return path
