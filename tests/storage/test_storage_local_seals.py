"""Tables without an audit entry carry a digest that each save renews, and that old rows do not fit."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from caseapp.casework.commands.drafts import DiscardDraft, KeepDraft
from caseapp.casework.handlers import COMMANDS
from caseapp.domain.dates import Month
from caseapp.storage import local_seals
from caseapp.storage.rows import model_of, shape_of
from caseapp.storage.store import Store
from caseapp.storage.tables import Base, Closing, Preference, Residual, Tally, WaitingItem
from tests.storage.house import START, new_house


def faults(store: Store) -> list[str]:
    return list(map(str, local_seals.faults(store._driver())))


def test_every_table_is_covered_by_the_audit_or_by_a_digest_or_made_of_others() -> None:
    uncovered = {
        table.name for table in Base.metadata.sorted_tables if not shape_of(model_of(table.name)).audited
    }
    made_of_others = {
        "search_entries",
        "attachment_chunks",
    }  # held against the rows and hashes they belong to
    assert uncovered == local_seals.SEALED | local_seals.SUMMED | made_of_others | {"local_seals"}


def fill(store: Store) -> None:
    day = START.date()
    with store.write("test", None, START, audited=False) as unit:
        unit.put(Preference, name="language", value="en")
        unit.replace(Closing, [closing("2026-09")])
        unit.replace(Residual, [{"year": 2026, "figure": "people", "value": 3}])
        unit.insert(
            WaitingItem, purpose="health", kind="sexual_health", payload="{}", noted_on=day, until=day
        )
        for _ in range(3):
            unit.insert(Tally, month=str(Month.of(day)), kind="dental", for_whom="self")


def closing(month: str) -> dict[str, object]:
    names = ("last_contact", "last_contact_person", "last_need", "last_referral_step")
    return {"month": month, **dict.fromkeys(names, 1)}


def test_every_way_of_writing_renews_the_digest() -> None:
    house = new_house()
    store = house.store
    form = uuid4()
    for command in (KeepDraft(form, "contact", "{}"), KeepDraft(form, "contact", '{"a": 1}')):
        COMMANDS[KeepDraft](house, command)
        assert faults(store) == []
    fill(store)
    assert faults(store) == []
    with store.write("test", None, START, audited=False) as unit:
        unit.put(Preference, name="language", value="ro")
        unit.replace(Closing, [closing("2026-10")], month="2026-09")
        waiting, tally = ids(store, "waiting"), ids(store, "tallies")
        unit.change(WaitingItem, waiting[0], until=START.date() + timedelta(days=3))
        unit.erase(Tally, tally[:1])
        unit.change(Tally, tally[1], kind="housing")
    assert faults(store) == []
    COMMANDS[DiscardDraft](house, DiscardDraft(form))
    with store.write("test", None, START, audited=False) as unit:
        unit.erase(WaitingItem, waiting)
        unit.replace(Residual)
    assert faults(store) == []


def ids(store: Store, table: str) -> list[UUID]:
    connection = store._engine.pool.connect()
    return [
        UUID(hex=row_id) for (row_id,) in connection.cursor().execute(f"SELECT id FROM {table} ORDER BY id")
    ]


@pytest.mark.parametrize("table", sorted(local_seals.SEALED | local_seals.SUMMED))
def test_an_old_table_or_an_old_digest_is_noticed(table: str) -> None:
    house = new_house()
    COMMANDS[KeepDraft](house, KeepDraft(uuid4(), "contact", "{}"))
    fill(house.store)
    driver = house.store._driver()
    for spoil in (f"DELETE FROM {table}", f"DELETE FROM local_seals WHERE table_name = '{table}'"):
        driver.execute("SAVEPOINT before")
        driver.execute(spoil)
        (sentence,) = local_seals.faults(driver)
        assert "are not as they were last" in str(sentence)
        driver.execute("ROLLBACK TO before")
    assert faults(house.store) == []
