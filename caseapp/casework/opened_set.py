"""A backup opened by what was typed, without an open vault."""

from dataclasses import dataclass, field
from pathlib import Path

from caseapp.casework.backups import Steps, inside
from caseapp.casework.queries.backups import Inside
from caseapp.vault import (
    backup_manifest,
    backup_sets,
    errors,
    files,
    key_erasure,
    key_folder,
    keyfile,
    unlocking,
)
from caseapp.vault.backup_errors import (
    BackupDamagedError,
    NeedsAWorkerError,
)
from caseapp.vault.backup_manifest import Manifest
from caseapp.vault.backup_sets import BackupSet
from caseapp.vault.key_errors import KeysErasedError
from caseapp.vault.keyring import Secrets
from caseapp.vault.slots import OpenSlot


@dataclass(frozen=True, slots=True)
class Way:
    """What opens a backup.

    Attributes:
        passphrase: of a worker, of the day the backup was made; or
        recovery_code: the code of that day.
        key_file: content of the key file that goes with the passphrase, if one does.
    """

    passphrase: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)
    key_file: bytes | None = field(default=None, repr=False)

    def open(self, keys: keyfile.KeyFile) -> OpenSlot:
        """Open a slot of a key file.

        Raises:
            VaultError: none opens.
        """
        if self.recovery_code is not None:
            return unlocking.unlock_by_recovery(keys, self.recovery_code)
        return unlocking.unlock(keys, self.passphrase or "", self.key_file)


def look(source: Path, way: Way, steps: Steps) -> Inside:
    """Read every byte of a set and say what is in it, without an open vault.

    Args:
        source: the set's folder.
        way: what opens it.
        steps: told the bytes read.

    Raises:
        VaultError: it does not open, is damaged or newer.
    """
    return inside(open_set(source, way).one, steps)


@dataclass(frozen=True, slots=True)
class OpenedSet:
    """A set that was opened by a passphrase."""

    one: BackupSet
    keys: keyfile.KeyFile
    slot: OpenSlot
    manifest: Manifest

    @property
    def secrets(self) -> Secrets:
        """What the slot holds."""
        return self.slot.secrets


def open_set(source: Path, way: Way) -> OpenedSet:
    """Open the key file of a set, and with it the manifest.

    Raises:
        KeysErasedError: it lies in a vault whose keys were erased.
        VaultError: it does not open, is damaged or newer.
    """
    source = source.absolute()
    erased = key_erasure.order_in(source.parent.parent) if source.parent.name == backup_sets.FOLDER else None
    if erased is not None and not (erased.done and (source / keyfile.FILE_NAME).exists()):
        raise KeysErasedError(erased.day)
    if not (source / backup_manifest.FILE_NAME).exists() and not (source / keyfile.FILE_NAME).exists():
        raise errors.FolderAbsentError(source.name)
    data = files.read_bounded(source / backup_manifest.FILE_NAME, backup_manifest.LARGEST)
    label = backup_manifest.label_of(data, source.name)
    try:
        keys = key_folder.read_keys(source)
    except errors.DamagedKeysError:
        raise BackupDamagedError(source.name, keyfile.FILE_NAME) from None
    if (keys.vault_id, keys.generation) != (label.vault_id, label.generation):
        raise BackupDamagedError(source.name, keyfile.FILE_NAME)
    slot = way.open(keys)
    key = backup_manifest.manifest_key(slot.secrets)
    if key is None:
        raise NeedsAWorkerError
    manifest = backup_manifest.parse(data, key, source.name)
    return OpenedSet(backup_sets.read_set(source, key), keys, slot, manifest)
