"""Months of the invented organisation: shown figures near the truth, and no true number in figures.db."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseapp.casework.close_month import Closer, specification_for
from caseapp.casework.counting import count_month
from caseapp.casework.demo import words
from caseapp.casework.demo.make import Size, make_demo, publish_all
from caseapp.casework.house import House
from caseapp.domain.dates import Month
from caseapp.figures.cells import figure_values
from caseapp.figures.ledger import Ledger
from caseapp.figures.writers import signature
from caseapp.storage.tables import Contact
from caseapp.vault import connect
from tests.figures import long_demo
from tests.figures.figures_tools import STORE_KEY, everything
from tests.storage.house import Clock
from tests.unit.figured_house import figured_house

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
PLANTED = (7213, 4391, 1867)
"""Numbers no protected figure can be: no multiples of 5."""


def test_figures_of_a_year_are_near_the_truth_and_keep_what_everybody_knows(tmp_path: Path) -> None:
    found = long_demo.run(12, tmp_path)
    assert found.months == 12
    assert found.largest <= long_demo.MOST
    assert found.within_mostly > 0.9
    assert found.broken == []


def test_the_check_of_relations_can_fail(tmp_path: Path) -> None:
    house = figured_house(tmp_path, Clock(NOW), words.AREAS)
    ledger: Ledger = house.figures.ledger
    with house.reading() as session:
        which = specification_for(session, ledger, Month(2026, 10))
        counted = count_month(session, which, Month(2026, 10))
    figures = {
        each.id: figure_values(each, {key: counted.counts[each.id].get(key, 0) for key in each.basis})
        for each in which.measures
    }
    assert list(long_demo.broken_relations(which, figures)) == []
    figures["needs_raised"]["health", "all", "any"] = 5
    assert list(long_demo.broken_relations(which, figures))


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = figured_house(tmp_path, Clock(NOW), words.AREAS)
    make_demo(made, Size(people=40, contacts=200, months=3, open_months=True))
    with made.writing("test.plant") as unit:
        for number, (channel, setting) in enumerate(
            (("in_person", "street"), ("drop_in", "bar_club"), ("in_person", "hotel"))
        ):
            day = datetime(2026, 10, 4 + number, 12)  # noqa: DTZ001 - stored times are naive UTC
            unit.insert(
                Contact,
                on_date=day.date(),
                at_utc=day,
                offset_minutes=0,
                channel=channel,
                setting=setting,
                reached="yes",
                unidentified=PLANTED[number],
            )
    return made


def test_no_true_number_is_in_what_a_manager_can_open(house: House, tmp_path: Path) -> None:
    ledger: Ledger = house.figures.ledger
    with house.reading() as session:
        which = specification_for(session, ledger, Month(2026, 9))
        true_october = count_month(session, which, Month(2026, 10)).counts["contacts"]
    assert any(number >= max(PLANTED) for number in true_october.values()), "it was counted"
    with Closer(house) as closer:
        closer.close("2026-09")
        closer.close("2026-10")
    publish_all(house)
    connection = connect(tmp_path / "figures.db", STORE_KEY)
    try:
        cells = list(connection.execute("SELECT measure, period, key, value FROM cell"))
        values = list(everything(connection))
        values += [
            file for release in ledger.releases() for file in signature.unpack(release.content).values()
        ]
    finally:
        connection.close()
    assert cells
    assert all(value % 5 == 0 for *_, value in cells)
    near = [value for *_, value in cells if any(abs(value - planted) < 150 for planted in PLANTED)]
    assert len(near) >= 3, "the planted numbers are there, rounded"
    exact = {number for number in true_october.values() if number > 1000 and number % 5}
    assert exact
    for value in values:
        texts = value if isinstance(value, bytes) else str(value).encode()
        for number in exact:
            # Between other digits and letters it is part of a digest, not a number.
            assert not re.search(rb"(?<![0-9a-f])%d(?![0-9a-f])" % number, texts)
