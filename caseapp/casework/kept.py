"""What restores kept of the vault before, as its page shows and removes it."""

from contextlib import suppress
from dataclasses import dataclass

from caseapp.casework.backups import Backups
from caseapp.casework.commands.backups import RemoveKept
from caseapp.casework.house import Copies
from caseapp.casework.queries.backups import BackupStatus, KeptByRestores, KeptRow
from caseapp.domain.requests import Changes, Kind, Outcome
from caseapp.errors import KnownError
from caseapp.vault.kept import kept_in, remove_kept
from caseapp.vault.session import Session


@dataclass(frozen=True)
class KeptFolders:
    """What lies in the folder of an open vault; used on the vault thread.

    Attributes:
        session: a worker's.
        backups: of the vault.
    """

    session: Session
    backups: Backups

    def rows(self, _query: KeptByRestores) -> tuple[KeptRow, ...]:
        """Answer ``KeptByRestores``.

        Raises:
            KnownError: the folder cannot be looked into.
        """
        return tuple(KeptRow(one.name, one.replaced_at, one.size) for one in kept_in(self.session.folder))

    def remove(self, command: RemoveKept) -> Outcome[None]:
        """Do ``RemoveKept``.

        Raises:
            KnownError: it is not there, or does not go.
        """
        remove_kept(self.session.folder, command.name)
        return Outcome(None, Changes(frozenset({Kind.SETTING})))

    def copies(self) -> Copies:
        """Where else what is erased may stand; what cannot be looked at counts as there."""
        now, kept = None, 1
        with suppress(KnownError):
            now = self.backups.status(BackupStatus())
        with suppress(KnownError):
            kept = len(kept_in(self.session.folder))
        return Copies(now is None or bool(now.rows or now.second), kept > 0)
