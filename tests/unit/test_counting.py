"""The one privacy view against a slow and plain second counting."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.casework.counting import count_month
from caseapp.domain.consent import COUNT_POLICY
from caseapp.domain.dates import Month
from caseapp.errors import BugError
from caseapp.figures.cells import complete, figure_values
from caseapp.storage.tables import Preference
from tests.unit.random_store import MONTHS, START, RandomStore, empty_store, specification
from tests.unit.recount import Recount


def _months() -> list[Month]:
    months = [START]
    while len(months) < MONTHS:
        months.append(months[-1].next)
    return months


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), everybody=st.booleans())
def test_every_month_is_counted_as_the_rules_say(seed: int, everybody: bool) -> None:
    which = specification()
    with empty_store() as session:
        if everybody:
            session.add(Preference(name=COUNT_POLICY, value="not_declined"))
        store = RandomStore(session, seed)
        for month in _months():
            store.live_through(month)
            if month is not START:
                store.live_through(month)
            counted = {
                name: Counter(dict(cells))
                for name, cells in count_month(session, which, month).counts.items()
            }
            assert counted == Recount(session, which, month, everybody=everybody).count()
            store.close(month)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_truth_keeps_every_public_relation(seed: int) -> None:
    which = specification()
    with empty_store() as session:
        store = RandomStore(session, seed)
        for month in _months():
            store.live_through(month)
            whole = complete(which, count_month(session, which, month))
            figures = {each.id: figure_values(each, whole[each.id]) for each in which.measures}
            reached, needs, referrals = (
                figures["people_reached"],
                figures["needs_raised"],
                figures["referrals"],
            )
            kinds = which.measure("needs_raised").dimensions[0].values
            for area in which.measure("needs_raised").dimensions[1].values:
                assert needs["any", area, "any"] <= reached[area, "all", "all", "all"]
                parts = [needs[kind, area, "any"] for kind in kinds]
                assert max(parts) <= needs["any", area, "any"] <= sum(parts)
            for whom in which.measure("needs_raised").dimensions[2].cell_values:
                parts = [needs[kind, "all", whom] for kind in kinds]
                assert max(parts) <= needs["any", "all", whom] <= sum(parts)
            assert referrals["any", "any"] <= reached["all", "all", "all", "all"]
            store.close(month)


def test_a_closed_month_is_not_counted_again() -> None:
    which = specification()
    with empty_store() as session:
        store = RandomStore(session, 1)
        store.live_through(START)
        store.close(START)
        with pytest.raises(BugError):
            count_month(session, which, START)
