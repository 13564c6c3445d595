"""JSON of small files that anybody may have written: whatever is not exactly what was meant is refused."""

import base64
import binascii
import json
from collections.abc import Callable
from uuid import UUID


class NotOursError(Exception):
    """Something in the file is not what this program writes."""


def require(condition: bool) -> None:  # noqa: FBT001 - reads as a sentence
    """Refuse unless something holds.

    Raises:
        NotOursError: it does not.
    """
    if not condition:
        raise NotOursError


def read(data: bytes) -> object:
    """What stands in JSON, in UTF-8, with no name twice and no NaN.

    Raises:
        NotOursError: a name stands twice, or a number is none.
        ValueError: it is no JSON.
        RecursionError: it is nested without end.
    """
    return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    require(len(result) == len(pairs))
    return result


def _no_constant(_name: str) -> object:
    raise NotOursError


def members(value: object, names: set[str] | None = None) -> dict[str, object]:
    """An object with exactly these names, or with any.

    Raises:
        NotOursError: it is none.
    """
    if not isinstance(value, dict) or (names is not None and set(value) != names):
        raise NotOursError
    return value


def elements(value: object) -> list[object]:
    """A list.

    Raises:
        NotOursError: it is none.
    """
    if not isinstance(value, list):
        raise NotOursError
    return value


def whole_number(value: object) -> int:
    """A whole number; true and false, which Python takes for some, are none.

    Raises:
        NotOursError: it is none.
    """
    if type(value) is not int:
        raise NotOursError
    return value


def text(value: object, fits: Callable[[str], object]) -> str:
    """A text that fits.

    Raises:
        NotOursError: it is none, or does not.
    """
    if not isinstance(value, str) or not fits(value):
        raise NotOursError
    return value


def identifier(value: object) -> UUID:
    """An id of 32 small hexadecimal digits.

    Raises:
        NotOursError: it is none.
    """
    return UUID(hex=text(value, lambda found: len(found) == 32 and set(found) <= set("0123456789abcdef")))


def to_base64(data: bytes) -> str:
    """Bytes as they stand in JSON."""
    return base64.b64encode(data).decode()


def from_base64(value: object, fits: Callable[[int], bool]) -> bytes:
    """Bytes, written in the one way there is.

    Args:
        value: base64.
        fits: whether so many bytes are right.

    Raises:
        NotOursError: it is none, or does not.
    """
    if not isinstance(value, str):
        raise NotOursError
    try:
        data = base64.b64decode(value.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise NotOursError from None
    require(fits(len(data)) and to_base64(data) == value)
    return data


def exactly(length: int) -> Callable[[int], bool]:
    """So many bytes, no fewer and no more."""
    return lambda found: found == length
