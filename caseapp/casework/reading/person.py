"""The person page and the card of a chosen person in the contact form."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.casework.commands.waiting import Waiting
from caseapp.casework.consent_ledger import current_consents
from caseapp.casework.house import House
from caseapp.casework.queries.consent import ConsentRow
from caseapp.casework.queries.person import MeansRow, NeedRow, PersonCard, PersonView, ShowCard, ShowPerson
from caseapp.casework.reading.referrals import referral_rows
from caseapp.casework.reading.rows import OPEN_STATES, hint, safe_contact
from caseapp.casework.reading.timeline import timeline_of
from caseapp.casework.reading.today import follow_up_rows
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.need import ForWhom, NeedState, Pressing, PutOffReason
from caseapp.domain.person import (
    AgeBand,
    ChildBand,
    ChildLives,
    MeansKind,
    Mother,
    PersonFacts,
)
from caseapp.domain.person import Child as ChildFacts
from caseapp.domain.taxonomy import ListName
from caseapp.storage.tables import (
    Child,
    Contact,
    ContactMark,
    ContactMeans,
    ContactPerson,
    FollowUp,
    Need,
    NeedReason,
    OtherName,
    Person,
    Referral,
    WaitingItem,
    WorkSetting,
)
from caseapp.storage.unit_of_work import GoneError

_MOST_STRENGTHS = 100


def show_person(house: House, query: ShowPerson) -> PersonView:
    """Answer ``ShowPerson``.

    Raises:
        GoneError: the person was erased.
    """
    today = house.now().date()
    with house.reading() as session:
        person = _person(session, query.person_id)
        consents = current_consents(session, person.id, today)
        return PersonView(
            person_id=person.id,
            facts=facts_of(session, person),
            since=_since(session, person),
            means=_means(session, person.id, consents),
            consents=consents,
            strengths=_strengths(session, person.id),
            needs=need_rows(session, person.id),
            referrals=referral_rows(session, Referral.person_id == person.id, today),
            follow_ups=follow_up_rows(
                session, [FollowUp.person_id == person.id, FollowUp.done_on.is_(None)], today
            ),
            waiting=_waiting(session, person.id, today),
            timeline=timeline_of(session, person.id),
        )


def show_card(house: House, query: ShowCard) -> PersonCard:
    """Answer ``ShowCard``.

    Raises:
        GoneError: the person was erased.
    """
    today = house.now().date()
    with house.reading() as session:
        person = _person(session, query.person_id)
        means = session.scalars(
            select(ContactMeans)
            .where(ContactMeans.person_id == person.id)
            .order_by(ContactMeans.created_at, ContactMeans.id)
        )
        rules = [rule for rule in map(safe_contact, means) if not rule.is_empty]
        return PersonCard(
            person_id=person.id,
            alias=person.alias,
            code=person.code,
            age_band=person.age_band,
            safe=rules[0] if rules else None,
            consents=current_consents(session, person.id, today),
            open_needs=tuple(row for row in need_rows(session, person.id) if row.state.is_open),
        )


def _person(session: Session, person_id: UUID) -> Person:
    person = session.scalar(select(Person).where(Person.id == person_id))
    if person is None:
        raise GoneError
    return person


def facts_of(session: Session, person: Person) -> PersonFacts:
    """What is noted about a person besides contacts.

    Args:
        session: an open reading session.
        person: a row of it.
    """
    names = session.scalars(
        select(OtherName.name)
        .where(OtherName.person_id == person.id)
        .order_by(OtherName.created_at, OtherName.name)
    )
    settings = session.scalars(
        select(WorkSetting.code).where(WorkSetting.person_id == person.id).order_by(WorkSetting.code)
    )
    children = session.scalars(select(Child).where(Child.person_id == person.id)).all()
    bands = list(ChildBand)
    return PersonFacts(
        alias=person.alias,
        code=person.code,
        other_names=tuple(names),
        pronouns=person.pronouns,
        languages=person.languages,
        interpreter=person.interpreter,
        age_band=AgeBand(person.age_band) if person.age_band else None,
        area=person.area,
        settings=tuple(settings),
        first_contact_on=person.first_contact_on,
        served_elsewhere=person.served_elsewhere,
        adults=person.adults,
        mother=Mother(person.mother) if person.mother else None,
        children=tuple(
            ChildFacts(ChildBand(row.band), ChildLives(row.lives) if row.lives else None)
            for row in sorted(
                children, key=lambda row: (bands.index(ChildBand(row.band)), row.lives or "", row.id)
            )
        ),
    )


def _since(session: Session, person: Person) -> date:
    if person.first_contact_on is not None:
        return person.first_contact_on
    first = session.scalar(
        select(func.min(ContactPerson.on_date)).where(ContactPerson.person_id == person.id)
    )
    return first if first is not None else person.created_at.date()


def _means(session: Session, person_id: UUID, consents: Sequence[ConsentRow]) -> tuple[MeansRow, ...]:
    answers = {row.subject: row for row in consents if row.purpose is Purpose.CONTACT}
    rows = session.scalars(
        select(ContactMeans)
        .where(ContactMeans.person_id == person_id)
        .order_by(ContactMeans.created_at, ContactMeans.id)
    )
    found = []
    for row in rows:
        consent = answers.get(row.id)
        found.append(
            MeansRow(
                means_id=row.id,
                kind=MeansKind(row.kind),
                hint=hint(MeansKind(row.kind), row.value),
                value=row.value,
                rule=safe_contact(row),
                agreed_on=row.agreed_on,
                consent=consent.answer if consent else Answer.NOT_ASKED,
                consent_on=consent.said_on if consent else None,
            )
        )
    return tuple(found)


def _strengths(session: Session, person_id: UUID) -> tuple[tuple[date, str, str], ...]:
    """What goes well: the ticked codes, and her words beside the first of them."""
    contacts = session.execute(
        select(ContactPerson.contact_id, ContactPerson.on_date, ContactPerson.her_words)
        .where(ContactPerson.person_id == person_id, ContactPerson.her_words != "")
        .order_by(ContactPerson.on_date.desc(), ContactPerson.key.desc())
        .limit(_MOST_STRENGTHS)
    ).all()
    marks = session.execute(
        select(ContactMark.contact_id, ContactMark.code, Contact.on_date, Contact.key)
        .join(Contact, Contact.id == ContactMark.contact_id)
        .where(ContactMark.person_id == person_id, ContactMark.list_name == ListName.GOING_WELL.value)
        .order_by(Contact.on_date.desc(), Contact.key.desc(), ContactMark.code)
        .limit(_MOST_STRENGTHS)
    ).all()
    words = {row.contact_id: row.her_words for row in contacts}
    found = [(row.on_date, row.code, words.pop(row.contact_id, "")) for row in marks]
    found += [(row.on_date, "", row.her_words) for row in contacts if row.contact_id in words]
    found.sort(key=lambda entry: entry[0], reverse=True)
    return tuple(found[:_MOST_STRENGTHS])


def need_rows(session: Session, person_id: UUID) -> tuple[NeedRow, ...]:
    """The needs of a person, open ones first, then newest first.

    Args:
        session: an open reading session.
        person_id: the person.
    """
    rows = session.scalars(
        select(Need).where(Need.person_id == person_id).order_by(Need.raised_on.desc(), Need.key.desc())
    ).all()
    reasons: defaultdict[UUID, list[PutOffReason]] = defaultdict(list)
    found = session.execute(
        select(NeedReason.need_id, NeedReason.reason)
        .join(Need, Need.id == NeedReason.need_id)
        .where(Need.person_id == person_id)
        .order_by(NeedReason.reason)
    )
    for need_id, reason in found:
        reasons[need_id].append(PutOffReason(reason))
    next_step = session.scalar(
        select(FollowUp.key).where(FollowUp.person_id == person_id, FollowUp.done_on.is_(None)).limit(1)
    )
    needs = [
        NeedRow(
            need_id=row.id,
            person_id=row.person_id,
            kind=row.kind,
            for_whom=ForWhom(row.for_whom),
            child_band=ChildBand(row.child_band) if row.child_band else None,
            pressing=Pressing(row.pressing) if row.pressing else None,
            words=row.words,
            state=NeedState(row.state),
            state_on=row.state_on,
            raised_on=row.raised_on,
            reasons=tuple(reasons[row.id]),
            has_next_step=next_step is not None and row.state in OPEN_STATES,
        )
        for row in rows
    ]
    return tuple(sorted(needs, key=lambda row: not row.state.is_open))


def _waiting(session: Session, person_id: UUID, today: date) -> tuple[Waiting, ...]:
    rows = session.scalars(
        select(WaitingItem)
        .where(WaitingItem.person_id == person_id, WaitingItem.until > today)
        .order_by(WaitingItem.until, WaitingItem.id)
    )
    return tuple(Waiting(row.id, row.purpose, row.kind, row.until) for row in rows)
