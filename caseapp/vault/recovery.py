"""The recovery code: 256 random bits in groups that tell which of them was mistyped.

Thirteen groups of five characters of Crockford's base32 (no I, L, O, U). The first four of a group carry the
secret, the fifth is its checksum over GF(32), which also knows the group's place: one wrong character, two
swapped ones and two swapped groups are all found. 52 characters hold 260 bits; the last four bits are a
checksum of the whole.
"""

import os
from hashlib import sha256

from caseapp.vault import errors

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 32
GROUPS = 13
GROUP_LENGTH = 5
_DATA = GROUP_LENGTH - 1
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = " -\u2010\u2011\u2013\u2014.\t\r\n"
_REDUCTION = 0b100101  # x^5 + x^2 + 1


def _times(one: int, other: int) -> int:
    """Multiply in GF(32)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & 32:
            one ^= _REDUCTION
        other >>= 1
    return product


def _check(place: int, values: list[int]) -> int:
    """The fifth value of a group: weights find swapped characters, the place finds swapped groups."""
    check, weight = place + 1, 2
    for value in values:
        check ^= _times(weight, value)
        weight = _times(weight, 2)
    return check


def _whole_check(secret: bytes) -> int:
    return sha256(b"caseapp recovery code 1" + secret).digest()[0] >> 4


def encode(secret: bytes) -> str:
    """Write a secret as a code.

    Args:
        secret: 32 bytes.

    Returns:
        13 groups of 5 characters with dashes between.
    """
    number = int.from_bytes(secret) << 4 | _whole_check(secret)
    values = [number >> 5 * place & 31 for place in reversed(range(GROUPS * _DATA))]
    groups = []
    for place in range(GROUPS):
        group = values[place * _DATA : (place + 1) * _DATA]
        groups.append("".join(ALPHABET[value] for value in [*group, _check(place, group)]))
    return "-".join(groups)


def new() -> tuple[bytes, str]:
    """Draw a new recovery secret.

    Returns:
        The secret (32 bytes) and its code.
    """
    secret = os.urandom(SECRET_BYTES)
    return secret, encode(secret)


def tidy(typed: str) -> str:
    """Bring what was typed into the alphabet: upper case, look-alikes as meant, separators away."""
    kept = "".join(letter for letter in typed.upper() if letter not in _SEPARATORS)
    return kept.translate(_LOOK_ALIKES)


def _groups(typed: str) -> list[str]:
    """Cut into groups where the user did, so that a lost character spoils one group and not all after it."""
    for separator in _SEPARATORS:
        typed = typed.replace(separator, " ")
    pieces = [tidy(piece) for piece in typed.split()]
    if len(pieces) == GROUPS:
        return pieces
    joined = "".join(pieces)
    return [joined[place : place + GROUP_LENGTH] for place in range(0, len(joined), GROUP_LENGTH)]


def group_is_right(place: int, group: str) -> bool:
    """Whether one group adds up, for a tick beside each field while the code is typed.

    Args:
        place: 0 for the first group.
        group: its five characters as typed.

    Returns:
        Whether it can be that group of some code.
    """
    letters = tidy(group)
    if len(letters) != GROUP_LENGTH or any(letter not in _VALUES for letter in letters):
        return False
    values = [_VALUES[letter] for letter in letters]
    return _check(place, values[:_DATA]) == values[_DATA]


def decode(typed: str) -> bytes:
    """Read a code as typed.

    Args:
        typed: upper or lower case, O for 0, I and L for 1, dashes and spaces anywhere or nowhere.

    Returns:
        The secret, 32 bytes.

    Raises:
        MistypedRecoveryCodeError: says how many characters are missing, or which group is wrong.
    """
    # Nobody types a page; a longer text is not worth looking at.
    groups = _groups(typed[: 8 * GROUPS * GROUP_LENGTH])
    wrong = [place + 1 for place, group in enumerate(groups[:GROUPS]) if not group_is_right(place, group)]
    count = sum(map(len, groups))
    if count != GROUPS * GROUP_LENGTH or len(groups) != GROUPS:
        if wrong:
            raise errors.MistypedRecoveryCodeError(
                "A recovery code has {expected} letters and digits; these are {count}. Look at group "
                "{group} first.",
                expected=GROUPS * GROUP_LENGTH,
                count=count,
                group=wrong[0],
            )
        raise errors.MistypedRecoveryCodeError(
            "A recovery code has {expected} letters and digits; these are {count}.",
            expected=GROUPS * GROUP_LENGTH,
            count=count,
        )
    if wrong:
        raise errors.MistypedRecoveryCodeError(
            "Group {group} of the recovery code is mistyped. Compare it with your paper, then try again.",
            group=", ".join(map(str, wrong)),
        )
    number = 0
    for group in groups:
        for letter in group[:_DATA]:
            number = number << 5 | _VALUES[letter]
    secret = (number >> 4).to_bytes(SECRET_BYTES)
    if number & 15 != _whole_check(secret):
        raise errors.MistypedRecoveryCodeError(
            "The recovery code does not add up as a whole. Compare every group with your paper, then try "
            "again."
        )
    return secret
