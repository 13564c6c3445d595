"""An invented team, as rows in a list: people, contacts, referrals, services, and what is due."""

import datetime as dt
from uuid import UUID, uuid5

from caseapp.casework.commands.services import ServiceFacts
from caseapp.casework.queries.consent import ReviewRow
from caseapp.casework.queries.contact import ContactRow
from caseapp.casework.queries.drafts import DraftRow
from caseapp.casework.queries.follow_ups import FollowUpRow
from caseapp.casework.queries.people import PersonRow
from caseapp.casework.queries.referrals import ReferralRow
from caseapp.casework.queries.services import ServiceRow
from caseapp.casework.queries.team import StaffRow
from caseapp.casework.queries.waiting import TallyRow
from caseapp.domain.consent import Answer, NotNowReason, Purpose
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.dates import Moment
from caseapp.domain.need import ForWhom
from caseapp.domain.referral import Stage, Step, StepFacts, stage_of
from caseapp.domain.taxonomy import ListName, Term
from tests.ui.sample_referrals import REFERRALS

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


class Rows:
    """The team on the evening of 6 November 2026.

    Args:
        people: how many more there are, beside those with a name.
    """

    def __init__(self, people: int = 0) -> None:
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
        return [
            self.referral(
                one.alias,
                one.kind,
                one.service,
                one.steps(),
                along=one.along,
                appointment=one.appointment,
            )
            for one in REFERRALS
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
