"""What can go wrong with backups: what happened, what to do, that nothing is lost."""

from typing import ClassVar

from caseapp.vault.errors import VaultError


class BackupDamagedError(VaultError):
    """A set is not as it was when it was verified."""

    code: ClassVar[str] = "backup_damaged"

    def __init__(self, backup: str, file: str) -> None:
        super().__init__(
            "The backup {backup} is not whole: {file} is damaged or missing. Nothing was changed. Choose "
            "another backup.",
            backup=backup,
            file=file,
        )


class BackupNewerError(VaultError):
    """A set was written by a newer version."""

    code: ClassVar[str] = "backup_newer"

    def __init__(self, backup: str) -> None:
        super().__init__(
            "The backup {backup} was made by a newer Caseapp. Install that version to use it. Nothing was "
            "changed.",
            backup=backup,
        )


class NotABackupError(VaultError):
    """A folder without a set in it."""

    code: ClassVar[str] = "not_a_backup"

    def __init__(self, folder: str) -> None:
        super().__init__("There is no backup in {folder}. Choose another folder.", folder=folder)


class BackupOfAnotherVaultError(VaultError):
    """A set of another vault."""

    code: ClassVar[str] = "backup_of_another_vault"

    def __init__(self, backup: str) -> None:
        super().__init__(
            "The backup {backup} belongs to another vault. Nothing was changed. Restore it into a new, empty "
            "folder instead.",
            backup=backup,
        )


class BackupOtherKeysError(VaultError):
    """A set of this vault from before or after its keys were changed, which the keys of today do not open."""

    code: ClassVar[str] = "backup_other_keys"

    def __init__(self, backup: str) -> None:
        super().__init__(
            "The backup {backup} is from before the keys were changed, so the keys of now do not open it. To "
            "look inside, choose Restore and type a passphrase of its day. Nothing was changed.",
            backup=backup,
        )


class NotKeptError(VaultError):
    """No restore kept a folder of this name."""

    code: ClassVar[str] = "not_kept"

    def __init__(self, name: str) -> None:
        super().__init__(
            "There is no folder {name} that a restore kept here. Nothing was removed.", name=name
        )


class RemovesForGoodError(VaultError):
    """A question: somebody has to say that what a restore kept may go."""

    code: ClassVar[str] = "removes_for_good"

    def __init__(self, name: str, when: str, size: str) -> None:
        super().__init__(
            "This removes for good the notes as they were until {when}, {size}, in the folder {name}.",
            name=name,
            when=when,
            size=size,
        )


class BackupNotTrueError(VaultError):
    """The copy that was just made is not what it was made of."""

    code: ClassVar[str] = "backup_not_true"

    def __init__(self, file: str) -> None:
        super().__init__(
            "The new backup of {file} was read again and is not the same as the original, so it was not "
            "kept. Your notes and the earlier backups are untouched. Check the disk, then try again.",
            file=file,
        )


class BackupFailedError(VaultError):
    """A mistake of ours while a backup was made."""

    code: ClassVar[str] = "backup_failed"

    def __init__(self, kind: str) -> None:
        super().__init__(
            "The backup could not be made: something went wrong inside the program ({kind}). It is a mistake "
            "of ours. Your notes and the earlier backups are untouched.",
            kind=kind,
        )


class SecondPlaceError(VaultError):
    """The second place is not one."""

    code: ClassVar[str] = "second_place"

    def __init__(self) -> None:
        super().__init__(
            "The second place for backups must be a folder outside the vault that is there now. Choose "
            "another one; nothing was changed."
        )


class SecondPlaceMissingError(VaultError):
    """The second place is set and cannot be reached."""

    code: ClassVar[str] = "second_place_missing"

    def __init__(self) -> None:
        super().__init__(
            "The second place for backups is not there now. Is the stick or network drive connected? The "
            "backup beside the vault is made all the same."
        )


class RestoreDamagedError(VaultError):
    """The note of an interrupted restore is not what this program writes."""

    code: ClassVar[str] = "restore_damaged"

    def __init__(self) -> None:
        super().__init__(
            "A restore was interrupted, and the file restoring.json that says how to finish it is damaged. "
            "Nothing is lost: what was there lies in the folder replaced-… inside the vault, the rest in the "
            "folder restoring-…. Restore a backup into a new folder."
        )


class NeedsAWorkerError(VaultError):
    """Only a worker's passphrase opens what a backup holds."""

    code: ClassVar[str] = "needs_a_worker"

    def __init__(self) -> None:
        super().__init__(
            "Backups hold the cases, so a worker's passphrase or the recovery code is needed. Nothing was "
            "changed."
        )


class LedgerLostError(VaultError):
    """Nothing that can be read holds all figures that were closed; a question."""

    code: ClassVar[str] = "ledger_lost"

    def __init__(self) -> None:
        super().__init__(
            "The store of figures in this vault cannot be read, and this backup may be older than the last "
            "month that was closed. Restored all the same, a month that was already published could be "
            "closed a second time, with other numbers: compare with the releases you handed out before you "
            "close a month. Go on?"
        )


class ErasuresUnknownError(VaultError):
    """What was erased after the backup cannot be read; a question."""

    code: ClassVar[str] = "erasures_unknown"

    def __init__(self) -> None:
        super().__init__(
            "The notes in this vault cannot be read, so it is not known who was erased after this backup was "
            "made. Restored all the same, they come back: look through your paper for who asked to be "
            "erased since, and erase them again. Go on?"
        )


QUESTIONS = frozenset({LedgerLostError.code, ErasuresUnknownError.code})
"""Codes of restoring that the user may answer with "go on"."""
