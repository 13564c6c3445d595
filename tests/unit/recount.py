"""A second counting of a month, slow and plain: every rule as a loop over all rows."""

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.dates import Month
from caseapp.figures.specification import Specification
from caseapp.storage.tables import (
    Closing,
    Consent,
    Contact,
    ContactPerson,
    Need,
    Person,
    ReferralStep,
    TaxonomyTerm,
)

STAGES = {
    "offered": "offered",
    "made": "made",
    "accompanied": "accompanied",
    "attended": "attended",
    "helped": "helped",
}
ENDS = {
    "person": "ended_by_her",
    "service": "ended_by_service",
    "us": "ended_by_us",
    "not_available": "ended_not_available",
}


def with_any(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {mixed for a, b in pairs for mixed in ((a, b), (a, "any"), ("any", b), ("any", "any"))}


class Recount:
    """All rows of a store, and the month they are counted for."""

    def __init__(
        self, session: Session, specification: Specification, month: Month, *, everybody: bool = False
    ) -> None:
        self.specification = specification
        self.month = month
        self.everybody = everybody
        self.closings = {row.month: row for row in session.scalars(select(Closing))}
        self.people = {row.id: row for row in session.scalars(select(Person))}
        self.contacts = {row.id: row for row in session.scalars(select(Contact))}
        self.contact_people = list(session.scalars(select(ContactPerson)))
        self.needs = list(session.scalars(select(Need)))
        self.steps = list(session.scalars(select(ReferralStep)))
        self.terms = list(session.scalars(select(TaxonomyTerm)))
        self.answers: dict[UUID, list[Consent]] = defaultdict(list)
        for row in session.scalars(select(Consent).where(Consent.purpose == "count")):
            self.answers[row.person_id].append(row)
        for rows in self.answers.values():
            rows.sort(key=lambda row: (row.said_on, row.created_at, row.key))

    def month_of(self, on_date: date, key: int, column: str) -> Month:
        """Walk from the month of the date until one was open when the row came."""
        here = Month.of(on_date)
        closed = sorted(self.closings)
        if closed and str(here) < closed[0]:
            here = Month.parse(closed[0])
        while (closing := self.closings.get(str(here))) is not None and key > getattr(closing, column):
            here = here.next
        return here

    def belongs(self, on_date: date, key: int, column: str) -> bool:
        where = self.month_of(on_date, key, column)
        if not self.closings:
            return where <= self.month  # nothing is closed: the first month takes what lies before it
        return where == self.month

    def may_count(self, person_id: UUID, on_date: date) -> bool:
        if self.people[person_id].age_band == "under_18":
            return False
        answers = self.answers[person_id]
        if self.everybody:
            noes = [place for place, row in enumerate(answers) if row.answer in {"declined", "withdrawn"}]
            if not noes:
                return True
            after = answers[noes[-1] + 1 :]
            return bool(after) and on_date >= after[0].said_on
        run: list[Consent] = []
        for row in answers:
            run = [*run, row] if row.answer == "given" else []
        in_force = [row for row in run if row.said_on <= on_date]
        return bool(in_force) and (in_force[-1].until is None or on_date <= in_force[-1].until)

    def met(self) -> list[ContactPerson]:
        return [
            row
            for row in self.contact_people
            if self.contacts[row.contact_id].reached == "yes"
            and self.belongs(row.on_date, row.key, "last_contact_person")
        ]

    def facts(self) -> dict[UUID, list[date]]:
        found: dict[UUID, list[date]] = defaultdict(list)
        for met in self.met():
            found[met.person_id].append(met.on_date)
        for need in self.needs:
            if self.belongs(need.raised_on, need.key, "last_need"):
                found[need.person_id].append(need.raised_on)
        for step in self.steps:
            if self.belongs(step.on_date, step.key, "last_referral_step"):
                found[step.person_id].append(step.on_date)
        counted = {
            person: [day for day in days if self.may_count(person, day)] for person, days in found.items()
        }
        return {person: days for person, days in counted.items() if days}

    def single(self, person_id: UUID, days: list[date]) -> dict[str, str]:
        person = self.people[person_id]
        areas = next(
            each.values
            for measure in self.specification.measures
            for each in measure.dimensions
            if each.id == "area"
        )
        area = person.area
        if not area:
            mine = [
                row
                for row in self.met()
                if row.person_id == person_id and self.may_count(person_id, row.on_date)
            ]
            mine.sort(key=lambda row: (self.contacts[row.contact_id].at_utc, row.key))
            place = self.contacts[mine[0].contact_id].place if mine else ""
            area = next(
                (term.parent for term in self.terms if (term.list_name, term.code) == ("place", place)), ""
            )
            area = area or "not_said"
        if area not in areas:
            area = "other" if "other" in areas else "not_said"
        return {
            "area": area,
            "age": person.age_band or "not_said",
            "returning": "new" if self.is_new(person, days) else "returning",
            "mother": person.mother or "not_said",
        }

    def is_new(self, person: Person, days: list[date]) -> bool:
        if person.first_contact_on is not None and person.first_contact_on < min(self.month.first, *days):
            return False
        before = [
            (row.on_date, row.key, "last_contact_person")
            for row in self.contact_people
            if row.person_id == person.id and self.contacts[row.contact_id].reached == "yes"
        ]
        before += [(row.raised_on, row.key, "last_need") for row in self.needs if row.person_id == person.id]
        before += [
            (row.on_date, row.key, "last_referral_step") for row in self.steps if row.person_id == person.id
        ]
        if not self.closings:
            return True
        return not any(
            on_date < self.month.first and self.month_of(on_date, key, column) < self.month
            for on_date, key, column in before
        )

    def kind_of(self, kind: str, published: tuple[str, ...]) -> str | None:
        group = next(
            (term.parent for term in self.terms if (term.list_name, term.code) == ("need", kind)), ""
        )
        if group == "violence":
            return None
        if kind in published:
            return kind
        if group in published:
            return group
        return "other" if "other" in published else None

    def count(self) -> dict[str, Counter[tuple[str, ...]]]:
        counts: dict[str, Counter[tuple[str, ...]]] = {
            measure.id: Counter() for measure in self.specification.measures
        }
        for person_id, days in self.facts().items():
            single = self.single(person_id, days)
            area = single["area"]
            counts["people_reached"][area, single["age"], single["returning"], single["mother"]] += 1
            for kind, whom in with_any(self.needs_of(person_id)):
                counts["needs_raised"][kind, area, whom] += 1
            counts["referrals"].update(with_any(self.stages_of(person_id)))
        self.count_contacts(counts["contacts"])
        return counts

    def needs_of(self, person_id: UUID) -> set[tuple[str, str]]:
        kinds = self.specification.measure("needs_raised").dimensions[0].values
        found = set()
        for need in self.needs:
            if (
                need.person_id == person_id
                and self.belongs(need.raised_on, need.key, "last_need")
                and self.may_count(person_id, need.raised_on)
                and (kind := self.kind_of(need.kind, kinds)) is not None
            ):
                whom = need.for_whom
                found.add((kind, "child_" + (need.child_band or "not_said") if whom == "child" else whom))
        return found

    def stages_of(self, person_id: UUID) -> set[tuple[str, str]]:
        kinds = self.specification.measure("referrals").dimensions[0].values
        found = set()
        for step in self.steps:
            if (
                step.person_id == person_id
                and self.belongs(step.on_date, step.key, "last_referral_step")
                and self.may_count(person_id, step.on_date)
                and (kind := self.kind_of(step.kind, kinds)) is not None
            ):
                stage = STAGES.get(step.step)
                if step.step == "declined":
                    stage = ENDS[step.ended_by or "person"]
                elif step.step in {"closed", "not_helped"}:
                    stage = ENDS[step.ended_by] if step.ended_by else None
                if stage is not None:
                    found.add((kind, stage))
        return found

    def count_contacts(self, counts: Counter[tuple[str, ...]]) -> None:
        settings = self.specification.measure("contacts").dimensions[0].values

        def cell(contact: Contact) -> tuple[str, str]:
            other = "other" if contact.setting else "not_said"
            return (contact.setting if contact.setting in settings else other, contact.channel)

        for contact in self.contacts.values():
            if (
                contact.reached == "yes"
                and contact.unidentified
                and self.belongs(contact.on_date, contact.key, "last_contact")
            ):
                counts[cell(contact)] += contact.unidentified
        days: dict[UUID, dict[date, list[ContactPerson]]] = defaultdict(lambda: defaultdict(list))
        for row in self.met():
            if self.may_count(row.person_id, row.on_date):
                days[row.person_id][row.on_date].append(row)
            elif self.people[row.person_id].age_band != "under_18":
                counts[cell(self.contacts[row.contact_id])] += 1
        for of_person in days.values():
            for day in sorted(of_person)[:4]:
                first = min(of_person[day], key=lambda row: (self.contacts[row.contact_id].at_utc, row.key))
                counts[cell(self.contacts[first.contact_id])] += 1
