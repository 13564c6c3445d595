"""Frozen dataclasses as JSON text and back, for what waits outside the record and for files of contacts."""

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


class NotReadableError(ValueError):
    """A JSON value that is not what it should be.

    Attributes:
        place: where, such as ``people.0.needs.1.facts.kind``.
    """

    def __init__(self, place: str, wanted: str) -> None:
        super().__init__(f"{place or 'the whole'}: {wanted}")
        self.place = place


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def plain(value: object) -> Any:  # noqa: ANN401 - JSON is of many kinds
    """A value made of what JSON knows; fields at their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {}
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.default is MISSING or inner != field.default:
                found[field.name] = plain(inner)
        return found
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value


def text_of(value: object) -> str:
    """A dataclass as JSON text."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def read_text(kind: type[T], text: str) -> T:
    """Read back what :func:`text_of` wrote.

    Raises:
        NotReadableError: the text is something else.
    """
    try:
        value = json.loads(text)
    except ValueError as error:
        raise NotReadableError("", "no JSON") from error
    return read(kind, value)


def read(kind: type[T], value: object) -> T:
    """Read a dataclass from JSON values.

    Raises:
        NotReadableError: a field is unknown, missing or of another kind.
    """
    found: T = _read(kind, value, "")
    return found


def _read(kind: Any, value: Any, place: str) -> Any:  # noqa: ANN401, C901, PLR0911 - one branch per kind of type
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        inner = [choice for choice in get_args(kind) if choice is not type(None)]
        return None if value is None else _read(inner[0], value, place)
    if origin is tuple:
        return _tuple(get_args(kind), value, place)
    if is_dataclass(kind):
        return _dataclass(kind, value, place)
    if kind is bool or kind is str:
        if isinstance(value, kind):
            return value
        raise NotReadableError(place, "a text is needed" if kind is str else "true or false is needed")
    if kind is int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise NotReadableError(place, "a whole number is needed")
    if not isinstance(value, str):
        raise NotReadableError(place, "a text is needed")
    try:
        if kind in {date, datetime, time}:
            return kind.fromisoformat(value)
        return kind(value)  # UUID or an enum
    except ValueError as error:
        choices = [choice.value for choice in kind] if issubclass(kind, Enum) else []
        wanted = f"one of {', '.join(choices)}" if choices else f"{kind.__name__.lower()} is needed"
        raise NotReadableError(place, wanted) from error


def _tuple(kinds: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise NotReadableError(place, "a list is needed")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], inner, f"{place}.{n}".lstrip(".")) for n, inner in enumerate(value))
    if len(kinds) != len(value):
        raise NotReadableError(place, f"{len(kinds)} values are needed")
    return tuple(
        _read(kind, inner, f"{place}.{n}".lstrip("."))
        for n, (kind, inner) in enumerate(zip(kinds, value, strict=True))
    )


def _dataclass(kind: Any, value: object, place: str) -> Any:  # noqa: ANN401 - any dataclass
    if not isinstance(value, dict):
        raise NotReadableError(place, "an object is needed")
    hints = _hints(kind)
    known = {field.name: field for field in fields(kind)}
    for name in value:
        if name not in known:
            raise NotReadableError(f"{place}.{name}".lstrip("."), "no such field")
    found = {}
    for name, field in known.items():
        if name in value:
            found[name] = _read(hints[name], value[name], f"{place}.{name}".lstrip("."))
        elif field.default is MISSING and field.default_factory is MISSING:
            raise NotReadableError(f"{place}.{name}".lstrip("."), "missing")
    return kind(**found)
