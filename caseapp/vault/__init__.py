"""Keys and files: everything that stands between the disk and what is in the clear."""

from caseapp.vault.opener import Connection, checkpoint, connect, dbapi, known

__all__ = ["Connection", "checkpoint", "connect", "dbapi", "known"]
