"""What waits for a consent, outside the record."""

from sqlalchemy import select

from caseapp.casework import as_json
from caseapp.casework.house import House
from caseapp.casework.queries.waiting import WaitingItems, WaitingRow
from caseapp.casework.waiting import Held
from caseapp.domain.consent import Purpose
from caseapp.domain.person import PersonFacts
from caseapp.storage.tables import Contact, Person, WaitingItem


def waiting_items(house: House, _query: WaitingItems) -> tuple[WaitingRow, ...]:
    """Answer ``WaitingItems``: what goes first stands first."""
    today = house.now().date()
    with house.reading() as session:
        found = session.execute(
            select(WaitingItem, Person.alias, Person.code, Contact.place)
            .outerjoin(Person, Person.id == WaitingItem.person_id)
            .outerjoin(Contact, Contact.id == WaitingItem.contact_id)
            .where(WaitingItem.until > today)  # the rest is erased with the next save
            .order_by(WaitingItem.until, WaitingItem.id)
        ).all()
        rows = []
        for item, alias, code, place in found:
            held = as_json.read_text(Held, item.payload)
            typed = (held.part.new or PersonFacts()).alias if held.part is not None else ""
            rows.append(
                WaitingRow(
                    waiting_id=item.id,
                    person_id=item.person_id,
                    alias=alias or typed,
                    code=code or "",
                    purpose=Purpose(item.purpose),
                    kind=item.kind,
                    for_whom=held.need.for_whom if held.need is not None else None,
                    on=held.on,
                    place=place or "",
                    until=item.until,
                    days_left=(item.until - today).days,
                )
            )
    return tuple(rows)
