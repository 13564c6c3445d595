"""From a passphrase to a key: Argon2id, bounded before anything is derived."""

import time
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from caseapp.vault import errors

SALT_BYTES = 16
KEY_BYTES = 32
SHORTEST_PASSPHRASE = 8
LONGEST_PASSPHRASE = 1024


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """How dear one guess is.

    Attributes:
        memory_kib: memory in KiB.
        passes: Argon2's time cost.
        lanes: parallel lanes.
    """

    memory_kib: int
    passes: int
    lanes: int

    @property
    def within_bounds(self) -> bool:
        """Whether the cost is between the floor (64 MiB, 3 passes) and what a file may ask of us (1 GiB)."""
        return (
            FLOOR.memory_kib <= self.memory_kib <= CEILING.memory_kib
            and FLOOR.passes <= self.passes <= CEILING.passes
            and 1 <= self.lanes <= CEILING.lanes
        )

    def at_least(self, other: "KdfParameters") -> bool:
        """Whether a guess is nowhere cheaper than with others: neither in memory nor in passes."""
        return self.memory_kib >= other.memory_kib and self.passes >= other.passes

    @property
    def work(self) -> int:
        """Memory passed over by one guess, in KiB."""
        return self.memory_kib * self.passes


FLOOR = KdfParameters(memory_kib=64 * 1024, passes=3, lanes=4)
START = KdfParameters(memory_kib=256 * 1024, passes=3, lanes=4)
CEILING = KdfParameters(memory_kib=1024 * 1024, passes=12, lanes=16)


def check_new_passphrase(passphrase: str) -> None:
    """Refuse what cannot be a passphrase; how good it is is judged where it is typed.

    Args:
        passphrase: as typed.

    Raises:
        WeakPassphraseError: shorter than 8 or longer than 1,024 characters.
    """
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
        raise errors.WeakPassphraseError(SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE)


def derive(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """Derive a passphrase key.

    Args:
        passphrase: as typed; normalised (NFKC), because keyboards compose the same letter differently.
        salt: 16 bytes.
        parameters: the cost.

    Returns:
        32 bytes.

    Raises:
        DamagedKeysError: the parameters are out of bounds; nothing was derived.
        OutOfMemoryError: this computer has not got the memory now.

    Source: RFC 9106.
    """
    if not parameters.within_bounds or len(salt) != SALT_BYTES:
        raise errors.DamagedKeysError
    # A lone surrogate cannot be typed, but can stand in a passphrase file read leniently.
    typed = unicodedata.normalize("NFKC", passphrase[:LONGEST_PASSPHRASE]).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=parameters.passes,
            lanes=parameters.lanes,
            memory_cost=parameters.memory_kib,
        ).derive(typed)
    except MemoryError:
        raise errors.OutOfMemoryError(parameters.memory_kib // 1024) from None


def calibrate(target: float = 1.0) -> KdfParameters:
    """Find the cost that takes about a second on this computer.

    Memory is given up last and never below 64 MiB; a fast computer gets more passes.

    Args:
        target: seconds one derivation should take.

    Returns:
        Parameters within the bounds.
    """
    memory_kib = START.memory_kib
    while True:
        tried = KdfParameters(memory_kib, START.passes, START.lanes)
        started = time.perf_counter()
        try:
            derive("calibration", bytes(SALT_BYTES), tried)
        except errors.OutOfMemoryError:
            took = float("inf")
        else:
            took = time.perf_counter() - started
        if took <= 1.5 * target:
            passes = round(START.passes * target / took)
            return KdfParameters(memory_kib, min(max(passes, FLOOR.passes), CEILING.passes), START.lanes)
        if memory_kib == FLOOR.memory_kib:
            return FLOOR
        memory_kib //= 2
