"""The contact forms that wait unfinished in the invented organisation when its story has been told."""

import json
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from caseapp.casework.commands.drafts import KeepDraft
from caseapp.casework.drafts import keep_draft
from caseapp.casework.house import House
from caseapp.storage.tables import Person


def leave_open(house: House) -> None:
    """Keep two forms that were not finished: one about a group, one about the person added first.

    Args:
        house: with the clock and the worker of today.
    """
    with house.reading() as session:
        known = session.execute(select(Person.id, Person.alias, Person.code).order_by(Person.key).limit(1))
        person = known.one_or_none()
    group = {
        "unidentified": 3,
        "channel": "in_person",
        "loose": {"note": "Three at the arcade, tea for all."},
    }
    _keep(house, "3 people, not identified", group, ("place",))
    if person is not None:
        part: dict[str, Any] = {
            "key": uuid4().hex,
            "person_id": str(person.id),
            "alias": person.alias,
            "code": person.code,
            "note": "She asked whether Tuesday still works; to be asked at the desk.",
        }
        _keep(
            house,
            f"{person.alias} {person.code}",
            {"people": [part], "selected": part["key"], "place": "our_rooms"},
            ("channel",),
            person.id,
        )


def _keep(
    house: House, title: str, payload: dict[str, Any], missing: tuple[str, ...], person_id: UUID | None = None
) -> None:
    text = json.dumps(payload)
    keep_draft(house, KeepDraft(uuid4(), "contact", text, title, missing, person_id))
