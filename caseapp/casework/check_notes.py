"""What the vault remembers about checks of itself: a local preference, read with suspicion."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select

from caseapp.casework.house import House
from caseapp.domain.sentences import Sentence
from caseapp.storage.tables import Preference
from caseapp.vault.integrity import MOST_FINDINGS, Finding, Place

NAME: Final = "integrity"
"""Name of the preference."""
_LONGEST: Final = 2_000  # characters of what stands in a place of a sentence


@dataclass(frozen=True, slots=True)
class Notes:
    """How far checks have come and what they found.

    Attributes:
        place: where the slow pass goes on; None at the beginning.
        slow_on: when the last slow pass ended, UTC.
        whole_on: when everything had been looked at, slowly or at once.
        asked_on: when the last check that was asked for ended.
        findings: what was found and is not mended.
        found_on: when the first of them was found.
        told: whether the window has said so.
        passed_over: parts that the slow pass left out.
    """

    place: Place | None = None
    slow_on: datetime | None = None
    whole_on: datetime | None = None
    asked_on: datetime | None = None
    findings: tuple[Finding, ...] = ()
    found_on: datetime | None = None
    told: bool = True
    passed_over: tuple[str, ...] = ()


def read_notes(house: House | None) -> Notes:
    """The notes of a vault; empty where there are none, or where they cannot be understood.

    Args:
        house: the open cases; None in a manager's session.
    """
    if house is None:
        return Notes()
    with house.reading() as session:
        text = session.scalar(select(Preference.value).where(Preference.name == NAME))
    try:
        return _notes(json.loads(text or "{}"))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Notes()


def _notes(data: dict[str, Any]) -> Notes:
    findings = tuple(
        Finding(str(file), _said(said), str(repair))
        for file, said, repair in data.get("findings", ())[: MOST_FINDINGS * 10]
    )
    place = data.get("place")
    return Notes(
        place=None if not place else Place(*map(str, place)),
        slow_on=_time(data.get("slow_on")),
        whole_on=_time(data.get("whole_on")),
        asked_on=_time(data.get("asked_on")),
        findings=findings,
        found_on=_time(data.get("found_on")),
        told=bool(data.get("told", True)),
        passed_over=tuple(map(str, data.get("passed_over", ()))),
    )


def _said(data: list[Any]) -> Sentence:
    template, values = data
    said = Sentence(str(template), tuple((str(name), _value(value)) for name, value in values.items()))
    str(said)  # a place without its value is a note that is not ours
    return said


def _value(value: object) -> str | int | Sentence:
    return _said(value) if isinstance(value, list) else value if isinstance(value, int) else str(value)


def _said_data(said: Sentence) -> list[Any]:
    return [said.template, {name: _value_data(value) for name, value in said.values}]


def _value_data(value: str | int | Sentence) -> str | int | list[Any]:
    if isinstance(value, Sentence):
        return _said_data(value)
    return value[:_LONGEST] if isinstance(value, str) else value


def _time(text: str | None) -> datetime | None:
    return None if not text else datetime.fromisoformat(text).astimezone(UTC)


def write_notes(house: House | None, notes: Notes) -> None:
    """Put the notes down.

    Args:
        house: the open cases; nothing is kept without them.
        notes: the new ones.

    Raises:
        KnownError: the disk refused.
    """
    if house is None:
        return
    data = {
        "place": None if notes.place is None else [notes.place.part, notes.place.after],
        "findings": [[each.file, _said_data(each.said), each.repair] for each in notes.findings],
        "told": notes.told,
        "passed_over": notes.passed_over,
        **{
            name: None if at is None else at.isoformat()
            for name, at in (
                ("slow_on", notes.slow_on),
                ("whole_on", notes.whole_on),
                ("asked_on", notes.asked_on),
                ("found_on", notes.found_on),
            )
        },
    }
    with house.writing("check.note", audited=False) as unit:
        unit.put(Preference, name=NAME, value=json.dumps(data))
