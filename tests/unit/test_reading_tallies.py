"""What was noted without a person is shown as numbers of a month, whichever way it was noted."""

from dataclasses import replace

from caseapp.casework.commands.contact import NewNeed
from caseapp.casework.commands.waiting import SettleWaiting
from caseapp.casework.queries.waiting import Tallies, TallyRow
from caseapp.domain.need import ForWhom
from tests.unit.casework_tools import HEALTH, HOUSING, SCHOOL, World


def test_every_way_of_noting_without_her_is_there() -> None:
    world = World()
    assert world.ask(Tallies()) == ()
    person = world.person()
    part = replace(world.part(person), needs=(NewNeed(HOUSING, anonymous=True), NewNeed(HEALTH)))
    saved = world.log(part)
    world.do(SettleWaiting(saved.waiting[0].waiting_id, anonymous=True))
    world.clock.move(days=31)
    for _ in range(2):
        world.log(replace(world.part(person), needs=(NewNeed(SCHOOL, anonymous=True),)))
    assert world.ask(Tallies()) == (
        TallyRow("2026-12", "school_costs", ForWhom.CHILD, 2),
        TallyRow("2026-11", "housing", ForWhom.SELF, 1),
        TallyRow("2026-11", "sexual_health", ForWhom.SELF, 1),
    )
