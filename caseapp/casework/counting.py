"""The one privacy view: the true cells of a month, counted by the rules that the specification states.

Who counts and which facts belong to the month stands in ``month_facts``. Nobody else is counted
anywhere, but as an unidentified person of a contact; those under 18 not even so.

One value per person and month. Area: the person's; where none is noted, the area of the place of her
first contact of the month; an area that the specification does not have is "other" where it has that,
else not said. Age and mother: as noted. New: no first contact before the month (or before what is
counted late in it) is noted, and nothing of hers was there when the month before was closed.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from caseapp.casework.month_facts import (
    CONTACTS,
    MET,
    NEEDS,
    SPANS,
    STEPS,
    Period,
    adult,
    all_facts,
    counts_on,
    gathered,
    period_of,
    policy_of,
)
from caseapp.domain.contact import Reached
from caseapp.domain.dates import Month
from caseapp.domain.need import ForWhom
from caseapp.domain.referral import EndedBy, Step
from caseapp.domain.taxonomy import ListName
from caseapp.errors import BugError
from caseapp.figures.cells import TrueMonth, count_person
from caseapp.figures.specification import NOT_SAID, Key, Measure, Specification
from caseapp.storage.tables import Contact, ContactPerson, Need, Person, ReferralStep, TaxonomyTerm

DAYS_A_MONTH = 4
"""On how many days of a month a known person counts as met."""
OTHER = "other"
SENSITIVE_GROUPS = frozenset({"violence"})
"""Groups of needs that stand in no monthly table and in no "any"."""

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


@dataclass(frozen=True, slots=True)
class _Lists:
    """What the counting needs of the lists."""

    area_of_place: Mapping[str, str]
    group_of_need: Mapping[str, str]


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
    period = period_of(session, month, closed=closed)
    lists = _lists(session)
    counts: dict[str, Mapping[Key, int]] = {}
    with gathered(session, period, policy_of(session)):
        people = _people(session, period, lists, specification)
        for measure in specification.measures:
            match measure.id:
                case "people_reached":
                    counts[measure.id] = _people_reached(measure, people)
                case "needs_raised":
                    counts[measure.id] = _needs_raised(session, measure, people, lists)
                case "referrals":
                    counts[measure.id] = _referrals(session, measure, people, lists)
                case "contacts":
                    counts[measure.id] = _contacts(session, measure)
                case unknown:
                    raise BugError(f"no rule of counting for the measure {unknown}")
    return TrueMonth(str(month), counts)


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


# --- people -----------------------------------------------------------------------------------------------

_People = Mapping[int, Mapping[str, str]]
"""Local key of a person -> code of each single-valued dimension."""


def _people(session: Session, period: Period, lists: _Lists, specification: Specification) -> _People:
    fact, span = all_facts().c, SPANS.c
    earliest = func.min(fact.on_date)
    reached = (
        select(
            span.key,
            span.person_id,
            span.area,
            span.age_band,
            span.mother,
            span.first_contact_on,
            earliest.label("earliest"),
        )
        .join(SPANS, counts_on(fact.person_id, fact.on_date))
        .group_by(span.key, span.person_id, span.area, span.age_band, span.mother, span.first_contact_on)
        .cte("reached")
    )
    person = reached.c
    rows = session.execute(
        select(
            person.key,
            person.area,
            person.age_band,
            person.mother,
            _is_new(period, person).label("is_new"),
        )
    ).all()
    areas = set(_values(specification, "area"))
    elsewhere = _areas_by_place(session, lists) if any(not row.area for row in rows) else {}
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


def _is_new(period: Period, person: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    """Whether no earlier first contact is noted, and nothing of hers was there before the month."""
    start = period.month.first
    noted = or_(
        person.first_contact_on.is_(None),
        person.first_contact_on >= case((person.earliest < start, person.earliest), else_=start),
    )
    if period.after is None:
        # Nothing is closed yet: whatever came before is counted in this month for the first time.
        return noted
    met_before = exists().where(
        ContactPerson.person_id == person.person_id,
        ContactPerson.on_date < start,
        ContactPerson.key <= period.after.last_contact_person,
        Contact.id == ContactPerson.contact_id,
        Contact.reached == Reached.YES.value,
    )
    raised_before = exists().where(
        Need.person_id == person.person_id, Need.raised_on < start, Need.key <= period.after.last_need
    )
    referred_before = exists().where(
        ReferralStep.person_id == person.person_id,
        ReferralStep.on_date < start,
        ReferralStep.key <= period.after.last_referral_step,
    )
    return and_(noted, ~met_before, ~raised_before, ~referred_before)


def _areas_by_place(session: Session, lists: _Lists) -> dict[int, str]:
    """Area of the first contact of the month, for people whose own area says nothing."""
    met, span = MET.c, SPANS.c
    rows = session.execute(
        select(span.key.label("person"), met.place)
        .select_from(MET)
        .join(SPANS, counts_on(met.person_id, met.on_date))
        .where(span.area == "")
        .order_by(met.at_utc.desc(), met.key.desc())
    )
    return {row.person: lists.area_of_place.get(row.place) or NOT_SAID for row in rows}


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


def _needs_raised(session: Session, measure: Measure, people: _People, lists: _Lists) -> Mapping[Key, int]:
    kinds = next(each.values for each in measure.dimensions if each.id == "need_kind")
    need = NEEDS.c
    rows = session.execute(
        select(SPANS.c.key, need.kind, need.for_whom, need.child_band)
        .join(SPANS, counts_on(need.person_id, need.on_date))
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


def _referrals(session: Session, measure: Measure, people: _People, lists: _Lists) -> Mapping[Key, int]:
    kinds = next(each.values for each in measure.dimensions if each.id == "service_kind")
    step = STEPS.c
    rows = session.execute(
        select(SPANS.c.key, step.kind, step.step, step.ended_by)
        .join(SPANS, counts_on(step.person_id, step.on_date))
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


def _contacts(session: Session, measure: Measure) -> Mapping[Key, int]:
    values = {dimension.id: set(dimension.values) for dimension in measure.dimensions}
    counts: Counter[Key] = Counter()
    for statement in (_known(), _not_counted(), _unidentified()):
        for setting, channel, number in session.execute(statement):
            single = {
                "setting": _among(setting, values["setting"]),
                "channel": channel,
            }
            counts[tuple(single[dimension.id] for dimension in measure.dimensions)] += int(number)
    return +counts


def _known() -> Select[Any]:
    """People met who count: each on her first four days, a day by its first contact."""
    met = MET.c
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
        .join(SPANS, counts_on(met.person_id, met.on_date))
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


def _not_counted() -> Select[Any]:
    """Known adults whose facts do not count: unidentified people of a contact."""
    met = MET.c
    others = (
        select(met.person_id, met.setting, met.channel)
        .outerjoin(SPANS, counts_on(met.person_id, met.on_date))
        .where(SPANS.c.person_id.is_(None))
        .cte("others")
    )
    return (
        select(others.c.setting, others.c.channel, func.count())
        .join(Person, Person.id == others.c.person_id)
        .where(adult())
        .group_by(others.c.setting, others.c.channel)
    )


def _unidentified() -> Select[Any]:
    contact = CONTACTS.c
    return (
        select(contact.setting, contact.channel, func.sum(contact.unidentified))
        .where(contact.unidentified > 0)
        .group_by(contact.setting, contact.channel)
    )
