"""The ways into the vault, as the window and the command line ask for them.

The vault knows what a slot can decrypt; who among the workers may look after keys, and when a second one must
agree, are rules of the window (`leads`).
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from caseapp.casework import leads
from caseapp.casework.commands.keys import (
    AddedWay,
    AddWay,
    ChangeAllKeys,
    ChangePassphrase,
    DropKeyFile,
    EraseKeys,
    MakeKeyFile,
    RemoveWay,
    RenameWay,
    RenewRecoveryCode,
    ReplacePassphrase,
    SetFourEyes,
    SetLead,
    WayKind,
)
from caseapp.casework.house import House
from caseapp.casework.leads import NotLeadError, SecondNeededError
from caseapp.casework.queries.keys import IsSecond, Suggestion, SuggestPassphrase, WayRow, Ways, WaysIn
from caseapp.domain.requests import Changes, Kind, Outcome
from caseapp.domain.second import Second
from caseapp.errors import KnownError
from caseapp.storage.tables import Staff
from caseapp.vault import key_erasure, key_factor, key_folder, passphrases, slot_changes, suggest
from caseapp.vault.generations import Progress, change_all, own_again
from caseapp.vault.key_errors import OwnWayOnlyError
from caseapp.vault.keyfile import SlotKind
from caseapp.vault.noting import note
from caseapp.vault.session import Session

_CHANGED = Changes(frozenset({Kind.SETTING}))


class Keys:
    """What belongs to the ways into one open vault; used on the vault thread.

    Args:
        session: of anybody.
        house: a worker's; None in a manager's session.
    """

    def __init__(self, session: Session, house: House | None) -> None:
        self._session = session
        self._house = house

    @property
    def handlers(self) -> Mapping[type, Callable[[Any], Any]]:
        """Which request is answered by what."""
        return {
            WaysIn: self.ways_in,
            IsSecond: self.is_second,
            SuggestPassphrase: self.suggestion,
            AddWay: self.add,
            RemoveWay: self.remove,
            RenameWay: self.rename,
            ChangePassphrase: self.change_passphrase,
            ReplacePassphrase: self.replace_passphrase,
            RenewRecoveryCode: self.renew_recovery_code,
            MakeKeyFile: self.make_key_file,
            DropKeyFile: self.drop_key_file,
            EraseKeys: self.erase,
            SetLead: self.set_lead,
            SetFourEyes: self.set_four_eyes,
        }

    # --- asking -------------------------------------------------------------------------------------------

    def ways_in(self, _query: WaysIn) -> Ways:
        """All ways to open the vault."""
        behind = {} if self._house is None else leads.staff_by_slot(self._house)
        rows = []
        for way in slot_changes.ways_in(self._session):
            staff_id, lead = behind.get(str(way.id), (None, False))
            kind = WayKind(way.kind.value)
            worker = kind is WayKind.WORKER
            rows.append(
                WayRow(
                    way.id,
                    kind,
                    way.label,
                    way.is_mine,
                    way.key_file,
                    way.opened_since,
                    staff_id if worker else None,
                    lead and worker,
                )
            )
        return Ways(tuple(rows), self._is_lead, self.four_eyes, self._session.generation)

    def is_second(self, query: IsSecond) -> bool:
        """Whether another worker stands behind a passphrase."""
        key_file = _content(query.second.key_file)
        return passphrases.is_passphrase_of_another_worker(self._session, query.second.passphrase, key_file)

    def suggestion(self, _query: SuggestPassphrase) -> Suggestion:
        """Six words drawn by chance."""
        return Suggestion(suggest.suggest(), suggest.bits())

    # --- rules --------------------------------------------------------------------------------------------

    @property
    def _is_lead(self) -> bool:
        """Whether others' ways may be looked after here; who found the recovery code has to be able to."""
        if self._house is None:
            return False
        return self._session.slot_kind is SlotKind.RECOVERY or leads.is_lead(self._house)

    @property
    def four_eyes(self) -> bool:
        """Whether the organisation wants a second worker."""
        return self._house is not None and leads.wants_four_eyes(self._house)

    def require_lead(self) -> None:
        """Refuse who is no lead. A manager is refused by the vault itself, with its own sentence.

        Raises:
            NotLeadError: a worker without the mark.
        """
        if self._house is not None and not self._is_lead:
            raise NotLeadError

    def require_second(self, second: Second | None, *, always: bool = False) -> None:
        """Refuse what needs four eyes and has two.

        Args:
            second: another worker, if one agreed.
            always: even where the organisation does not want it for everything.

        Raises:
            SecondNeededError: nobody else stands behind the passphrase.
        """
        if (self.four_eyes or always) and (second is None or not self.is_second(IsSecond(second))):
            raise SecondNeededError

    def prepared_change(self, command: ChangeAllKeys) -> Callable[[Progress], Session]:
        """See that all keys may be changed, while the stores can still be asked.

        Args:
            command: with the signed-in person's passphrase, or the recovery code.

        Returns:
            What does it once the stores are left, and gives the session that goes on.

        Raises:
            NotLeadError, SecondNeededError, DamagedKeyFileError: it may not.
        """
        self.require_lead()
        self.require_second(command.second)
        by_code = self._session.slot_kind is SlotKind.RECOVERY
        key_file = _content(command.key_file)

        def change(progress: Progress) -> Session:
            return change_all(
                self._session,
                None if by_code else command.passphrase,
                recovery_code=command.passphrase if by_code else None,
                key_file=key_file,
                staff_id=None if self._house is None else self._house.staff_id,
                progress=progress,
            )

        return change

    # --- doing --------------------------------------------------------------------------------------------

    def add(self, command: AddWay) -> Outcome[AddedWay]:
        """Let somebody in, or make another recovery code."""
        self.require_lead()
        if command.kind is WayKind.RECOVERY:
            slot_id, code = slot_changes.add_recovery(self._session, command.label)
            self._noted("way_added", slot_id)
            return Outcome(AddedWay(slot_id, code), _CHANGED)
        kind = SlotKind(command.kind.value)
        with _NewKeyFile(command.new_key_file, self._session.folder) as key_file:
            slot_id = slot_changes.add_way(
                self._session, kind, command.label, command.passphrase, key_file=key_file
            )
        self._noted("way_added", slot_id)
        if kind is SlotKind.WORKER and self._house is not None:
            with suppress(KnownError), self._house.writing("staff.add") as unit:
                # If it cannot be written now, it is made when she first opens the vault.
                unit.insert(
                    Staff,
                    label=command.label.strip(),
                    slot_id=str(slot_id),
                    created_at=unit.at.replace(tzinfo=None),
                )
        return Outcome(AddedWay(slot_id), _CHANGED)

    def remove(self, command: RemoveWay) -> Outcome[None]:
        """Take a way in away; her row "by whom" stays, but is offered no more."""
        self.require_lead()
        self.require_second(command.second)
        slot_changes.remove_way(self._session, command.slot_id)
        self._noted("way_removed", command.slot_id)
        self._staff(command.slot_id, "staff.leave", active=False)
        return Outcome(None, _CHANGED)

    def rename(self, command: RenameWay) -> Outcome[None]:
        """Call a way in something else."""
        if command.slot_id != self._session.slot_id:
            self.require_lead()
        slot_changes.rename_way(self._session, command.slot_id, command.label)
        self._noted("way_renamed", command.slot_id)
        self._staff(command.slot_id, "staff.label", label=command.label.strip())
        return Outcome(None, _CHANGED)

    def change_passphrase(self, command: ChangePassphrase) -> Outcome[None]:
        """Put one's own way in under another passphrase."""
        passphrases.change(self._session, command.old, command.new, key_file=_content(command.key_file))
        self._noted("passphrase_changed", self._session.slot_id)
        return Outcome(None, Changes())

    def replace_passphrase(self, command: ReplacePassphrase) -> Outcome[None]:
        """Give somebody whose passphrase is lost another one."""
        self.require_lead()
        self.require_second(command.second)
        with _NewKeyFile(command.new_key_file, self._session.folder) as key_file:
            passphrases.replace_lost(self._session, command.slot_id, command.new, key_file=key_file)
        self._noted("passphrase_replaced", command.slot_id)
        return Outcome(None, _CHANGED)

    def renew_recovery_code(self, command: RenewRecoveryCode) -> Outcome[str]:
        """Let a recovery way be opened by a new code."""
        self.require_lead()
        self.require_second(command.second)
        code = slot_changes.renew_recovery(self._session, command.slot_id)
        self._noted("recovery_renewed", command.slot_id)
        return Outcome(code, _CHANGED)

    def make_key_file(self, command: MakeKeyFile) -> Outcome[None]:
        """Make a key file that one's own passphrase needs from now on."""
        old = _content(command.key_file)
        with _NewKeyFile(command.path, self._session.folder) as new:
            passphrases.set_key_file(self._session, command.passphrase, key_file=old, new_key_file=new)
        self._noted("key_file_made", self._session.slot_id)
        return Outcome(None, _CHANGED)

    def drop_key_file(self, command: DropKeyFile) -> Outcome[None]:
        """Let one's own passphrase open the vault alone again."""
        old = _content(command.key_file)
        passphrases.set_key_file(self._session, command.passphrase, key_file=old, new_key_file=None)
        self._noted("key_file_dropped", self._session.slot_id)
        return Outcome(None, _CHANGED)

    def erase(self, command: EraseKeys) -> Outcome[None]:
        """Erase every key in the vault's folder, with no backup under way.

        Raises:
            OwnWayOnlyError: a manager, who cannot read what she would lock away from everybody.
            KnownError: not with this passphrase, or some keys are still there.
        """
        if self._house is None:
            raise OwnWayOnlyError
        by_code = self._session.slot_kind is SlotKind.RECOVERY
        own_again(
            self._session,
            key_folder.read_keys(self._session.folder),
            None if by_code else command.passphrase,
            command.passphrase if by_code else None,
            _content(command.key_file),
        )
        self._noted("keys_erased", self._session.slot_id)  # for whoever puts a copy of them back
        key_erasure.erase(self._session.folder)
        return Outcome(None, Changes())

    def set_lead(self, command: SetLead) -> Outcome[None]:
        """Give a worker the mark of a lead, or take it."""
        self.require_lead()
        if self._house is None:
            raise NotLeadError
        return leads.set_lead(self._house, command)

    def set_four_eyes(self, command: SetFourEyes) -> Outcome[None]:
        """Want a second worker from now on, or no longer."""
        self.require_lead()
        if self._house is None:
            raise NotLeadError
        if not command.on:
            self.require_second(command.second)
        return leads.set_four_eyes(self._house, command)

    def _noted(self, what: str, slot_id: UUID) -> None:
        """Let the audit say it; the way in itself was changed, whatever comes of this."""
        with suppress(KnownError):
            note(
                self._session,
                f"vault.{what}.{slot_id}",
                None if self._house is None else self._house.staff_id,
            )

    def _staff(self, slot_id: UUID, action: str, **values: object) -> None:
        """Let the row of staff follow; the way in itself was changed, whatever comes of this."""
        if self._house is None:
            return
        with suppress(KnownError):
            staff_id = leads.staff_of_slot(self._house, slot_id)
            if staff_id is not None:
                with self._house.writing(action) as unit:
                    unit.change(Staff, staff_id, **values)


def _content(path: str) -> bytes | None:
    """The bytes of a chosen key file; None when none was."""
    return key_factor.read(Path(path)) if path else None


class _NewKeyFile:
    """A key file made for a change of a way in; taken away again when that fails.

    Args:
        path: where; empty for none.
        vault: in which it must not lie.
    """

    def __init__(self, path: str, vault: Path) -> None:
        self._path = Path(path).absolute() if path else None
        self._vault = vault

    def __enter__(self) -> bytes | None:
        return None if self._path is None else key_factor.write(self._path, self._vault)

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None and self._path is not None:
            with suppress(OSError):
                self._path.unlink()
