"""How far each vault had come when last open on this computer, so that an older copy is noticed.

The file lies with the user's settings, outside the vault. It holds nothing legible: vaults are named by a
keyed digest, heads are encrypted with the store's own head key.
"""

import base64
import binascii
import contextlib
import json
from pathlib import Path
from uuid import UUID

from caseapp.vault import errors, files
from caseapp.vault.envelope import keyed_digest
from caseapp.vault.head import Head, Which, pack, unpack

FILE_NAME = "last-seen.json"
MOST_ENTRIES = 64
_LARGEST = 64 * 1024
_CHOSEN = b"chosen backup"


class LastSeen:
    """The last seen heads, on this computer.

    Args:
        folder: where the user's state lives; None to remember nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / FILE_NAME

    def _load(self) -> dict[str, str]:
        if self._path is None:
            return {}
        try:
            found = json.loads(files.read_bounded(self._path, _LARGEST) or b"{}")
        except (ValueError, RecursionError, errors.VaultError):
            # A lost memory is no reason not to open a vault.
            return {}
        if not isinstance(found, dict):
            return {}
        return {key: value for key, value in found.items() if isinstance(value, str)}

    @staticmethod
    def _name(key: bytes, vault_id: UUID, which: Which, use: bytes = b"last seen") -> str:
        return keyed_digest(key, use + vault_id.bytes + which.name.encode())[:16].hex()

    def get(self, key: bytes, vault_id: UUID, which: Which) -> Head | None:
        """The head that was last seen.

        Args:
            key: the store's head key.
            vault_id: the vault.
            which: the store.

        Returns:
            The head, or None when this vault was not open here before.
        """
        return self._read(key, which, self._name(key, vault_id, which))

    def chosen(self, key: bytes, vault_id: UUID, which: Which) -> Head | None:
        """The head of a backup that took the place of the vault here and was not opened since, or None."""
        return self._read(key, which, self._name(key, vault_id, which, _CHOSEN))

    def _read(self, key: bytes, which: Which, name: str) -> Head | None:
        text = self._load().get(name, "")
        try:
            found = unpack(key, which, base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            return None
        return None if found is None else found[1]

    def put(self, key: bytes, vault_id: UUID, which: Which, head: Head) -> None:
        """Remember a head; what was open longest ago is forgotten beyond 64 entries.

        Args:
            key: the store's head key.
            vault_id: the vault.
            which: the store.
            head: how far it has come.
        """
        # Mostly nothing has changed since the last closing, and opening need not wait for a disk.
        chosen = self._name(key, vault_id, which, _CHOSEN)
        if self._path is None or (self.get(key, vault_id, which) == head and chosen not in self._load()):
            return
        self._write(key, which, head, self._name(key, vault_id, which), chosen)

    def choose(self, key: bytes, vault_id: UUID, which: Which, head: Head) -> None:
        """Remember that a backup is about to take the vault's place, because somebody asked for it.

        Until the next opening both are right: the vault as it was, and the backup.

        Args:
            key: the store's head key.
            vault_id: the vault.
            which: the store.
            head: how far the backup has come.
        """
        if self._path is not None:
            self._write(key, which, head, self._name(key, vault_id, which, _CHOSEN))

    def _write(self, key: bytes, which: Which, head: Head, name: str, gone: str = "") -> None:
        assert self._path is not None
        entries = self._load()
        entries.pop(name, None)
        entries.pop(gone, None)
        entries[name] = base64.b64encode(pack(key, which, head, 0)).decode()
        kept = dict(list(entries.items())[-MOST_ENTRIES:])
        # The vault itself is safe: a full disk here must not keep anyone from her notes.
        with contextlib.suppress(errors.VaultError, OSError):
            self._path.parent.mkdir(mode=files.FOLDER_MODE, parents=True, exist_ok=True)
            files.write_whole(self._path, json.dumps(kept).encode())
