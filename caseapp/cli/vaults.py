"""``caseapp new``, ``open``, ``check``, ``search`` and ``demo``."""

import argparse
import sys

from caseapp.cli import passphrases
from caseapp.cli.opening import open_asked
from caseapp.cli.saying import as_json, bar, said


def new(asked: argparse.Namespace) -> int:
    """Make a vault; the recovery code is shown this once."""
    from caseapp.bootstrap import make_room

    worker, manager = passphrases.ask(
        asked.passphrase_file, ("Passphrase of the worker", "Passphrase of the manager")
    )
    room, code = make_room(
        asked.vault,
        name=asked.name,
        worker=(asked.worker, worker),
        manager=(asked.manager, manager),
        areas=tuple(asked.area),
        progress=bar("making"),
    )
    room.close()
    if asked.json:
        as_json({"vault": str(asked.vault), "recovery_code": code})
    else:
        said(f"Made {asked.vault}.")
        said("Recovery code, shown this once; write it down and keep it away from the laptop:")
        said(code)
    return 0


def open_window(asked: argparse.Namespace) -> int:
    """Show the window."""
    from caseapp.entrance import open_window as show

    return show(asked.vault.absolute())


def check(asked: argparse.Namespace) -> int:
    """Check pages, structure, audit, rows, search, attachments, backups and heads; 1 when something is left.

    With ``--repair`` what follows from the rest is made anew first, and everything is checked again.
    """
    from caseapp.room import check_room, repair_room

    room = open_asked(asked)
    mended = 0
    try:
        if asked.repair:
            mended = repair_room(room, bar("repairing"))
        show = bar("checking")
        findings = check_room(room, lambda _step, done, total: show(done, total))
    finally:
        room.close()
    if asked.json:
        found = [{"file": each.file, "sentence": each.sentence, "repair": each.repair} for each in findings]
        as_json({"findings": found, "mended": mended})
        return 1 if findings else 0
    if mended:
        said(f"Made anew: {mended}.")
    if findings:
        for each in findings:
            said(f"{each.file}: {each.sentence}")
        if any(each.repair for each in findings):
            said("What follows from the notes can be made anew: caseapp check --repair.")
        if not all(each.repair for each in findings):
            said("The rest cannot be made anew; a backup may hold it: caseapp restore.")
    else:
        said("Everything is as it was saved.")
    return 1 if findings else 0


def search(asked: argparse.Namespace) -> int:
    """Search people, services, notes and her words, as the window does."""
    from caseapp.casework.queries.find import Search
    from caseapp.room import answer, workers_house

    room = open_asked(asked)
    try:
        workers_house(room)
        hits = answer(room, Search(" ".join(asked.words), asked.limit))
    finally:
        room.close()
    if asked.json:
        as_json(
            [
                {
                    "kind": hit.kind.value,
                    "id": str(hit.row_id),
                    "person": None if hit.person_id is None else str(hit.person_id),
                    "title": hit.title,
                    "snippet": hit.snippet,
                    "on": None if hit.on is None else hit.on.isoformat(),
                }
                for hit in hits
            ]
        )
    else:
        for hit in hits:
            said(
                "  ".join(
                    part for part in (hit.kind.value, str(hit.on or ""), hit.title, hit.snippet) if part
                )
            )
        if not hits:
            said("Nothing found.")
    return 0


def demo(asked: argparse.Namespace) -> int:
    """Make a vault with an invented organisation in which nothing is real."""
    from caseapp.casework.demo.make import Size
    from caseapp.practice import make_demo

    size = Size(asked.people, asked.contacts, asked.months, asked.seed, asked.end, asked.open_months)
    made = make_demo(asked.vault, size, bar("inventing"))
    if asked.json:
        as_json(made)
        return 0
    said(
        f"Made {made['vault']} with {made['people']} people and {made['contacts']} contacts. Nothing is real."
    )
    said(f"Passphrase of the worker:  {made['worker_passphrase']}")
    said(f"Passphrase of the manager: {made['manager_passphrase']}")
    said(f"Recovery code:             {made['recovery_code']}")
    sys.stdout.flush()
    return 0
