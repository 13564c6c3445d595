"""This vault: the ways to open it, its backups, and whether it is whole."""

from caseapp.ui.pages.vault.page import VaultPage

__all__ = ["VaultPage"]
