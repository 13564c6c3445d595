"""The organisation that is measured on."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Vault:
    """A vault of a benchmark, its own to change.

    Attributes:
        folder: the vault.
        worker, manager: invented passphrases.
    """

    folder: Path
    worker: str
    manager: str
