"""An invented team with answers to what the pages ask; in memory, so that a page can be tried alone."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.commands.referrals import StepReferral
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.commands.team import SetTerm
from caseapp.casework.queries.consent import ReviewRow
from caseapp.casework.queries.contact import (
    ContactIds,
    ContactPersonView,
    ContactRow,
    ContactRows,
    ContactView,
    ShowContact,
)
from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.find import HitKind, LikelyDuplicates, PersonHit, Search, SearchHit
from caseapp.casework.queries.follow_ups import FollowUpRow, FollowUps
from caseapp.casework.queries.people import PeopleFilter, PeopleIds, PeopleRows, PersonRow
from caseapp.casework.queries.referrals import ReferralRow, Referrals
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.casework.queries.team import Preference, Staff, StaffRow, Terms, TermUse
from caseapp.casework.queries.today import ShowToday, TodayView
from caseapp.casework.queries.waiting import Tallies, TallyRow, WaitingItems
from caseapp.domain.consent import Answer, NotNowReason, Purpose
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment
from caseapp.domain.need import ForWhom
from caseapp.domain.referral import Company, EndedBy, Stage, Step, StepFacts, stage_of
from caseapp.domain.requests import Changes, Kind, Outcome, Query
from caseapp.domain.taxonomy import ListName, Term

TODAY = dt.date(2026, 11, 6)
_SPACE = UUID("6f1f4ab6-55a5-4a6e-9e36-2f0d2ff7a001")
_LABELS: dict[ListName, dict[str, str]] = {
    ListName.AREA: {"harbour": "Harbour", "station": "Station", "old_town": "Old Town", "north": "North"},
    ListName.PLACE: {"station": "Station", "old_town": "Old Town", "drop_in": "Drop-in", "phone": "Phone"},
    ListName.TOPIC: {"health": "Health", "housing": "Housing", "talking": "Just talking"},
    ListName.SUPPLY: {"condoms": "Condoms", "lubricant": "Lubricant"},
    ListName.SETTING: {"street": "Street", "hotel": "Hotel"},
    ListName.NEED_GROUP: {"home": "Home", "health": "Health"},
    ListName.NEED: {
        "safe_place": "Safer place to stay",
        "night_place": "Night place",
        "school_fees": "School fees, one child",
        "dental": "Dental care",
        "debt": "Debt advice",
        "sti_test": "HIV and STI test",
        "papers": "Papers for residence",
        "counselling": "Counselling",
        "work_papers": "Work papers",
        "health_check": "Health check",
        "birth": "Birth certificate",
        "day_care": "Day care place",
        "language": "Language course",
    },
}
PEOPLE = {
    "Marisol": "K7-204",
    "Tee": "M3-118",
    "Jola": "P2-551",
    "Nadi": "R9-037",
    "Ruby": "T4-860",
    "Sam": "V1-472",
    "Bee": "H5-913",
    "Lio": "C8-326",
    "Ana": "D2-745",
}


def an_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(_SPACE, name)


def at(day: int, hour: int = 12, minute: int = 0, month: int = 11) -> Moment:
    """A moment in 2026, one hour ahead of UTC."""
    return Moment.of(dt.datetime(2026, month, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=1))))


def on(day: int, month: int = 11) -> dt.date:
    """A day in 2026."""
    return dt.date(2026, month, day)


class World:
    """Rows that commands change; ``done`` remembers every command."""

    def __init__(self, people: int = 0) -> None:
        self.done: list[object] = []
        self.asked: list[object] = []
        self.me = StaffRow(an_id("dana"), "Dana", is_me=True)
        self.staff = (self.me, StaffRow(an_id("ines"), "Ines", is_me=False))
        self.terms = [
            Term(list_name, code, label)
            for list_name, labels in _LABELS.items()
            for code, label in labels.items()
        ]
        self.follow_ups = self._make_follow_ups()
        self.contacts = self._make_contacts()
        self.services = self._make_services()
        self.referrals = self._make_referrals()
        self.drafts = self._make_drafts()
        self.people = self._make_people(people)
        self.tallies = [
            TallyRow("2026-11", "housing", ForWhom.SELF, 2),
            TallyRow("2026-10", "school_costs", ForWhom.CHILD, 1),
        ]
        self.reviews = [
            ReviewRow(
                an_id(f"{purpose} of {alias}"),
                an_id(alias),
                alias,
                PEOPLE[alias],
                purpose,
                None,
                "",
                answer,
                day,
                NotNowReason.PARTNER_PRESENT if answer is Answer.NOT_NOW else None,
                0,
            )
            for alias, purpose, answer, day in (
                ("Marisol", Purpose.COUNT, Answer.GIVEN, on(12)),
                ("Jola", Purpose.HEALTH, Answer.NOT_NOW, on(3)),
            )
        ]

    # --- rows ----------------------------------------------------------------------------------------------

    def _make_follow_ups(self) -> list[FollowUpRow]:
        def row(
            alias: str, what: str, due: dt.date, safe: str, clock: dt.time | None = None, *, mine: bool = True
        ) -> FollowUpRow:
            return FollowUpRow(
                an_id(what),
                an_id(alias),
                alias,
                PEOPLE[alias],
                what,
                due,
                clock,
                max((TODAY - due).days, 0),
                self.me.staff_id if mine else an_id("ines"),
                "Dana" if mine else "Ines",
                safe,
                done=False,
            )

        return [
            row("Marisol", "Does Tuesday still suit?", on(4), "Text, 14–18 h"),
            row("Tee", "Bring winter jacket, size M, to Station", on(5), "In person"),
            row("Jola", "Walk along to Harbour Clinic", on(6), "Meet at drop-in", dt.time(21, 0)),
            row("Nadi", "Did the school fees letter arrive?", on(6), "Call, say “library”"),
            row("Ruby", "Night place until Sunday: does it still suit?", on(6), "Any way is fine"),
            row("Bee", "Ask about the dentist", on(9), "Text only"),
            row("Lio", "Second visit at Blue Door", on(12), "", mine=False),
        ]

    def _make_contacts(self) -> list[ContactRow]:
        def row(
            key: int,
            when: Moment,
            place: str,
            who: str | int,
            summary: str,
            minutes: int,
            channel: Channel = Channel.IN_PERSON,
        ) -> ContactRow:
            people = ((an_id(who), who, PEOPLE[who]),) if isinstance(who, str) else ()
            return ContactRow(
                key,
                an_id(f"contact {key}"),
                when,
                place,
                channel,
                Reached.YES,
                minutes,
                people,
                who if isinstance(who, int) else 0,
                summary,
                ("talking",),
                (("condoms", 40), ("lubricant", 10)) if not summary else (),
                "Dana",
            )

        return [
            row(5, at(6, 19, 40), "station", "Ruby", "Night place, tea", 15),
            row(4, at(6, 19, 5), "old_town", 2, "", 10),
            row(3, at(6, 18, 20), "drop_in", "Jola", "Clinic visit planned together", 25, Channel.DROP_IN),
            row(2, at(4, 22, 10), "phone", "Nadi", "School fees for one child", 12, Channel.PHONE),
            row(1, at(4, 21, 15), "old_town", 5, "Tea, warm socks, talking", 30),
        ]

    def _make_services(self) -> list[ServiceRow]:
        names = {
            "Harbour Clinic": ("dental", "health_check", "sti_test"),
            "Lindenhof, family rooms": ("safe_place",),
            "Legal Aid Desk": ("papers", "work_papers"),
            "Open Desk": ("debt",),
            "St. Anne shelter": ("night_place",),
            "Family Fund": ("school_fees",),
            "Blue Door": ("counselling",),
            "Town Office": ("birth",),
            "Little Oak": ("day_care",),
            "Evening School": ("language",),
        }
        return [
            ServiceRow(
                an_id(name),
                ServiceFacts(
                    name=name,
                    offers=offers,
                    area="harbour",
                    hours="Mon–Fri 9–17",
                    languages="Spanish, English",
                    costs="free",
                    children_welcome=True,
                    papers_needed=False,
                    how_to_refer="Call first",
                    ask_for="Mrs. Ode",
                    checked_on=on(2, 10) if number else on(2, 2),
                ),
                retired=False,
                open_referrals=1,
            )
            for number, (name, offers) in enumerate(sorted(names.items()))
        ]

    def _make_referrals(self) -> list[ReferralRow]:
        self._service_of = {each.facts.name: each.service_id for each in self.services}

        def row(
            alias: str,
            kind: str,
            service: str,
            steps: list[StepFacts],
            *,
            along: str = "",
            appointment: dt.datetime | None = None,
        ) -> ReferralRow:
            return self.referral(alias, kind, service, steps, along=along, appointment=appointment)

        offered, made, attended = Step.OFFERED, Step.MADE, Step.ATTENDED
        yes = StepFacts

        return [
            row("Ruby", "night_place", "St. Anne shelter", [yes(offered, on(6))], along="Ines"),
            row("Nadi", "school_fees", "Family Fund", [yes(offered, on(3))]),
            row("Bee", "dental", "Harbour Clinic", [yes(offered, on(31, 10))]),
            row(
                "Marisol",
                "safe_place",
                "Lindenhof, family rooms",
                [yes(offered, on(1)), yes(Step.ACCEPTED, on(1)), yes(made, on(2), named=True)],
                along="Dana",
                appointment=dt.datetime(2026, 11, 10, 15, 0),  # noqa: DTZ001 - wall-clock time
            ),
            row("Tee", "debt", "Open Desk", [yes(offered, on(20, 10)), yes(made, on(21, 10))]),
            row(
                "Jola",
                "health_check",
                "Harbour Clinic",
                [yes(offered, on(5)), yes(made, on(5))],
                along="Ines",
            ),
            row("Sam", "work_papers", "Legal Aid Desk", [yes(offered, on(28, 10)), yes(made, on(28, 10))]),
            row(
                "Marisol",
                "papers",
                "Legal Aid Desk",
                [
                    yes(offered, on(20, 10)),
                    yes(made, on(25, 10)),
                    yes(Step.ACCOMPANIED, on(1), company=Company.NOBODY),
                    yes(attended, on(1)),
                ],
            ),
            row(
                "Lio",
                "counselling",
                "Blue Door",
                [
                    yes(offered, on(20, 10)),
                    yes(made, on(25, 10)),
                    yes(Step.ACCOMPANIED, on(4), company=Company.PEER),
                    yes(attended, on(4)),
                ],
            ),
            row(
                "Marisol",
                "sti_test",
                "Harbour Clinic",
                [
                    yes(offered, on(1, 10)),
                    yes(made, on(2, 10)),
                    yes(attended, on(30, 10)),
                    yes(Step.HELPED, on(2), words="they were kind"),
                ],
            ),
            row(
                "Ana",
                "birth",
                "Town Office",
                [
                    yes(offered, on(1, 10)),
                    yes(made, on(2, 10)),
                    yes(attended, on(30, 10)),
                    yes(Step.HELPED, on(3)),
                ],
            ),
            row(
                "Ruby",
                "day_care",
                "Little Oak",
                [
                    yes(offered, on(1, 10)),
                    yes(made, on(2, 10)),
                    yes(Step.CLOSED, on(1), ended_by=EndedBy.SERVICE, reason="no place free"),
                ],
            ),
            row(
                "Bee",
                "language",
                "Evening School",
                [
                    yes(offered, on(1, 10)),
                    yes(made, on(2, 10)),
                    yes(Step.CLOSED, on(1), ended_by=EndedBy.PERSON, reason="not now"),
                ],
            ),
        ]

    def referral(
        self,
        alias: str,
        kind: str,
        service: str,
        steps: list[StepFacts],
        *,
        along: str = "",
        appointment: dt.datetime | None = None,
    ) -> ReferralRow:
        """A referral with where its steps have brought it."""
        stage = stage_of([each.step for each in steps])
        last = steps[-1]
        starts = [each.on for each in steps if each.step in {Step.MADE, Step.ATTENDED}] or [steps[0].on]
        helped = True if last.step is Step.HELPED else False if last.step is Step.NOT_HELPED else None
        return ReferralRow(
            an_id(f"{alias} {kind}"),
            an_id(alias),
            alias,
            PEOPLE[alias],
            kind,
            None,
            self._service_of[service],
            service,
            stage,
            tuple(steps),
            steps[0].on,
            last.on,
            None if stage is Stage.CLOSED else (TODAY - starts[-1]).days,
            appointment,
            along,
            last.ended_by,
            last.reason,
            last.words,
            helped,
            Answer.GIVEN,
            shared=any(each.named for each in steps),
        )

    def _make_drafts(self) -> list[DraftRow]:
        return [
            DraftRow(an_id("d1"), "contact", "Sam", an_id("Sam"), ("next_step",), at(5, 23, 48), "{}"),
            DraftRow(
                an_id("d2"), "contact", "3 people, not identified", None, ("place",), at(6, 20, 2), "{}"
            ),
        ]

    def _make_people(self, more: int) -> list[PersonRow]:
        bands = ["25_34", "35_44", None, "under_25"]
        rows = [
            PersonRow(
                number,
                an_id(alias),
                alias,
                code,
                bands[number % 4],
                "harbour",
                on(1 + number % 6),
                number % 3,
                on(9) if number % 2 else None,
                "Ask about the dentist" if number % 2 else "",
            )
            for number, (alias, code) in enumerate(sorted(PEOPLE.items()))
        ]
        rows += [
            PersonRow(
                100 + number,
                an_id(f"p{number}"),
                f"Person {number:05}",
                f"B0-{number % 1000:03}",
                None,
                "",
                None,
                0,
                None,
                "",
            )
            for number in range(more)
        ]
        return rows

    # --- answers -------------------------------------------------------------------------------------------

    def handlers(self) -> dict[type, Callable[[Any], Any]]:
        """What every request is answered by."""
        answers: dict[type, Callable[[Any], Any]] = {
            Terms: lambda _q: tuple(self.terms),
            TermUse: lambda q: 3 if q.code == "harbour" else 0,
            Staff: lambda _q: self.staff,
            ShowToday: self._today,
            FollowUps: lambda q: tuple(self._open(mine=q.mine)),
            PeopleIds: self._people_ids,
            PeopleRows: lambda q: tuple(row for key in q.keys for row in self.people if row.key == key),
            ContactIds: self._contact_ids,
            ContactRows: lambda q: tuple(row for key in q.keys for row in self.contacts if row.key == key),
            ShowContact: self._contact,
            Tallies: lambda _q: tuple(self.tallies),
            Referrals: self._referrals,
            Services: self._services,
            Search: self._search,
            LikelyDuplicates: self._likely,
            Preference: lambda _q: "",
            AddPerson: lambda c: Outcome(an_id(c.facts.alias), Changes(frozenset({Kind.PERSON}))),
            EndFollowUp: self._end_follow_up,
            SetFollowUp: self._set_follow_up,
            StepReferral: self._step,
            SetService: self._set_service,
            SetTerm: self._set_term,
            ShowDraft: lambda q: next((d for d in self.drafts if d.draft_id == q.draft_id), None),
            KeepDraft: self._keep_draft,
            DiscardDraft: self._discard_draft,
            WaitingItems: lambda _q: (),
        }
        return {kind: self._noted(answer) for kind, answer in answers.items()}

    def _noted(self, answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def run(request: Any) -> Any:  # noqa: ANN401 - any request
            (self.asked if isinstance(request, Query) else self.done).append(request)
            return answer(request)

        return run

    def _open(self, *, mine: bool) -> list[FollowUpRow]:
        rows = [row for row in self.follow_ups if not row.done]
        return [row for row in rows if not mine or row.for_staff == self.me.staff_id]

    def _today(self, query: ShowToday) -> TodayView:
        rows = self._open(mine=query.mine)
        return TodayView(
            TODAY,
            tuple(row for row in rows if row.due_on <= TODAY),
            sum(1 for row in rows if row.due_on > TODAY),
            tuple(self.contacts),
            tuple(self.drafts),
            1,
            3,
            4,
            tuple(self.reviews) if self.follow_ups else (),
        )

    def _people_ids(self, query: PeopleIds) -> tuple[int, ...]:
        rows = [row for row in self.people if query.text.lower() in row.alias.lower()]
        if query.show is PeopleFilter.NO_NEXT_STEP:
            rows = [row for row in rows if row.open_needs and row.next_on is None]
        elif query.show is PeopleFilter.OPEN_NEEDS:
            rows = [row for row in rows if row.open_needs]
        return tuple(row.key for row in rows)

    def _contact_ids(self, query: ContactIds) -> tuple[int, ...]:
        return tuple(row.key for row in self.contacts if not query.place or row.place == query.place)

    def _contact(self, query: ShowContact) -> ContactView:
        row = next(row for row in self.contacts if row.contact_id == query.contact_id)
        people = tuple(
            ContactPersonView(
                person,
                alias,
                code,
                (),
                "A room with a door that locks.",
                f"{row.summary}. Came by for tea, in good spirits.",
            )
            for person, alias, code in row.people
        )
        return ContactView(row, "street", ("Ines",), (), None, "" if people else row.summary, people)

    def _referrals(self, query: Referrals) -> tuple[ReferralRow, ...]:
        return tuple(
            row
            for row in self.referrals
            if query.person_id in {None, row.person_id} and query.service_id in {None, row.service_id}
        )

    def _services(self, query: Services) -> tuple[ServiceRow, ...]:
        return tuple(
            row
            for row in self.services
            if query.text.lower() in row.facts.name.lower() and (query.with_retired or not row.retired)
        )

    def _search(self, query: Search) -> tuple[SearchHit, ...]:
        wanted = query.text.lower()
        hits = [
            SearchHit(HitKind.PERSON, an_id(alias), an_id(alias), f"{alias} {code}", "", None)
            for alias, code in PEOPLE.items()
            if wanted in alias.lower() or wanted in code.lower()
        ]
        hits += [
            SearchHit(HitKind.SERVICE, row.service_id, None, row.facts.name, "", None)
            for row in self.services
            if wanted in row.facts.name.lower()
        ]
        hits += [
            SearchHit(
                HitKind.CONTACT, row.contact_id, row.people[0][0], row.people[0][1], row.summary, row.when.day
            )
            for row in self.contacts
            if row.people and wanted in row.summary.lower()
        ]
        return tuple(hits[: query.limit])

    def _likely(self, query: LikelyDuplicates) -> tuple[PersonHit, ...]:
        start = query.facts.alias[:2].lower()
        return tuple(
            PersonHit(
                row.person_id, row.alias, row.code, row.age_band, row.last_on, "drop_in", "", "alias", 1
            )
            for row in self.people
            if row.alias.lower().startswith(start)
        )

    def _end_follow_up(self, command: EndFollowUp) -> Outcome[None]:
        self.follow_ups = [
            replace(row, done=command.done) if row.follow_up_id == command.follow_up_id else row
            for row in self.follow_ups
        ]
        return Outcome(None, Changes(frozenset({Kind.FOLLOW_UP})))

    def _set_follow_up(self, command: SetFollowUp) -> Outcome[UUID]:
        if command.follow_up_id is None:
            return Outcome(an_id(command.what), Changes(frozenset({Kind.FOLLOW_UP})))
        self.follow_ups = [
            replace(
                row,
                what=command.what,
                due_on=command.due_on,
                due_at=command.due_at,
                days_late=max((TODAY - command.due_on).days, 0),
            )
            if row.follow_up_id == command.follow_up_id
            else row
            for row in self.follow_ups
        ]
        self.follow_ups.sort(key=lambda row: row.due_on)
        return Outcome(command.follow_up_id, Changes(frozenset({Kind.FOLLOW_UP})))

    def _step(self, command: StepReferral) -> Outcome[None]:
        rows = []
        for row in self.referrals:
            if row.referral_id == command.referral_id:
                stepped = self.referral(row.alias, row.kind, row.service, [*row.steps, command.facts])
                rows.append(replace(stepped, going_along=row.going_along))
            else:
                rows.append(row)
        self.referrals = rows
        return Outcome(None, Changes(frozenset({Kind.REFERRAL})))

    def _set_service(self, command: SetService) -> Outcome[UUID]:
        service_id = command.service_id or an_id(command.facts.name)
        kept = [row for row in self.services if row.service_id != service_id]
        self.services = sorted(
            [*kept, ServiceRow(service_id, command.facts, command.retired, 0)], key=lambda row: row.facts.name
        )
        return Outcome(service_id, Changes(frozenset({Kind.SERVICE})))

    def _keep_draft(self, command: KeepDraft) -> Outcome[None]:
        kept = DraftRow(
            command.draft_id,
            command.form,
            command.title,
            command.person_id,
            command.missing,
            at(6, 20, 14),
            command.payload,
        )
        self.drafts = [kept, *(draft for draft in self.drafts if draft.draft_id != command.draft_id)]
        return Outcome(None, Changes(frozenset({Kind.DRAFT})))

    def _discard_draft(self, command: DiscardDraft) -> Outcome[None]:
        self.drafts = [draft for draft in self.drafts if draft.draft_id != command.draft_id]
        return Outcome(None, Changes(frozenset({Kind.DRAFT})))

    def _set_term(self, command: SetTerm) -> Outcome[None]:
        term = Term(
            command.list_name, command.code, command.label, command.parent, None, retired=command.retired
        )
        key = (command.list_name, command.code)
        if any((each.list_name, each.code) == key for each in self.terms):
            self.terms = [term if (each.list_name, each.code) == key else each for each in self.terms]
        else:
            self.terms.append(term)
        return Outcome(None, Changes(frozenset({Kind.TAXONOMY})))
