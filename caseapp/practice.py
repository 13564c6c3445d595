"""A vault with an invented organisation in which nothing is real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.bootstrap import make_room
from caseapp.room import workers_house

if TYPE_CHECKING:
    from caseapp.casework.demo.make import Size


def make_demo(folder: Path, size: Size, progress: Callable[[int, int], None]) -> dict[str, object]:
    """Make a vault with an invented organisation.

    Args:
        folder: where.
        size: how much of it.
        progress: told how many steps are done of how many.

    Returns:
        The vault, its invented passphrases and recovery code, and how many people and contacts it has.
    """
    from caseapp.casework.demo import make, words

    folder = folder.absolute()
    make.plan_for(size, _now())  # before a vault is made for a wish that cannot be
    worker, manager = _practice_passphrase("worker"), _practice_passphrase("manager")
    room, code = make_room(
        folder,
        name=words.ORGANISATION,
        worker=(words.WORKERS[0], worker),
        manager=("Noor", manager),
        areas=words.AREAS,
    )
    try:
        room.office.ledger.mark_practice()
        plan = make.make_demo(workers_house(room), size, progress)
    finally:
        room.close()
    return {
        "vault": str(folder),
        "worker_passphrase": worker,
        "manager_passphrase": manager,
        "recovery_code": code,
        "people": plan.people,
        "contacts": plan.contacts,
    }


def _practice_passphrase(role: str) -> str:
    """A passphrase that is quick to type; it guards nothing real."""
    import secrets

    return f"practice {role} {secrets.randbelow(10_000):04d}"


def _now() -> datetime:
    from caseapp.casework.opening import local_now

    return local_now()
