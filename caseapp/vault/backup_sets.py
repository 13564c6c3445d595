"""Backups as folders: their names, what lies in them, whether it is whole, carrying them elsewhere.

A set is laid out like a vault (keys.json, the stores where keys.json names them, head) with a manifest beside
it. It is put together under a name that ends in ``.part`` and renamed when it has been verified; it is taken
away by the same way back. So a folder with a set's name is always a whole one, whatever was interrupted.
"""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from caseapp.vault import backup_manifest, errors, files, keyfile
from caseapp.vault.backup_errors import BackupDamagedError, NotABackupError
from caseapp.vault.backup_manifest import SEALED, FileSeal, Label, Manifest
from caseapp.vault.head import Which

FOLDER = "backups"
PART = ".part"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-(\d{1,18})", re.ASCII)
_CHUNK = 1 << 20
_STORES = frozenset({"head", *(which.file_name for which in Which)})

Tick = Callable[[int], None]
"""Told after each piece how many bytes it had; may raise to stop."""


def no_tick(_bytes: int) -> None:
    """Nobody watches."""


def name_of(made_at: datetime, counter: int) -> str:
    """The name of a set: when it was made (UTC) and how far the cases had come."""
    return f"{made_at.strftime('%Y%m%dT%H%M%SZ')}-{counter}"


def made_of(name: str) -> datetime | None:
    """When a set was made, by its name; None for what is no set's name."""
    match = _NAME.fullmatch(name)
    try:
        return None if match is None else datetime.strptime(match[1], "%Y%m%dT%H%M%S%z")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class BackupSet:
    """A set as far as it can be known without opening its stores.

    Attributes:
        path: its folder.
        name: the folder's name.
        made_at: when, UTC; by its manifest, or by its name.
        label: which vault and generation; None when the manifest is damaged.
        manifest: what it holds; None without the key of its generation, or when it is damaged.
        complete: whether every file is there and, as far as known, as long as it should be.
    """

    path: Path
    name: str
    made_at: datetime
    label: Label | None
    manifest: Manifest | None
    complete: bool

    def good_for(self, label: Label) -> bool:
        """Whether it counts as a good backup of a vault: one of an earlier generation cannot be read."""
        if self.label is None or not self.complete or self.label.vault_id != label.vault_id:
            return False
        return self.manifest is not None or self.label.generation != label.generation


def place_in(second: Path, vault_id: UUID) -> Path:
    """Where the sets of a vault lie in a second place, which may serve several vaults."""
    return second / f"{FOLDER}-{vault_id.hex[:8]}"


def paths_in(folder: Path, label: Label) -> dict[str, Path]:
    """Where each sealed file of a set lies."""
    stores = keyfile.stores_folder(folder, label.generation)
    return {name: (stores if name in _STORES else folder) / name for name in SEALED}


def read_set(path: Path, key: bytes | None) -> BackupSet:
    """Look at one set without reading its stores.

    Args:
        path: its folder.
        key: of manifests; None to learn only what stands in clear.
    """
    label = manifest = None
    complete = False
    # What cannot be read is not whole: that is the answer here, not an error.
    with contextlib.suppress(errors.VaultError):
        data = files.read_bounded(path / backup_manifest.FILE_NAME, backup_manifest.LARGEST)
        label = backup_manifest.label_of(data, path.name)
        sizes = {name: _size(each) for name, each in paths_in(path, label).items()}
        complete = all(sizes.values())
        if key is not None:
            manifest = backup_manifest.parse(data, key, path.name)
            complete = sizes == {name: seal.size for name, seal in manifest.files.items()}
    made_at = manifest.made_at if manifest is not None else made_of(path.name)
    return BackupSet(
        path, path.name, made_at or datetime.fromtimestamp(0, UTC), label, manifest, complete=complete
    )


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def sets_in(place: Path, key: bytes | None) -> tuple[BackupSet, ...]:
    """All sets that lie in a folder, newest first; none where there is no such folder.

    Args:
        place: such as ``backups`` of a vault.
        key: of manifests, or None.

    Raises:
        VaultError: it cannot be looked into.
    """
    try:
        with os.scandir(place) as listing:
            found = [
                Path(entry.path)
                for entry in listing
                if made_of(entry.name) is not None and entry.is_dir(follow_symlinks=False)
            ]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise errors.from_os_error(error, place.name) from None
    sets = [read_set(path, key) for path in found]
    return tuple(sorted(sets, key=lambda one: (one.made_at, one.name), reverse=True))


def find_sets(folder: Path, key: bytes | None = None) -> tuple[BackupSet, ...]:
    """All sets of a vault, of a second place, of a folder with sets, or the one set that the folder is.

    Args:
        folder: what the user pointed at.
        key: of manifests, or None.

    Returns:
        Newest first; none in a vault without backups.

    Raises:
        NotABackupError: it is none of these.
        VaultError: it cannot be looked into.
    """
    if not folder.is_dir():
        raise errors.FolderAbsentError(folder.name)
    if (folder / backup_manifest.FILE_NAME).exists():
        return (read_set(folder, key),)
    try:
        inner = [
            each
            for each in folder.iterdir()
            if each.is_dir()
            and not each.is_symlink()
            and (each.name == FOLDER or each.name.startswith(f"{FOLDER}-"))
        ]
    except OSError as error:
        raise errors.from_os_error(error, folder.name) from None
    found = [one for place in (folder, *inner) for one in sets_in(place, key)]
    if not found and not (folder / keyfile.FILE_NAME).exists() and not inner:
        raise NotABackupError(folder.name)
    return tuple(sorted(found, key=lambda one: (one.made_at, one.name), reverse=True))


def pieces_of(path: Path) -> Iterator[bytes]:
    """A plain file in pieces of 1 MiB.

    Raises:
        VaultError: it is not there, is no plain file, or cannot be read.
    """
    descriptor = files.open_file(path, os.O_RDONLY)
    try:
        with os.fdopen(descriptor, "rb") as file:
            while piece := file.read(_CHUNK):
                yield piece
    except OSError as error:
        raise errors.from_os_error(error, path.name) from None


def seal_of(path: Path, tick: Tick = no_tick) -> FileSeal:
    """Length and digest of a file as it stands on the disk."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces_of(path):
        digest.update(piece)
        size += len(piece)
        tick(len(piece))
    return FileSeal(size, digest.hexdigest())


def verify_bytes(path: Path, manifest: Manifest, name: str, tick: Tick = no_tick) -> None:
    """Read every file of a set and hold it against its manifest.

    Args:
        path: the set's folder, or a copy of it.
        manifest: what it should be.
        name: the set's name, for the sentence.
        tick: told the bytes of each piece.

    Raises:
        BackupDamagedError: names the first file that is not as it was.
    """
    for file, where in paths_in(path, manifest.label).items():
        try:
            same = seal_of(where, tick) == manifest.files[file]
        except errors.VaultError:
            same = False
        if not same:
            raise BackupDamagedError(name, file)


def copy_plain(source: Path, target: Path, tick: Tick = no_tick) -> None:
    """Copy one file, synced, to where there is none.

    Raises:
        VaultError: it cannot be read, no permission, disk full.
    """
    descriptor = files.open_file(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        for piece in pieces_of(source):
            files.write_all(descriptor, piece)
            tick(len(piece))
        files.sync(descriptor)
        _forget_pages(descriptor)
    except OSError as error:
        raise errors.from_os_error(error, target.name) from None
    finally:
        os.close(descriptor)


def _forget_pages(descriptor: int) -> None:
    """Let what is read next come from the device, not from the system's memory, where that can be asked."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def copy_set(one: BackupSet, target: Path, tick: Tick = no_tick) -> None:
    """Copy a set's files and its manifest into a new folder, synced; nothing is renamed or verified.

    Args:
        one: a set with a readable label.
        target: the new folder; its parent is there.
        tick: told the bytes of each piece.

    Raises:
        VaultError: it cannot be read, no permission, disk full.
    """
    assert one.label is not None
    make_folder(target)
    stores = keyfile.stores_folder(target, one.label.generation)
    if stores != target:
        make_folder(stores)
    here, there = paths_in(one.path, one.label), paths_in(target, one.label)
    for name, path in here.items():
        copy_plain(path, there[name], tick)
    copy_plain(one.path / backup_manifest.FILE_NAME, target / backup_manifest.FILE_NAME, tick)
    sync_folders(target, stores)


def make_folder(path: Path) -> None:
    """Make a private folder.

    Raises:
        VaultError: no permission, disk full.
    """
    try:
        path.mkdir(mode=files.FOLDER_MODE)
    except OSError as error:
        raise errors.from_os_error(error, path.name) from None


def sync_folders(*folders: Path) -> None:
    """Make names in folders last.

    Raises:
        VaultError: the device failed.
    """
    for folder in set(folders):
        try:
            files.sync_folder(folder)
        except OSError as error:
            raise errors.from_os_error(error, folder.name) from None


def carry(one: BackupSet, place: Path, tick: Tick = no_tick) -> None:
    """Copy a verified set to another place and read it there again before it gets its name.

    Args:
        one: the set, with its manifest.
        place: the folder of sets there; made when its parent is there.
        tick: told the bytes of each piece copied and each piece read.

    Raises:
        VaultError: no permission, disk full, not whole; nothing half is left under the set's name.
    """
    assert one.manifest is not None
    if not place.exists():
        make_folder(place)
        sync_folders(place.parent)
    clear_parts(place)
    aside = place / (one.name + PART)
    try:
        copy_set(one, aside, tick)
        verify_bytes(aside, one.manifest, one.name, tick)
        put_in_place(aside, place / one.name)
    except BaseException:
        remove(aside)
        raise


def put_in_place(aside: Path, path: Path) -> None:
    """Give a verified set its name, lastingly.

    Raises:
        VaultError: no permission, failing device.
    """
    try:
        aside.rename(path)
        files.sync_folder(path.parent)
    except OSError as error:
        raise errors.from_os_error(error, path.name) from None


def remove(path: Path) -> None:
    """Take a folder away as far as it goes; what stays is found again by :func:`clear_parts`."""
    shutil.rmtree(path, ignore_errors=True)


def drop(one: BackupSet) -> None:
    """Take a set away: first its name, so that half a set is never taken for one."""
    aside = one.path.with_name(one.name + PART)
    with contextlib.suppress(OSError):
        one.path.rename(aside)
        files.sync_folder(aside.parent)
        remove(aside)


def clear_parts(place: Path) -> None:
    """Take away what an interrupted copy or removal left."""
    with contextlib.suppress(OSError):
        for path in place.iterdir():
            if path.name.endswith(PART) and made_of(path.name.removesuffix(PART)) is not None:
                remove(path)
