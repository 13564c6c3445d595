"""Which text belongs to a row: the one place that decides what search finds."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What search knows of a row.

    Attributes:
        kind: kind of record to show, a value of ``casework.queries.HitKind``.
        target_id: the record to open; a child row points at its parent.
        person_id: whose it is, None for services and the like.
        on_date: date of the record.
        text: everything somebody typed into the row, one value a line.
    """

    kind: str
    target_id: UUID | None
    person_id: UUID | None
    on_date: date | None
    text: str


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    fields: tuple[str, ...]
    target: str = "id"
    person: str | None = None
    on: str | None = None
    read: Callable[[Any], Iterator[str]] | None = None  # for a column that holds JSON


def _strings(value: object) -> Iterator[str]:
    """All strings in a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _json_strings(text: str) -> Iterator[str]:
    try:
        yield from _strings(json.loads(text))
    except ValueError:
        yield text  # a form may keep something else than JSON: then it is all text


_RULES = {
    "people": _Rule("person", ("alias", "code", "pronouns", "languages"), person="id"),
    "other_names": _Rule("person", ("name",), target="person_id", person="person_id"),
    "contact_means": _Rule(
        "means",
        ("value", "rule_how", "rule_when", "rule_say", "rule_by_whom"),
        person="person_id",
        on="agreed_on",
    ),
    "contacts": _Rule("contact", ("note",), on="on_date"),
    "contact_people": _Rule(
        "contact", ("note", "her_words"), target="contact_id", person="person_id", on="on_date"
    ),
    "needs": _Rule("need", ("words",), person="person_id", on="raised_on"),
    "referral_steps": _Rule(
        "referral", ("reason", "words"), target="referral_id", person="person_id", on="on_date"
    ),
    "follow_ups": _Rule("follow_up", ("what",), person="person_id", on="due_on"),
    "services": _Rule(
        "service",
        ("name", "hours", "languages", "costs", "how_to_refer", "ask_for", "address", "phone"),
        on="checked_on",
    ),
    "consents": _Rule("consent", ("words", "keep_from", "kept_reason"), person="person_id", on="said_on"),
    "attachments": _Rule("attachment", ("title",), person="person_id", on="added_on"),
    "staff": _Rule("staff", ("label",)),
    "taxonomy": _Rule("term", ("labels",), read=_json_strings),
    "drafts": _Rule("draft", ("title", "payload"), person="person_id", on="saved_at", read=_json_strings),
    "waiting": _Rule("waiting", ("payload",), person="person_id", on="noted_on", read=_json_strings),
}

SCANNED = frozenset({"drafts", "waiting"})
"""Tables of few rows that change while somebody types: searched by reading them, not through the index."""

INDEXED = frozenset(_RULES) - SCANNED
"""Tables whose text stands in the index."""


def entry_of(table: str, values: Values) -> Entry | None:
    """What search should know of a row.

    Args:
        table: name of its table.
        values: all its columns.

    Returns:
        None when nothing was typed into it.
    """
    rule = _RULES.get(table)
    if rule is None:
        return None
    parts: list[str] = []
    for name in rule.fields:
        value = values[name]
        if value:
            parts.extend(rule.read(value) if rule.read else (value,))
    text = "\n".join(part for part in parts if part)
    if not text:
        return None
    on = values[rule.on] if rule.on else None
    return Entry(
        kind=rule.kind,
        target_id=values[rule.target],
        person_id=values[rule.person] if rule.person else None,
        on_date=on.date() if isinstance(on, datetime) else on,
        text=text,
    )
