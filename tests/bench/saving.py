"""Saving a contact with all that belongs to it, durable, beside raw SQL in one SQLCipher transaction."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from caseapp.bootstrap import Room, answer, open_room
from caseapp.casework.commands.contact import LogContact, NewNeed, NewReferral, NextStep, PersonPart
from caseapp.casework.queries.people import PeopleIds, PeopleRows
from caseapp.casework.queries.team import Terms
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts
from caseapp.domain.referral import Step, StepFacts
from caseapp.domain.taxonomy import ListName
from tests.bench.figure import Figure, spread
from tests.bench.vault import Vault

SAVES = 500
WARM = 20
NOTE = "Came by for tea, in good spirits. Wants a place where her son can stay too. " * 12  # about 1 KB


def _contact(person_id: UUID, place: str, now: datetime) -> LogContact:
    today = now.date()
    return LogContact(
        when=Moment.of(now),
        place=place,
        channel=Channel.IN_PERSON,
        minutes=15,
        people=(
            PersonPart(
                person_id=person_id,
                going_well=("peer_helped",),
                her_words="My sister takes him on Thursdays now.",
                note=NOTE,
                needs=(
                    NewNeed(NeedFacts("housing", words="A door that locks.")),
                    NewNeed(NeedFacts("money")),
                ),
                referrals=(NewReferral("housing", need_index=0, steps=(StepFacts(Step.OFFERED, today),)),),
                next_steps=(NextStep("Call about family rooms", today + timedelta(days=3)),),
            ),
        ),
        unidentified=1,
        topics=("health", "housing"),
        supplies=(("condoms_external", 20), ("lubricant", 5)),
    )


def _people(room: Room) -> list[UUID]:
    keys = answer(room, PeopleIds())
    return [row.person_id for row in answer(room, PeopleRows(tuple(keys[:400])))]


def measure(vault: Vault) -> Iterator[Figure]:
    """Saves to random people, an idle moment after each as between two contacts of a worker."""
    room = open_room(vault.folder, vault.worker)
    try:
        assert room.house is not None
        people = _people(room)
        place = next(term.code for term in answer(room, Terms()) if term.list_name is ListName.PLACE)
        picked = random.Random(1)
        taken: list[float] = []
        for number in range(SAVES + WARM):
            command = _contact(picked.choice(people), place, datetime.now(UTC).astimezone())
            begun = time.perf_counter()
            answer(room, command)
            if number >= WARM:
                taken.append(time.perf_counter() - begun)
            room.idle()
        raw = list(_raw(room, people))
    finally:
        room.close()
    median, _, worst = spread(taken)
    raw_median, _, raw_worst = spread(raw)
    yield Figure(
        f"save a contact, {SAVES} saves",
        f"median {median:.1f} ms, p99 {worst:.1f} ms",
        "median 10 ms, p99 30 ms",
        f"raw SQL: median {raw_median:.1f} ms, p99 {raw_worst:.1f} ms ({median / raw_median:.1f} x)",
        median <= 10 and worst <= 30,
    )


def _raw(room: Room, people: list[UUID]) -> Iterator[float]:
    """The same rows by hand: no search, no history, no audit, no head."""
    connection: Any = room.session.connect_cases()
    (staff,) = connection.execute("SELECT id FROM staff LIMIT 1").fetchone()
    moment = datetime.now(UTC)
    today, now = moment.date().isoformat(), moment.isoformat(" ")
    columns: dict[str, list[str]] = {}
    for table in _ROWS:
        columns[table] = [
            row[1]
            for row in connection.execute(f"PRAGMA table_info({table})")
            if row[1] != "key" and (row[3] or row[1] in {"note", "her_words", "words"})
        ]
    for number in range(SAVES + WARM):
        person = people[number % len(people)].hex
        contact, need, referral = uuid4().hex, uuid4().hex, uuid4().hex
        begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        given = {
            "contact_id": contact,
            "person_id": person,
            "need_id": need,
            "referral_id": referral,
            "created_by": staff,
            "created_at": now,
            "at_utc": now,
            "note": NOTE,
            "offset_minutes": 60,
            "quantity": 5,
            "unidentified": 1,
            "named": 0,
        }
        for table in _ROWS:
            row_id = {"contacts": contact, "needs": need, "referrals": referral}.get(table) or uuid4().hex
            days = {"on_date": today, "raised_on": today, "state_on": today, "due_on": today}
            row = {**given, **days, "id": row_id}
            values = [row.get(name, "x") for name in columns[table]]
            places = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} ({', '.join(columns[table])}) VALUES ({places})", values)
            if table == "needs":
                need = uuid4().hex
        connection.execute("COMMIT")
        if number >= WARM:
            yield time.perf_counter() - begun


_ROWS = (
    "contacts",
    "contact_people",
    "contact_marks",
    "contact_marks",
    "contact_marks",
    "contact_supplies",
    "contact_supplies",
    "needs",
    "needs",
    "referrals",
    "referral_steps",
    "follow_ups",
)
