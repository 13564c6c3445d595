"""Vaults for tests of the whole program, and a home that is nobody else's."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from caseapp.bootstrap import make_room
from caseapp.vault.kdf import FLOOR

WORKER = "seven quiet lanterns drift"
MANAGER = "eleven paper boats wander"


@dataclass(frozen=True)
class Vault:
    """A vault nobody else uses."""

    folder: Path
    worker: str = WORKER
    manager: str = MANAGER


def give_home(home: Path, patch: pytest.MonkeyPatch) -> Path:
    """Point every folder a program may write to at one place."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    patch.setenv("HOME", str(home))
    return home


def new_vault(folder: Path) -> Vault:
    """Make a vault at the lowest cost of a passphrase guess there is."""
    room, _code = make_room(
        folder,
        name="Night team",
        worker=("Ana", WORKER),
        manager=("Noor", MANAGER),
        areas=("North", "Harbour"),
        kdf=FLOOR,
    )
    room.close()
    return Vault(folder)
