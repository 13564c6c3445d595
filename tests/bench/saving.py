"""Saving a contact with all that belongs to it, durable, beside the same rows by hand in one transaction."""

import hmac
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from caseapp.bootstrap import open_room
from caseapp.casework.commands.contact import LogContact, NewNeed, NewReferral, NextStep, PersonPart
from caseapp.casework.queries.people import PeopleIds, PeopleRows
from caseapp.casework.queries.team import Terms
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts
from caseapp.domain.referral import Step, StepFacts
from caseapp.domain.taxonomy import ListName
from caseapp.room import Room, answer
from caseapp.vault.files import sync
from caseapp.vault.head import write_at
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
        raw: list[float] = []
        peer = _Peer(room)
        for number in range(SAVES + WARM):  # in turn, so that both meet what else the computer does
            person_id, now = picked.choice(people), datetime.now(UTC)
            command = _contact(person_id, place, now.astimezone())
            begun = time.perf_counter()
            answer(room, command)
            saved = time.perf_counter()
            room.idle()
            begun_by_hand = time.perf_counter()
            peer.save(person_id.hex, now)
            saved_by_hand = time.perf_counter()
            room.idle()
            if number >= WARM:
                taken.append(saved - begun)
                raw.append(saved_by_hand - begun_by_hand)
        peer.close()
    finally:
        room.close()
    median, _, worst = spread(taken)
    raw_median, _, raw_worst = spread(raw)
    yield Figure(
        f"save a contact, {SAVES} saves",
        f"median {median:.1f} ms, p99 {worst:.1f} ms",
        "median 10 ms, p99 30 ms",
        f"the same work by hand: median {raw_median:.1f} ms, p99 {raw_worst:.1f} ms "
        f"({median / raw_median:.1f} x)",
        median <= 10 and worst <= 30,
    )


class _Peer:
    """The least that does the same durable work, by hand on the store's own connection.

    The same twelve rows; an entry of the search for each of their texts, indexed by the same triggers; a
    keyed digest of each row as its latest state; an audit entry with a MAC over all of it; COMMIT; then a
    block of a file like ``head`` written and synced. It judges nothing: no consent, code or person is looked
    up, and no row is made from what a form says.
    """

    def __init__(self, room: Room) -> None:
        assert room.house is not None
        self._connection: Any = room.house.store._driver()
        (self._staff,) = self._connection.execute("SELECT id FROM staff LIMIT 1").fetchone()
        self._columns = {
            table: [
                row[1]
                for row in self._connection.execute(f"PRAGMA table_info({table})")
                if row[1] != "key" and (row[3] or row[1] in {"contact_id", "person_id", "need_id"})
            ]
            for table in {table for table, _ in _ROWS}
        }
        self._head = os.open(room.session.folder / "head-of-the-peer", os.O_RDWR | os.O_CREAT)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._head)

    def save(self, person: str, moment: datetime) -> None:
        """One save, for a person's id in hexadecimal digits."""
        connection, staff = self._connection, self._staff
        today, now = moment.date().isoformat(), moment.isoformat(" ")
        contact, need, referral = uuid4().hex, uuid4().hex, uuid4().hex
        given: dict[str, object] = {
            "contact_id": contact,
            "person_id": person,
            "need_id": need,
            "referral_id": referral,
            "created_by": staff,
            "created_at": now,
            "at_utc": now,
            "on_date": today,
            "raised_on": today,
            "state_on": today,
            "due_on": today,
            "offset_minutes": 60,
            "quantity": 5,
            "unidentified": 1,
            "named": 0,
            "note": "",
            "her_words": "",
            "words": "",
        }
        first = {"contacts": contact, "needs": need, "referrals": referral}
        connection.execute("BEGIN IMMEDIATE")
        states: list[tuple[str, bytes, bytes]] = []
        for table, texts in _ROWS:
            row_id = first.pop(table, None) or uuid4().hex
            row = {**given, **texts, "id": row_id}
            values = [row.get(name, "x") for name in self._columns[table]]
            places = ", ".join("?" * len(values))
            connection.execute(
                f"INSERT INTO {table} ({', '.join(self._columns[table])}) VALUES ({places})", values
            )
            states.append((table, bytes.fromhex(row_id), _mac(repr(values).encode())[:16]))
            if texts:
                connection.execute(
                    "INSERT INTO search_entries (kind, row_id, target_id, person_id, on_date, text) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    ("contact", row_id, contact, person, today, "\n".join(texts.values())),
                )
        counter, previous = connection.execute(
            "SELECT counter, mac FROM audit_entry ORDER BY counter DESC LIMIT 1"
        ).fetchone()
        touched = b"".join(table.encode() + row_id + digest for table, row_id, digest in states)
        mac = _mac(previous + touched)
        connection.execute(
            "INSERT INTO audit_entry (counter, at_utc, staff_id, action, touched, mac) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (counter + 1, now, bytes.fromhex(staff), "contact.log", touched, mac),
        )
        connection.executemany(
            "INSERT INTO audit_latest (table_name, row_id, counter, digest) VALUES (?, ?, ?, ?)",
            [(table, row_id, counter + 1, digest) for table, row_id, digest in states],
        )
        connection.execute("COMMIT")
        write_at(self._head, mac, 0)
        sync(self._head)


def _mac(data: bytes) -> bytes:
    return hmac.digest(b"k" * 32, data, "sha256")


_ROWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("contacts", {}),
    ("contact_people", {"note": NOTE, "her_words": "My sister takes him on Thursdays now."}),
    ("contact_marks", {}),
    ("contact_marks", {}),
    ("contact_marks", {}),
    ("contact_supplies", {}),
    ("contact_supplies", {}),
    ("needs", {"words": "A door that locks."}),
    ("needs", {}),
    ("referrals", {}),
    ("referral_steps", {}),
    ("follow_ups", {"what": "Call about family rooms"}),
)
