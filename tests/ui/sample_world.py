"""Answers to what the pages ask about an invented team; in memory, so that a page can be tried alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.commands.follow_ups import EndFollowUp, SetFollowUp
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.commands.referrals import StepReferral
from caseapp.casework.commands.services import SetService
from caseapp.casework.commands.team import SetTerm
from caseapp.casework.queries.contact import (
    ContactIds,
    ContactPersonView,
    ContactRows,
    ContactView,
    ShowContact,
)
from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.find import HitKind, LikelyDuplicates, PersonHit, Search, SearchHit
from caseapp.casework.queries.follow_ups import FollowUpRow, FollowUps
from caseapp.casework.queries.people import PeopleFilter, PeopleIds, PeopleRows
from caseapp.casework.queries.referrals import ReferralRow, Referrals
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.casework.queries.team import Preference, Staff, Terms, TermUse
from caseapp.casework.queries.today import ShowToday, TodayView
from caseapp.casework.queries.waiting import Tallies, WaitingItems
from caseapp.domain.requests import Changes, Kind, Outcome, Query
from caseapp.domain.taxonomy import Term
from tests.ui.sample_rows import PEOPLE, TODAY, Rows, an_id, at


class World(Rows):
    """Rows that commands change; ``done`` remembers every command."""

    def __init__(self, people: int = 0) -> None:
        super().__init__(people)
        self.done: list[object] = []
        self.asked: list[object] = []

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
