"""The lists an organisation chooses from, the colleagues, and small settings."""

import json

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Select

from caseapp.casework import queries
from caseapp.casework.house import House
from caseapp.domain.consent import Purpose
from caseapp.domain.taxonomy import ListName, Term
from caseapp.storage.tables import (
    Contact,
    ContactMark,
    ContactSupply,
    Need,
    Person,
    Preference,
    Referral,
    Service,
    ServiceOffer,
    Staff,
    Tally,
    TaxonomyTerm,
    WorkSetting,
)


def terms(house: House, query: queries.Terms) -> tuple[Term, ...]:
    """Answer ``Terms``: all values of all lists in the order to show."""
    statement = select(TaxonomyTerm).order_by(
        TaxonomyTerm.list_name, TaxonomyTerm.position, TaxonomyTerm.code
    )
    if not query.with_retired:
        statement = statement.where(TaxonomyTerm.retired.is_(False))
    with house.store.read() as session:
        return tuple(_term(row, query.language) for row in session.scalars(statement))


def _term(row: TaxonomyTerm, language: str) -> Term:
    labels: dict[str, str] = json.loads(row.labels)
    return Term(
        list_name=ListName(row.list_name),
        code=row.code,
        label=labels.get(language) or labels.get("en") or row.code,
        parent=row.parent,
        purpose=Purpose(row.purpose) if row.purpose else None,
        retired=row.retired,
    )


def staff(house: House, _query: queries.Staff) -> tuple[queries.StaffRow, ...]:
    """Answer ``Staff``: active colleagues, the signed-in worker first, then by label."""
    with house.store.read() as session:
        rows = session.execute(
            select(Staff.id, Staff.label).where(or_(Staff.active.is_(True), Staff.id == house.staff_id))
        ).all()
    found = [queries.StaffRow(row.id, row.label, is_me=row.id == house.staff_id) for row in rows]
    return tuple(sorted(found, key=lambda row: (not row.is_me, row.label.casefold())))


def preference(house: House, query: queries.Preference) -> str:
    """Answer ``Preference``: the value kept, empty when never set."""
    with house.store.read() as session:
        return session.scalar(select(Preference.value).where(Preference.name == query.key)) or ""


def term_use(house: House, query: queries.TermUse) -> int:
    """Answer ``TermUse``: in how many rows a value of a list stands."""
    with house.store.read() as session:
        return _uses(session, query.list_name, query.code)


def _uses(session: Session, list_name: ListName, code: str) -> int:
    parts: list[Select[tuple[int]]] = []

    def count(*columns: object) -> None:
        for column in columns:
            parts.append(select(func.count()).where(column == code))  # type: ignore[arg-type]  # any str column

    match list_name:
        case ListName.AREA:
            count(Person.area, Service.area)
            parts.append(_children(ListName.PLACE, code))
        case ListName.PLACE:
            count(Contact.place)
        case ListName.SETTING:
            count(Contact.setting, WorkSetting.code)
        case ListName.SUPPLY:
            count(ContactSupply.code)
        case ListName.NEED_GROUP:
            parts.append(_children(ListName.NEED, code))
        case ListName.NEED:
            count(Need.kind, Referral.kind, ServiceOffer.kind, Tally.kind)
        case ListName.TOPIC | ListName.GOING_WELL | ListName.SPOT_SERVICE:
            parts.append(
                select(func.count()).where(ContactMark.list_name == list_name.value, ContactMark.code == code)
            )
    counted = union_all(*parts).subquery()
    return int(session.scalar(select(func.sum(counted.c[0]))) or 0)


def _children(list_name: ListName, parent: str) -> Select[tuple[int]]:
    return select(func.count()).where(
        TaxonomyTerm.list_name == list_name.value, TaxonomyTerm.parent == parent
    )
