"""The one privacy view: the true cells of a month, counted by the rules that the specification states.

Who counts: adults (or age not said) whose answer to "count me" stands as given and held on the day of
the fact. By the other policy, everyone who has not said no. Nobody else is counted anywhere, but as an
unidentified person of a contact; those under 18 not even so.

Which facts: contacts in which somebody was met, needs raised, steps of referrals. A fact belongs to the
earliest month that was open when it was written and is not before its date. Rows written after a closing
have larger local keys than the closing noted, so a month takes its own dates, and of earlier dates what
came after the closing before it.

One value per person and month. Area: the person's; where none is noted, the area of the place of her
first contact of the month; an area that the specification does not have is not said. Age and mother: as
noted. New: no first contact before the month (or before what is counted late in it) is noted, and
nothing of hers was there when the month before was closed.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.contact import Reached
from caseapp.domain.dates import Month
from caseapp.domain.need import ForWhom
from caseapp.domain.person import AgeBand
from caseapp.domain.referral import EndedBy, Step
from caseapp.domain.taxonomy import ListName
from caseapp.errors import BugError
from caseapp.figures.cells import TrueMonth, count_person
from caseapp.figures.specification import NOT_SAID, Key, Measure, Specification
from caseapp.storage.tables import (
    Closing,
    Consent,
    Contact,
    ContactPerson,
    Need,
    Person,
    Preference,
    ReferralStep,
    TaxonomyTerm,
)

DAYS_A_MONTH = 4
"""On how many days of a month a known person counts as met."""
OTHER = "other"
SENSITIVE_GROUPS = frozenset({"violence"})
"""Groups of needs that stand in no monthly table and in no "any"."""
POLICY = "count_policy"
"""Name of the preference that holds the policy."""

_STAGES = {
    Step.OFFERED: "offered",
    Step.MADE: "made",
    Step.ACCOMPANIED: "accompanied",
    Step.ATTENDED: "attended",
    Step.HELPED: "helped",
}
_ENDS = {
    EndedBy.PERSON: "ended_by_her",
    EndedBy.SERVICE: "ended_by_service",
    EndedBy.US: "ended_by_us",
    EndedBy.NOT_AVAILABLE: "ended_not_available",
}
_SAID_NO = (Answer.DECLINED.value, Answer.WITHDRAWN.value)


class Policy(StrEnum):
    """Who is counted; the organisation decides."""

    GIVEN = "given"  # only who said "count me"
    NOT_DECLINED = "not_declined"


@dataclass(frozen=True, slots=True)
class _Period:
    """The month, and between which local keys what came late for earlier months is counted in it.

    Attributes:
        month: the month.
        after: the closing before it; None where no month was closed.
        upto: its own closing, where it is counted once more as it was then.
    """

    month: Month
    after: Closing | None
    upto: Closing | None = None

    def takes(
        self, on_date: SQLColumnExpression[date], key: SQLColumnExpression[int], reached: str
    ) -> ColumnElement[bool]:
        """Whether a row belongs to the month: dated in it, or before it and written after the last closing.

        Before the first closing nothing is late: the first month takes everything before it as well.

        Args:
            on_date: the date of the row.
            key: its local key.
            reached: the column of ``closings`` that says how far these keys had come.
        """
        first, last = self.month.first, self.month.last
        if self.after is None:
            taken = and_(on_date <= last)
        else:
            late = and_(on_date < first, key > getattr(self.after, reached))
            taken = or_(on_date.between(first, last), late)
        return taken if self.upto is None else and_(taken, key <= getattr(self.upto, reached))


@dataclass(frozen=True, slots=True)
class _Lists:
    """What the counting needs of the lists."""

    area_of_place: Mapping[str, str]
    group_of_need: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts that belong to the month, as common table expressions.

    Attributes:
        met: (person_id, on_date, at_utc, key, place, setting, channel) of known people met.
        all: (person_id, on_date) of everything that happened.
        countable: (person_id, since, until, before) spans of days in which a person's facts count.
    """

    met: CTE
    all: CTE
    countable: CTE


def policy_of(session: Session) -> Policy:
    """The policy that the organisation chose; "count me" where nothing was chosen."""
    value = session.scalar(select(Preference.value).where(Preference.name == POLICY))
    return Policy(value) if value else Policy.GIVEN


def count_month(
    session: Session, specification: Specification, month: Month, *, closed: bool = False
) -> TrueMonth:
    """Count every true cell of a month.

    Args:
        session: an open reading session on the case store.
        specification: which measures, dimensions and values there are.
        month: a month after all closed ones; or with
        closed: a closed one, with the rows that were there at its closing.

    Returns:
        The true cells. They are for the rounding alone: never stored, logged or shown.

    Raises:
        BugError: a measure without a rule of counting, or a month that is (not) closed.
    """
    period = _period(session, month, closed=closed)
    lists = _lists(session)
    policy = policy_of(session)
    facts = _facts(period, policy)
    people = _people(session, facts, period, lists, specification)
    counts: dict[str, Mapping[Key, int]] = {}
    for measure in specification.measures:
        match measure.id:
            case "people_reached":
                counts[measure.id] = _people_reached(measure, people)
            case "needs_raised":
                counts[measure.id] = _needs_raised(session, measure, people, facts, period, lists)
            case "referrals":
                counts[measure.id] = _referrals(session, measure, people, facts, period, lists)
            case "contacts":
                counts[measure.id] = _contacts(session, measure, facts, period)
            case unknown:
                raise BugError(f"no rule of counting for the measure {unknown}")
    return TrueMonth(str(month), counts)


# --- what belongs to the month ----------------------------------------------------------------------------


def _period(session: Session, month: Month, *, closed: bool) -> _Period:
    before = session.scalars(
        select(Closing).where(Closing.month < str(month)).order_by(Closing.month.desc()).limit(1)
    ).one_or_none()
    since = session.scalars(select(Closing).where(Closing.month >= str(month)).order_by(Closing.month)).all()
    own = next((row for row in since if row.month == str(month)), None)
    if closed != (own is not None) or (since and not closed):
        raise BugError(f"{month} is {'not closed' if closed else 'closed already'}")
    return _Period(month, before, own)


def _lists(session: Session) -> _Lists:
    rows = session.execute(
        select(TaxonomyTerm.list_name, TaxonomyTerm.code, TaxonomyTerm.parent).where(
            TaxonomyTerm.list_name.in_([ListName.PLACE.value, ListName.NEED.value])
        )
    ).all()
    return _Lists(
        {row.code: row.parent for row in rows if row.list_name == ListName.PLACE.value},
        {row.code: row.parent for row in rows if row.list_name == ListName.NEED.value},
    )


def _facts(period: _Period, policy: Policy) -> _Facts:
    met = (
        select(
            ContactPerson.person_id,
            ContactPerson.on_date,
            Contact.at_utc,
            ContactPerson.key,
            Contact.place,
            Contact.setting,
            Contact.channel,
        )
        .join(Contact, Contact.id == ContactPerson.contact_id)
        .where(
            period.takes(ContactPerson.on_date, ContactPerson.key, "last_contact_person"),
            Contact.reached == Reached.YES.value,
        )
        .cte("met")
    )
    everything = union_all(
        select(met.c.person_id, met.c.on_date),
        select(Need.person_id, Need.raised_on).where(period.takes(Need.raised_on, Need.key, "last_need")),
        select(ReferralStep.person_id, ReferralStep.on_date).where(
            period.takes(ReferralStep.on_date, ReferralStep.key, "last_referral_step")
        ),
    ).cte("facts")
    concerned = select(everything.c.person_id).distinct()
    spans = _given_spans(concerned) if policy is Policy.GIVEN else _not_declined_spans(concerned)
    return _Facts(met, everything, spans)


def _answers(concerned: Select[Any], said_no: ColumnElement[bool]) -> CTE:
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


def _given_spans(concerned: Select[Any]) -> CTE:
    """Days covered by answers that were given and have not been followed by anything else."""
    answers = _answers(concerned, Consent.answer != Answer.GIVEN.value)
    return (
        select(
            answers.c.person_id,
            answers.c.said_on.label("since"),
            answers.c.until,
            answers.c.before,
        )
        .join(Person, Person.id == answers.c.person_id)
        .where(answers.c.noes == 0, _adult())
        .cte("countable")
    )


def _not_declined_spans(concerned: Select[Any]) -> CTE:
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
    return (
        select(
            Person.id.label("person_id"),
            case((func.coalesce(summed.c.noes, 0) == 0, literal(date.min, Date)), else_=summed.c.since).label(
                "since"
            ),
            null().cast(Date).label("until"),
            null().cast(Date).label("before"),
        )
        .outerjoin(summed, summed.c.person_id == Person.id)
        .where(
            Person.id.in_(concerned),
            or_(func.coalesce(summed.c.noes, 0) == 0, summed.c.since.is_not(None)),
            _adult(),
        )
        .cte("countable")
    )


def _adult() -> ColumnElement[bool]:
    return or_(Person.age_band.is_(None), Person.age_band != AgeBand.UNDER_18.value)


def _counts_on(
    facts: _Facts, person_id: SQLColumnExpression[object], on_date: SQLColumnExpression[date]
) -> ColumnElement[bool]:
    """Whether a fact of a person counts: the condition that joins it to a span of days."""
    span = facts.countable.c
    return and_(
        span.person_id == person_id,
        on_date >= span.since,
        or_(span.until.is_(None), on_date <= span.until),
        or_(span.before.is_(None), on_date < span.before),
    )


# --- people -----------------------------------------------------------------------------------------------

_People = Mapping[int, Mapping[str, str]]
"""Local key of a person -> code of each single-valued dimension."""


def _people(
    session: Session, facts: _Facts, period: _Period, lists: _Lists, specification: Specification
) -> _People:
    fact = facts.all.c
    reached = (
        select(fact.person_id, func.min(fact.on_date).label("earliest"))
        .join(facts.countable, _counts_on(facts, fact.person_id, fact.on_date))
        .group_by(fact.person_id)
        .cte("reached")
    )
    rows = session.execute(
        select(
            Person.key,
            Person.area,
            Person.age_band,
            Person.mother,
            _is_new(period, reached.c.earliest).label("is_new"),
        ).join(reached, reached.c.person_id == Person.id)
    ).all()
    areas = set(_values(specification, "area"))
    elsewhere = _areas_by_place(session, facts, lists) if any(not row.area for row in rows) else {}
    people: dict[int, dict[str, str]] = {}
    for row in rows:
        area = row.area or elsewhere.get(row.key, NOT_SAID)
        people[row.key] = {
            "area": _among(area, areas),
            "age": row.age_band or NOT_SAID,
            "returning": "new" if row.is_new else "returning",
            "mother": row.mother or NOT_SAID,
        }
    return people


def _is_new(period: _Period, earliest: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Whether no earlier first contact is noted, and nothing of hers was there before the month."""
    start = period.month.first
    noted = or_(
        Person.first_contact_on.is_(None),
        Person.first_contact_on >= case((earliest < start, earliest), else_=start),
    )
    if period.after is None:
        # Nothing is closed yet: whatever came before is counted in this month for the first time.
        return noted
    met_before = exists().where(
        ContactPerson.person_id == Person.id,
        ContactPerson.on_date < start,
        ContactPerson.key <= period.after.last_contact_person,
        Contact.id == ContactPerson.contact_id,
        Contact.reached == Reached.YES.value,
    )
    raised_before = exists().where(
        Need.person_id == Person.id, Need.raised_on < start, Need.key <= period.after.last_need
    )
    referred_before = exists().where(
        ReferralStep.person_id == Person.id,
        ReferralStep.on_date < start,
        ReferralStep.key <= period.after.last_referral_step,
    )
    return and_(noted, ~met_before, ~raised_before, ~referred_before)


def _areas_by_place(session: Session, facts: _Facts, lists: _Lists) -> dict[int, str]:
    """Area of the first contact of the month, for people whose own area says nothing."""
    met = facts.met.c
    rows = session.execute(
        select(Person.key, met.place)
        .select_from(facts.met)
        .join(Person, Person.id == met.person_id)
        .join(facts.countable, _counts_on(facts, met.person_id, met.on_date))
        .where(Person.area == "")
        .order_by(met.at_utc.desc(), met.key.desc())
    )
    return {row.key: lists.area_of_place.get(row.place) or NOT_SAID for row in rows}


def _among(code: str, values: Container[str]) -> str:
    """A code as it is published: itself, else "other" where there is one, else not said."""
    if code in values or not code:
        return code or NOT_SAID
    return OTHER if OTHER in values and code != NOT_SAID else NOT_SAID


def _values(specification: Specification, dimension_id: str) -> tuple[str, ...]:
    """The values of a dimension, the same in every measure that has it."""
    for measure in specification.measures:
        for dimension in measure.dimensions:
            if dimension.id == dimension_id:
                return dimension.values
    return ()


def _people_reached(measure: Measure, people: _People) -> Mapping[Key, int]:
    counts: Counter[Key] = Counter()
    for single in people.values():
        count_person(counts, measure, single)
    return counts


# --- needs and referrals ----------------------------------------------------------------------------------


def _published_kind(kind: str, values: Iterable[str], lists: _Lists) -> str | None:
    """The published kind that a kind of need stands under, None where it is published by no month."""
    group = lists.group_of_need.get(kind, "")
    if group in SENSITIVE_GROUPS:
        return None
    return next((code for code in (kind, group, OTHER) if code in values), None)


def _needs_raised(
    session: Session,
    measure: Measure,
    people: _People,
    facts: _Facts,
    period: _Period,
    lists: _Lists,
) -> Mapping[Key, int]:
    kinds = next(each.values for each in measure.dimensions if each.id == "need_kind")
    rows = session.execute(
        select(Person.key, Need.kind, Need.for_whom, Need.child_band)
        .join(Person, Person.id == Need.person_id)
        .join(facts.countable, _counts_on(facts, Need.person_id, Need.raised_on))
        .where(period.takes(Need.raised_on, Need.key, "last_need"))
        .distinct()
    )
    several: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        kind = _published_kind(row.kind, kinds, lists)
        if kind is not None:
            several[row.key].add((kind, _for_whom(row.for_whom, row.child_band)))
    return _count_several(measure, people, several)


def _for_whom(for_whom: str, child_band: str | None) -> str:
    return f"child_{child_band or NOT_SAID}" if for_whom == ForWhom.CHILD.value else for_whom


def _referrals(
    session: Session,
    measure: Measure,
    people: _People,
    facts: _Facts,
    period: _Period,
    lists: _Lists,
) -> Mapping[Key, int]:
    kinds = next(each.values for each in measure.dimensions if each.id == "service_kind")
    rows = session.execute(
        select(Person.key, ReferralStep.kind, ReferralStep.step, ReferralStep.ended_by)
        .join(Person, Person.id == ReferralStep.person_id)
        .join(facts.countable, _counts_on(facts, ReferralStep.person_id, ReferralStep.on_date))
        .where(period.takes(ReferralStep.on_date, ReferralStep.key, "last_referral_step"))
        .distinct()
    )
    several: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        kind = _published_kind(row.kind, kinds, lists)
        stage = stage_reached(Step(row.step), EndedBy(row.ended_by) if row.ended_by else None)
        if kind is not None and stage is not None:
            several[row.key].add((kind, stage))
    return _count_several(measure, people, several)


def stage_reached(step: Step, ended_by: EndedBy | None) -> str | None:
    """The published stage that a step reaches.

    Args:
        step: the step.
        ended_by: who ended it, for a step that ends.

    Returns:
        A code of the dimension ``stage``; None for a step on the way.
    """
    if step is Step.DECLINED:
        return _ENDS[ended_by or EndedBy.PERSON]
    if step in {Step.CLOSED, Step.NOT_HELPED}:
        return _ENDS[ended_by] if ended_by else None
    return _STAGES.get(step)


def _count_several(
    measure: Measure, people: _People, several: Mapping[int, set[tuple[str, ...]]]
) -> Mapping[Key, int]:
    counts: Counter[Key] = Counter()
    for key, combinations in several.items():
        count_person(counts, measure, people[key], combinations)
    return counts


# --- contacts ---------------------------------------------------------------------------------------------


def _contacts(session: Session, measure: Measure, facts: _Facts, period: _Period) -> Mapping[Key, int]:
    values = {dimension.id: set(dimension.values) for dimension in measure.dimensions}
    counts: Counter[Key] = Counter()
    statements = (_known(facts), _not_counted(facts), _unidentified(period))
    for statement in statements:
        for setting, channel, number in session.execute(statement):
            single = {
                "setting": _among(setting, values["setting"]),
                "channel": channel,
            }
            counts[tuple(single[dimension.id] for dimension in measure.dimensions)] += int(number)
    return +counts


def _known(facts: _Facts) -> Select[str, str, int]:
    """People met who count: each on her first four days, a day by its first contact."""
    met = facts.met.c
    in_day = (
        select(
            met.person_id,
            met.on_date,
            met.setting,
            met.channel,
            func.row_number()
            .over(partition_by=(met.person_id, met.on_date), order_by=(met.at_utc, met.key))
            .label("place_in_day"),
        )
        .join(facts.countable, _counts_on(facts, met.person_id, met.on_date))
        .cte("in_day")
    )
    days = (
        select(
            in_day.c.setting,
            in_day.c.channel,
            func.row_number().over(partition_by=in_day.c.person_id, order_by=in_day.c.on_date).label("day"),
        )
        .where(in_day.c.place_in_day == 1)
        .cte("days")
    )
    return (
        select(days.c.setting, days.c.channel, func.count())
        .where(days.c.day <= DAYS_A_MONTH)
        .group_by(days.c.setting, days.c.channel)
    )


def _not_counted(facts: _Facts) -> Select[str, str, int]:
    """Known adults whose facts do not count: unidentified people of a contact."""
    met = facts.met.c
    return (
        select(met.setting, met.channel, func.count())
        .select_from(facts.met)
        .join(Person, Person.id == met.person_id)
        .outerjoin(facts.countable, _counts_on(facts, met.person_id, met.on_date))
        .where(facts.countable.c.person_id.is_(None), _adult())
        .group_by(met.setting, met.channel)
    )


def _unidentified(period: _Period) -> Select[str, str, int]:
    return (
        select(Contact.setting, Contact.channel, func.sum(Contact.unidentified))
        .where(
            period.takes(Contact.on_date, Contact.key, "last_contact"),
            Contact.reached == Reached.YES.value,
            Contact.unidentified > 0,
        )
        .group_by(Contact.setting, Contact.channel)
    )
