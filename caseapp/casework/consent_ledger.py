"""The consent ledger: answers are added, never changed; the latest one to a question is where it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from caseapp.casework.house import House
from caseapp.casework.queries.consent import ConsentHistory, ConsentRow, ConsentsOf
from caseapp.casework.reading.rows import hint
from caseapp.domain.consent import Answer, ConsentEntry, How, NotNowReason, Purpose, allows
from caseapp.domain.person import MeansKind
from caseapp.storage.tables import Consent, ContactMeans, Referral, Service, Staff
from caseapp.storage.unit_of_work import UnitOfWork

Question = tuple[Purpose, UUID | None]
"""A purpose and what it is about: a contact means (CONTACT), a referral (SHARE), else None."""

_AT_ONCE = 500
_ANSWERS = select(
    Consent.person_id,
    Consent.purpose,
    Consent.subject_id,
    Consent.answer,
    Consent.until,
    Consent.said_on,
    Consent.created_at,
).order_by(Consent.said_on, Consent.created_at, Consent.key)
# Made once: every save asks, and putting it together takes longer than the answer.
_ANSWERS_OF_ONE = _ANSWERS.where(Consent.person_id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one question stands.

    Attributes:
        answer: the latest answer.
        until: the last day it holds.
        said_on, written_at: orders answers; one that was said earlier never replaces a later one.
    """

    answer: Answer = Answer.NOT_ASKED
    until: date | None = None
    said_on: date = date.min
    written_at: datetime = datetime.min  # noqa: DTZ901 - stored times are naive UTC

    def usable(self, today: date) -> bool:
        """Whether it may be used today."""
        return allows(self.answer, self.until, today)


class Ledger:
    """The answers of the people a save is about, read once and kept in step with what the save adds.

    Args:
        unit: the save.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._people: dict[UUID, dict[Question, Standing]] = {}

    @classmethod
    def of(cls, unit: UnitOfWork) -> "Ledger":
        """The one ledger of a save."""
        ledger = unit.memo.get("ledger")
        if not isinstance(ledger, cls):
            ledger = unit.memo["ledger"] = cls(unit)
        return ledger

    def read_ahead(self, people: Iterable[UUID]) -> None:
        """Read the answers of many people at once, before an import asks for each."""
        wanted = [person for person in dict.fromkeys(people) if person not in self._people]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            found: dict[UUID, dict[Question, Standing]] = defaultdict(dict)
            if len(some) == 1:
                rows = self._unit.peek(_ANSWERS_OF_ONE, {"person": some[0]})
            else:
                rows = self._unit.peek(_ANSWERS.where(Consent.person_id.in_(some)))
            for person, purpose, subject, answer, until, said_on, written_at in rows:
                standing = Standing(Answer(answer), until, said_on, written_at)
                found[person][Purpose(purpose), subject] = standing
            for person in some:
                self._people[person] = found.get(person, {})

    def knows(self, person_id: UUID) -> bool:
        """Whether there is an answer of hers, and so a record."""
        self.read_ahead([person_id])
        return bool(self._people[person_id])

    def new_person(self, person_id: UUID) -> None:
        """Say that a person was just made: nothing has to be read about her."""
        self._people[person_id] = {}

    def forget(self, person_id: UUID) -> None:
        """Say that a person was erased."""
        self._people.pop(person_id, None)

    def standing(self, person_id: UUID, purpose: Purpose, subject: UUID | None = None) -> Standing:
        """Where a question stands."""
        self.read_ahead([person_id])
        return self._people[person_id].get((purpose, subject), Standing())

    def usable(self, person_id: UUID, purpose: Purpose, today: date, subject: UUID | None = None) -> bool:
        """Whether a consent may be used today."""
        return self.standing(person_id, purpose, subject).usable(today)

    def add(
        self, person_id: UUID, entry: ConsentEntry, subject: UUID | None = None, *, kept_reason: str = ""
    ) -> tuple[UUID, bool]:
        """Add an answer.

        Args:
            person_id: who said it.
            entry: the answer.
            subject: what it is about, in place of the entry's.
            kept_reason: why rows are kept in spite of a "no".

        Returns:
            Id of the row, and whether the answer is now where the question stands.
        """
        question = (entry.purpose, entry.subject if subject is None else subject)
        before = self.standing(person_id, *question)
        row_id = self._unit.insert(
            Consent,
            person_id=person_id,
            purpose=entry.purpose.value,
            subject_id=question[1],
            answer=entry.answer.value,
            said_on=entry.said_on,
            how=entry.how.value if entry.how else None,
            until=entry.until,
            not_now=entry.not_now.value if entry.not_now else None,
            words=entry.words.strip(),
            keep_from=entry.keep_from.strip(),
            kept_reason=kept_reason.strip(),
        )
        written_at = self._unit.at.replace(tzinfo=None)
        latest = (entry.said_on, written_at) >= (before.said_on, before.written_at)
        if latest:
            self._people[person_id][question] = Standing(entry.answer, entry.until, entry.said_on, written_at)
        return row_id, latest


# --- what the pages read ----------------------------------------------------------------------------------


def _rows_of(session: Session, person_id: UUID, today: date) -> Iterator[ConsentRow]:
    """All answers of a person, newest first."""
    about, kinds = _labels(session, person_id), _kinds(session, person_id)
    rows = session.execute(
        select(Consent, Staff.label)
        .join(Staff, Staff.id == Consent.created_by, isouter=True)
        .where(Consent.person_id == person_id)
        .order_by(Consent.said_on.desc(), Consent.created_at.desc(), Consent.key.desc())
    )
    for row, label in rows:
        answer = Answer(row.answer)
        yield ConsentRow(
            purpose=Purpose(row.purpose),
            subject=row.subject_id,
            about=about.get(row.subject_id, "") if row.subject_id else "",
            answer=answer,
            usable=allows(answer, row.until, today),
            said_on=row.said_on,
            how=How(row.how) if row.how else None,
            by=label or "",
            until=row.until,
            words=row.words,
            keep_from=row.keep_from,
            why=NotNowReason(row.not_now) if row.not_now else None,
            kind=kinds.get(row.subject_id, "") if row.subject_id else "",
        )


def _labels(session: Session, person_id: UUID) -> dict[UUID, str]:
    """What the subjects of a person's answers are called, oldest first."""
    means = session.execute(
        select(ContactMeans.id, ContactMeans.kind, ContactMeans.value)
        .where(ContactMeans.person_id == person_id)
        .order_by(ContactMeans.created_at, ContactMeans.id)
    )
    labels = {row.id: hint(MeansKind(row.kind), row.value) for row in means}
    referrals = session.execute(
        select(Referral.id, Service.name)
        .join(Service, Service.id == Referral.service_id, isouter=True)
        .where(Referral.person_id == person_id)
        .order_by(Referral.key)
    )
    return labels | {row.id: row.name or "" for row in referrals}


def _kinds(session: Session, person_id: UUID) -> dict[UUID, str]:
    """Codes of the kinds of need that a person's referrals are for."""
    rows = session.execute(select(Referral.id, Referral.kind).where(Referral.person_id == person_id))
    return {row.id: row.kind for row in rows}


def current_consents(session: Session, person_id: UUID, today: date) -> tuple[ConsentRow, ...]:
    """Where each question stands, every purpose present; one row per contact means and per referral.

    Args:
        session: reading.
        person_id: whose.
        today: decides what may still be used.
    """
    latest: dict[Question, ConsentRow] = {}
    for row in _rows_of(session, person_id, today):
        latest.setdefault((row.purpose, row.subject), row)
    means = session.scalars(
        select(ContactMeans.id)
        .where(ContactMeans.person_id == person_id)
        .order_by(ContactMeans.created_at, ContactMeans.id)
    ).all()
    referrals = session.scalars(
        select(Referral.id).where(Referral.person_id == person_id).order_by(Referral.key)
    ).all()
    about, kinds = _labels(session, person_id), _kinds(session, person_id)
    subjects: dict[Purpose, Sequence[UUID]] = {Purpose.CONTACT: means, Purpose.SHARE: referrals}
    found: list[ConsentRow] = []
    for purpose in Purpose:
        questions: list[Question] = [(purpose, subject) for subject in subjects.get(purpose, ())]
        questions += [asked for asked in latest if asked[0] is purpose and asked not in questions]
        for question in questions or [(purpose, None)]:
            subject = question[1]
            found.append(latest.get(question) or _not_asked(purpose, subject, about, kinds))
    return tuple(found)


def _not_asked(
    purpose: Purpose, subject: UUID | None, about: dict[UUID, str], kinds: dict[UUID, str]
) -> ConsentRow:
    return ConsentRow(
        purpose=purpose,
        subject=subject,
        about=about.get(subject, "") if subject else "",
        answer=Answer.NOT_ASKED,
        usable=False,
        said_on=None,
        how=None,
        by="",
        until=None,
        words="",
        keep_from="",
        kind=kinds.get(subject, "") if subject else "",
    )


def consents_of(house: House, query: ConsentsOf) -> tuple[ConsentRow, ...]:
    """The ledger of a person as it stands."""
    with house.reading() as session:
        return current_consents(session, query.person_id, house.today)


def consent_history(house: House, query: ConsentHistory) -> tuple[ConsentRow, ...]:
    """Every answer a person ever gave, newest first."""
    with house.reading() as session:
        return tuple(_rows_of(session, query.person_id, house.today))
