"""Today: what is late and due, what was done last, what waits; and the list of follow-ups."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from caseapp.casework.house import House
from caseapp.casework.queries.contact import ContactRow
from caseapp.casework.queries.follow_ups import FollowUpRow, FollowUps
from caseapp.casework.queries.today import ShowToday, TodayView
from caseapp.casework.reading.contacts import rows_for_keys
from caseapp.casework.reading.drafts import draft_rows
from caseapp.casework.reading.reviews import reviews
from caseapp.casework.reading.rows import (
    OPEN_STATES,
    SOON_DAYS,
    short_rules,
    staff_labels,
    told,
)
from caseapp.domain.referral import Step
from caseapp.storage.tables import (
    Contact,
    ContactStaff,
    FollowUp,
    Need,
    Person,
    ReferralStep,
    WaitingItem,
)

_LAST_CONTACTS = 8
_LAST_DAYS = 62


def show_today(house: House, query: ShowToday) -> TodayView:
    """Answer ``ShowToday``."""
    day = house.now().date()
    mine = house.staff_id if query.mine else None
    open_ones = FollowUp.done_on.is_(None)
    with house.reading() as session:
        due = follow_up_rows(session, [open_ones, FollowUp.due_on <= day, *_whose(mine)], day)
        later = session.scalar(
            select(func.count()).where(
                open_ones,
                FollowUp.due_on > day,
                FollowUp.due_on <= day + timedelta(days=SOON_DAYS),
                *_whose(mine),
            )
        )
        waiting, waiting_people = session.execute(
            select(func.count(), func.count().filter(WaitingItem.kind == "")).where(WaitingItem.until > day)
        ).one()
        return TodayView(
            day=day,
            follow_ups=due,
            later=later or 0,
            last_contacts=_last_contacts(session, mine, day),
            drafts=draft_rows(session),
            waiting=waiting,
            waiting_people=waiting_people,
            helped=_helped_this_week(session, day),
            no_next_step=_no_next_step(session),
            reviews=reviews(session, day),
        )


def _whose(mine: UUID | None) -> list[ColumnElement[bool]]:
    """Mine are those for me and those for nobody in particular: nothing falls between two people."""
    return [] if mine is None else [or_(FollowUp.for_staff == mine, FollowUp.for_staff.is_(None))]


def follow_ups(house: House, query: FollowUps) -> tuple[FollowUpRow, ...]:
    """Answer ``FollowUps``: all open ones by date."""
    mine = house.staff_id if query.mine else None
    with house.reading() as session:
        return follow_up_rows(session, [FollowUp.done_on.is_(None), *_whose(mine)], house.now().date())


def follow_up_rows(session: Session, which: list[ColumnElement[bool]], day: date) -> tuple[FollowUpRow, ...]:
    """Display rows of follow-ups by date, in three statements.

    Args:
        session: an open reading session.
        which: conditions on ``follow_ups``.
        day: today, for the days of delay.
    """
    labels = staff_labels(session)
    rows = session.execute(
        select(
            FollowUp.id,
            FollowUp.person_id,
            FollowUp.what,
            FollowUp.due_on,
            FollowUp.due_at,
            FollowUp.for_staff,
            FollowUp.done_on,
            Person.alias,
            Person.code,
            told(),
        )
        .outerjoin(Person, Person.id == FollowUp.person_id)
        .where(*which)
        .order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.key)
    ).all()
    rules = short_rules(session, [row.person_id for row in rows if row.person_id is not None])
    return tuple(
        FollowUpRow(
            follow_up_id=row.id,
            person_id=row.person_id,
            alias=row.alias or "",
            code=row.code or "",
            what=row.what,
            due_on=row.due_on,
            due_at=row.due_at,
            days_late=max((day - row.due_on).days, 0),
            for_staff=row.for_staff,
            for_label=labels.get(row.for_staff, ""),
            safe_how=rules.get(row.person_id, ""),
            done=row.done_on is not None,
            tells=row.tells,
        )
        for row in rows
    )


def _last_contacts(session: Session, mine: UUID | None, day: date) -> tuple[ContactRow, ...]:
    statement = select(Contact.key).order_by(Contact.at_utc.desc(), Contact.key.desc()).limit(_LAST_CONTACTS)
    if mine is not None:
        # Bounded, because a colleague without a single contact would have the whole table read.
        since = datetime.combine(day - timedelta(days=_LAST_DAYS), time())
        along = select(ContactStaff.contact_id).where(
            ContactStaff.contact_id == Contact.id, ContactStaff.staff_id == mine
        )
        statement = statement.where(
            Contact.at_utc >= since,
            or_(Contact.created_by == mine, along.exists()),
        )
    return rows_for_keys(session, list(session.scalars(statement)))


def _helped_this_week(session: Session, day: date) -> int:
    monday = day - timedelta(days=day.weekday())
    return (
        session.scalar(
            select(func.count(ReferralStep.person_id.distinct())).where(
                ReferralStep.on_date.between(monday, day), ReferralStep.step == Step.HELPED.value
            )
        )
        or 0
    )


def _no_next_step(session: Session) -> int:
    # A list of those who have one, made once: asking for each of thousands takes five times as long.
    have_one = select(FollowUp.person_id).where(FollowUp.done_on.is_(None), FollowUp.person_id.is_not(None))
    return (
        session.scalar(
            select(func.count(Need.person_id.distinct())).where(
                Need.state.in_(OPEN_STATES), Need.person_id.not_in(have_one)
            )
        )
        or 0
    )
