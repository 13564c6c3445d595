"""A house with its figures: cases in memory, a ledger in a folder, both with their chains."""

from collections.abc import Sequence
from pathlib import Path

from caseapp.casework.close_month import first_month
from caseapp.casework.house import House
from caseapp.casework.opening import house_of
from caseapp.figures.office import Office
from tests.figures.figures_tools import DRAW_KEY, SEED, new_ledger
from tests.storage.house import SLOT, Clock, new_store


def figured_house(folder: Path, clock: Clock, areas: Sequence[str] = ()) -> House:
    """A house whose months can be closed and published."""
    house = house_of(new_store(), SLOT, "Dana", clock, areas=areas)
    _connection, ledger = new_ledger(folder)
    house.figures = Office(
        ledger,
        house.now,
        "Dana",
        first_month=lambda: first_month(house),
        signing_seed=SEED,
        draw_key=DRAW_KEY,
    )
    return house
