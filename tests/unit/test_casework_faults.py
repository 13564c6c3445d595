"""Whatever statement fails inside a save, all of it is rolled back and the next save goes through."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from caseapp.casework.commands.contact import NextStep, UndoContact
from caseapp.casework.commands.drafts import KeepDraft
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.person import Child, ChildBand, Mother, PersonFacts
from caseapp.domain.referral import Step, StepFacts
from caseapp.storage import tables as t
from caseapp.storage import unit_of_work
from caseapp.storage.engine import driver_of
from tests.unit.casework_tools import HEALTH, HOUSING, SCHOOL, World, referral


class DiskError(Exception):
    """Stands for a disk that fails."""


class Counted:
    """A driver's connection that counts what is said to it directly."""

    def __init__(self, driver: Any, count: Callable[[], None]) -> None:  # noqa: ANN401 - it has no common type
        self._driver, self._count = driver, count

    def execute(self, *arguments: object) -> object:
        self._count()
        return self._driver.execute(*arguments)

    def executemany(self, *arguments: object) -> object:
        self._count()
        return self._driver.executemany(*arguments)


@contextmanager
def failing_at(world: World, number: int) -> Iterator[list[int]]:
    """Let the statement of a number fail; yields a list that holds how many were run."""
    engine = world.house.store._engine
    run = [0]

    def count(*_: object) -> None:
        run[0] += 1
        if run[0] == number:
            raise DiskError

    event.listen(engine, "before_cursor_execute", count)
    try:
        with patch.object(unit_of_work, "driver_of", lambda one: Counted(driver_of(one), count)):
            yield run
    finally:
        event.remove(engine, "before_cursor_execute", count)


def everything(world: World) -> dict[str, list[Any]]:
    """All rows of all tables, and where the audit stands."""
    with world.house.store.read() as session:
        connection = session.connection()
        rows = {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in t.Base.metadata.sorted_tables
        }
        rows["audit"] = list(connection.exec_driver_sql("SELECT max(counter) FROM audit_entry").all())
        rows["index"] = list(connection.exec_driver_sql("SELECT count(*) FROM search_index_docsize").all())
    return rows


def log(world: World, person: UUID, draft: UUID) -> None:
    new = PersonFacts(alias="Tee", mother=Mother.YES, children=(Child(ChildBand.BABY),))
    steps = (StepFacts(Step.OFFERED, world.today),)
    world.log(
        world.part(
            person,
            HOUSING,
            SCHOOL,
            note="tea",
            referrals=(referral(need_index=0, steps=steps),),
            next_steps=(NextStep("call", world.today),),
            consents=(world.said(Purpose.HEALTH),),
        ),
        world.part(None, HEALTH, new=new, consents=(world.said(Purpose.KEEP),)),
        world.part(None, new=PersonFacts(alias="Bee")),
        topics=("health",),
        supplies=(("food", 1),),
        draft_id=draft,
    )


def withdraw(world: World, person: UUID, _draft: UUID) -> None:
    world.consent(person, Purpose.KEEP, Answer.WITHDRAWN)


def undo(world: World, _person: UUID, draft: UUID) -> None:
    world.do(UndoContact(draft))


@pytest.mark.parametrize(
    ("act", "logged"), [(log, False), (withdraw, True), (undo, True)], ids=["log", "withdraw", "undo"]
)
def test_a_failure_at_any_statement_leaves_everything_as_it_was(
    act: Callable[[World, UUID, UUID], None], logged: bool
) -> None:
    world, draft = World(), uuid4()
    person = world.person()
    world.log(world.part(person, HEALTH, note="earlier"))
    world.do(KeepDraft(draft, "contact", '{"note": "tea"}'))
    if logged:
        world.log(world.part(person, HOUSING, note="tea"), draft_id=draft)
    before = everything(world)
    number = 0
    while True:
        number += 1
        with failing_at(world, number) as run:
            try:
                act(world, person, draft)
            except DiskError:
                pass
            else:
                break
        assert everything(world) == before, number
        assert world.findings() == [], number
    assert run[0] >= 20
    assert everything(world) != before
    assert world.findings() == []
