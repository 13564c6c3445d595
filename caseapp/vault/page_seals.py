"""Each page of a store against its HMAC, a range of pages at a time.

``PRAGMA cipher_integrity_check`` does the same in one statement, which would keep a save waiting and cannot
say how far it is. The form of a page is SQLCipher's: https://www.zetetic.net/sqlcipher/design/ ; a test holds
both against each other for every page.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

from caseapp.vault import files
from caseapp.vault.opener import PAGE_BYTES

_SALT_BYTES = 16
_SEAL_BYTES = 64  # HMAC-SHA512
_SALT_MASK = 0x3A
_ROUNDS = 2  # the store's key is raw: what follows from it needs no stretching


@dataclass(frozen=True, slots=True)
class PageSeals:
    """The pages of one store file.

    Attributes:
        path: the file.
        key: its raw key, 32 bytes.
    """

    path: Path
    key: bytes = field(repr=False)

    def count(self) -> int:
        """Pages in the file, a part of one at the end included.

        Raises:
            VaultError: the file is not there or may not be read.
        """
        descriptor = files.open_file(self.path, os.O_RDONLY)
        try:
            return -(-os.fstat(descriptor).st_size // PAGE_BYTES)
        finally:
            os.close(descriptor)

    def broken(self, first: int, count: int) -> list[int]:
        """Pages of a range whose seal does not fit.

        Args:
            first: number of the first page, from 1 on.
            count: how many; those behind the end of the file are passed over.

        Returns:
            Numbers of the pages that were changed since they were written.

        Raises:
            VaultError: the file is not there or may not be read.
            OSError: the disk does not give the pages.
        """
        descriptor = files.open_file(self.path, os.O_RDONLY)
        try:
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                salt = file.read(_SALT_BYTES)
                file.seek((first - 1) * PAGE_BYTES)
                data = file.read(count * PAGE_BYTES)
        finally:
            os.close(descriptor)
        mask = bytes(byte ^ _SALT_MASK for byte in salt)
        seal_key = hashlib.pbkdf2_hmac("sha512", self.key, mask, _ROUNDS, len(self.key))
        return [
            first + place
            for place in range(-(-len(data) // PAGE_BYTES))
            if not _fits(seal_key, data[place * PAGE_BYTES : (place + 1) * PAGE_BYTES], first + place)
        ]


def _fits(seal_key: bytes, page: bytes, number: int) -> bool:
    if len(page) < PAGE_BYTES:
        return False
    start = _SALT_BYTES if number == 1 else 0
    sealed = page[start:-_SEAL_BYTES] + number.to_bytes(4, "little")
    return hmac.compare_digest(hmac.digest(seal_key, sealed, "sha512"), page[-_SEAL_BYTES:])
