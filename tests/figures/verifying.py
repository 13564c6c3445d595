"""Releases with something changed, and what the verifier says to them."""

import json
from collections.abc import Callable
from pathlib import Path

from caseapp.figures.verify import FAILED, verify
from caseapp.figures.writers.signature import fingerprint, pack, public_key, unpack, write_signature
from tests.figures.figures_tools import SEED

KEY = fingerprint(public_key(SEED))
OTHER_SEED = b"o" * 32
Files = dict[str, bytes]


def failures(paths: list[Path], key: str = KEY) -> list[str]:
    return [f"{each.release}: {each.sentence}" for each in verify(paths, key) if each.state == FAILED]


def rewritten(path: Path, to: Path, change: Callable[[Files], None], seed: bytes | None = None) -> Path:
    """A release with something changed; signed anew with a key where one is given."""
    files = unpack(path.read_bytes())
    change(files)
    if seed is not None:
        period = json.loads(files["proof.json"])["period"]
        del files["signature"]
        files["signature"] = write_signature(period, files, seed)
    to.mkdir(parents=True, exist_ok=True)
    (to / path.name).write_bytes(pack(files))
    return to / path.name


def replace_in(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def one_digit(name: str) -> Callable[[Files], None]:
    """Make the last number of the file another multiple of 5."""

    def change(files: Files) -> None:
        text = files[name].decode().rstrip("\n")
        head, number = text[: text.rindex(",") + 1], int(text[text.rindex(",") + 1 :])
        files[name] = f"{head}{number + 5}\n".encode()

    return change
