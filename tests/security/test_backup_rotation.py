"""What is kept of the backups, over time and whatever the clock says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.vault.rotation import MONTHS, SESSIONS, WEEKS, Candidate, kept

START = datetime(2026, 1, 5, 9, tzinfo=UTC)

_moments = st.integers(0, 12 * 365 * 24 * 60).map(
    lambda n: datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
_candidates = st.lists(
    st.builds(
        Candidate,
        name=st.uuids().map(str),
        made=_moments,
        session=st.sampled_from([f"session {n}" for n in range(12)]),
        good=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda one: one.name,
)


def by_hand(candidates: list[Candidate]) -> set[str]:
    """The rule said another way: a set stays if few enough groups hold a newer one, and none of its own."""
    stay = set()
    for one in candidates:
        newer = [other for other in candidates if (other.made, other.name) > (one.made, one.name)]
        for group, most in (
            (lambda each: each.session, SESSIONS),
            (lambda each: each.made.strftime("%G-%V"), WEEKS),
            (lambda each: each.made.strftime("%Y-%m"), MONTHS),
        ):
            groups = {group(other) for other in newer}
            if group(one) not in groups and len(groups) < most:
                stay.add(one.name)
    return stay


@pytest.mark.parametrize("per_day", [1, 3])
def test_400_days_leave_exactly_what_the_rule_says(per_day: int) -> None:
    there: list[Candidate] = []
    every: list[Candidate] = []
    for day in range(400):
        if day % 7 >= 5 or 180 <= day < 201:  # no work at the weekend and on holiday
            continue
        for session in range(per_day):
            for again in range(2):
                made = START + timedelta(days=day, hours=3 * session + again)
                one = Candidate(f"{made:%Y%m%dT%H%M%SZ}", made, f"{day} {session}", good=True)
                there.append(one)
                every.append(one)
                stay = kept(there, made)
                assert one.name in stay
                assert stay == by_hand(there)
                there = [each for each in there if each.name in stay]
        sessions = {each.session: each.name for each in every}
        assert set(list(sessions.values())[-SESSIONS:]) <= {each.name for each in there}
        for form, most in (("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
            newest = {each.made.strftime(form): each.name for each in every}
            assert set(list(newest.values())[-most:]) <= {each.name for each in there}
    assert len(there) <= SESSIONS + WEEKS + MONTHS


@given(_candidates, _moments)
def test_a_good_one_always_stays_and_is_the_newest(candidates: list[Candidate], now: datetime) -> None:
    stay = kept(candidates, now)
    good = [one for one in candidates if one.good]
    assert bool(good) <= any(one.name in stay for one in good)
    believed = [one for one in good if one.made <= now + timedelta(days=1)]
    if believed:
        assert max(believed, key=lambda one: (one.made, one.name)).name in stay


@given(_candidates, _moments)
def test_broken_ones_and_ones_from_the_future_displace_nothing(
    candidates: list[Candidate], now: datetime
) -> None:
    fit = [one for one in candidates if one.good and one.made <= now]
    others = [one for one in candidates if not (one.good and one.made <= now + timedelta(days=1))]
    assert kept(fit, now) <= kept(fit + others, now)


@given(_candidates, _moments)
def test_what_is_kept_once_is_kept_when_asked_again(candidates: list[Candidate], now: datetime) -> None:
    stay = kept(candidates, now)
    assert kept([one for one in candidates if one.name in stay], now) == stay


@given(_candidates)
def test_the_rule_by_hand_agrees(candidates: list[Candidate]) -> None:
    good = [one for one in candidates if one.good]
    assert kept(good, datetime(2032, 1, 1, tzinfo=UTC)) == by_hand(good)
