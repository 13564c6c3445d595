"""The list of people: ids in order at once, rows page by page."""

from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.sql.elements import ColumnElement

from caseapp.casework.house import House
from caseapp.casework.queries.people import PeopleFilter, PeopleIds, PeopleRows, PersonRow
from caseapp.casework.reading.rows import (
    OPEN_STATES,
    has_next_step,
    in_order,
    last_seen,
    pieces,
    told,
)
from caseapp.domain.contact import Reached
from caseapp.storage.plain_words import normalised
from caseapp.storage.tables import Contact, ContactPerson, FollowUp, Need, OtherName, Person

_NOT_SEEN_DAYS = 90


def people_ids(house: House, query: PeopleIds) -> tuple[int, ...]:
    """Answer ``PeopleIds``: keys of all people by alias; those without an alias last, by code."""
    today = house.now().date()
    statement = select(Person.key, Person.id, Person.alias, Person.code)
    match query.show:
        case PeopleFilter.ALL:
            pass
        case PeopleFilter.OPEN_NEEDS:
            statement = statement.where(_people_with_open_needs())
        case PeopleFilter.NO_NEXT_STEP:
            statement = statement.where(_people_with_open_needs(), ~has_next_step(Person.id))
        case PeopleFilter.NOT_SEEN_90:
            seen = (
                exists()
                .where(ContactPerson.contact_id == Contact.id, Contact.reached == Reached.YES.value)
                .where(
                    ContactPerson.person_id == Person.id,
                    ContactPerson.on_date >= today - timedelta(days=_NOT_SEEN_DAYS),
                )
            )
            statement = statement.where(~seen)
    with house.reading() as session:
        rows = session.execute(statement.with_only_columns(Person.key, Person.alias, Person.code)).all()
        wanted = normalised(query.text.strip())
        if wanted:
            names = session.execute(
                select(Person.key, OtherName.name).join(Person, Person.id == OtherName.person_id)
            )
            others = {row.key for row in names if wanted in normalised(row.name)}
            rows = [
                row
                for row in rows
                if wanted in normalised(row.alias) or wanted in normalised(row.code) or row.key in others
            ]
    ordered = sorted((not row.alias, normalised(row.alias), row.code, row.key) for row in rows)
    return tuple(entry[3] for entry in ordered)


def _people_with_open_needs() -> ColumnElement[bool]:
    return Person.id.in_(select(Need.person_id).where(Need.state.in_(OPEN_STATES)).distinct())


def people_rows(house: House, query: PeopleRows) -> tuple[PersonRow, ...]:
    """Answer ``PeopleRows``: display rows for some keys, in the order asked."""
    found: dict[int, PersonRow] = {}
    open_needs = (
        select(func.count())
        .where(Need.person_id == Person.id, Need.state.in_(OPEN_STATES))
        .correlate(Person)
        .scalar_subquery()
    )
    next_key = (
        select(FollowUp.key)
        .where(FollowUp.person_id == Person.id, FollowUp.done_on.is_(None))
        .order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.key)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    with house.reading() as session:
        for piece in pieces(query.keys):
            rows = session.execute(
                select(
                    Person.key,
                    Person.id,
                    Person.alias,
                    Person.code,
                    Person.age_band,
                    Person.area,
                    last_seen(Contact.on_date, Person.id).label("last_on"),
                    open_needs.label("open_needs"),
                    FollowUp.due_on,
                    FollowUp.what,
                    told(),
                )
                .outerjoin(FollowUp, FollowUp.key == next_key)
                .where(Person.key.in_(piece))
            )
            for row in rows:
                found[row.key] = PersonRow(
                    key=row.key,
                    person_id=row.id,
                    alias=row.alias,
                    code=row.code,
                    age_band=row.age_band,
                    area=row.area,
                    last_on=row.last_on,
                    open_needs=row.open_needs,
                    next_on=row.due_on,
                    next_what=row.what or "",
                    next_tells=row.tells,
                )
    return in_order(query.keys, found)
