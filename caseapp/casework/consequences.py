"""What follows from a "no". What says it also carries it out, so a preview cannot differ from the act."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.casework.house import Copies
from caseapp.casework.people import erase_needs, erase_person, erase_referrals
from caseapp.casework.queries.consent import Effect
from caseapp.casework.reading.rows import hint
from caseapp.casework.taxonomy import KnownCodes
from caseapp.domain.consent import Purpose
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.person import MeansKind
from caseapp.domain.referral import Stage, Step, stage_of
from caseapp.storage.attachments import erase_data
from caseapp.storage.tables import (
    Attachment,
    Child,
    ContactMeans,
    ContactPerson,
    FollowUp,
    Need,
    Person,
    Referral,
    ReferralStep,
    Service,
    WaitingItem,
)
from caseapp.storage.unit_of_work import UnitOfWork

Act = Callable[[UnitOfWork, frozenset[UUID]], int]
"""Carries an effect out, sparing the rows that are kept; returns how many rows were erased."""

_TELL_WITHIN = timedelta(days=3)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that follows.

    Attributes:
        effect: as it is said.
        act: carries it out; None where nothing has to be done.
    """

    effect: Effect
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What the consequences are about.

    Attributes:
        session: reading.
        codes: the lists.
        today: the local date.
        person_id: who said no.
        subject: contact means or referral, where the purpose has one.
        copies: where else what is erased may stand.
    """

    session: Session
    codes: KnownCodes
    today: date
    person_id: UUID
    subject: UUID | None = None
    copies: Copies = field(default_factory=Copies)


def _effect(kind: str, template: str, rows: Sequence[UUID] = (), **values: str | int) -> Effect:
    return Effect(kind, template, tuple(values.items()), tuple(rows))


def consequences(about: About, purpose: Purpose) -> tuple[Consequence, ...]:
    """What a "no" leads to, in the order to say it.

    Args:
        about: whose answer, read from the store as it is now.
        purpose: the question.
    """
    found = tuple(_BY_PURPOSE[purpose](about))
    erases = any(one.effect.kind == "erases" for one in found)
    return (*found, *_elsewhere(about.copies)) if erases else found


def _elsewhere(copies: Copies) -> Iterator[Consequence]:
    """A receipt that leaves the copies out would promise what nobody did."""
    if copies.backups:
        sentence = "Backups made before may hold it; restoring one erases it again."
        yield Consequence(_effect("stays", sentence))
    if copies.kept:
        sentence = "What a restore kept of these notes may hold it. It can be removed under “This vault”."
        yield Consequence(_effect("stays", sentence))


# --- keep -------------------------------------------------------------------------------------------------


def _keep(about: About) -> Iterator[Consequence]:
    session, person_id = about.session, about.person_id
    code = session.scalar(select(Person.code).where(Person.id == person_id)) or ""
    yield Consequence(
        _effect("erases", "The whole record of {code} is erased, with every earlier version.", code=code),
        lambda unit, _: erase_person(unit, person_id),
    )
    counted = (
        ("Notes and words from contacts erased with it: {n}.", ContactPerson),
        ("Needs erased with it: {n}.", Need),
        ("Referrals erased with it: {n}.", Referral),
        ("Next steps erased with it: {n}.", FollowUp),
        ("Ways to reach her erased with it: {n}.", ContactMeans),
        ("Attachments erased with it: {n}.", Attachment),
    )
    for template, model in counted:
        n = session.scalar(select(func.count()).select_from(model).where(model.person_id == person_id)) or 0
        if n:
            yield Consequence(_effect("erases", template, n=n))
    yield from _already_sent(about, Referral.person_id == person_id)
    yield Consequence(_effect("stays", "Contacts stay as contacts with somebody not identified."))
    yield Consequence(_effect("stays", "Figures that were closed before stay: they hold no person."))


# --- contact ----------------------------------------------------------------------------------------------


def _contact(about: About) -> Iterator[Consequence]:
    hers = select(ContactMeans.id, ContactMeans.kind, ContactMeans.value).where(
        ContactMeans.person_id == about.person_id
    )
    if about.subject is not None:
        hers = hers.where(ContactMeans.id == about.subject)
    for means_id, kind, value in about.session.execute(hers.order_by(ContactMeans.created_at)).all():
        end = hint(MeansKind(kind), value)
        effect = (
            _effect("erases", "The number ending in {end} is erased, with its rule.", [means_id], end=end)
            if end
            else _effect("erases", "This way to reach her is erased, with its rule.", [means_id])
        )
        yield Consequence(effect, _eraser(ContactMeans, [means_id]))
    yield Consequence(_effect("stops", "She is not contacted this way any more."))
    yield _others_stay()


# --- health and children ----------------------------------------------------------------------------------


def _health(about: About) -> Iterator[Consequence]:
    yield from _needs_of(about, Purpose.HEALTH)
    yield from _notes_stay(
        about, "Notes of contacts stay: {n}. If they speak of her health, “keep notes” takes them out."
    )
    yield from _attachments_of(
        about, Purpose.HEALTH, "Other attachments stay: {n}. If one speaks of her health, take it out."
    )
    yield _others_stay()


def _children(about: About) -> Iterator[Consequence]:
    session, person_id = about.session, about.person_id
    children = session.scalars(select(Child.id).where(Child.person_id == person_id)).all()
    if children:
        yield Consequence(
            _effect("erases", "Children noted in her household are erased: {n}.", children, n=len(children)),
            _eraser(Child, children),
        )
    if session.scalar(select(Person.mother).where(Person.id == person_id)) is not None:
        yield Consequence(
            _effect("erases", "Whether she has children is no longer noted.", [person_id]),
            lambda unit, keep: 0 if person_id in keep else int(unit.change(Person, person_id, mother=None)),
        )
    yield from _needs_of(about, Purpose.CHILDREN)
    yield from _notes_stay(
        about, "Notes of contacts stay: {n}. If they speak of her children, “keep notes” takes them out."
    )
    yield from _attachments_of(
        about, Purpose.CHILDREN, "Other attachments stay: {n}. If one speaks of her children, take it out."
    )
    yield _others_stay()


def _notes_stay(about: About, sentence: str) -> Iterator[Consequence]:
    """No program can tell which line of a note speaks of what; so it is said that they stay."""
    notes = about.session.scalar(
        select(func.count())
        .select_from(ContactPerson)
        .where(ContactPerson.person_id == about.person_id, ContactPerson.note != "")
    )
    if notes:
        yield Consequence(_effect("stays", sentence, n=notes))


def _attachments_of(about: About, purpose: Purpose, others: str) -> Iterator[Consequence]:
    """The files the purpose allowed go; what the others speak of, no program can tell."""
    mine = select(Attachment.id, Attachment.about).where(Attachment.person_id == about.person_id)
    rows = about.session.execute(mine.order_by(Attachment.created_at, Attachment.id)).all()
    here = [row.id for row in rows if row.about == purpose.value]
    if here:
        yield Consequence(
            _effect("erases", "Attachments are erased: {n}.", here, n=len(here)), _eraser_of_files(here)
        )
    stay = sum(row.about is None for row in rows)
    if stay:
        yield Consequence(_effect("stays", others, n=stay))


def _eraser_of_files(ids: Sequence[UUID]) -> Act:
    def erase(unit: UnitOfWork, keep: frozenset[UUID]) -> int:
        going = [row for row in ids if row not in keep]
        erase_data(unit, going)
        return unit.erase(Attachment, going)

    return erase


def _needs_of(about: About, purpose: Purpose) -> Iterator[Consequence]:
    """The needs a purpose allowed, what waits for it, and the referrals of both."""
    session, person_id = about.session, about.person_id
    rows = session.execute(
        select(Need.id, Need.kind, Need.for_whom).where(Need.person_id == person_id).order_by(Need.key)
    )
    needs = [
        need_id
        for need_id, kind, for_whom in rows
        if about.codes.purpose_of(NeedFacts(kind, ForWhom(for_whom))) is purpose
    ]
    found = session.execute(
        select(Referral.id, Referral.kind, Referral.need_id)
        .where(Referral.person_id == person_id)
        .order_by(Referral.key)
    ).all()
    referrals = [
        row.id
        for row in found
        if row.need_id in needs or (row.need_id is None and about.codes.purposes.get(row.kind) is purpose)
    ]
    if referrals:
        yield Consequence(
            _effect("erases", "Referrals for these needs erased: {n}.", referrals, n=len(referrals)),
            lambda unit, keep: erase_referrals(unit, [row for row in referrals if row not in keep]),
        )
        yield from _already_sent(about, Referral.id.in_(referrals))
    if needs:
        yield Consequence(
            _effect("erases", "Needs erased, with her words: {n}.", needs, n=len(needs)),
            lambda unit, keep: erase_needs(unit, [row for row in needs if row not in keep]),
        )
    waiting = session.scalars(
        select(WaitingItem.id).where(WaitingItem.person_id == person_id, WaitingItem.purpose == purpose.value)
    ).all()
    if waiting:
        yield Consequence(
            _effect("erases", "What waited for this answer is erased: {n}.", n=len(waiting)),
            lambda unit, _: unit.erase(WaitingItem, waiting),
        )


# --- share ------------------------------------------------------------------------------------------------


def _share(about: About) -> Iterator[Consequence]:
    session = about.session
    row = session.execute(
        select(Referral.id, Referral.kind, Service.name)
        .join(Service, Service.id == Referral.service_id, isouter=True)
        .where(Referral.id == about.subject, Referral.person_id == about.person_id)
    ).one_or_none()
    if row is None:
        return
    service = row.name or ""
    steps = [
        Step(step)
        for step in session.scalars(
            select(ReferralStep.step).where(ReferralStep.referral_id == row.id).order_by(ReferralStep.key)
        )
    ]
    sent = list(_already_sent(about, Referral.id == row.id))
    if service:
        yield Consequence(_effect("stops", "Nothing more is sent to {service}.", service=service))
    else:
        yield Consequence(_effect("stops", "No name is sent to a service."))
    if stage_of(steps) is Stage.OFFERED:
        yield Consequence(_effect("stops", "The referral goes on as information given: no name leaves."))
    elif stage_of(steps) is not Stage.CLOSED:
        yield Consequence(_effect("stops", "1 open referral pauses. It stays visible here."))
    if sent:
        due = about.today + _TELL_WITHIN
        if due.weekday() >= _SATURDAY:
            due += timedelta(days=7 - due.weekday())
        yield Consequence(
            _effect(
                "added",
                "1 follow-up is added for you: tell {service}, due {day}.",
                service=service,
                day=due.isoformat(),
            ),
            _follow_up(about.person_id, row.id, due),
        )
        yield from sent
    yield Consequence(
        _effect("stays", "The notes here, her other answers and past figures stay as they are.")
    )


def _follow_up(person_id: UUID, referral_id: UUID, due: date) -> Act:
    def add(unit: UnitOfWork, _: frozenset[UUID]) -> int:
        unit.insert(
            FollowUp,
            person_id=person_id,
            referral_id=referral_id,
            what="",  # what is to be done follows from the referral, and is said in the worker's language
            due_on=due,
            for_staff=unit.staff_id,
        )
        return 0

    return add


# --- count ------------------------------------------------------------------------------------------------


def _count(_about: About) -> Iterator[Consequence]:
    yield Consequence(_effect("stops", "Counted no more from this month on."))
    yield Consequence(_effect("stays", "Figures that were closed before stay: they hold no person."))
    yield _others_stay()


# --- shared -----------------------------------------------------------------------------------------------


def _already_sent(about: About, which: object) -> Iterator[Consequence]:
    rows = about.session.execute(
        select(Service.name, ReferralStep.on_date)
        .join(Referral, Referral.id == ReferralStep.referral_id)
        .join(Service, Service.id == Referral.service_id)
        .where(which, ReferralStep.step == Step.MADE.value, ReferralStep.named)  # type: ignore[arg-type]  # a condition
        .order_by(ReferralStep.on_date, Service.name)
    )
    for name, on in rows.all():
        yield Consequence(
            _effect(
                "sent",
                "A sheet went to {service} on {day}. It can’t be called back: ask them to delete it.",
                service=name,
                day=on.isoformat(),
            )
        )


def _eraser(model: type[ContactMeans | Child], ids: Sequence[UUID]) -> Act:
    return lambda unit, keep: unit.erase(model, [row for row in ids if row not in keep])


def _others_stay() -> Consequence:
    return Consequence(_effect("stays", "Her other answers stay as they are."))


_BY_PURPOSE: dict[Purpose, Callable[[About], Iterator[Consequence]]] = {
    Purpose.KEEP: _keep,
    Purpose.CONTACT: _contact,
    Purpose.HEALTH: _health,
    Purpose.CHILDREN: _children,
    Purpose.SHARE: _share,
    Purpose.COUNT: _count,
}
