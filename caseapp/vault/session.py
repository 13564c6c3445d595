"""An open vault: which stores this passphrase opens, and closing them so that single files are left."""

import contextlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from caseapp.domain.roles import Role
from caseapp.vault import (
    envelope,
    errors,
    files,
    key_erasure,
    keyfile,
    leftovers,
    lockfile,
    opener,
    restoring,
    slots,
    unlocking,
)
from caseapp.vault.audit import AuditChain
from caseapp.vault.ends import Witnesses
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.key_folder import (
    check_folder,
    check_stores_folder,
    keep_keys_copy,
    keys_or_copy,
    put_copy_back,
    read_keys,
)
from caseapp.vault.keyfile import KeyFile, SlotKind
from caseapp.vault.last_seen import LastSeen
from caseapp.vault.lockfile import VaultLock
from caseapp.vault.page_seals import PageSeals
from caseapp.vault.slots import OpenSlot


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """A slot as anybody with the vault open may know it.

    Attributes:
        id: the id that a row of staff is tied to.
        kind: worker, manager or recovery.
    """

    id: UUID
    kind: SlotKind


class Session:
    """A vault unlocked by one slot. Made by :func:`open_vault` and ``make.make``.

    Connections belong to the thread that asks for them; :meth:`close` is called on that thread.
    """

    def __init__(
        self, folder: Path, keys: KeyFile, opened: OpenSlot, lock: VaultLock, last_seen: LastSeen
    ) -> None:
        self.folder = folder
        self.generation = keys.generation
        self.stores_folder = keyfile.stores_folder(folder, keys.generation)
        self.vault_id = keys.vault_id
        self.slot_id = opened.slot.id
        self.slot_kind = opened.slot.kind
        self.label = opened.label
        self.last_seen = last_seen
        self._opened: OpenSlot | None = opened
        self.lock = lock
        self._connections: list[opener.Connection] = []
        self._store_keys: dict[Which, bytes] = {}
        self._head_keys: dict[Which, bytes] = {}
        self._chains: dict[Which, AuditChain] = {}
        figures = opened.secrets.figures_keys()
        case = opened.secrets.case_keys()
        if case is not None:
            self._store_keys[Which.CASES] = case.store
            self._head_keys[Which.CASES] = case.head
            self._chains[Which.CASES] = AuditChain(case.audit)
        self._store_keys[Which.FIGURES] = figures.store
        self._head_keys[Which.FIGURES] = figures.head
        self._chains[Which.FIGURES] = AuditChain(figures.audit)
        self._draw_key = None if case is None else case.draw
        self._earlier_draw_keys: tuple[tuple[int, bytes], ...] = ()
        self._signing_seed: bytes | None = figures.signing_seed
        self._heads = HeadFile(self.stores_folder, self._head_keys)
        self.witnesses = Witnesses(self._heads, last_seen, self._head_keys, keys.vault_id)
        try:
            name = envelope.unwrap(
                figures.name, keys.name, keyfile.name_place(keys.vault_id, keys.generation)
            )
        except DoesNotOpenError:
            raise errors.DamagedKeysError from None
        self.vault_name = slots.unpad(name)

    def __repr__(self) -> str:
        return f"<Session {self.role} {'closed' if self.closed else 'open'}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def role(self) -> Role:
        """What the slot can decrypt; a recovery code opens as a worker."""
        return Role.WORKER if self.slot_kind.holds_cases else Role.MANAGER

    @property
    def closed(self) -> bool:
        """Whether the keys have been dropped."""
        return self._opened is None

    @property
    def stores(self) -> tuple[Which, ...]:
        """The stores this slot opens."""
        return tuple(self._store_keys)

    @property
    def opened(self) -> OpenSlot:
        """The open slot; for those alone that change slots and keys."""
        if self._opened is None:
            raise errors.ClosedError
        return self._opened

    @property
    def audit(self) -> AuditChain:
        """The audit chain of cases.db.

        Raises:
            ClosedError: locked, or a manager's slot.
        """
        return self.chain(Which.CASES)

    @property
    def figures_audit(self) -> AuditChain:
        """The audit chain of figures.db."""
        return self.chain(Which.FIGURES)

    def chain(self, which: Which) -> AuditChain:
        """The audit chain of a store.

        Args:
            which: the store.

        Raises:
            ClosedError: locked, or the slot does not open this store.
        """
        if which not in self._chains:
            raise errors.ClosedError
        return self._chains[which]

    @property
    def draw_key(self) -> bytes | None:
        """Key of the figures' random draws; None in a manager's slot and after closing."""
        return self._draw_key

    @property
    def earlier_draw_keys(self) -> tuple[tuple[int, bytes], ...]:
        """Draw keys of earlier generations, each with the last audit entry of figures.db made under it."""
        return self._earlier_draw_keys

    @property
    def signing_seed(self) -> bytes | None:
        """Ed25519 seed that signs releases; None after closing."""
        return self._signing_seed

    def connect(self, which: Which) -> opener.Connection:
        """Open a store, for the calling thread.

        Args:
            which: the store.

        Returns:
            A connection in autocommit mode; the session closes it at the latest.

        Raises:
            ClosedError: locked, or the slot does not open this store.
            VaultError: damaged, no permission, disk full.
        """
        key = self._store_keys.get(which)
        if key is None:
            raise errors.ClosedError
        connection = opener.connect(self.stores_folder / which.file_name, key)
        self._connections.append(connection)
        return connection

    def page_seals(self, which: Which) -> PageSeals:
        """The pages of a store, to be held against their HMACs.

        Args:
            which: the store.

        Raises:
            ClosedError: locked, or the slot does not open this store.
        """
        key = self._store_keys.get(which)
        if key is None:
            raise errors.ClosedError
        return PageSeals(self.stores_folder / which.file_name, key)

    def release(self, connection: opener.Connection) -> None:
        """Close a connection before the session ends.

        Args:
            connection: one that this session opened.
        """
        self._connections.remove(connection)
        connection.close()

    def release_all(self) -> None:
        """Close every connection that is open still."""
        for connection in list(self._connections):
            self.release(connection)

    def succeeded_by(self, keys: KeyFile, opened: OpenSlot) -> "Session":
        """Close, and go on with other secrets under the same lock.

        Args:
            keys: what stands in keys.json now.
            opened: this session's slot, opened from it.

        Returns:
            The session that goes on.

        Raises:
            VaultError: its stores do not end where they should; then the vault is given back.
        """
        self.release_all()
        self._forget()
        renewed = Session(self.folder, keys, opened, self.lock, self.last_seen)
        try:
            renewed.verify_ends()
        except BaseException:
            renewed.abandon()
            raise
        return renewed

    def connect_cases(self) -> opener.Connection:
        """Open cases.db; see :meth:`connect`."""
        return self.connect(Which.CASES)

    def connect_figures(self) -> opener.Connection:
        """Open figures.db; see :meth:`connect`."""
        return self.connect(Which.FIGURES)

    def write_head(self, which: Which, head: Head) -> None:
        """Put down durably how far a store has come: after the commit, before the save is acknowledged.

        Args:
            which: the store.
            head: what ``AuditChain.append`` returned in the committed transaction.

        Raises:
            VaultError: the disk refused. The save stands in the store but must not be acknowledged; the next
                head that can be written covers it.
        """
        if self.closed:
            raise errors.ClosedError
        self._heads.write(which, head)

    def read_head(self, which: Which) -> Head | None:
        """What the file ``head`` says of a store, or None when it is missing or damaged."""
        if self.closed:
            raise errors.ClosedError
        return self._heads.read(which)

    def bind(self, keys: KeyFile) -> KeyFile:
        """Bind this slot to the secrets that hold now, if the keys were changed since its owner was here.

        Args:
            keys: as read from keys.json.

        Returns:
            The key file as it stands now. Where it cannot be written, the next opening tries again.
        """
        if self.opened.slot.bound == keys.generation:
            return keys
        bound = slots.rebind(keys, self.opened)
        changed = slots.with_slot(keys, bound)
        try:
            self._opened = slots.open_slot(changed, bound, self.opened.key)
            files.write_whole(self.folder / keyfile.FILE_NAME, changed.dump())
        except errors.VaultError:
            return keys
        return changed

    def slots(self) -> tuple[SlotInfo, ...]:
        """All slots of the vault; ``slot_changes.ways_in`` tells their labels as well."""
        return tuple(SlotInfo(slot.id, slot.kind) for slot in read_keys(self.folder).slots)

    def reopen(self, keys: KeyFile, key: bytes) -> None:
        """Take note that this session's own slot was changed; for those that change it.

        Args:
            keys: what stands in keys.json now.
            key: the slot's key from now on.
        """
        slot = next(slot for slot in keys.slots if slot.id == self.slot_id)
        self._opened = slots.open_slot(keys, slot, key)
        self.label = self._opened.label

    def close(self) -> None:
        """Lock: close the stores, bring their WAL down to nothing, drop the keys, give the vault back.

        A second call does nothing. A checkpoint that fails is no loss (the WAL is found at the next opening),
        so the keys go in any case.

        Raises:
            VaultError: the checkpoint failed; the session is closed all the same.
        """
        if self.closed:
            return
        try:
            for connection in self._connections:
                connection.close()
            with contextlib.ExitStack() as settling:
                # Each is tried, even when another cannot be.
                for which, key in self._store_keys.items():
                    settling.callback(self._settle, which, key)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Drop the keys and give the vault back without touching the stores, as when opening failed."""
        self._forget()
        self.lock.release()

    def _forget(self) -> None:
        self._connections.clear()
        self._opened = None
        self._store_keys.clear()
        self._head_keys.clear()
        for chain in self._chains.values():
            chain.forget()
        self._chains.clear()
        self._draw_key = self._signing_seed = None
        self._earlier_draw_keys = ()
        self._heads.close()

    def _settle(self, which: Which, key: bytes) -> None:
        connection = opener.connect(self.stores_folder / which.file_name, key)
        try:
            chain = self._chains[which]
            self.witnesses.remember(which, chain.last(connection), chain.earlier_keys(connection))
            opener.checkpoint(connection, truncate=True)
        except opener.dbapi.Error as error:
            raise opener.known(error, which.file_name) from None
        finally:
            connection.close()

    def verify_ends(self, accept: AbstractSet[str] = frozenset()) -> None:
        """Hold every store against ``head`` and against what was last seen on this computer.

        Args:
            accept: codes of errors that the user has answered with "go on".

        Raises:
            MissingSavesError: a store has not reached its head.
            StoreReplacedError: it has, but by another way.
            HeadDamagedError: the file head cannot be read.
            HeadBehindError: it is older than a store by more than one save.
            OlderThanLastSeenError: store and head are older than last time.
            DamagedDatabaseError: a store cannot be read.
        """
        for which in self.stores:
            connection = self.connect(which)
            try:
                self.witnesses.verify(which, self._chains[which], connection, accept)
                if which is Which.CASES:
                    earlier = self._chains[which].earlier_keys(connection)
                    self._earlier_draw_keys = tuple((each.drawn_until, each.draw) for each in earlier)
            except opener.dbapi.Error as error:
                raise opener.known(error, which.file_name) from None
            finally:
                self.release(connection)


def open_vault(
    folder: Path,
    passphrase: str | None = None,
    *,
    recovery_code: str | None = None,
    key_file: bytes | None = None,
    accept: AbstractSet[str] = frozenset(),
    state_folder: Path | None = None,
) -> Session:
    """Open a vault by a passphrase or its recovery code.

    Nothing is written before the passphrase was found right and the stores were opened.

    Args:
        folder: the vault.
        passphrase: as typed; either this or the code.
        recovery_code: as typed.
        key_file: content of the key file that goes with the passphrase, if one was chosen.
        accept: codes from :data:`caseapp.vault.errors.ACCEPTABLE` that the user has answered with "go on".
        state_folder: where this computer remembers how far vaults had come; None to remember nothing.

    Returns:
        The open session.

    Raises:
        VaultError: one of the sentences of :mod:`caseapp.vault.errors`.
    """
    folder = folder.absolute()
    elsewhere = errors.HeldElsewhereError.code in accept
    restoring.finish(folder, even_if_elsewhere=elsewhere)
    check_folder(folder)
    lock = lockfile.acquire(folder, even_if_elsewhere=elsewhere)
    session: Session | None = None
    try:
        key_erasure.refuse_erased(folder)
        restoring.clear(folder)
        keys, from_copy = keys_or_copy(folder, accept)
        check_stores_folder(folder, keys.generation)
        if recovery_code is not None:
            opened = unlocking.unlock_by_recovery(keys, recovery_code)
        else:
            opened = unlocking.unlock(keys, passphrase or "", key_file)
        session = Session(folder, keys, opened, lock, LastSeen(state_folder))
        files.make_private(folder)
        if session.stores_folder != folder:
            files.make_private(session.stores_folder)
        session.verify_ends(accept)
        if from_copy:
            put_copy_back(folder, keys)
        keys = session.bind(keys)
        # A copy that cannot be written now is no reason to keep anyone from her notes; check() finds it. What
        # an interrupted change of the keys left goes only when the copy opens what stays.
        with contextlib.suppress(errors.VaultError):
            keep_keys_copy(folder, keys)
            leftovers.clear(folder, keys.generation)
        key_erasure.forget(folder)
    except BaseException as error:
        if session is None:
            lock.release()
        else:
            session.abandon()
        if isinstance(error, OSError):
            raise errors.from_os_error(error, folder.name) from None
        raise
    return session
