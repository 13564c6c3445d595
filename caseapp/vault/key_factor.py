"""A key file: 32 random bytes that a worker's passphrase needs beside it.

Without the file a passphrase cannot be tried at all, not even by whoever has the vault folder: so a vault
that was copied from the laptop does not open by guessing. The file alone opens nothing.
"""

import os
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from caseapp.vault import errors, files, key_errors
from caseapp.vault.envelope import SECRET_BYTES, keyed_digest, labelled_key, same
from caseapp.vault.keyfile import KEY_FILE_MARK_BYTES

MAGIC = b"caseapp key 1\r\n\x1a"
_CHECK_BYTES = 16
FILE_BYTES = len(MAGIC) + SECRET_BYTES + _CHECK_BYTES


def _check(secret: bytes) -> bytes:
    """Finds damage; it is no protection, and tells nothing that the secret beside it does not."""
    return sha256(MAGIC + secret).digest()[:_CHECK_BYTES]


def new() -> bytes:
    """The bytes of a new key file."""
    secret = os.urandom(SECRET_BYTES)
    return MAGIC + secret + _check(secret)


def secret_of(content: bytes) -> bytes:
    """The secret in a key file.

    Args:
        content: the file's bytes.

    Returns:
        32 bytes.

    Raises:
        DamagedKeyFileError: not a key file, or not a whole one.
    """
    secret = content[len(MAGIC) : len(MAGIC) + SECRET_BYTES]
    if not same(content, MAGIC + secret + _check(secret)) or len(content) != FILE_BYTES:
        raise key_errors.DamagedKeyFileError
    return secret


def read(path: Path) -> bytes:
    """Read a key file that the user chose.

    Args:
        path: the file.

    Returns:
        Its bytes, found whole.

    Raises:
        DamagedKeyFileError: absent, or not a key file.
        VaultError: no permission, not a plain file.
    """
    content = files.read_bounded(path, FILE_BYTES)
    if content is None:
        raise key_errors.DamagedKeyFileError
    secret_of(content)
    return content


def write(path: Path, vault: Path) -> bytes:
    """Make a key file, private to the user; never over another file.

    Args:
        path: where, such as on a stick.
        vault: the vault's folder, in which it must not lie.

    Returns:
        Its bytes, as read again from the disk.

    Raises:
        KeyFileInsideError: it would lie in the vault.
        ExistsAlreadyError: something is there.
        VaultError: no permission, disk full, no such folder.
    """
    if path.absolute().resolve().is_relative_to(vault.resolve()):
        raise key_errors.KeyFileInsideError
    content = new()
    try:
        descriptor = files.open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    except errors.DeviceFailedError:
        if path.exists():
            raise errors.ExistsAlreadyError(path.name) from None
        raise
    try:
        try:
            files.write_all(descriptor, content)
            files.sync(descriptor)
        finally:
            os.close(descriptor)
        files.sync_folder(path.parent)
        if read(path) != content:
            raise errors.DeviceFailedError(path.name)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise errors.from_os_error(error, path.name) from None
    except errors.VaultError:
        path.unlink(missing_ok=True)
        raise
    return content


def mark(secret: bytes, slot_id: UUID) -> bytes:
    """What a slot keeps to tell whether a file is its own; it opens nothing.

    Args:
        secret: of the key file.
        slot_id: the slot.

    Returns:
        8 bytes.
    """
    return keyed_digest(secret, b"caseapp key file mark 1" + slot_id.bytes)[:KEY_FILE_MARK_BYTES]


def mix(passphrase_key: bytes, secret: bytes, salt: bytes) -> bytes:
    """The key of a slot with a key file: of both, so that neither is of any use alone.

    Args:
        passphrase_key: 32 bytes.
        secret: of the key file, 32 bytes.
        salt: of the slot's derivation.

    Returns:
        32 bytes.
    """
    return labelled_key(passphrase_key + secret, "caseapp/1/key file", salt)
