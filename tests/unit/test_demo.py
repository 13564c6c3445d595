"""The invented organisation: the same facts for the same seed, and all that a team's year would leave."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, select

from caseapp.casework.demo import words
from caseapp.casework.demo.make import DemoError, Size, make_demo, plan_for
from caseapp.casework.house import House
from caseapp.casework.queries.find import Search
from caseapp.casework.queries.referrals import Referrals
from caseapp.casework.queries.today import ShowToday
from caseapp.domain.referral import Stage, Step, may_follow, stage_of
from caseapp.domain.taxonomy import ListName
from caseapp.storage import tables as t
from tests.storage.house import Clock
from tests.unit.asking import ask
from tests.unit.figured_house import figured_house

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SIZE = Size(people=60, contacts=500, months=4, seed=3)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = figured_house(tmp_path_factory.mktemp("demo"), Clock(NOW), words.AREAS)
    make_demo(made, SIZE)
    return made


def count(house: House, *where: ColumnElement[bool]) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).where(*where)) or 0


def facts(house: House) -> list[tuple[Any, ...]]:
    """Everything told, without ids and keys, in the order it was written."""
    found: list[tuple[Any, ...]] = []
    skipped = {"id", "key", "created_by", "labels"}
    with house.reading() as session:
        for model in (t.Person, t.Contact, t.ContactPerson, t.Need, t.ReferralStep, t.FollowUp, t.Consent):
            columns = [
                column
                for column in model.__table__.columns
                if column.name not in skipped and not column.name.endswith("_id")
            ]
            order = model.__table__.c.key
            found += [tuple(row) for row in session.execute(select(*columns).order_by(order))]
    return found


def test_the_same_seed_tells_the_same_facts(house: House, tmp_path: Path) -> None:
    again = figured_house(tmp_path, Clock(NOW), words.AREAS)
    make_demo(again, Size(people=60, contacts=500, months=4, seed=3, open_months=True))
    assert facts(again) == facts(house)
    (tmp_path / "other").mkdir()
    other = figured_house(tmp_path / "other", Clock(NOW), words.AREAS)
    make_demo(other, Size(people=60, contacts=500, months=4, seed=4, open_months=True))
    assert facts(other) != facts(house)


def test_all_months_but_the_last_are_closed_and_published(house: House) -> None:
    months = ("2026-08", "2026-09", "2026-10")
    assert house.figures.ledger.closed() == months
    assert house.figures.ledger.published() == months


def test_there_are_as_many_people_and_contacts_as_asked_for(house: House) -> None:
    assert count(house, t.Person.key > 0) == SIZE.people
    assert count(house, t.Contact.key > 0) == SIZE.contacts
    with house.reading() as session:
        first, last = session.execute(select(func.min(t.Contact.on_date), func.max(t.Contact.on_date))).one()
    assert date(2026, 8, 1) <= first
    assert date(2026, 11, 18) <= last <= NOW.date()


def test_nothing_is_said_with_a_date_to_come(house: House) -> None:
    latest = [
        (t.Contact, t.Contact.on_date),
        (t.ReferralStep, t.ReferralStep.on_date),
        (t.Consent, t.Consent.said_on),
        (t.Need, t.Need.state_on),
        (t.FollowUp, t.FollowUp.done_on),
    ]
    for _model, column in latest:
        assert count(house, column > NOW.date()) == 0


def test_a_year_of_a_team_is_in_it(house: House) -> None:
    assert count(house, t.Person.mother == "yes") > 5
    assert count(house, t.Need.for_whom == "child") > 5
    assert count(house, t.Contact.unidentified > 0) > 50
    for answer in ("given", "declined", "withdrawn", "not_now"):
        assert count(house, t.Consent.answer == answer) > 0, answer
    assert count(house, t.NeedReason.reason == "children_first") > 0
    assert count(house, t.Tally.kind != "") > 0
    assert count(house, t.ContactMark.list_name == ListName.GOING_WELL.value) > 30
    assert count(house, t.ContactSupply.quantity > 0) > 100
    assert count(house, t.ContactPerson.her_words != "") > 20
    assert count(house, t.ReferralStep.words != "") > 0
    assert count(house, t.Contact.reached != "yes") > 0
    assert count(house, t.Service.name != "") == len(words.SERVICES)
    with house.reading() as session:
        hours = [
            (row.at_utc + timedelta(minutes=row.offset_minutes)).hour
            for row in session.execute(select(t.Contact.at_utc, t.Contact.offset_minutes))
        ]
        late = sum(
            (row.created_at.date() - row.on_date).days > 2
            for row in session.execute(select(t.Contact.created_at, t.Contact.on_date))
        )
        notes = list(session.scalars(select(t.ContactPerson.note).where(t.ContactPerson.note != "")))
    assert sum(hour >= 18 or hour < 4 for hour in hours) > len(hours) / 2
    assert late > 3
    assert len(set(notes)) > 0.95 * len(notes), "notes repeat one another"


def test_referrals_are_open_and_closed_and_take_only_steps_that_can_follow(house: House) -> None:
    with house.reading() as session:
        steps: dict[Any, list[Step]] = {}
        for row in session.execute(
            select(t.ReferralStep.referral_id, t.ReferralStep.step).order_by(t.ReferralStep.key)
        ):
            taken = steps.setdefault(row.referral_id, [])
            assert may_follow(taken, Step(row.step)), (taken, row.step)
            taken.append(Step(row.step))
    stages = {stage_of(taken) for taken in steps.values()}
    assert Stage.CLOSED in stages
    assert len(stages) > 1, "none is open"


def test_today_has_something_to_do(house: House) -> None:
    today = ask(house, ShowToday(mine=False))
    assert any(row.days_late > 0 for row in today.follow_ups)
    assert today.later > 0
    assert len(today.drafts) == 2
    assert len(today.last_contacts) == 8
    assert today.no_next_step > 0
    assert ask(house, Search("arcade"))
    assert ask(house, Referrals())


def test_needs_without_their_consent_are_nowhere_in_the_record(house: House) -> None:
    with house.reading() as session:
        terms = select(t.TaxonomyTerm.code, t.TaxonomyTerm.purpose).where(t.TaxonomyTerm.list_name == "need")
        purposes = {row.code: row.purpose for row in session.execute(terms)}
        rows = session.execute(select(t.Need.person_id, t.Need.kind, t.Need.raised_on)).all()
        answers = session.execute(
            select(t.Consent.person_id, t.Consent.purpose, t.Consent.answer).order_by(t.Consent.key)
        )
        latest = {(row.person_id, row.purpose): row.answer for row in answers}
    for row in rows:
        purpose = purposes.get(row.kind)
        if purpose is not None:
            assert latest[row.person_id, purpose] == "given"


def test_a_wish_that_cannot_be_is_refused_with_a_sentence() -> None:
    for size, words_ in (
        (Size(people=100, contacts=10), "at least 50 contacts"),
        (Size(people=0), "at least 1"),
        (Size(end="2026-12"), "has not come yet"),
        (Size(end="soon"), "YYYY-MM"),
    ):
        with pytest.raises(DemoError, match=words_):
            plan_for(size, NOW)


def test_an_end_in_the_past_ends_there() -> None:
    plan = plan_for(Size(months=2, end="2025-03"), NOW)
    assert (plan.first_day, plan.last_day) == (date(2025, 2, 1), date(2025, 3, 31))
