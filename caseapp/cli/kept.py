"""``caseapp restore --kept`` and ``--remove-kept``: what earlier restores kept of a vault."""

import argparse
from typing import TYPE_CHECKING

from caseapp.cli.opening import questions, yes
from caseapp.cli.saying import as_json, said

if TYPE_CHECKING:
    from pathlib import Path

    from caseapp.vault.kept import Kept


def act(asked: argparse.Namespace) -> int:
    """Say what there is, or remove one of these folders; no passphrase is needed for either."""
    from caseapp.vault.backup_errors import NotKeptError
    from caseapp.vault.kept import kept_in

    folder = asked.vault.absolute()
    rows = kept_in(folder)
    if asked.remove_kept is None:
        return _list(asked, rows)
    for one in rows:
        if one.name == asked.remove_kept:
            return _remove(asked, folder, one)
    raise NotKeptError(asked.remove_kept)


def _list(asked: argparse.Namespace, rows: "tuple[Kept, ...]") -> int:
    if asked.json:
        kept = [
            {"name": one.name, "replaced_at": one.replaced_at.isoformat(), "bytes": one.size} for one in rows
        ]
        as_json({"kept": kept})
        return 0
    for one in rows:
        said(f"{one.name}  kept {_when(one)}  {_size(one)}")
    if not rows:
        said("No restore kept anything here.")
    return 0


def _remove(asked: argparse.Namespace, folder: "Path", one: "Kept") -> int:
    from caseapp.vault import lockfile
    from caseapp.vault.backup_errors import RemovesForGoodError
    from caseapp.vault.kept import remove_kept

    question = RemovesForGoodError(one.name, _when(one), _size(one))
    if question.code not in questions(asked, {question.code}) and not yes(question.sentence):
        raise question
    lock = lockfile.acquire(folder)
    try:
        remove_kept(folder, one.name)
    finally:
        lock.release()
    if asked.json:
        as_json({"removed": one.name})
    else:
        said(f"Removed {one.name}.")
    return 0


def _when(one: "Kept") -> str:
    return f"{one.replaced_at.astimezone():%Y-%m-%d %H:%M}"


def _size(one: "Kept") -> str:
    return f"{one.size / 1_000_000:.1f} MB"
