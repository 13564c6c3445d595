"""Restoring a backup from before the keys were changed, into the keys that hold.

The notes come from the backup, the ledger of figures and all ways in from the vault: no closed month is lost,
and nobody who was taken out comes in again.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caseapp.casework.opened_set import OpenedSet
from caseapp.casework.present_vault import LedgerFound, PresentVault, promised_head, reading
from caseapp.figures.ledger import Ledger, LedgerError
from caseapp.vault import errors, files, key_folder, keyfile, rekeying
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_keys import EarlierKey
from caseapp.vault.backup_sets import sync_folders
from caseapp.vault.generations import Keys
from caseapp.vault.head import Head, Which
from caseapp.vault.slots import OpenSlot
from caseapp.vault.store_copies import verify_copy


@dataclass(frozen=True, slots=True)
class LaterKeys:
    """What the notes of the backup stand under now.

    Attributes:
        keys: the vault's key file.
        slot: of it, opened by what was typed.
        ledger: the vault's own, whole.
    """

    keys: keyfile.KeyFile
    slot: OpenSlot
    ledger: LedgerFound


@dataclass(frozen=True, slots=True)
class _Found:
    """What the vault has that the set lacks.

    Attributes:
        end: of its ledger.
        kept: whether that goes further than the set's.
        earlier: the keys that the set's notes and all closed months were under.
    """

    end: Head
    kept: bool
    earlier: list[EarlierKey]


def put_under_later_keys(present: PresentVault, chosen: OpenedSet, staging: Path) -> LaterKeys | None:
    """Put the copied set under the keys of the vault, with the vault's ledger and ways in.

    Args:
        present: the vault as far as it can be read.
        chosen: the set.
        staging: its copy, checked.

    Returns:
        None where the set is not of earlier keys, or the vault or its ledger cannot be read whole: then the
        set is restored with its own keys, and what may be missing is asked.

    Raises:
        VaultError: no permission, disk full.
    """
    keys, slot, stores = present.keys, present.slot, present.stores
    if keys is None or slot is None or stores is None or slot.secrets.case is None:
        return None
    if keys.generation <= chosen.keys.generation:
        return None
    old, new = Keys.of(chosen.secrets), Keys.of(slot.secrets)
    here = keyfile.stores_folder(staging, chosen.keys.generation)
    found: _Found | None = None
    with contextlib.suppress(errors.VaultError, LedgerError):
        found = _look(stores, here, chosen, keys.generation, (old, new))
    if found is None:
        return None
    place = keyfile.stores_folder(staging, keys.generation)
    rekeying.make_place(place, new)
    rekeying.put_under(here, old, place, new, found.earlier)
    with reading(stores, Which.FIGURES, new.store(Which.FIGURES)) as figures:
        rekeying.take_along(figures, place, new, found.end)
    sync_folders(place)
    files.write_whole(staging / keyfile.FILE_NAME, keys.dump())
    key_folder.keep_keys_copy(staging, keys)
    return LaterKeys(keys, slot, LedgerFound(kept=found.kept, known=True))


def _look(stores: Path, here: Path, chosen: OpenedSet, now: int, both: tuple[Keys, Keys]) -> _Found | None:
    """Read the vault's ledger whole, and find every key that a closed month or note was under."""
    old, new = both
    which, base = Which.FIGURES, chosen.manifest.heads[Which.FIGURES]
    with reading(stores, which, new.store(which)) as figures:
        verify_copy(figures, which.file_name)
        chain = AuditChain(new.audit(which))
        Ledger(figures, chain, lambda _head: None).verify()
        end = chain.last(figures)
        promised = promised_head(stores, which, new.head(which))
        if chain.at(figures, base.counter) != base or promised is None or end.counter < promised.counter:
            return None
        later = figures.execute(
            "SELECT count(*) FROM audit_entry WHERE counter > ? AND action NOT LIKE 'vault.%'",
            (base.counter,),
        ).fetchone()
        drawn = chain.earlier_keys(figures)
    generation = chosen.keys.generation
    theirs = _keys_of_cases(stores, new) or _only_before(drawn, old, generation)
    if not any(each.generation == generation and each.audit == old.audit(Which.CASES) for each in theirs):
        return None
    with reading(here, Which.CASES, old.store(Which.CASES)) as cases:
        own = AuditChain(old.audit(Which.CASES))
        mine, until = own.earlier_keys(cases), own.last(cases).counter
    earlier = rekeying.earlier_keys(mine, theirs, generation, until, now)
    return None if earlier is None else _Found(end, later != (0,), earlier)


def _keys_of_cases(stores: Path, new: Keys) -> Sequence[EarlierKey]:
    """The earlier keys that the vault's cases name; none where those cannot be read."""
    which = Which.CASES
    with contextlib.suppress(errors.VaultError), reading(stores, which, new.store(which)) as cases:
        return AuditChain(new.audit(which)).earlier_keys(cases)
    return ()


def _only_before(drawn: Sequence[EarlierKey], old: Keys, generation: int) -> Sequence[EarlierKey]:
    """The set's own keys as earlier ones: enough where the keys were changed but once since."""
    return [
        EarlierKey(
            generation,
            0,
            each.drawn_until,
            old.audit(Which.CASES),
            old.head(Which.CASES),
            old.case.draw,
        )
        for each in drawn
        if each.generation == generation and each.audit == old.audit(Which.FIGURES)
    ]
