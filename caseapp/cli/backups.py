"""``caseapp backup`` and ``caseapp restore``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.cli import kept, passphrases
from caseapp.cli.opening import open_asked, questions, yes
from caseapp.cli.saying import as_json, bar, said
from caseapp.errors import KnownError

if TYPE_CHECKING:
    from caseapp.casework.commands.backups import Restored
    from caseapp.casework.opened_set import Way
    from caseapp.casework.queries.backups import Inside
    from caseapp.vault.backup_sets import BackupSet


class BackupChoiceError(KnownError):
    """Which backup is meant is not clear."""

    code = "backup_choice"


def back_up(asked: argparse.Namespace) -> int:
    """Make a verified backup; 1 when it did not get to the second place."""
    from caseapp.casework.commands.backups import BackUpNow
    from caseapp.room import answer

    room = open_asked(asked)
    try:
        to = str(asked.to.absolute()) if asked.to else ""
        made = answer(room, BackUpNow(only_if_due=asked.if_due, to=to), bar("backing up")).result
        place = room.session.folder / "backups" / made.name
    finally:
        room.close()
    missing = None if made.second is None else made.second[0].format(**made.second[1])
    if asked.json:
        as_json({"backup": str(place), "new": made.new, "second_place": missing})
    else:
        said(f"Backed up and verified: {place}" if made.new else f"Nothing was saved since {place}")
        if missing is not None:
            sys.stderr.write(missing + "\n")
    return 0 if missing is None else 1


def restore(asked: argparse.Namespace) -> int:
    """List backups, look inside one, or put one in the place of a vault."""
    if asked.vault is None and not (asked.list or asked.look):
        raise BackupChoiceError("Name the vault that is to be restored, or ask for --list or --look.")
    if asked.kept or asked.remove_kept is not None:
        return kept.act(asked)
    if asked.vault is None and asked.source is None:
        raise BackupChoiceError("Name a vault, or a folder with backups by --from.")
    sets = _sets(asked.source or asked.vault)
    if asked.list:
        return _list(asked, sets)
    chosen = _chosen(sets, asked.backup)
    way = _way(asked)
    if asked.look:
        from caseapp.casework.opened_set import look

        return _tell_inside(asked, look(chosen.path, way, bar("reading")))
    return _restore(asked, chosen, way)


def _sets(folder: Path) -> "tuple[BackupSet, ...]":
    from caseapp.vault.backup_sets import find_sets

    return find_sets(folder.absolute())


def _list(asked: argparse.Namespace, sets: "tuple[BackupSet, ...]") -> int:
    if asked.json:
        as_json(
            {
                "backups": [
                    {"path": str(one.path), "made_at": one.made_at.isoformat(), "complete": one.complete}
                    for one in sets
                ]
            }
        )
    else:
        for one in sets:
            whole = "" if one.complete else "  not complete"
            said(f"{one.name}  made {one.made_at.astimezone():%Y-%m-%d %H:%M}{whole}")
        if not sets:
            said("No backups yet.")
    return 0


def _chosen(sets: "tuple[BackupSet, ...]", name: str | None) -> "BackupSet":
    for one in sets:
        if name is None or one.name == name:
            return one
    if name is None:
        raise BackupChoiceError("There is no backup here yet.")
    raise BackupChoiceError("There is no backup {name} here; --list shows which there are.", name=name)


def _way(asked: argparse.Namespace) -> "Way":
    from caseapp.bootstrap import read_key_file
    from caseapp.casework.opened_set import Way

    prompt = "Recovery code" if asked.recovery_code else "Passphrase from when the backup was made"
    (typed,) = passphrases.ask(asked.passphrase_file, (prompt,))
    if asked.recovery_code:
        return Way(recovery_code=typed)
    return Way(typed, key_file=None if asked.key_file is None else read_key_file(asked.key_file))


def _tell_inside(asked: argparse.Namespace, inside: "Inside") -> int:
    damaged = None if inside.damaged is None else inside.damaged[0].format(**inside.damaged[1])
    if asked.json:
        as_json(
            {
                "backup": inside.name,
                "made_at": inside.made_at.isoformat(),
                "whole": inside.whole,
                "damaged": damaged,
                "counts": inside.counts,
                "newest_contact": None if inside.newest is None else inside.newest.isoformat(),
            }
        )
    else:
        said(f"{inside.name}  made {inside.made_at.astimezone():%Y-%m-%d %H:%M}")
        for kind, count in inside.counts.items():
            said(f"{kind}: {count}")
        said(f"newest contact: {inside.newest or 'none'}")
        said("Every byte is as it was when the backup was verified." if damaged is None else damaged)
    return 0 if inside.whole else 1


def _restore(asked: argparse.Namespace, chosen: "BackupSet", way: "Way") -> int:
    from caseapp.bootstrap import restore_vault
    from caseapp.tasks.progress import Progress
    from caseapp.vault.backup_errors import QUESTIONS
    from caseapp.vault.errors import HeldElsewhereError

    known = QUESTIONS | {HeldElsewhereError.code}
    accept = questions(asked, known)
    while True:
        try:
            done = restore_vault(
                asked.vault, chosen.path, way, accept=accept, progress=Progress(bar("restoring"))
            )
        except KnownError as error:
            if error.code not in known - accept or not yes(error.sentence):
                raise
            accept.add(error.code)
        else:
            return _tell_restored(asked, done)


def _tell_restored(asked: argparse.Namespace, done: "Restored") -> int:
    replaced = asked.vault.absolute() / done.replaced if done.replaced else None
    if asked.json:
        as_json(
            {
                "vault": str(asked.vault),
                "backup": done.name,
                "replaced": None if replaced is None else str(replaced),
                "people_erased_again": done.people_erased,
                "rows_erased_again": done.rows_erased,
                "erasures_known": done.erasures_known,
                "ledger_kept": done.ledger_kept,
                "ledger_known": done.ledger_known,
                "ways": done.ways,
                "older_keys": done.older_keys,
                "keys_kept": done.keys_kept,
            }
        )
        return 0
    said(f"Restored {done.name} to {asked.vault}.")
    if replaced is not None:
        said(f"What was there before is kept in {replaced}. `restore --remove-kept` removes it.")
    if done.rows_erased:
        said(
            f"Erased again, as they were erased after this backup: people {done.people_erased}, "
            f"records {done.rows_erased}."
        )
    if not done.erasures_known:
        said("What else was erased after this backup could not be read. Look whether somebody came back.")
    if done.ledger_kept:
        said("The published figures are those of the vault: they go further than the backup's.")
    if not done.ledger_known:
        said("Months closed after this backup may be missing. Compare with the releases you handed out.")
    if done.keys_kept:
        said(
            "The keys were changed after this backup. The vault keeps the keys of today: it opens as it did "
            "before, and who was removed stays out."
        )
        return 0
    said(
        f"It opens with the {done.ways} passphrases and codes from when the backup was made"
        + (", before the keys were changed." if done.older_keys else ".")
    )
    return 0
