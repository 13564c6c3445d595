"""A store of earlier keys put under those that hold now, as when an older backup is restored."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from caseapp.vault import files, opener
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_check import verify_chain
from caseapp.vault.audit_keys import EarlierKey
from caseapp.vault.backup_errors import BackupNotTrueError
from caseapp.vault.generations import Keys, go_on
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.store_copies import sync_file, verify_copy

CASES = Which.CASES


def earlier_keys(
    mine: Sequence[EarlierKey], theirs: Sequence[EarlierKey], generation: int, until: int, now: int
) -> list[EarlierKey] | None:
    """Which keys the chain of the older cases was under, and the draws of all months.

    Args:
        mine: the earlier keys that the older store names.
        theirs: those that the vault's own store names.
        generation: of the older store.
        until: where its chain ends.
        now: the generation that holds.

    Returns:
        In order; None when those of a generation between are not known.
    """
    known = {each.generation: each for each in theirs}
    between = [known.get(number) for number in range(generation, now)]
    if None in between:
        return None
    before = [each for each in mine if each.generation < generation]
    return before + [replace(each, until=until) for each in between if each is not None]


def put_under(source: Path, old: Keys, place: Path, new: Keys, earlier: list[EarlierKey]) -> None:
    """Copy the cases of earlier keys to a place under the keys that hold now, and read the copy again.

    Args:
        source: folder of the older stores.
        old: their keys.
        place: a folder with a file ``head`` and no cases.
        new: the keys that hold now.
        earlier: see :func:`earlier_keys`.

    Raises:
        VaultError: damaged, no permission, disk full, not the same.
    """
    _copy(source / CASES.file_name, old.store(CASES), place / CASES.file_name, new.store(CASES))
    end = go_on(place, CASES, new, earlier, None)
    connection = opener.connect(place / CASES.file_name, new.store(CASES))
    try:
        verify_copy(connection, CASES.file_name)
        if verify_chain(AuditChain(new.audit(CASES)), connection):
            raise BackupNotTrueError(CASES.file_name)
    except opener.dbapi.Error as error:
        raise opener.known(error, CASES.file_name) from None
    finally:
        connection.close()
    _put_head(place, CASES, new, end)


def take_along(source: opener.Connection, place: Path, keys: Keys, end: Head) -> None:
    """Copy the figures as they are, under the same keys.

    Args:
        source: figures.db of the vault, read whole.
        place: where it goes.
        keys: that hold.
        end: of its chain.

    Raises:
        VaultError: no permission, disk full.
    """
    which = Which.FIGURES
    _fill(source, place / which.file_name, keys.store(which))
    _put_head(place, which, keys, end)


def make_place(place: Path, keys: Keys) -> None:
    """Make a folder for stores, with a file ``head``.

    Args:
        place: where nothing is.
        keys: of the stores.

    Raises:
        VaultError: no permission, disk full.
    """
    place.mkdir(mode=files.FOLDER_MODE)
    heads = HeadFile(place, {which: keys.head(which) for which in Which})
    heads.create()
    heads.close()


def _copy(source: Path, old: bytes, target: Path, new: bytes) -> None:
    connection = opener.connect(source, old)
    try:
        _fill(connection, target, new)
    except opener.dbapi.Error as error:
        raise opener.known(error, source.name) from None
    finally:
        connection.close()


def _fill(source: opener.Connection, target: Path, key: bytes) -> None:
    copy = opener.connect_copy(target, key)
    try:
        source.backup(copy)
    finally:
        copy.close()
    sync_file(target)


def _put_head(place: Path, which: Which, keys: Keys, end: Head) -> None:
    heads = HeadFile(place, {which: keys.head(which)})
    try:
        heads.write(which, end)
    finally:
        heads.close()
