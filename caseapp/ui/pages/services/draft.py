"""A service form half filled in, kept as an encrypted draft and brought back."""

import datetime as dt
import json
from dataclasses import asdict
from typing import Final
from uuid import UUID

from caseapp.casework.commands.services import ServiceFacts

FORM: Final = "service"


def to_payload(facts: ServiceFacts, service_id: UUID | None) -> str:
    """The form as JSON text.

    Args:
        facts: as filled in.
        service_id: of the service it changes, None for a new one.
    """
    values = asdict(facts)
    values["checked_on"] = facts.checked_on.isoformat() if facts.checked_on is not None else None
    return json.dumps({"facts": values, "service_id": service_id.hex if service_id is not None else None})


def from_payload(payload: str) -> tuple[ServiceFacts, UUID | None]:
    """The form and the service it changes.

    Args:
        payload: from `to_payload`.
    """
    data = json.loads(payload)
    values = data["facts"]
    checked = values["checked_on"]
    values["checked_on"] = dt.date.fromisoformat(checked) if checked else None
    values["offers"] = tuple(values["offers"])
    return ServiceFacts(**values), UUID(hex=data["service_id"]) if data["service_id"] else None
