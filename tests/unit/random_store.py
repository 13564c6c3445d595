"""Random case stores in plain SQLite, for questions whose answer can be worked out slowly from all rows."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from caseapp.domain.dates import Month
from caseapp.figures.measures import first_specification
from caseapp.figures.specification import Specification
from caseapp.storage.tables import (
    Base,
    Closing,
    Consent,
    Contact,
    ContactPerson,
    Need,
    Person,
    Referral,
    ReferralStep,
    Staff,
    TaxonomyTerm,
)

AREAS = ("north", "old_town", "gone_area")
KINDS = {"dental": "health", "food": "money_food", "safety_plan": "violence", "new_kind": "new_group"}
START = Month(2026, 8)
MONTHS = 4


def specification() -> Specification:
    return first_specification(
        2026,
        AREAS[:2],
        ["health", "money_food", "other"],
        settings=["street", "bar", "other"],
        channels=["in_person", "phone"],
        first_period=str(START),
    )


@contextmanager
def empty_store() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def _uuid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


class RandomStore:
    """Fills a store month by month, closing months in between, with late entries."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.rng = random.Random(seed)
        self.clock = datetime(2026, 8, 1, 12)  # noqa: DTZ001 - stored times are naive UTC
        self.staff = Staff(label="Ines", created_at=self.clock)
        session.add(self.staff)
        session.flush()
        self.people: list[Person] = []
        for place, area in (("station", "north"), ("harbour", "old_town"), ("van", "")):
            self._term("place", place, area)
        for kind, group in KINDS.items():
            self._term("need", kind, group)

    def _term(self, list_name: str, code: str, parent: str) -> None:
        labels = json.dumps({"en": code})
        self.session.add(
            TaxonomyTerm(
                **self.written(), list_name=list_name, code=code, parent=parent, labels=labels, position=0
            )
        )

    def written(self) -> dict[str, object]:
        self.clock += timedelta(seconds=self.rng.choice([0, 1, 40]))
        return {"id": _uuid(self.rng), "created_at": self.clock, "created_by": self.staff.id}

    def day(self, month: Month) -> date:
        return month.first + timedelta(days=self.rng.randrange((month.last - month.first).days + 1))

    def add(self, *rows: object) -> None:
        """One row at a time, so that the keys come in the order of writing."""
        for row in rows:
            self.session.add(row)
            self.session.flush()

    def person(self, month: Month) -> None:
        rng = self.rng
        person = Person(
            **self.written(),
            code=f"K{len(self.people)}",
            age_band=rng.choice([None, "under_18", "under_25", "25_34", "35_44", "45_over"]),
            area=rng.choice(["", "", "north", "old_town", "gone_area"]),
            mother=rng.choice([None, "yes", "no"]),
            first_contact_on=rng.choice([None, None, self.day(month), self.day(Month(2025, 3))]),
        )
        self.add(person)
        self.people.append(person)
        for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
            self.answer(person, month)

    def answer(self, person: Person, month: Month) -> None:
        rng = self.rng
        said_on = self.day(rng.choice([month, month.previous, month]))
        self.add(
            Consent(
                **self.written(),
                person_id=person.id,
                purpose=rng.choice(["count", "count", "count", "keep"]),
                answer=rng.choice(["given", "given", "given", "declined", "withdrawn", "not_now"]),
                said_on=said_on,
                until=rng.choice([None, None, said_on + timedelta(days=rng.randrange(60))]),
            )
        )

    def contact(self, month: Month) -> None:
        rng = self.rng
        on_date = self.day(month)
        contact = Contact(
            **self.written(),
            on_date=on_date,
            at_utc=datetime.combine(on_date, time(rng.randrange(24), rng.choice([0, 30]))),
            offset_minutes=60,
            place=rng.choice(["", "station", "harbour", "van", "unknown"]),
            setting=rng.choice(["", "street", "bar", "hotel"]),
            channel=rng.choice(["in_person", "phone"]),
            reached=rng.choice(["yes", "yes", "yes", "attempt_1"]),
            unidentified=rng.choice([0, 0, 1, 3]),
        )
        self.add(contact)
        for person in rng.sample(self.people, min(len(self.people), rng.choice([0, 1, 1, 2, 3]))):
            self.add(
                ContactPerson(**self.written(), contact_id=contact.id, person_id=person.id, on_date=on_date)
            )

    def need(self, month: Month) -> None:
        rng = self.rng
        whom = rng.choice(["self", "self", "child", "household"])
        self.add(
            Need(
                **self.written(),
                person_id=rng.choice(self.people).id,
                kind=rng.choice([*KINDS, "unlisted"]),
                for_whom=whom,
                child_band=rng.choice([None, "0_2", "grown"]) if whom == "child" else None,
                state="raised",
                state_on=self.day(month),
                raised_on=self.day(month),
            )
        )

    def referral(self, month: Month) -> None:
        rng = self.rng
        referral = Referral(**self.written(), person_id=rng.choice(self.people).id, kind=rng.choice([*KINDS]))
        self.add(referral)
        for step in rng.sample(
            [
                "offered",
                "accepted",
                "made",
                "accompanied",
                "attended",
                "helped",
                "not_helped",
                "declined",
                "closed",
            ],
            rng.randrange(1, 5),
        ):
            self.add(
                ReferralStep(
                    **self.written(),
                    referral_id=referral.id,
                    person_id=referral.person_id,
                    kind=referral.kind,
                    step=step,
                    on_date=self.day(month),
                    ended_by=rng.choice([None, "person", "service", "us", "not_available"]),
                )
            )

    def live_through(self, month: Month) -> None:
        """What happens in a month: mostly dated in it, some dated in months before."""
        for _ in range(self.rng.randrange(1, 5)):
            self.person(month)
        acts = [self.contact, self.contact, self.contact, self.need, self.referral]
        for _ in range(self.rng.randrange(4, 16)):
            dated = self.rng.choice([month, month, month, month.previous, month.previous.previous])
            self.rng.choice(acts)(max(dated, START.previous))
            if self.rng.random() < 0.3:
                self.answer(self.rng.choice(self.people), month)

    def close(self, month: Month) -> None:
        def last(column: object) -> int:
            return self.session.scalar(select(func.max(column))) or 0

        self.session.add(
            Closing(
                month=str(month),
                last_contact=last(Contact.key),
                last_contact_person=last(ContactPerson.key),
                last_need=last(Need.key),
                last_referral_step=last(ReferralStep.key),
            )
        )
        self.session.flush()
