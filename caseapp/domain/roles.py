"""The two roles that a passphrase can open."""

from enum import StrEnum


class Role(StrEnum):
    """Who is signed in; decided by what the passphrase can decrypt, not by a menu."""

    WORKER = "worker"
    MANAGER = "manager"
