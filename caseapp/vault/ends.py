"""Whether a store ends where it should: against ``head``, and against what was last seen on this computer."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from caseapp.vault import errors, opener
from caseapp.vault.audit import AuditChain
from caseapp.vault.audit_keys import EarlierKey
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.last_seen import LastSeen


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who knows how far a store had come.

    Attributes:
        heads: the file ``head`` of the vault.
        last_seen: this computer's memory.
        keys: head key of each store.
        vault_id: the vault.
    """

    heads: HeadFile
    last_seen: LastSeen
    keys: dict[Which, bytes]
    vault_id: UUID

    def remember(self, which: Which, stored: Head, earlier: Sequence[EarlierKey] = ()) -> None:
        """Let this computer remember how far a store has come.

        Args:
            which: the store.
            stored: the end of its chain.
            earlier: the keys of its earlier generations. A copy from before the keys were changed knows only
                those; it is older than what was seen here, and has to be told so.
        """
        self.last_seen.put(self.keys[which], self.vault_id, which, stored)
        for each in earlier:
            if self.last_seen.get(each.head, self.vault_id, which) is not None:
                self.last_seen.put(each.head, self.vault_id, which, stored)

    def loss(
        self, which: Which, chain: AuditChain, connection: opener.Connection
    ) -> errors.VaultError | None:
        """What is missing or replaced at the end of a store.

        Args:
            which: the store.
            chain: its audit chain.
            connection: the open store.

        Returns:
            MissingSavesError, StoreReplacedError, HeadDamagedError, HeadBehindError, OlderThanLastSeenError,
            or None.

        Raises:
            VaultError: the file head cannot be read for lack of permission.
        """
        stored = chain.last(connection)
        promised = self.heads.read(which)
        if promised is None:
            return errors.HeadDamagedError()
        if stored.counter < promised.counter:
            return errors.MissingSavesError(promised.counter - stored.counter, which.file_name)
        seen = self.last_seen.get(self.keys[which], self.vault_id, which)
        chosen = self.last_seen.chosen(self.keys[which], self.vault_id, which)
        if chosen is not None and chain.at(connection, chosen.counter) == chosen:
            seen = chosen  # older than last time, because a backup was restored
        if seen is not None and stored.counter < seen.counter:
            return errors.OlderThanLastSeenError(seen.counter - stored.counter)
        if any(
            known is not None and chain.at(connection, known.counter) != known for known in (promised, seen)
        ):
            return errors.StoreReplacedError(which.file_name)
        # A save is committed, then head, then the next one: an unclean end leaves head one behind, no more.
        behind = stored.counter - promised.counter
        return errors.HeadBehindError(behind, which.file_name) if behind > 1 else None

    def verify(
        self, which: Which, chain: AuditChain, connection: opener.Connection, accept: AbstractSet[str]
    ) -> None:
        """Refuse a store that does not end where it should, unless the user has chosen to go on.

        Args:
            which: the store.
            chain: its audit chain.
            connection: the open store.
            accept: codes of errors that the user has answered with "go on".

        Raises:
            VaultError: as :meth:`loss` says.
        """
        loss = self.loss(which, chain, connection)
        if loss is not None:
            if loss.code not in accept:
                raise loss
            # The chain itself keeps that something was amiss and that somebody chose to go on.
            connection.execute("BEGIN IMMEDIATE")
            chain.append(connection, None, f"vault.accepted.{loss.code}", [], datetime.now(UTC))
            connection.execute("COMMIT")
        stored = chain.last(connection)
        if stored != self.heads.read(which):
            # A save was committed but not acknowledged, or a loss was accepted: the promise follows.
            self.heads.write(which, stored)
        self.remember(which, stored, chain.earlier_keys(connection))
