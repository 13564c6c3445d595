"""Contacts: the list that pages, one contact in full, and what a new form starts with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from caseapp.casework.house import House
from caseapp.casework.queries.contact import (
    ContactIds,
    ContactPersonView,
    ContactRow,
    ContactRows,
    ContactView,
    FormStart,
    ShowContact,
    StartForm,
)
from caseapp.casework.reading.rows import in_order, pieces, staff_labels
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment, Month
from caseapp.domain.taxonomy import ListName
from caseapp.storage.tables import (
    Contact,
    ContactMark,
    ContactPerson,
    ContactStaff,
    ContactSupply,
    Person,
)
from caseapp.storage.unit_of_work import GoneError

_SHIFT = timedelta(hours=12)
_SUMMARY_LETTERS = 200


def contact_ids(house: House, query: ContactIds) -> tuple[int, ...]:
    """Answer ``ContactIds``: keys newest first."""
    statement = select(Contact.key).order_by(Contact.at_utc.desc(), Contact.key.desc())
    if query.mine:
        along = select(ContactStaff.contact_id).where(ContactStaff.staff_id == house.staff_id)
        statement = statement.where(or_(Contact.created_by == house.staff_id, Contact.id.in_(along)))
    if query.place:
        statement = statement.where(Contact.place == query.place)
    if query.month:
        month = Month.parse(query.month)
        statement = statement.where(Contact.on_date.between(month.first, month.last))
    with house.reading() as session:
        return tuple(session.scalars(statement))


def contact_rows(house: House, query: ContactRows) -> tuple[ContactRow, ...]:
    """Answer ``ContactRows``: display rows for some keys, in the order asked."""
    with house.reading() as session:
        return rows_for_keys(session, query.keys)


def rows_for_keys(session: Session, keys: Sequence[int]) -> tuple[ContactRow, ...]:
    """Display rows of contacts, six statements for every 400 of them.

    Args:
        session: an open reading session.
        keys: local keys, in the order wanted.
    """
    labels = staff_labels(session)
    found: dict[int, ContactRow] = {}
    for piece in pieces(keys):
        contacts = session.execute(
            select(
                Contact.key,
                Contact.id,
                Contact.at_utc,
                Contact.offset_minutes,
                Contact.place,
                Contact.channel,
                Contact.reached,
                Contact.minutes,
                Contact.unidentified,
                Contact.note,
                Contact.created_by,
            ).where(Contact.key.in_(piece))
        ).all()
        ids = [row.id for row in contacts]
        people, notes = _people_of(session, ids)
        supplies = _supplies_of(session, ids)
        topics = _marks_of(session, ids, ListName.TOPIC)
        for row in contacts:
            found[row.key] = ContactRow(
                key=row.key,
                contact_id=row.id,
                when=Moment(row.at_utc.replace(tzinfo=UTC), row.offset_minutes),
                place=row.place,
                channel=Channel(row.channel),
                reached=Reached(row.reached),
                minutes=row.minutes,
                people=tuple(people[row.id]),
                unidentified=row.unidentified,
                summary=_first_line(row.note) or notes.get(row.id, ""),
                topics=tuple(code for _person, code in topics[row.id]),
                supplies=tuple(supplies[row.id]),
                by=labels.get(row.created_by, ""),
            )
    return in_order(keys, found)


def _first_line(note: str) -> str:
    lines = note.strip().splitlines()
    return lines[0][:_SUMMARY_LETTERS] if lines else ""


def _people_of(
    session: Session, contact_ids_: Sequence[UUID]
) -> tuple[defaultdict[UUID, list[tuple[UUID, str, str]]], dict[UUID, str]]:
    people: defaultdict[UUID, list[tuple[UUID, str, str]]] = defaultdict(list)
    notes: dict[UUID, str] = {}
    rows = session.execute(
        select(ContactPerson.contact_id, ContactPerson.note, Person.id, Person.alias, Person.code)
        .join(Person, Person.id == ContactPerson.person_id)
        .where(ContactPerson.contact_id.in_(contact_ids_))
        .order_by(ContactPerson.key)
    )
    for row in rows:
        people[row.contact_id].append((row.id, row.alias, row.code))
        line = _first_line(row.note)
        if line:
            notes.setdefault(row.contact_id, line)
    return people, notes


def _supplies_of(session: Session, contact_ids_: Sequence[UUID]) -> defaultdict[UUID, list[tuple[str, int]]]:
    supplies: defaultdict[UUID, list[tuple[str, int]]] = defaultdict(list)
    rows = session.execute(
        select(ContactSupply.contact_id, ContactSupply.code, ContactSupply.quantity)
        .where(ContactSupply.contact_id.in_(contact_ids_))
        .order_by(ContactSupply.code)
    )
    for row in rows:
        supplies[row.contact_id].append((row.code, row.quantity))
    return supplies


def _marks_of(
    session: Session, contact_ids_: Iterable[UUID], list_name: ListName
) -> defaultdict[UUID, list[tuple[UUID | None, str]]]:
    marks: defaultdict[UUID, list[tuple[UUID | None, str]]] = defaultdict(list)
    rows = session.execute(
        select(ContactMark.contact_id, ContactMark.person_id, ContactMark.code)
        .where(ContactMark.contact_id.in_(contact_ids_), ContactMark.list_name == list_name.value)
        .order_by(ContactMark.code)
    )
    for row in rows:
        marks[row.contact_id].append((row.person_id, row.code))
    return marks


def show_contact(house: House, query: ShowContact) -> ContactView:
    """Answer ``ShowContact``.

    Raises:
        GoneError: the contact was erased or taken back.
    """
    with house.reading() as session:
        contact = session.execute(
            select(Contact.key, Contact.setting, Contact.violence_spoken, Contact.note).where(
                Contact.id == query.contact_id
            )
        ).one_or_none()
        if contact is None:
            raise GoneError
        ids = [query.contact_id]
        row = rows_for_keys(session, [contact.key])[0]
        labels = staff_labels(session)
        companions = session.scalars(
            select(ContactStaff.staff_id).where(ContactStaff.contact_id == query.contact_id)
        )
        going_well = defaultdict(list)
        for person_id, code in _marks_of(session, ids, ListName.GOING_WELL)[query.contact_id]:
            going_well[person_id].append(code)
        parts = session.execute(
            select(
                ContactPerson.person_id,
                ContactPerson.note,
                ContactPerson.her_words,
                Person.alias,
                Person.code,
            )
            .join(Person, Person.id == ContactPerson.person_id)
            .where(ContactPerson.contact_id == query.contact_id)
            .order_by(ContactPerson.key)
        )
        return ContactView(
            row=row,
            setting=contact.setting,
            companions=tuple(sorted(labels.get(staff_id, "") for staff_id in companions)),
            spot_services=tuple(
                code for _person, code in _marks_of(session, ids, ListName.SPOT_SERVICE)[query.contact_id]
            ),
            violence_spoken=contact.violence_spoken,
            note=contact.note,
            people=tuple(
                ContactPersonView(
                    person_id=part.person_id,
                    alias=part.alias,
                    code=part.code,
                    going_well=tuple(going_well[part.person_id]),
                    her_words=part.her_words,
                    note=part.note,
                )
                for part in parts
            ),
        )


def start_form(house: House, _query: StartForm) -> FormStart:
    """Answer ``StartForm``: what my last contact within 12 hours had, nothing when there is none."""
    now = house.now()
    since = (now - _SHIFT).astimezone(UTC).replace(tzinfo=None)
    with house.reading() as session:
        last = session.execute(
            select(Contact.id, Contact.place, Contact.channel, Contact.setting, Contact.minutes)
            .where(Contact.created_by == house.staff_id, Contact.at_utc >= since)
            .order_by(Contact.at_utc.desc(), Contact.key.desc())
            .limit(1)
        ).one_or_none()
        if last is None:
            return FormStart("", None, "", None, (), ())
        companions = session.scalars(
            select(ContactStaff.staff_id).where(ContactStaff.contact_id == last.id)
        ).all()
        return FormStart(
            place=last.place,
            channel=Channel(last.channel),
            setting=last.setting,
            minutes=last.minutes,
            companions=tuple(companions),
            last_supplies=tuple(_last_supplies(session, house.staff_id, since)),
        )


def _last_supplies(session: Session, staff_id: UUID, since: datetime) -> list[tuple[str, int]]:
    """What the last contact of the shift that handed anything out handed out."""
    contact_id = session.scalar(
        select(Contact.id)
        .where(Contact.created_by == staff_id, Contact.at_utc >= since)
        .where(exists().where(ContactSupply.contact_id == Contact.id))
        .order_by(Contact.at_utc.desc(), Contact.key.desc())
        .limit(1)
    )
    return _supplies_of(session, [contact_id])[contact_id] if contact_id is not None else []
