"""The JSON Schema of a frozen dataclass, from the same annotations that reading it goes by.

A text annotated with the name of a list is described by the values a new vault has in that list.

Source: JSON Schema, draft 2020-12.
"""

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from caseapp.casework.taxonomy import starting_choices
from caseapp.domain.taxonomy import ListName

_PLAIN: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
    datetime: {"type": "string", "format": "date-time"},
}


def schema_of(kind: type, title: str) -> dict[str, Any]:
    """The schema of a dataclass and of every dataclass inside it.

    Args:
        kind: the dataclass.
        title: of the whole.

    Returns:
        A JSON object.
    """
    inner: dict[str, Any] = {}
    whole = _object(kind, inner)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **whole,
        "$defs": dict(sorted(inner.items())),
    }


def _object(kind: type, inner: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    known = fields(kind)
    return {
        "description": (kind.__doc__ or "").split("\n", 1)[0],
        "type": "object",
        "properties": {field.name: _value(hints[field.name], inner) for field in known},
        "required": [
            field.name for field in known if field.default is MISSING and field.default_factory is MISSING
        ],
        "additionalProperties": False,
    }


def _value(kind: Any, inner: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - an annotation
    origin = get_origin(kind)
    if origin is Annotated:
        plain, list_name = get_args(kind)
        return {**_value(plain, inner), "description": _of_list(list_name)}
    if origin in {Union, types.UnionType}:
        (some,) = (choice for choice in get_args(kind) if choice is not type(None))
        return {"anyOf": [_value(some, inner), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _value(get_args(kind)[0], inner)}
    if is_dataclass(kind):
        name = kind.__name__ if isinstance(kind, type) else ""
        if name not in inner:
            inner[name] = {}
            inner[name] = _object(kind, inner)  # type: ignore[arg-type]  # a class, not an instance
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [choice.value for choice in kind]}
    return dict(_PLAIN[kind])


def _of_list(name: ListName) -> str:
    codes = ", ".join(code for code, _label in starting_choices(name))
    return f"A code or a label of the organisation's list {name.value!r}. A new vault has: {codes}."
