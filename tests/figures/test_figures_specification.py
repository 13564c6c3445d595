import itertools
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.errors import BugError
from caseapp.figures.cells import TrueMonth, complete, count_person, figure_values
from caseapp.figures.measures import first_specification
from caseapp.figures.rounding import relation_terms
from caseapp.figures.specification import (
    ALL,
    ANY,
    MOST_CELLS,
    Dimension,
    SpecificationError,
    checked,
    next_period,
    parse,
    parse_period,
)
from tests.figures.figures_tools import SMALL, random_month, specification


def test_the_text_is_canonical_and_reads_back() -> None:
    again = parse(SMALL.text)
    assert again == SMALL
    assert again.digest == SMALL.digest
    assert specification().digest == SMALL.digest
    assert specification(areas=4).digest != SMALL.digest


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version": "x"}', SMALL.text[:-40]])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(SpecificationError):
        parse(text)


@pytest.mark.parametrize("area", ["Harbour", "har bour", ALL, ANY, "", "a/b", "a" * 41])
def test_a_code_that_is_none_is_refused(area: str) -> None:
    with pytest.raises(SpecificationError):
        first_specification(2026, [area], ["health"], settings=["street"], channels=["phone"])


def test_a_value_twice_and_a_strange_first_month_are_refused() -> None:
    with pytest.raises(SpecificationError):
        first_specification(2026, ["x", "x"], ["health"], settings=["street"], channels=["phone"])
    with pytest.raises(SpecificationError, match="2026"):
        first_specification(
            2026, ["x"], ["health"], settings=["street"], channels=["phone"], first_period="2025-12"
        )


def test_too_many_cells_are_refused_with_a_way_out() -> None:
    many = [f"area_{number}" for number in range(MOST_CELLS // 30)]
    with pytest.raises(SpecificationError, match="Merge areas"):
        first_specification(2026, many, ["health"], settings=["street"], channels=["phone"])


def test_a_table_of_an_unknown_dimension_is_refused() -> None:
    contacts = replace(SMALL.measures[-1], shapes=(("area",),))
    with pytest.raises(SpecificationError, match="unknown dimensions"):
        checked(replace(SMALL, measures=(*SMALL.measures[:-1], contacts)))


def test_the_next_year_is_the_next_version_of_the_same_tables() -> None:
    after = SMALL.for_year(2027)
    assert (after.version, after.year, after.first_period) == (2, 2027, "2027-01")
    assert after.measures == SMALL.measures


def test_periods() -> None:
    assert next_period("2026-12") == "2027-01"
    assert parse_period("2026-02") == (2026, 2)
    assert [parse_period(text) for text in ("2026-13", "2026-1", "26-01", "x")] == [None] * 4


def test_words_of_the_organisation_go_before_built_in_ones() -> None:
    area, age = SMALL.measures[0].dimensions[:2]
    assert [area.word(code) for code in area.values] == [
        "The Harbour",
        "Station, north side",
        "old town",
        "area not said",
    ]
    assert age.word("25_34") == "25 to 34"
    assert SMALL.measure("needs_raised").dimensions[2].word(ANY) == "for anyone"


def test_every_figure_is_a_sum_of_basis_cells() -> None:
    for measure in SMALL.measures:
        assert len(set(measure.figures)) == len(measure.figures)
        for figure in measure.figures:
            assert set(measure.parts(figure)) <= set(measure.basis)


def test_no_multi_valued_dimension_is_ever_summed() -> None:
    for measure in SMALL.measures:
        several = [place for place, each in enumerate(measure.dimensions) if each.multi]
        assert not any(figure[place] == ALL for figure in measure.figures for place in several)


@given(
    people=st.lists(
        st.tuples(
            st.sampled_from(SMALL.measures[0].dimensions[0].values),
            st.sets(
                st.tuples(
                    st.sampled_from(SMALL.measure("needs_raised").dimensions[0].values),
                    st.sampled_from(SMALL.measure("needs_raised").dimensions[2].values),
                ),
                max_size=4,
            ),
        ),
        max_size=12,
    )
)
@settings(max_examples=50, deadline=None)
def test_counting_people_one_by_one_is_counting_sets(people: list[tuple[str, set[tuple[str, str]]]]) -> None:
    measure = SMALL.measure("needs_raised")
    counts: Counter[tuple[str, ...]] = Counter()
    for area, pairs in people:
        count_person(counts, measure, {"area": area}, pairs)
    for kind, area, whom in measure.basis:
        assert counts[kind, area, whom] == sum(
            area == own and any(kind in {k, ANY} and whom in {w, ANY} for k, w in pairs)
            for own, pairs in people
        )


@given(seed=st.integers(0, 10**6), people=st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_every_public_relation_is_true_of_people(seed: int, people: int) -> None:
    truth = complete(SMALL, random_month(random.Random(seed), people))
    for relation in SMALL.relations:
        for terms in relation_terms(SMALL, relation):
            assert sum(sign * truth[name][key] for sign, name, key in terms) <= 0


def test_the_overlap_relation_excludes_what_cannot_be() -> None:
    """Two people with different needs, both for themselves, are two people with a need for themselves."""
    measure = SMALL.measure("needs_raised")
    impossible = dict.fromkeys(measure.basis, 0)
    for kind, whom in itertools.product(("health", "school", ANY), ("self", ANY)):
        impossible[kind, "harbour", whom] = 5
    impossible[ANY, "harbour", ANY] = 10
    kept: dict[tuple[str, str], bool] = {}
    for relation in SMALL.relations:
        if relation.measure == measure.id and relation.kind != "within":
            kept[relation.kind, relation.dimension] = all(
                sum(sign * impossible[key] for sign, _, key in terms) <= 0
                for terms in relation_terms(SMALL, relation)
            )
    assert kept["any", "need_kind"]
    assert not kept["overlap", "need_kind"]


def test_counts_that_cannot_be_are_bugs_and_name_no_number() -> None:
    impossible: tuple[dict[str, dict[tuple[str, ...], int]], ...] = (
        {"people": {}},
        {"contacts": {("street", "pigeon"): 987_654}},
        {"contacts": {("street", "phone"): -987_654}},
    )
    for counts in impossible:
        month = TrueMonth("2026-01", counts)
        with pytest.raises(BugError) as caught:
            complete(SMALL, month)
        assert "987654" not in str(caught.value)
        assert "987654" not in repr(month)


def test_figures_are_margins() -> None:
    measure = SMALL.measures[0]
    cells = {key: number for number, key in enumerate(measure.basis)}
    figures = figure_values(measure, cells)
    assert figures[ALL, ALL, ALL, ALL] == sum(cells.values())
    assert figures["harbour", ALL, "new", ALL] == sum(
        value for key, value in cells.items() if key[0] == "harbour" and key[2] == "new"
    )


def test_a_dimension_needs_a_word_for_each_value() -> None:
    wrong = Dimension("area", "Area", ("x", "y"), ("X",))
    contacts = replace(SMALL.measures[-1], dimensions=(wrong,), shapes=((),))
    with pytest.raises(SpecificationError):
        checked(replace(SMALL, measures=(contacts,), relations=()))
