"""What can go wrong with the ways into a vault: slots, key files, a complete change of the keys."""

from typing import ClassVar

from caseapp.vault.errors import VaultError


class KeyFileNeededError(VaultError):
    """Nothing opened, and some way into this vault needs a key file that was not given.

    Whether the passphrase was right cannot be told without the file, and must not be.
    """

    code: ClassVar[str] = "key_file_needed"

    def __init__(self) -> None:
        super().__init__(
            "That did not open. If your passphrase goes with a key file, choose the file as well. Otherwise "
            "check Caps Lock and keyboard language, then try again."
        )


class WrongKeyFileError(VaultError):
    """The key file is whole but was made for another vault, or was replaced."""

    code: ClassVar[str] = "wrong_key_file"

    def __init__(self) -> None:
        super().__init__(
            "This key file belongs to no passphrase of this vault. Choose the one made for yours, or "
            "try without a key file."
        )


class DamagedKeyFileError(VaultError):
    """The file that was chosen is no key file, or not a whole one."""

    code: ClassVar[str] = "damaged_key_file"

    def __init__(self) -> None:
        super().__init__(
            "The chosen file is not a key file of Caseapp, or is damaged. Choose another copy of it; nothing "
            "was changed."
        )


class KeyFileInsideError(VaultError):
    """A key file beside the lock it opens protects nothing."""

    code: ClassVar[str] = "key_file_inside"

    def __init__(self) -> None:
        super().__init__(
            "A key file inside the vault folder would be copied with it and protect nothing. Choose another "
            "place, such as a stick. Nothing was changed."
        )


class LastWorkerError(VaultError):
    """Without a worker's way in, nobody could open the notes any more."""

    code: ClassVar[str] = "last_worker"

    def __init__(self) -> None:
        super().__init__(
            "This is the last passphrase that opens the notes. Add another worker first. Nothing was changed."
        )


class TooManyWaysError(VaultError):
    """The key file is bounded."""

    code: ClassVar[str] = "too_many_ways"

    def __init__(self, most: int) -> None:
        super().__init__(
            "A vault has at most {most} ways in. Remove one first. Nothing was changed.", most=most
        )


class NoSuchWayError(VaultError):
    """A slot that was removed meanwhile, or is of another kind than the act needs."""

    code: ClassVar[str] = "no_such_way"

    def __init__(self) -> None:
        super().__init__("This way into the vault is not there any more. Nothing was changed.")


class OwnWayOnlyError(VaultError):
    """A manager looks after her own passphrase and name."""

    code: ClassVar[str] = "own_way_only"

    def __init__(self) -> None:
        super().__init__(
            "With a manager's passphrase only one's own passphrase and name can be changed. Ask a worker. "
            "Nothing was changed."
        )


class LongAwaySlotError(VaultError):
    """Someone has not opened the vault for so many changes that one more could not be proved to them."""

    code: ClassVar[str] = "long_away_slot"

    def __init__(self, most: int) -> None:
        super().__init__(
            "Somebody has not opened this vault for {most} changes of its keys. Let everybody open it once, "
            "or remove who does not need it, then change the keys. Nothing was changed.",
            most=most,
        )


class CopyDiffersError(VaultError):
    """The new stores are not what the old ones are; the old keys stay."""

    code: ClassVar[str] = "copy_differs"

    def __init__(self, file: str) -> None:
        super().__init__(
            "The new {file} was not the same as the old one when it was compared, so the keys were not "
            "changed. Check the disk, then try again; nothing is lost.",
            file=file,
        )


class KeysErasedError(VaultError):
    """Somebody had the keys of the vault erased."""

    code: ClassVar[str] = "keys_erased"

    def __init__(self, day: str) -> None:
        super().__init__(
            "The keys of this vault were erased on {day}, as somebody who had it open asked for. Nothing in "
            "this folder opens any more. A copy made before, such as a backup on a stick, opens with the "
            "passphrase of its day: restore it.",
            day=day,
        )


class EraseUnfinishedError(VaultError):
    """The keys were to be erased, and some are there still."""

    code: ClassVar[str] = "erase_unfinished"

    def __init__(self, day: str, file: str) -> None:
        super().__init__(
            "The keys of this vault were to be erased on {day}, but {file} is still there. Nothing was "
            "opened. Delete that file by hand, or open the vault again to try once more.",
            day=day,
            file=file,
        )
