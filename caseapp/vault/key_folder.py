"""keys.json in its folder, and the copy beside it that helps when it is damaged."""

import os
import time
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path

from caseapp.vault import errors, files, keyfile
from caseapp.vault.head import Which
from caseapp.vault.keyfile import COPY_NAME, FILE_NAME, KeyFile


def read_keys(folder: Path) -> KeyFile:
    """Read keys.json.

    Args:
        folder: the vault.

    Raises:
        VaultError: damaged, newer, no permission.
    """
    return keyfile.parse(files.read_bounded(folder / FILE_NAME, keyfile.LARGEST_FILE))


def keys_or_copy(folder: Path, accept: AbstractSet[str]) -> tuple[KeyFile, bool]:
    """The key file, or its copy when the user has agreed; True when the copy was used.

    The copy is never used unasked: it may hold passphrases and slots of an earlier day.
    """
    try:
        return read_keys(folder), False
    except errors.DamagedKeysError:
        path = folder / COPY_NAME
        try:
            copy = keyfile.parse(files.read_bounded(path, keyfile.LARGEST_FILE), COPY_NAME)
        except errors.DamagedKeysError:
            if not (folder / FILE_NAME).exists() and not _has_stores(folder):
                raise errors.NotAVaultError(folder.name) from None
            raise errors.DamagedKeysError from None
        if errors.DamagedKeysCopyReadyError.code not in accept:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
            raise errors.DamagedKeysCopyReadyError(written.strftime("%Y-%m-%d %H:%M")) from None
        return copy, True


def check_folder(folder: Path) -> None:
    """See that there is a vault at all, before anything is written there.

    Args:
        folder: the vault.

    Raises:
        FolderAbsentError, NotAVaultError, NoPermissionError: there is none, or it cannot be looked into.
        NotAPlainFileError: a link, pipe or device stands in it, through which the store's library or we could
            write into another file of the user.
    """
    try:
        listing = os.scandir(folder)
    except NotADirectoryError:
        raise errors.NotAVaultError(folder.name) from None
    except OSError as error:
        raise errors.from_os_error(error, folder.name) from None
    with listing:
        kinds = {entry.name: _plain(entry) for entry in listing}
    if not kinds.keys() & {FILE_NAME, COPY_NAME} and not _has_stores(folder):
        raise errors.NotAVaultError(folder.name)
    for name, plain in sorted(kinds.items()):
        if not plain:
            raise errors.NotAPlainFileError(name)


def check_stores_folder(folder: Path, generation: int) -> None:
    """See that the stores' own folder, from the second generation on, leads nowhere else.

    Args:
        folder: the vault, found plain by :func:`check_folder`.
        generation: as keys.json names it.

    Raises:
        DamagedDatabaseError: it is not there.
        NotAPlainFileError, NoPermissionError: something in it is no plain file, or it cannot be looked into.
    """
    stores = keyfile.stores_folder(folder, generation)
    if stores == folder:
        return
    try:
        with os.scandir(stores) as listing:
            odd = sorted(entry.name for entry in listing if not entry.is_file(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        raise errors.DamagedDatabaseError(stores.name) from None
    except OSError as error:
        raise errors.from_os_error(error, stores.name) from None
    if odd:
        raise errors.NotAPlainFileError(odd[0])


def _has_stores(folder: Path) -> bool:
    """Whether a store of any generation lies in the folder."""
    return any(
        (place / which.file_name).exists()
        for place in (folder, *folder.glob(f"{keyfile.GENERATION_PREFIX}*"))
        for which in Which
    )


def _plain(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file or folder itself, and not a link to one, a pipe or a device."""
    return entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)


def keep_keys_copy(folder: Path, keys: KeyFile) -> None:
    """Copy keys.json beside itself, if the copy is not the same already.

    Args:
        folder: the vault.
        keys: what stands in keys.json and has just opened.

    Raises:
        VaultError: no permission, disk full.
    """
    data = keys.dump()
    path = folder / COPY_NAME
    if files.read_bounded(path, keyfile.LARGEST_FILE) != data:
        files.write_whole(path, data)


def put_copy_back(folder: Path, keys: KeyFile) -> None:
    """Make the copy the key file again, and keep the damaged one under a name of its own."""
    damaged = folder / FILE_NAME
    if damaged.exists():
        damaged.replace(folder / f"{FILE_NAME}.damaged-{int(time.time())}")
    files.write_whole(damaged, keys.dump())
