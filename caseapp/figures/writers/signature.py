"""The signature over all other files of a release, and the zip that holds them."""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping

SIGNATURE = "signature"
_CONTEXT = "caseapp release 1"
_MOST_FILES = 16
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def content_digest(period: str, files: Mapping[str, bytes]) -> str:
    """The digest that names a release: over the digests of its files.

    Args:
        period: ``YYYY-MM``.
        files: name -> bytes, the signature left out.

    Returns:
        SHA-256, hexadecimal.
    """
    lines = [
        _CONTEXT,
        period,
        *(f"{name} {hashlib.sha256(files[name]).hexdigest()}" for name in sorted(files)),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def public_key(signing_seed: bytes) -> bytes:
    """The public half of an Ed25519 seed, 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - not before it is needed
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(signing_seed).public_key().public_bytes_raw()


def fingerprint(key: bytes) -> str:
    """A public key in eight groups of four, to be read aloud or printed."""
    digits = hashlib.sha256(key).hexdigest()[:32]
    return "-".join(digits[place : place + 4] for place in range(0, 32, 4))


def write_signature(period: str, files: Mapping[str, bytes], signing_seed: bytes) -> bytes:
    """Sign a release.

    Args:
        period: ``YYYY-MM``.
        files: name -> bytes of all other files.
        signing_seed: 32 bytes.

    Returns:
        JSON with digests, public key, fingerprint and the Ed25519 signature of the content digest.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - not before it is needed
        Ed25519PrivateKey,
    )

    key = public_key(signing_seed)
    digest = content_digest(period, files)
    data = {
        "algorithm": "Ed25519",
        "public_key": key.hex(),
        "key_fingerprint": fingerprint(key),
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
        "digest": digest,
        "signed_text": f"{_CONTEXT} {digest}",
        "signature": Ed25519PrivateKey.from_private_bytes(signing_seed)
        .sign(f"{_CONTEXT} {digest}".encode())
        .hex(),
    }
    return (json.dumps(data, indent=1) + "\n").encode()


def pack(files: Mapping[str, bytes]) -> bytes:
    """One zip, the same for the same files on every system: stored, no dates, fixed order.

    Args:
        files: name -> bytes.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of one of our own releases.

    Args:
        content: what `pack` made.

    Raises:
        ValueError: something else, such as an archive that unpacks to more than there is memory.
    """
    try:
        return _unpacked(content)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError) as error:
        raise ValueError("no release of ours") from error


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        stored = all(each.compress_type == zipfile.ZIP_STORED for each in entries)
        if not stored or len(entries) > _MOST_FILES:  # many entries could share the same bytes
            raise ValueError("no release of ours")
        return {name: archive.read(name) for name in archive.namelist()}
