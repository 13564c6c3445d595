"""The vault that a backup takes the place of, as far as it can be read: its ledger, and who was erased."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from caseapp.casework.erasures import Receipt, receipts_in
from caseapp.casework.opened_set import OpenedSet, Way
from caseapp.figures.ledger import Ledger, LedgerError
from caseapp.vault import (
    backup_manifest,
    backup_sets,
    errors,
    key_folder,
    keyfile,
    opener,
    restoring,
)
from caseapp.vault.audit import AuditChain
from caseapp.vault.backup_errors import (
    BackupOfAnotherVaultError,
)
from caseapp.vault.backup_sets import BackupSet
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.keyring import Secrets
from caseapp.vault.slots import OpenSlot
from caseapp.vault.store_copies import sync_file, verify_copy


@dataclass(frozen=True, slots=True)
class PresentVault:
    """The vault as it is, as far as it can be read.

    Attributes:
        stores: where its stores lie; None when there is no vault yet.
        secrets: what opens them; None when nothing that was typed does.
        generation: of its keys, None when keys.json cannot be read.
        keys: its key file, where what was typed opens it, too.
        slot: what opened of it.
        newer: sets of the same keys in the vault's backups that were made after the chosen one, newest first.
    """

    stores: Path | None
    secrets: Secrets | None
    generation: int | None
    newer: tuple[BackupSet, ...]
    keys: keyfile.KeyFile | None = None
    slot: OpenSlot | None = None


def look_at_present(folder: Path, chosen: OpenedSet, way: Way) -> PresentVault:
    """Find out what can be read of a vault.

    Args:
        folder: the vault, or where one is to be.
        chosen: the set; its keys are those of the vault unless keys.json says otherwise.
        way: what opened the set, and may open the vault.

    Raises:
        BackupOfAnotherVaultError: the set is none of this vault.
    """
    if not restoring.content_of(folder):
        return PresentVault(None, None, None, ())
    keys: keyfile.KeyFile | None = None
    with contextlib.suppress(errors.VaultError):
        keys, _ = key_folder.keys_or_copy(folder, frozenset({errors.DamagedKeysCopyReadyError.code}))
    if keys is not None and keys.vault_id != chosen.keys.vault_id:
        raise BackupOfAnotherVaultError(chosen.one.name)
    generation = chosen.keys.generation if keys is None else keys.generation
    secrets: Secrets | None = chosen.secrets
    slot: OpenSlot | None = None
    if keys is not None and generation != chosen.keys.generation:
        with contextlib.suppress(errors.VaultError):
            slot = way.open(keys)
        secrets = None if slot is None else slot.secrets
    key = backup_manifest.manifest_key(chosen.secrets)
    sets: tuple[BackupSet, ...] = ()
    with contextlib.suppress(errors.VaultError):
        sets = backup_sets.sets_in(folder / backup_sets.FOLDER, key)
    newer = tuple(one for one in sets if one.manifest is not None and one.made_at > chosen.one.made_at)
    return PresentVault(
        keyfile.stores_folder(folder, generation),
        secrets,
        None if keys is None else generation,
        newer,
        None if slot is None else keys,
        slot,
    )


@contextlib.contextmanager
def reading(stores: Path, which: Which, key: bytes) -> Iterator[opener.Connection]:
    """A store of the present vault or of a set, opened as opening the vault would."""
    connection = opener.connect(stores / which.file_name, key)
    try:
        yield connection
    except opener.dbapi.Error as error:
        raise opener.known(error, which.file_name) from None
    finally:
        connection.close()


def promised_head(stores: Path, which: Which, key: bytes) -> Head | None:
    """How far a store is known to have come."""
    heads = HeadFile(stores, {which: key})
    try:
        return heads.read(which)
    except errors.VaultError:
        return None
    finally:
        heads.close()


@dataclass(frozen=True, slots=True)
class LedgerFound:
    """Which ledger is restored.

    Attributes:
        kept: the vault's, because it is longer.
        known: no closed month can be missing in it.
    """

    kept: bool
    known: bool


def keep_longer_ledger(present: PresentVault, chosen: OpenedSet, staging: Path) -> LedgerFound:
    """Put the longest whole ledger that goes on from the set's into the copy."""
    if present.stores is None:
        return LedgerFound(kept=False, known=True)
    base = chosen.manifest.heads[Which.FIGURES]
    same_keys = present.secrets is not None and present.secrets.figures == chosen.secrets.figures
    if not same_keys:
        return LedgerFound(kept=False, known=_closed_nothing_since(present, base))
    figures = chosen.secrets.figures_keys()
    chain = AuditChain(figures.audit)
    promised = promised_head(present.stores, Which.FIGURES, figures.head)
    reached, kept = base.counter, False
    places = [present.stores] + [
        keyfile.stores_folder(one.path, chosen.keys.generation) for one in present.newer
    ]
    read_whole = False
    for place in places:
        with (
            contextlib.suppress(errors.VaultError, LedgerError),
            reading(place, Which.FIGURES, figures.store) as connection,
        ):
            verify_copy(connection, Which.FIGURES.file_name)
            Ledger(connection, chain, lambda _head: None).verify()
            end = chain.last(connection)
            goes_on = chain.at(connection, base.counter) == base
            read_whole = read_whole or place == present.stores
            if goes_on and end.counter > reached:
                _take_ledger(connection, staging, chosen, end)
                reached, kept = end.counter, True
            elif not goes_on and end.counter >= base.counter:
                read_whole = False  # went its own way: what it holds cannot be taken over
    known = reached >= promised.counter if promised is not None else read_whole
    return LedgerFound(kept, known and (read_whole or promised is not None))


def _closed_nothing_since(present: PresentVault, base: Head) -> bool:
    """Whether a ledger under newer keys holds nothing that the set's lacks; False when it cannot be read."""
    if present.secrets is None or present.stores is None:
        return False
    figures = present.secrets.figures_keys()
    with (
        contextlib.suppress(errors.VaultError),
        reading(present.stores, Which.FIGURES, figures.store) as connection,
    ):
        later = connection.execute(
            "SELECT count(*) FROM audit_entry WHERE counter > ? AND action NOT LIKE 'vault.%'",
            (base.counter,),
        ).fetchone()
        return AuditChain(figures.audit).at(connection, base.counter) == base and later == (0,)
    return False


def _take_ledger(source: opener.Connection, staging: Path, chosen: OpenedSet, end: Head) -> None:
    figures = chosen.secrets.figures_keys()
    stores = keyfile.stores_folder(staging, chosen.keys.generation)
    path = stores / Which.FIGURES.file_name
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    target = opener.connect_copy(aside, figures.store)
    try:
        source.backup(target)
    finally:
        target.close()
    sync_file(aside)
    for left in ("-wal", "-shm"):
        path.with_name(path.name + left).unlink(missing_ok=True)
    aside.replace(path)
    backup_sets.sync_folders(stores)
    heads = HeadFile(stores, {Which.FIGURES: figures.head})
    try:
        heads.write(Which.FIGURES, end)
    finally:
        heads.close()


@dataclass(frozen=True, slots=True)
class ErasedSince:
    """What is known to have been erased.

    Attributes:
        receipts: of rows.
        complete: whether that is all.
    """

    receipts: tuple[Receipt, ...]
    complete: bool


def erased_since(present: PresentVault) -> ErasedSince:
    """What the present vault knows to have been erased; of newer backups, where it cannot be read."""
    if present.stores is None:
        return ErasedSince((), complete=True)
    case = None if present.secrets is None else present.secrets.case_keys()
    if case is None:
        return ErasedSince((), complete=False)
    chain = AuditChain(case.audit)
    promised = promised_head(present.stores, Which.CASES, case.head)
    with (
        contextlib.suppress(errors.VaultError),
        reading(present.stores, Which.CASES, case.store) as connection,
    ):
        found = receipts_in(connection)
        end = chain.last(connection)
        return ErasedSince(found, complete=promised is None or end.counter >= promised.counter)
    for one in present.newer:
        assert one.label is not None
        stores = keyfile.stores_folder(one.path, one.label.generation)
        with contextlib.suppress(errors.VaultError), reading(stores, Which.CASES, case.store) as connection:
            return ErasedSince(receipts_in(connection), complete=False)
    return ErasedSince((), complete=False)
