"""The directory of services."""

from dataclasses import fields
from uuid import UUID

from sqlalchemy import select

from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.house import House
from caseapp.casework.refusals import InTheFuture, NotComplete
from caseapp.casework.taxonomy import known_codes
from caseapp.domain.requests import Outcome
from caseapp.domain.taxonomy import ListName
from caseapp.storage.tables import Service, ServiceOffer


def set_service(house: House, command: SetService) -> Outcome[UUID]:
    """Add or change a service.

    Raises:
        NotComplete: no name, or an unknown kind of need or area.
        InTheFuture: checked after today.
        GoneError: it is not there any more.
    """
    facts = command.facts
    with house.writing("service.set") as unit:
        codes = known_codes(house, lambda: unit.session)
        wrong = [] if facts.name.strip() else ["name"]
        if codes.unknown(ListName.NEED, facts.offers):
            wrong.append("offers")
        if facts.area and codes.unknown(ListName.AREA, [facts.area]):
            wrong.append("area")
        if wrong:
            raise NotComplete(wrong)
        if facts.checked_on is not None and facts.checked_on > house.today:
            raise InTheFuture("on")
        columns = _columns(facts) | {"retired": command.retired}
        if command.service_id is None:
            service_id = unit.insert(Service, **columns)
            held: dict[str, UUID] = {}
        else:
            service_id = command.service_id
            unit.change(Service, service_id, **columns)
            rows = unit.session.execute(
                select(ServiceOffer.kind, ServiceOffer.id).where(ServiceOffer.service_id == service_id)
            )
            held = {row.kind: row.id for row in rows}
        unit.erase(ServiceOffer, [row_id for kind, row_id in held.items() if kind not in facts.offers])
        for kind in dict.fromkeys(facts.offers):
            if kind not in held:
                unit.insert(ServiceOffer, service_id=service_id, kind=kind)
    return Outcome(service_id, unit.changes)


def _columns(facts: ServiceFacts) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields(facts):
        value = getattr(facts, field.name)
        if field.name != "offers":
            found[field.name] = value.strip() if isinstance(value, str) else value
    return found
