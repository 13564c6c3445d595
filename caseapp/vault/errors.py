"""What can go wrong with a vault: what happened, what to do, that nothing is lost.

No sentence names a person, a passphrase or a key. ``code`` is stable: the window branches on it, tests hold
it. Codes in :data:`ACCEPTABLE` are questions rather than refusals: the user may go on by opening again with
``accept={error.code}``.
"""

import errno
from typing import ClassVar

from caseapp.errors import KnownError


class VaultError(KnownError):
    """Anything a vault refuses or finds."""

    code: ClassVar[str] = "vault"


class WrongPassphraseError(VaultError):
    """No slot opens with what was typed."""

    code: ClassVar[str] = "wrong_passphrase"

    def __init__(self) -> None:
        super().__init__("That did not open. Check Caps Lock and keyboard language, then try again.")


class WeakPassphraseError(VaultError):
    """The new passphrase is too short or too long to be one."""

    code: ClassVar[str] = "weak_passphrase"

    def __init__(self, shortest: int, longest: int) -> None:
        super().__init__(
            "A passphrase needs at least {shortest} and at most {longest} characters. Nothing was changed.",
            shortest=shortest,
            longest=longest,
        )


class PassphraseTakenError(VaultError):
    """Two slots would open with one passphrase, so the first would always win."""

    code: ClassVar[str] = "passphrase_taken"

    def __init__(self) -> None:
        super().__init__(
            "This passphrase cannot be used for this vault. Choose another one. Nothing was changed."
        )


class BadLabelError(VaultError):
    """A name for a vault or a slot that cannot be kept."""

    code: ClassVar[str] = "bad_label"

    def __init__(self, longest: int) -> None:
        super().__init__("A name needs 1 to {longest} characters. Nothing was changed.", longest=longest)


class MistypedRecoveryCodeError(VaultError):
    """The code does not add up, and where."""

    code: ClassVar[str] = "mistyped_recovery_code"


class WrongRecoveryCodeError(VaultError):
    """The code is well typed but opens nothing here."""

    code: ClassVar[str] = "wrong_recovery_code"

    def __init__(self) -> None:
        super().__init__(
            "This recovery code is typed correctly but belongs to another vault, or was replaced by a newer "
            "one. Look for the code that was noted for this vault."
        )


class FolderAbsentError(VaultError):
    """There is no such folder."""

    code: ClassVar[str] = "folder_absent"

    def __init__(self, folder: str) -> None:
        super().__init__(
            "The folder {folder} is not there. Has it been moved, or is a stick or network drive not "
            "connected?",
            folder=folder,
        )


class NotAVaultError(VaultError):
    """A folder, but nothing of a vault in it."""

    code: ClassVar[str] = "not_a_vault"

    def __init__(self, folder: str) -> None:
        super().__init__(
            "The folder {folder} holds no vault: there is no keys.json in it. Choose another folder.",
            folder=folder,
        )


class ExistsAlreadyError(VaultError):
    """A new vault would cover something that is there."""

    code: ClassVar[str] = "exists_already"

    def __init__(self, folder: str) -> None:
        super().__init__(
            "There is already something at {folder}. Choose another name; nothing was changed.", folder=folder
        )


class DamagedKeysError(VaultError):
    """keys.json is not what this program wrote, and no copy helps."""

    code: ClassVar[str] = "damaged_keys"

    def __init__(self, file: str = "keys.json") -> None:
        super().__init__(
            "The key file {file} is damaged or missing, so the vault cannot be opened with it. The notes "
            "themselves are not lost: restore the newest backup, or put back {file} from it.",
            file=file,
        )


class NotAPlainFileError(VaultError):
    """A name of the vault is a link, a pipe or a device: it leads outside the vault, or never ends."""

    code: ClassVar[str] = "not_a_plain_file"

    def __init__(self, file: str) -> None:
        super().__init__(
            "{file} in this vault is not a plain file but a link or something else that can lead outside "
            "the vault, so the vault was not opened and nothing was changed. Ask whoever gave it to you.",
            file=file,
        )


class DamagedKeysCopyReadyError(VaultError):
    """keys.json is damaged, the copy beside it is whole."""

    code: ClassVar[str] = "damaged_keys_copy_ready"

    def __init__(self, written: str) -> None:
        super().__init__(
            "The key file keys.json is damaged or missing. A whole copy of {written} lies beside it. "
            "Passphrases are those of that day. Open with the copy? The damaged file is kept, and nothing "
            "is lost.",
            written=written,
        )


class DamagedDatabaseError(VaultError):
    """The keys are right, the store is not."""

    code: ClassVar[str] = "damaged_database"

    def __init__(self, file: str) -> None:
        super().__init__(
            "The passphrase is right, but the file {file} is damaged or missing. Do not try repairs on it: "
            "restore the newest backup, which keeps what it replaces, or open another copy of the folder.",
            file=file,
        )


class NewerFormatError(VaultError):
    """Written by a later Caseapp."""

    code: ClassVar[str] = "newer_format"

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            "This vault was written by a newer Caseapp (format {found}, this one knows {known}). Update "
            "Caseapp on this computer; nothing in the vault was changed.",
            found=found,
            known=known,
        )


class NoPermissionError(VaultError):
    """The system says no."""

    code: ClassVar[str] = "no_permission"

    def __init__(self, file: str) -> None:
        super().__init__(
            "This computer does not allow Caseapp to read and write {file}. Check who owns the vault folder "
            "and whether the disk is write-protected; nothing was changed.",
            file=file,
        )


class DiskFullError(VaultError):
    """No room."""

    code: ClassVar[str] = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so this could not be saved. What was saved before is safe. Free some space, "
            "then try again."
        )


class DeviceFailedError(VaultError):
    """The disk gave an error."""

    code: ClassVar[str] = "device_failed"

    def __init__(self, file: str) -> None:
        super().__init__(
            "The disk reported an error at {file}, so this could not be saved. What was saved before is "
            "safe. Check the disk, stick or connection, then try again.",
            file=file,
        )


class OutOfMemoryError(VaultError):
    """The key cannot be derived here."""

    code: ClassVar[str] = "out_of_memory"

    def __init__(self, mebibytes: int) -> None:
        super().__init__(
            "Opening this vault needs {mebibytes} MiB of free memory for a moment. Close other programs, "
            "then try again; nothing is lost.",
            mebibytes=mebibytes,
        )


class HeldByAnotherError(VaultError):
    """Somebody else is writing on this computer."""

    code: ClassVar[str] = "held_by_another"

    def __init__(self, since: str) -> None:
        super().__init__(
            "This vault is open in another window or command on this computer since {since}. Use that one, "
            "or close it first.",
            since=since,
        )


class BusyError(VaultError):
    """Another program holds a lock on a store's file, as some backup and synchronising programs do."""

    code: ClassVar[str] = "busy"

    def __init__(self, file: str) -> None:
        super().__init__(
            "Another program is using {file} just now, so this could not be saved. What was saved before is "
            "safe. Let backup or synchronising programs finish, then try again.",
            file=file,
        )


class HeldElsewhereError(VaultError):
    """The lock file names another computer, which cannot be asked."""

    code: ClassVar[str] = "held_elsewhere"

    def __init__(self, since: str) -> None:
        super().__init__(
            "This vault was opened on another computer at {since} and not closed there. Two computers at "
            "once damage it. Go on only if you know that it is closed there.",
            since=since,
        )


class MissingSavesError(VaultError):
    """The store has not reached the head that was acknowledged."""

    code: ClassVar[str] = "missing_saves"

    def __init__(self, count: int, file: str) -> None:
        super().__init__(
            "The last saves are missing from {file}: {count}. The vault was not closed properly, or an "
            "older file was put back. Look inside the newest backup whether it holds them, or go on without "
            "these saves.",
            count=count,
            file=file,
        )
        self.count = count


class HeadDamagedError(VaultError):
    """The small file that proves the last save is gone."""

    code: ClassVar[str] = "head_damaged"

    def __init__(self) -> None:
        super().__init__(
            "The file head, which proves that the last saves are all there, is damaged or missing. The "
            "notes can be opened, but whether the last ones are there must be checked by eye."
        )


class HeadBehindError(VaultError):
    """The store is further than its head, by more than the one save that nobody was promised."""

    code: ClassVar[str] = "head_behind"

    def __init__(self, count: int, file: str) -> None:
        super().__init__(
            "The file head is older than {file}, by {count} saves: an older head was put back, or the disk "
            "could not write it. No save of {file} is missing, but if an older {file} was put back as well, "
            "that could not be noticed. Look whether your last notes are there, then go on.",
            count=count,
            file=file,
        )
        self.count = count


class StoreReplacedError(VaultError):
    """The chain does not hold the entry that head names."""

    code: ClassVar[str] = "store_replaced"

    def __init__(self, file: str) -> None:
        super().__init__(
            "{file} does not continue what was last saved here: it may have been replaced by a copy that "
            "went its own way. Look inside the newest backup before going on.",
            file=file,
        )


class OlderThanLastSeenError(VaultError):
    """A whole but older vault was put back."""

    code: ClassVar[str] = "older_than_last_seen"

    def __init__(self, count: int) -> None:
        super().__init__(
            "This vault is older than the one last opened here: {count} saves fewer. Continue?", count=count
        )
        self.count = count


class NotAllowedError(VaultError):
    """The session does not hold what it would have to give away."""

    code: ClassVar[str] = "not_allowed"

    def __init__(self) -> None:
        super().__init__(
            "A manager cannot set a worker's passphrase. Open with a worker's passphrase or the recovery "
            "code."
        )


class ClosedError(VaultError):
    """The vault was locked while something still wanted to use it."""

    code: ClassVar[str] = "closed"

    def __init__(self) -> None:
        super().__init__("The vault is locked. Unlock it, then do this again; nothing is lost.")


ACCEPTABLE = frozenset(
    {
        DamagedKeysCopyReadyError.code,
        HeldElsewhereError.code,
        MissingSavesError.code,
        HeadDamagedError.code,
        HeadBehindError.code,
        StoreReplacedError.code,
        OlderThanLastSeenError.code,
    }
)
"""Codes the user may answer with "go on": open again with ``accept={code, ...}``."""

_NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR})


def from_os_error(error: OSError, file: str) -> VaultError:
    """Say what the system reported.

    Args:
        error: what an operating system call raised.
        file: the file or folder it was about, as the user knows it.

    Returns:
        The matching sentence; an unknown number counts as a failing device.
    """
    if error.errno in _NO_PERMISSION:
        return NoPermissionError(file)
    if error.errno in _DISK_FULL:
        return DiskFullError()
    if error.errno in _ABSENT:
        return FolderAbsentError(file)
    return DeviceFailedError(file)
