"""Writes the story of the invented organisation into a vault, through the commands of the window.

A shift is written under a clock that stands at the morning after it, so rows, search, history and
audit are what they would be after years of use, and what was written late was late. Months are closed in
between. What lies between two closings is one save: with random ids, nearly every page of the indexes is
encrypted anew in each.
"""

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import LogContact, NewNeed, NewReferral, PersonPart
from caseapp.casework.commands.people import SetContactMeans
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.commands.team import SetStaffLabel, SetTerm
from caseapp.casework.consent import record_consent
from caseapp.casework.contact_form import log_contact
from caseapp.casework.demo import words
from caseapp.casework.demo.story import Meeting, Plan, Presence, Raised, Story
from caseapp.casework.demo.unfinished import leave_open
from caseapp.casework.house import House
from caseapp.casework.people import set_contact_means
from caseapp.casework.reading.rows import pieces
from caseapp.casework.save import Save, insert_step
from caseapp.casework.services import set_service
from caseapp.casework.taxonomy import set_term
from caseapp.casework.team import set_staff_label
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedState
from caseapp.domain.person import PersonFacts
from caseapp.domain.referral import StepFacts
from caseapp.domain.taxonomy import ListName
from caseapp.storage.tables import FollowUp, Need, NeedReason, Referral, TaxonomyTerm
from caseapp.storage.unit_of_work import UnitOfWork

_MORNING = timedelta(hours=6, minutes=30)
_CLOSING_DAY = 12
_LEAST_AT_ONCE, _TIMES = 60, 24  # contacts written before it is seen what comes of them; how often that is
_Act = Callable[[UnitOfWork], None]
Shift = tuple[date, list[Meeting]]


@dataclass
class Clock:
    """The time of the story."""

    at: datetime

    def __call__(self) -> datetime:
        """The time, as a house asks for it."""
        return self.at


class Teller:
    """Writes a story down.

    Args:
        house: a worker's house over a new vault.
        plan: what is told.
        zone: of the wall clock.
        close: closes a month, None to leave all of them open.
        progress: told how many contacts are written of how many.
    """

    def __init__(
        self,
        house: House,
        plan: Plan,
        zone: tzinfo,
        close: Callable[[str], None] | None,
        progress: Callable[[int, int], None],
    ) -> None:
        self.house = house
        self.plan = plan
        self.story = Story(plan)
        self._zone = zone
        self._close = close
        self._progress = progress
        self._clock = Clock(self._morning_after(plan.first_day - timedelta(days=1)))
        self._me = house.staff_id
        self._people: dict[int, UUID] = {}
        self._staff: list[UUID] = []
        self._services: list[UUID] = []
        self._places: dict[str, str] = {}
        self._areas: dict[str, str] = {}
        self._after: list[_Act] = []
        self._later: list[tuple[date, int, _Act]] = []
        self._order = count()
        self._written = 0
        self._at_once = max(_LEAST_AT_ONCE, plan.contacts // _TIMES)

    def tell(self) -> None:
        """Write everything; afterwards the house has its own clock and worker again."""
        real = self.house.now
        self.house.now = self._clock
        try:
            self._prepare()
            month = self.plan.first_day.replace(day=1)
            shifts: list[Shift] = []
            for day, meetings in self.story.days():
                shifts.append((day, meetings))
                if day.day == _CLOSING_DAY and day.replace(day=1) != month:
                    self._save(shifts)
                    shifts = []
                    self._close_month(month)
                    month = day.replace(day=1)
            self._save(shifts)
            self._save([(self.plan.last_day, [])])
            self._last_closing(month)
        finally:
            self.house.now, self.house.staff_id = real, self._me
        leave_open(self.house)

    def _morning_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), self._zone) + _MORNING

    # --- before the first shift ---------------------------------------------------------------------------

    def _prepare(self) -> None:
        house = self.house
        with house.together("demo.start") as unit:
            self._areas = _codes(unit.session, ListName.AREA)
            for label, area, *_ in words.PLACES:
                set_term(house, SetTerm(ListName.PLACE, "", label, self._areas[area]))
            self._places = _codes(unit.session, ListName.PLACE)
            self._staff = [self._me]
            self._staff += [
                set_staff_label(house, SetStaffLabel(label)).result for label in words.WORKERS[1:]
            ]
            self._services = [set_service(house, SetService(facts)).result for facts in self._directory()]

    def _directory(self) -> Iterator[ServiceFacts]:
        for number, service in enumerate(words.SERVICES):
            name, area, offers, hours, languages, costs, children, papers, how, ask = service
            yield ServiceFacts(
                name=name,
                offers=offers,
                area=self._areas[area],
                hours=hours,
                languages=languages,
                costs=costs,
                children_welcome=children,
                papers_needed=papers,
                how_to_refer=how,
                ask_for=ask,
                address=f"{number + 3} {('Lime', 'Weaver', 'Quay', 'Mill')[number % 4]} row",
                phone=f"+44 1632 960{number + 100}",
                checked_on=self.plan.first_day - timedelta(days=number * 3),
            )

    # --- a shift ------------------------------------------------------------------------------------------

    def _save(self, shifts: Sequence[Shift]) -> None:
        """Save some shifts."""
        with self.house.together("demo.shifts") as unit:
            some: list[Shift] = []
            for number, shift in enumerate(shifts, start=1):
                some.append(shift)
                if number == len(shifts) or sum(len(meetings) for _, meetings in some) >= self._at_once:
                    self._write(unit, some)
                    some = []
        unit.memo.clear()  # it points back at the unit, which would stay in memory with all its rows

    def _write(self, unit: UnitOfWork, shifts: Sequence[Shift]) -> None:
        """Write some shifts, each under its own clock and by its own workers."""
        last_day = shifts[-1][0]
        self._clock.at = self._morning_after(last_day)
        self._happen(unit, last_day)
        contacts: dict[UUID, Meeting] = {}
        for day, meetings in shifts:
            self._clock.at = self._morning_after(day)
            unit.at = self._clock.at.astimezone(UTC)
            unit.memo.pop("save", None)  # it holds the day before
            Save.of(self.house, unit).read_ahead(self._known(meetings))
            for meeting in sorted(meetings, key=_in_order):
                unit.staff_id = self._staff[meeting.worker]
                contacts[self._log(meeting)] = meeting
            self._written += len(meetings)
        for act in self._after:
            act(unit)
        self._after.clear()
        self._follow(unit, contacts)
        self._progress(self._written, self.plan.contacts)

    def _known(self, meetings: Sequence[Meeting]) -> set[UUID]:
        return {
            self._people[presence.person]
            for meeting in meetings
            for presence in meeting.people
            if presence.person in self._people
        }

    def _log(self, meeting: Meeting) -> UUID:
        parts = tuple(self._part(presence) for presence in meeting.people)
        logged = log_contact(
            self.house,
            LogContact(
                when=Moment.of(meeting.at.replace(tzinfo=self._zone)),
                place=self._places.get(meeting.place, meeting.place),
                channel=meeting.channel,
                minutes=meeting.minutes,
                setting=meeting.setting,
                reached=meeting.reached,
                people=parts,
                unidentified=meeting.unidentified,
                companions=tuple(self._staff[each] for each in meeting.companions),
                topics=meeting.topics,
                supplies=meeting.supplies,
                spot_services=meeting.spot_services,
                violence_spoken=meeting.violence_spoken,
                note=meeting.note,
            ),
        ).result
        for presence, person_id in zip(meeting.people, logged.person_ids, strict=True):
            if presence.is_new:
                assert person_id is not None
                self._people[presence.person] = person_id
                self._meet_first(presence.person, person_id, meeting.at.date())
        return logged.contact_id

    def _part(self, presence: Presence) -> PersonPart:
        known = self._people.get(presence.person)
        return PersonPart(
            person_id=known,
            new=self._facts(presence.person) if known is None else None,
            consents=presence.consents,
            going_well=presence.going_well,
            her_words=presence.her_words,
            note=presence.note,
            needs=tuple(NewNeed(each.facts, each.anonymous) for each in presence.needs),
            referrals=tuple(
                NewReferral(
                    kind=each.facts.kind,
                    service_id=self._services[each.service],
                    need_index=index,
                    steps=self._so_far(each),
                    share=each.share,
                )
                for index, each in enumerate(presence.needs)
                if each.service is not None
            ),
            next_steps=(presence.next_step,) if presence.next_step is not None else (),
        )

    def _facts(self, number: int) -> PersonFacts:
        somebody = self.story.people[number]
        # With some, the area is left to the places where she is met.
        return replace(somebody.facts, area=self._areas[somebody.area] if number % 9 else "")

    def _so_far(self, raised: Raised) -> tuple[StepFacts, ...]:
        told = tuple(each for each in raised.steps if each.on <= self._clock.at.date())
        raised.told = len(told)
        return told

    def _meet_first(self, number: int, person_id: UUID, on: date) -> None:
        somebody = self.story.people[number]
        if somebody.number:
            means = SetContactMeans(person_id, somebody.means_kind, somebody.number, somebody.rule)
            answer = Answer.GIVEN if number % 12 else Answer.DECLINED
            self._after.append(self._reached_by(means, ConsentEntry(Purpose.CONTACT, answer, on)))
        for days, purpose in somebody.changes_mind:
            self._on(on + timedelta(days=days), self._withdraws(person_id, purpose))

    def _reached_by(self, means: SetContactMeans, entry: ConsentEntry) -> _Act:
        def act(unit: UnitOfWork) -> None:
            means_id = set_contact_means(self.house, means).result
            Save.of(self.house, unit).ledger.add(means.person_id, entry, means_id)

        return act

    # --- what comes of it ---------------------------------------------------------------------------------

    def _on(self, day: date, act: _Act) -> None:
        if day <= self.plan.last_day:
            heapq.heappush(self._later, (day, next(self._order), act))

    def _happen(self, unit: UnitOfWork, day: date) -> None:
        """What was foreseen for the days up to this one."""
        unit.staff_id = self._staff[day.toordinal() % len(self._staff)]
        while self._later and self._later[0][0] <= day:
            heapq.heappop(self._later)[2](unit)

    def _follow(self, unit: UnitOfWork, contacts: dict[UUID, Meeting]) -> None:
        """Find the rows that were just written, and foresee what becomes of them."""
        needs = _rows(unit, Need, contacts)
        referrals = _rows(unit, Referral, contacts)
        steps = _rows(unit, FollowUp, contacts)
        for contact_id, meeting in contacts.items():
            for presence in meeting.people:
                person_id = self._people[presence.person]
                for raised in presence.needs:
                    key = (contact_id, person_id, raised.facts.kind)
                    if key in needs:
                        self._foresee_need(needs[key], raised)
                    if key in referrals:
                        self._foresee_steps(referrals[key], person_id, raised)
                follow_up = steps.get((contact_id, person_id, ""))
                if follow_up is not None and presence.done_on is not None:
                    self._on(presence.done_on, _done(follow_up, presence.done_on))

    def _foresee_need(self, need_id: UUID, raised: Raised) -> None:
        for day, state, reasons in raised.future:
            self._on(day, _changes(need_id, day, state, [reason.value for reason in reasons]))

    def _foresee_steps(self, referral_id: UUID, person_id: UUID, raised: Raised) -> None:
        for facts in raised.steps[raised.told :]:
            self._on(facts.on, self._steps_on(referral_id, person_id, raised.facts.kind, facts))

    def _steps_on(self, referral_id: UUID, person_id: UUID, kind: str, facts: StepFacts) -> _Act:
        def act(unit: UnitOfWork) -> None:
            insert_step(Save.of(self.house, unit), referral_id, person_id, kind, facts)

        return act

    def _withdraws(self, person_id: UUID, purpose: Purpose) -> _Act:
        def act(unit: UnitOfWork) -> None:
            entry = ConsentEntry(purpose, Answer.WITHDRAWN, unit.at.astimezone(self._zone).date())
            record_consent(self.house, RecordConsent(person_id, entry))

        return act

    # --- months -------------------------------------------------------------------------------------------

    def _close_month(self, month: date) -> None:
        if self._close is not None:
            self._close(f"{month:%Y-%m}")

    def _last_closing(self, month: date) -> None:
        """Close what lies before the last month, be it early in the one after."""
        last = self.plan.last_day.replace(day=1)
        while month < last:
            following = (month + timedelta(days=31)).replace(day=1)
            closes = datetime.combine(following.replace(day=_CLOSING_DAY), time(9), self._zone)
            self._clock.at = max(self._clock.at, closes)
            self._close_month(month)
            month = following


def _in_order(meeting: Meeting) -> tuple[bool, datetime]:
    """Meetings with somebody new come first: others of the shift may have met her again."""
    return not any(presence.is_new for presence in meeting.people), meeting.at


def _rows(
    unit: UnitOfWork, model: type[Need] | type[Referral] | type[FollowUp], contacts: Iterable[UUID]
) -> dict[tuple[UUID, UUID, str], UUID]:
    """Rows of some contacts: (contact, person, kind; empty for a follow-up) -> id."""
    kind = literal("") if model is FollowUp else model.kind  # type: ignore[union-attr]  # the others have one
    found: dict[tuple[UUID, UUID, str], UUID] = {}
    for some in pieces(contacts):
        rows = unit.session.execute(
            select(model.contact_id, model.person_id, kind, model.id).where(model.contact_id.in_(some))
        )
        found.update(((row[0], row[1], row[2]), row[3]) for row in rows)
    return found


def _codes(session: Session, list_name: ListName) -> dict[str, str]:
    """Label -> code of a list."""
    rows = session.execute(
        select(TaxonomyTerm.code, TaxonomyTerm.labels).where(TaxonomyTerm.list_name == list_name.value)
    )
    return {json.loads(row.labels)["en"]: row.code for row in rows}


def _done(follow_up_id: UUID, on: date) -> _Act:
    def act(unit: UnitOfWork) -> None:
        unit.change(FollowUp, follow_up_id, done_on=on)

    return act


def _changes(need_id: UUID, on: date, state: NeedState, reasons: Sequence[str]) -> _Act:
    def act(unit: UnitOfWork) -> None:
        unit.change(Need, need_id, state=state.value, state_on=on)
        for reason in reasons:
            unit.insert(NeedReason, need_id=need_id, reason=reason)

    return act
