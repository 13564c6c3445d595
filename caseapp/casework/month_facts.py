"""Which facts belong to a month, and on which days a person's facts count: gathered once, in memory.

Who counts: adults (or age not said) whose answer to "count me" stands as given and held on the day of
the fact. By the other policy, everyone who has not said no.

Which facts: contacts in which somebody was met, needs raised, steps of referrals. A fact belongs to the
earliest month that was open when it was written and is not before its date. Rows written after a
closing have larger local keys than the closing noted, so a month takes its own dates, and of earlier
dates what came after the closing before it.

The facts go into temporary tables, which the vault keeps in memory and which go with the counting.
Contacts are read in the order of their dates, not one by one for each person: that is what makes a
month of a large store quick.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Select,
    SQLColumnExpression,
    String,
    Table,
    Uuid,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from caseapp.domain.consent import COUNT_POLICY, Answer, CountPolicy, Purpose
from caseapp.domain.contact import Reached
from caseapp.domain.dates import Month
from caseapp.domain.person import AgeBand
from caseapp.errors import BugError
from caseapp.storage.tables import (
    Closing,
    Consent,
    Contact,
    ContactPerson,
    Need,
    Person,
    Preference,
    ReferralStep,
)

_SAID_NO = (Answer.DECLINED.value, Answer.WITHDRAWN.value)
_COUNTED = (Person.key, Person.area, Person.age_band, Person.mother, Person.first_contact_on)

_GATHERED = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(f"month_{name}", _GATHERED, *columns, prefixes=["TEMPORARY"])


CONTACTS = _table(
    "contacts",
    Column("id", Uuid, primary_key=True),
    Column("at_utc", DateTime),
    Column("place", String),
    Column("setting", String),
    Column("channel", String),
    Column("unidentified", Integer),
)
"""Contacts of the month in which somebody was met."""
MET = _table(
    "met",
    Column("person_id", Uuid),
    Column("on_date", Date),
    Column("key", Integer),
    Column("at_utc", DateTime),
    Column("place", String),
    Column("setting", String),
    Column("channel", String),
)
"""Known people in these contacts."""
NEEDS = _table(
    "needs",
    Column("person_id", Uuid),
    Column("on_date", Date),
    Column("kind", String),
    Column("for_whom", String),
    Column("child_band", String),
)
STEPS = _table(
    "steps",
    Column("person_id", Uuid),
    Column("on_date", Date),
    Column("kind", String),
    Column("step", String),
    Column("ended_by", String),
)
SPANS = _table(
    "spans",
    Column("person_id", Uuid),
    Column("key", Integer),
    Column("area", String),
    Column("age_band", String),
    Column("mother", String),
    Column("first_contact_on", Date),
    Column("since", Date),
    Column("until", Date),
    Column("before", Date),
)
"""People who count, with what is counted of them, and the days on which their facts do: from `since` to
`until`, and before `before`; the spans of a person do not overlap."""
Index("month_spans_person", SPANS.c.person_id)


def policy_of(session: Session) -> CountPolicy:
    """The policy that the organisation chose; "count me" where nothing was chosen."""
    value = session.scalar(select(Preference.value).where(Preference.name == COUNT_POLICY))
    return CountPolicy(value) if value else CountPolicy.GIVEN


@dataclass(frozen=True, slots=True)
class Period:
    """The month, and between which local keys what came late for earlier months is counted in it.

    Attributes:
        month: the month.
        after: the closing before it; None where no month was closed.
        upto: its own closing, where it is counted once more as it was then.
    """

    month: Month
    after: Closing | None
    upto: Closing | None = None

    def parts(
        self, on_date: SQLColumnExpression[date], key: SQLColumnExpression[int], reached: str
    ) -> list[ColumnElement[bool]]:
        """Which rows belong to the month, as conditions that exclude one another and each use one index.

        Args:
            on_date: the date of the row.
            key: its local key.
            reached: the column of ``closings`` that says how far these keys had come.

        Returns:
            Dated in the month; dated before it and written after the last closing. Before the first closing
            nothing is late: the first month takes everything before it as well.
        """
        first, last = self.month.first, self.month.last
        if self.after is None:
            parts = [and_(on_date <= last)]
        else:
            parts = [
                and_(on_date >= first, on_date <= last),
                and_(on_date < first, key > getattr(self.after, reached)),
            ]
        if self.upto is None:
            return parts
        return [and_(part, key <= getattr(self.upto, reached)) for part in parts]


def period_of(session: Session, month: Month, *, closed: bool) -> Period:
    """A month between the closings around it.

    Args:
        session: an open session on the case store.
        month: the month.
        closed: whether it is closed and is to be counted as it was then.

    Raises:
        BugError: it is closed although it should not be, or the other way round.
    """
    before = session.scalars(
        select(Closing).where(Closing.month < str(month)).order_by(Closing.month.desc()).limit(1)
    ).one_or_none()
    since = session.scalars(select(Closing).where(Closing.month >= str(month)).order_by(Closing.month)).all()
    own = next((row for row in since if row.month == str(month)), None)
    if closed != (own is not None) or (since and not closed):
        raise BugError(f"{month} is {'not closed' if closed else 'closed already'}")
    return Period(month, before, own)


@contextmanager
def gathered(session: Session, period: Period, policy: CountPolicy) -> Iterator[None]:
    """Fill the tables of this module with the facts of a month; they are empty again afterwards.

    Args:
        session: an open session on the case store.
        period: the month.
        policy: who counts.
    """
    connection = session.connection()
    _GATHERED.create_all(connection, checkfirst=False)
    try:
        for table, facts in _facts(period):
            session.execute(insert(table).from_select([column.name for column in table.c], facts))
        concerned = union(*(select(table.c.person_id) for table in (MET, NEEDS, STEPS)))
        spans = _given_spans(concerned) if policy is CountPolicy.GIVEN else _not_declined_spans(concerned)
        session.execute(insert(SPANS).from_select([column.name for column in SPANS.c], spans))
        yield
    finally:
        _GATHERED.drop_all(connection, checkfirst=False)


def _facts(period: Period) -> Iterator[tuple[Table, Select[*tuple[Any, ...]]]]:
    """What goes into which table, in this order."""
    met = Contact.reached == Reached.YES.value
    for part in period.parts(Contact.on_date, Contact.key, "last_contact"):
        yield (
            CONTACTS,
            select(
                Contact.id,
                Contact.at_utc,
                Contact.place,
                Contact.setting,
                Contact.channel,
                Contact.unidentified,
            ).where(part, met),
        )
    people = select(ContactPerson.person_id, ContactPerson.on_date, ContactPerson.key)
    own, *late = period.parts(ContactPerson.on_date, ContactPerson.key, "last_contact_person")
    of_contact = CONTACTS.c
    yield (
        MET,
        people.add_columns(of_contact.at_utc, of_contact.place, of_contact.setting, of_contact.channel)
        .join(CONTACTS, of_contact.id == ContactPerson.contact_id)
        .where(own),
    )
    for part in late:
        # Few; and somebody may have come late into a contact that was there in time.
        yield (
            MET,
            people.add_columns(Contact.at_utc, Contact.place, Contact.setting, Contact.channel)
            .join(Contact, Contact.id == ContactPerson.contact_id)
            .where(part, met),
        )
    for part in period.parts(Need.raised_on, Need.key, "last_need"):
        need = (Need.person_id, Need.raised_on, Need.kind, Need.for_whom, Need.child_band)
        yield NEEDS, select(*need).where(part)
    for part in period.parts(ReferralStep.on_date, ReferralStep.key, "last_referral_step"):
        yield (
            STEPS,
            select(
                ReferralStep.person_id,
                ReferralStep.on_date,
                ReferralStep.kind,
                ReferralStep.step,
                ReferralStep.ended_by,
            ).where(part),
        )


# --- who counts when --------------------------------------------------------------------------------------


def _answers(concerned: Any, said_no: ColumnElement[bool]) -> CTE:  # noqa: ANN401 - a union of selects
    """Answers to "count me", newest first, with how many a "no" stand at or after each."""
    newest_first = (Consent.said_on.desc(), Consent.created_at.desc(), Consent.key.desc())
    return (
        select(
            Consent.person_id,
            Consent.said_on,
            Consent.until,
            func.sum(case((said_no, 1), else_=0))
            .over(partition_by=Consent.person_id, order_by=newest_first, rows=(None, 0))
            .label("noes"),
            func.lag(Consent.said_on)
            .over(partition_by=Consent.person_id, order_by=newest_first)
            .label("before"),
        )
        .where(Consent.purpose == Purpose.COUNT.value, Consent.person_id.in_(concerned))
        .cte("answers")
    )


def _given_spans(concerned: Any) -> Select[Any]:  # noqa: ANN401 - a union of selects
    """Days covered by answers that were given and have not been followed by anything else."""
    answers = _answers(concerned, Consent.answer != Answer.GIVEN.value)
    return (
        select(Person.id, *_COUNTED, answers.c.said_on, answers.c.until, answers.c.before)
        .join(Person, Person.id == answers.c.person_id)
        .where(answers.c.noes == 0, adult())
    )


def _not_declined_spans(concerned: Any) -> Select[Any]:  # noqa: ANN401 - a union of selects
    """All days, or those since the answer that followed the last no."""
    answers = _answers(concerned, Consent.answer.in_(_SAID_NO))
    summed = (
        select(
            answers.c.person_id,
            func.max(answers.c.noes).label("noes"),
            func.min(case((answers.c.noes == 0, answers.c.said_on))).label("since"),
        )
        .group_by(answers.c.person_id)
        .cte("summed")
    )
    never = func.coalesce(summed.c.noes, 0) == 0
    return (
        select(
            Person.id,
            *_COUNTED,
            case((never, literal(date.min, Date)), else_=summed.c.since),
            null().cast(Date),
            null().cast(Date),
        )
        .outerjoin(summed, summed.c.person_id == Person.id)
        .where(Person.id.in_(concerned), or_(never, summed.c.since.is_not(None)), adult())
    )


def adult() -> ColumnElement[bool]:
    """Whether a person is not known to be under 18."""
    return or_(Person.age_band.is_(None), Person.age_band != AgeBand.UNDER_18.value)


def counts_on(person_id: SQLColumnExpression[Any], on_date: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Whether a fact of a person counts: the condition that joins it to the days on which it does.

    Args:
        person_id: whose fact.
        on_date: its date.
    """
    span = SPANS.c
    return and_(
        span.person_id == person_id,
        on_date >= span.since,
        or_(span.until.is_(None), on_date <= span.until),
        or_(span.before.is_(None), on_date < span.before),
    )


def all_facts() -> CTE:
    """Person and date of everything that happened in the month."""
    tables = (MET, NEEDS, STEPS)
    return union_all(*(select(table.c.person_id, table.c.on_date) for table in tables)).cte("facts")
