"""The backups in a check of the vault: each read whole, and which holds what was found damaged."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from caseapp.casework.backups import Backups
from caseapp.casework.queries.backups import BackupRow, BackupStatus, LookInside, Place
from caseapp.domain.sentences import Sentence
from caseapp.vault.integrity_part import Part
from caseapp.vault.integrity_parts import whole


def parts(backups: Backups) -> list[Part]:
    """One part for each backup in the vault; every byte of it is read.

    Args:
        backups: of the open vault.
    """
    return [
        whole("backup", row.name, partial(_faults, backups, row))
        for row in backups.status(BackupStatus()).rows
        if row.place is Place.VAULT
    ]


def _faults(backups: Backups, row: BackupRow) -> Iterator[Sentence]:
    if row.older_keys:  # only a passphrase of its day could read it
        if not row.good:
            yield Sentence.of("The backup {name} is not complete.", name=row.name)
        return
    inside = backups.look_inside(LookInside(row.path), lambda _done, _total: None)
    if inside.damaged is not None:
        template, values = inside.damaged
        yield Sentence.of(template, **values)


def held_before(backups: Backups, before: datetime) -> datetime | None:
    """When the newest good backup from before a time was made, UTC; None without one.

    Args:
        backups: of the open vault.
        before: aware.
    """
    rows = backups.status(BackupStatus()).rows
    return max((row.made_at for row in rows if row.good and row.made_at < before), default=None)
