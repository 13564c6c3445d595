"""One person: her page, and what the form needs about her."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from caseapp.casework.commands.waiting import Waiting
from caseapp.casework.queries.consent import ConsentRow
from caseapp.casework.queries.follow_ups import FollowUpRow
from caseapp.casework.queries.referrals import ReferralRow
from caseapp.domain.consent import Answer
from caseapp.domain.need import ForWhom, NeedState, Pressing, PutOffReason
from caseapp.domain.person import ChildBand, MeansKind, PersonFacts, SafeContact
from caseapp.domain.requests import Query


@dataclass(frozen=True, slots=True)
class MeansRow:
    """A way to reach a person. ``hint`` is safe to show (last two digits); ``value`` is the whole."""

    means_id: UUID
    kind: MeansKind
    hint: str
    value: str
    rule: SafeContact
    agreed_on: date | None
    consent: Answer
    consent_on: date | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need with where it stands."""

    need_id: UUID
    person_id: UUID
    kind: str
    for_whom: ForWhom
    child_band: ChildBand | None
    pressing: Pressing | None
    words: str
    state: NeedState
    state_on: date
    raised_on: date
    reasons: tuple[PutOffReason, ...]
    has_next_step: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened, newest first on the person page.

    Attributes:
        kind: ``contact``, ``need``, ``referral``, ``consent`` or ``follow_up``.
        row_id: what to open.
        on: local date; ``at`` local time when known.
        what: code of what happened (channel, step, need kind or answer; ``done`` of a follow-up, ``told``
            of one whose ``detail`` is the service that was told that sharing has ended).
        detail: text to show (note, words, service).
        place, by: code of the place, label of the worker.
    """

    kind: str
    row_id: UUID
    on: date
    at: time | None
    what: str
    detail: str
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything the person page shows.

    Attributes:
        strengths: (date, code of going_well or empty, her words) newest first.
        waiting: needs that wait for a consent, counted and shared nowhere.
        timeline: newest first, at most 200 rows.
    """

    person_id: UUID
    facts: PersonFacts
    since: date
    means: tuple[MeansRow, ...]
    consents: tuple[ConsentRow, ...]
    strengths: tuple[tuple[date, str, str], ...]
    needs: tuple[NeedRow, ...]
    referrals: tuple[ReferralRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    waiting: tuple[Waiting, ...]
    timeline: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True)
class ShowPerson(Query[PersonView]):
    """The person page."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What the form needs about a chosen person.

    Attributes:
        safe: the first safe-contact rule, None when none was agreed.
        consents: current answers.
        open_needs: to pick instead of raising the same again.
    """

    person_id: UUID
    alias: str
    code: str
    age_band: str | None
    safe: SafeContact | None
    consents: tuple[ConsentRow, ...]
    open_needs: tuple[NeedRow, ...]


@dataclass(frozen=True, slots=True)
class ShowCard(Query[PersonCard]):
    """The card of a chosen person."""

    person_id: UUID
