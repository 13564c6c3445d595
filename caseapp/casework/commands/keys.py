"""The ways into the vault: adding, removing, naming and changing them, and changing all keys."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from caseapp.domain.requests import Command
from caseapp.domain.second import Second


class WayKind(StrEnum):
    """What a way into the vault is for."""

    WORKER = "worker"
    MANAGER = "manager"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class AddedWay:
    """A new way in.

    Attributes:
        slot_id: its id.
        recovery_code: to be shown once and noted on paper; empty for a passphrase.
    """

    slot_id: UUID
    recovery_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AddWay(Command[AddedWay]):
    """Let somebody in, or make another recovery code. Takes a second or two.

    Attributes:
        kind: worker, manager or recovery.
        label: what its user is called, or where the code is kept.
        passphrase: of a worker or manager.
        new_key_file: path at which a key file is made that goes with a worker's passphrase; empty for none.
    """

    kind: WayKind
    label: str
    passphrase: str = field(default="", repr=False)
    new_key_file: str = ""


@dataclass(frozen=True, slots=True)
class RemoveWay(Command[None]):
    """Take a way in away; copies of the vault made before still open by it."""

    slot_id: UUID
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class RenameWay(Command[None]):
    """Call a way in something else; a worker's name "by whom" follows."""

    slot_id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class ChangePassphrase(Command[None]):
    """Put the signed-in person's own way in under another passphrase.

    Attributes:
        old: until now.
        new: from now on.
        key_file: path of the key file that goes with it; empty without.
    """

    old: str = field(repr=False)
    new: str = field(repr=False)
    key_file: str = ""


@dataclass(frozen=True, slots=True)
class ReplacePassphrase(Command[None]):
    """Give somebody whose passphrase is lost another one; a key file she had is needed no more.

    Attributes:
        slot_id: a worker's or manager's.
        new: from now on.
        new_key_file: path at which a key file is made that goes with a worker's; empty for none.
        second: another worker, where four eyes are wanted.
    """

    slot_id: UUID
    new: str = field(repr=False)
    new_key_file: str = ""
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class RenewRecoveryCode(Command[str]):
    """Let a recovery way be opened by a new code, which is the result; the old code opens nothing more."""

    slot_id: UUID
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class MakeKeyFile(Command[None]):
    """Make a key file that the signed-in worker's passphrase needs from now on.

    Attributes:
        path: where it is made, such as on a stick; never over another file.
        passphrase: hers.
        key_file: path of the one until now; empty without.
    """

    path: str
    passphrase: str = field(repr=False)
    key_file: str = ""


@dataclass(frozen=True, slots=True)
class DropKeyFile(Command[None]):
    """Let the signed-in worker's passphrase open the vault without a key file again."""

    passphrase: str = field(repr=False)
    key_file: str = ""


@dataclass(frozen=True, slots=True)
class ChangeAllKeys(Command[None]):
    """Change the keys completely; long, with progress, and may be stopped until its last step.

    Copies and backups made before stay readable with the passphrases of their day.

    Attributes:
        passphrase: the signed-in person's, or the recovery code if that opened the vault.
        key_file: path of the key file that goes with it; empty without.
        second: another worker, where four eyes are wanted.
    """

    passphrase: str = field(repr=False)
    key_file: str = ""
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class EraseKeys(Command[None]):
    """Erase every key in the vault's folder: nothing in it opens any more. Whoever asks for it locks next.

    No second worker is asked, for who is pressed may be alone; nor a lead. Copies elsewhere stay readable.

    Attributes:
        passphrase: the signed-in worker's, or the recovery code if that opened the vault.
        key_file: path of the key file that goes with it; empty without.
    """

    passphrase: str = field(repr=False)
    key_file: str = ""


@dataclass(frozen=True, slots=True)
class SetLead(Command[None]):
    """Give a worker the mark of a lead, or take it. A rule of the window, not of cryptography."""

    staff_id: UUID
    lead: bool


@dataclass(frozen=True, slots=True)
class SetFourEyes(Command[None]):
    """Want a second worker for removing a way in, changing all keys and erasing, or no longer want one.

    Attributes:
        on: whether a second worker is wanted.
        second: another worker; needed to end it.
    """

    on: bool
    second: Second | None = None
