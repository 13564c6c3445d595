"""An open vault: which stores this passphrase opens, and closing them so that single files are left."""

import os
import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from caseapp.domain.roles import Role
from caseapp.vault import envelope, errors, files, keyfile, lockfile, opener, slots
from caseapp.vault.audit import AuditChain
from caseapp.vault.envelope import DoesNotOpenError
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.keyfile import COPY_NAME, FILE_NAME, KeyFile, SlotKind
from caseapp.vault.keyring import Secrets
from caseapp.vault.last_seen import LastSeen
from caseapp.vault.lockfile import VaultLock
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
        self.vault_id = keys.vault_id
        self.slot_id = opened.slot.id
        self.slot_kind = opened.slot.kind
        self.label = opened.label
        self._opened: OpenSlot | None = opened
        self._lock = lock
        self._last_seen = last_seen
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
        self._signing_seed: bytes | None = figures.signing_seed
        self._heads = HeadFile(folder, self._head_keys)
        try:
            name = envelope.unwrap(figures.name, keys.name, keyfile.name_place(keys.vault_id))
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
    def secrets(self) -> Secrets:
        """The secrets themselves; for :mod:`caseapp.vault.passphrases` alone."""
        return self.opened.secrets

    @property
    def opened(self) -> OpenSlot:
        """The open slot; for :mod:`caseapp.vault.passphrases` alone."""
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
        connection = opener.connect(self.folder / which.file_name, key)
        self._connections.append(connection)
        return connection

    def release(self, connection: opener.Connection) -> None:
        """Close a connection before the session ends.

        Args:
            connection: one that this session opened.
        """
        self._connections.remove(connection)
        connection.close()

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

    def slots(self) -> tuple[SlotInfo, ...]:
        """All slots of the vault; their labels are sealed, each to itself."""
        return tuple(SlotInfo(slot.id, slot.kind) for slot in read_keys(self.folder).slots)

    def change_passphrase(self, old: str, new: str) -> None:
        """Put this session's slot under another passphrase; see ``passphrases.change``."""
        from caseapp.vault import passphrases  # noqa: PLC0415 - it imports this module

        passphrases.change(self, old, new)

    def replace_passphrase(self, slot_id: UUID, new: str, label: str) -> None:
        """Give a slot a passphrase without its old one; see ``passphrases.replace_lost``."""
        from caseapp.vault import passphrases  # noqa: PLC0415 - it imports this module

        passphrases.replace_lost(self, slot_id, new, label)

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
            for which, key in self._store_keys.items():
                self._settle(which, key)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Drop the keys and give the vault back without touching the stores, as when opening failed."""
        self._connections.clear()
        self._opened = None
        self._store_keys.clear()
        self._head_keys.clear()
        for chain in self._chains.values():
            chain.forget()
        self._chains.clear()
        self._draw_key = self._signing_seed = None
        self._heads.close()
        self._lock.release()

    def _settle(self, which: Which, key: bytes) -> None:
        connection = opener.connect(self.folder / which.file_name, key)
        try:
            self._last_seen.put(
                self._head_keys[which], self.vault_id, which, self._chains[which].last(connection)
            )
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
            OlderThanLastSeenError: store and head are older than last time.
            DamagedDatabaseError: a store cannot be read.
        """
        for which in self.stores:
            connection = self.connect(which)
            try:
                self._verify_end(which, connection, accept)
            except opener.dbapi.Error as error:
                raise opener.known(error, which.file_name) from None
            finally:
                self.release(connection)

    def _verify_end(self, which: Which, connection: opener.Connection, accept: AbstractSet[str]) -> None:
        chain = self._chains[which]
        stored = chain.last(connection)
        promised = self._heads.read(which)
        loss: errors.VaultError | None = None
        if promised is None:
            loss = errors.HeadDamagedError()
        elif stored.counter < promised.counter:
            loss = errors.MissingSavesError(promised.counter - stored.counter, which.file_name)
        elif chain.at(connection, promised.counter) != promised:
            loss = errors.StoreReplacedError(which.file_name)
        key = self._head_keys[which]
        seen = self._last_seen.get(key, self.vault_id, which)
        if loss is None and seen is not None:
            if stored.counter < seen.counter:
                loss = errors.OlderThanLastSeenError(seen.counter - stored.counter)
            elif chain.at(connection, seen.counter) != seen:
                loss = errors.StoreReplacedError(which.file_name)
        if loss is not None:
            if loss.code not in accept:
                raise loss
            # The chain itself keeps that something was amiss and that somebody chose to go on.
            connection.execute("BEGIN IMMEDIATE")
            stored = chain.append(connection, None, f"vault.accepted.{loss.code}", [], datetime.now(UTC))
            connection.execute("COMMIT")
        if stored != promised:
            self._heads.write(which, stored)
        self._last_seen.put(key, self.vault_id, which, stored)


def read_keys(folder: Path) -> KeyFile:
    """Read keys.json.

    Args:
        folder: the vault.

    Raises:
        VaultError: damaged, newer, no permission.
    """
    return keyfile.parse(files.read_bounded(folder / FILE_NAME, keyfile.LARGEST_FILE))


def _keys_or_copy(folder: Path, accept: AbstractSet[str]) -> tuple[KeyFile, bool]:
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
            if not (folder / FILE_NAME).exists() and not (folder / Which.FIGURES.file_name).exists():
                raise errors.NotAVaultError(folder.name) from None
            raise errors.DamagedKeysError from None
        if errors.DamagedKeysCopyReadyError.code not in accept:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
            raise errors.DamagedKeysCopyReadyError(written.strftime("%Y-%m-%d %H:%M")) from None
        return copy, True


def _check_folder(folder: Path) -> None:
    try:
        listing = os.scandir(folder)
    except NotADirectoryError:
        raise errors.NotAVaultError(folder.name) from None
    except OSError as error:
        raise errors.from_os_error(error, folder.name) from None
    with listing:
        names = {entry.name for entry in listing}
    if not names & {FILE_NAME, COPY_NAME, Which.CASES.file_name, Which.FIGURES.file_name}:
        raise errors.NotAVaultError(folder.name)


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


def _put_copy_back(folder: Path, keys: KeyFile) -> None:
    """Make the copy the key file again, and keep the damaged one under a name of its own."""
    damaged = folder / FILE_NAME
    if damaged.exists():
        damaged.replace(folder / f"{FILE_NAME}.damaged-{int(time.time())}")
    files.write_whole(damaged, keys.dump())


def open_vault(
    folder: Path,
    passphrase: str | None = None,
    *,
    recovery_code: str | None = None,
    accept: AbstractSet[str] = frozenset(),
    state_folder: Path | None = None,
) -> Session:
    """Open a vault by a passphrase or its recovery code.

    Nothing is written before the passphrase was found right and the stores were opened.

    Args:
        folder: the vault.
        passphrase: as typed; either this or the code.
        recovery_code: as typed.
        accept: codes from :data:`caseapp.vault.errors.ACCEPTABLE` that the user has answered with "go on".
        state_folder: where this computer remembers how far vaults had come; None to remember nothing.

    Returns:
        The open session.

    Raises:
        VaultError: one of the sentences of :mod:`caseapp.vault.errors`.
    """
    folder = folder.absolute()
    _check_folder(folder)
    lock = lockfile.acquire(folder, even_if_elsewhere=errors.HeldElsewhereError.code in accept)
    session: Session | None = None
    try:
        keys, from_copy = _keys_or_copy(folder, accept)
        if recovery_code is not None:
            opened = slots.unlock_by_recovery(keys, recovery_code)
        else:
            opened = slots.unlock(keys, passphrase or "")
        session = Session(folder, keys, opened, lock, LastSeen(state_folder))
        session.verify_ends(accept)
        if from_copy:
            _put_copy_back(folder, keys)
        keep_keys_copy(folder, keys)
    except BaseException as error:
        if session is None:
            lock.release()
        else:
            session.abandon()
        if isinstance(error, OSError):
            raise errors.from_os_error(error, folder.name) from None
        raise
    return session
