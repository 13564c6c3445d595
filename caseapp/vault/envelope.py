"""Locked envelopes: AES-256-GCM under a known key, HPKE to a public key, HKDF for labelled keys, Ed25519.

Everything cryptographic comes from ``cryptography``; this module only names the choices.
"""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TAG_BYTES = 16
SECRET_BYTES = 32
WRAP_OVERHEAD = NONCE_BYTES + TAG_BYTES
SEAL_OVERHEAD = 32 + TAG_BYTES
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class DoesNotOpenError(Exception):
    """The key, the place or the bytes are not the ones this envelope was closed with."""


def wrap(key: bytes, plain: bytes, place: bytes) -> bytes:
    """Encrypt under a symmetric key.

    Args:
        key: 32 bytes.
        plain: what goes in.
        place: associated data: where this envelope belongs.

    Returns:
        Nonce, ciphertext and tag, 28 bytes longer than ``plain``.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def unwrap(key: bytes, wrapped: bytes, place: bytes) -> bytes:
    """Open what :func:`wrap` closed.

    Args:
        key: 32 bytes.
        wrapped: the envelope.
        place: associated data, as at closing.

    Returns:
        What was put in.

    Raises:
        DoesNotOpenError: another key, another place, or changed bytes.
    """
    if len(wrapped) < WRAP_OVERHEAD:
        raise DoesNotOpenError
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], place)
    except InvalidTag:
        raise DoesNotOpenError from None


def seal(public: bytes, plain: bytes, place: bytes) -> bytes:
    """Encrypt to a public key, so that no passphrase is needed to renew what a slot holds.

    Args:
        public: X25519 public key, 32 bytes.
        plain: what goes in.
        place: HPKE info: where this envelope belongs.

    Returns:
        Encapsulated key and ciphertext, 48 bytes longer than ``plain``.

    Source: RFC 9180, base mode.
    """
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=place)


def unseal(private: bytes, sealed: bytes, place: bytes) -> bytes:
    """Open what :func:`seal` closed.

    Args:
        private: X25519 private key, 32 bytes.
        sealed: the envelope.
        place: HPKE info, as at closing.

    Returns:
        What was put in.

    Raises:
        DoesNotOpenError: another key, another place, or changed bytes.
    """
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=place)
    except (InvalidTag, ValueError):
        raise DoesNotOpenError from None


def new_key_pair() -> tuple[bytes, bytes]:
    """Make an X25519 key pair.

    Returns:
        Private and public half, 32 bytes each.
    """
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_half(private: bytes) -> bytes:
    """The public key that belongs to a private one, 32 bytes each."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def labelled_key(secret: bytes, label: str, salt: bytes | None = None) -> bytes:
    """Derive a key for one use from a secret of full entropy.

    Args:
        secret: 32 random bytes.
        label: the use, part of the format: never change one.
        salt: optional salt.

    Returns:
        32 bytes.

    Source: RFC 5869 with SHA-256.
    """
    return HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=salt, info=label.encode()).derive(secret)


def signing_public(seed: bytes) -> bytes:
    """The public half of an Ed25519 seed, 32 bytes each."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, data: bytes) -> bytes:
    """Sign with an Ed25519 seed; 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(data)


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether a signature is the public key's, over exactly these bytes.

    Args:
        public: Ed25519 public key, 32 bytes.
        signature: 64 bytes.
        data: what was signed.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def keyed_digest(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, data, sha256)


def same(one: bytes, other: bytes) -> bool:
    """Compare without telling by time where two values part."""
    return hmac.compare_digest(one, other)
