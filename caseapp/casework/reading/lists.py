"""The lists an organisation chooses from, the colleagues, and small settings."""

import json

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.casework.house import House
from caseapp.casework.queries import team as team_queries
from caseapp.casework.queries.team import StaffRow, Terms, TermUse
from caseapp.domain.consent import Purpose
from caseapp.domain.taxonomy import ListName, Term, label_of
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


def terms(house: House, query: Terms) -> tuple[Term, ...]:
    """Answer ``Terms``: all values of all lists in the order to show."""
    statement = select(TaxonomyTerm).order_by(
        TaxonomyTerm.list_name, TaxonomyTerm.position, TaxonomyTerm.code
    )
    if not query.with_retired:
        statement = statement.where(TaxonomyTerm.retired.is_(False))
    with house.reading() as session:
        return tuple(_term(row, query.language) for row in session.scalars(statement))


def _term(row: TaxonomyTerm, language: str) -> Term:
    labels: dict[str, str] = json.loads(row.labels)
    return Term(
        list_name=ListName(row.list_name),
        code=row.code,
        label=label_of(labels, row.code, language),
        parent=row.parent,
        purpose=Purpose(row.purpose) if row.purpose else None,
        retired=row.retired,
    )


def staff(house: House, _query: team_queries.Staff) -> tuple[StaffRow, ...]:
    """Answer ``Staff``: active colleagues, the signed-in worker first, then by label."""
    with house.reading() as session:
        rows = session.execute(
            select(Staff.id, Staff.label).where(or_(Staff.active.is_(True), Staff.id == house.staff_id))
        ).all()
    found = [StaffRow(row.id, row.label, is_me=row.id == house.staff_id) for row in rows]
    return tuple(sorted(found, key=lambda row: (not row.is_me, row.label.casefold())))


def preference(house: House, query: team_queries.Preference) -> str:
    """Answer ``Preference``: the value kept, empty when never set."""
    with house.reading() as session:
        return session.scalar(select(Preference.value).where(Preference.name == query.key)) or ""


def term_use(house: House, query: TermUse) -> int:
    """Answer ``TermUse``: in how many rows a value of a list stands."""
    with house.reading() as session:
        return _uses(session, query.list_name, query.code)


_COLUMNS: dict[ListName, tuple[InstrumentedAttribute[str], ...]] = {
    ListName.AREA: (Person.area, Service.area),
    ListName.PLACE: (Contact.place,),
    ListName.SETTING: (Contact.setting, WorkSetting.code),
    ListName.SUPPLY: (ContactSupply.code,),
    ListName.NEED: (Need.kind, Referral.kind, ServiceOffer.kind, Tally.kind),
}
_CHILDREN = {ListName.AREA: ListName.PLACE, ListName.NEED_GROUP: ListName.NEED}


def _uses(session: Session, list_name: ListName, code: str) -> int:
    marks = (ContactMark.list_name == list_name.value, ContactMark.code == code)
    parts = [select(func.count()).select_from(ContactMark).where(*marks)]
    parts += [select(func.count()).where(column == code) for column in _COLUMNS.get(list_name, ())]
    child = _CHILDREN.get(list_name)
    if child is not None:
        below = (TaxonomyTerm.list_name == child.value, TaxonomyTerm.parent == code)
        parts.append(select(func.count()).select_from(TaxonomyTerm).where(*below))
    return sum(session.scalar(part) or 0 for part in parts)
