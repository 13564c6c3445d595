"""True counts of one month, on their way from casework to the rounding. They are never stored or logged."""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from caseapp.errors import BugError
from caseapp.figures.specification import ANY, Key, Measure, Specification

Cells = dict[Key, int]
"""Basis cells of one measure: key -> count."""


@dataclass(frozen=True, slots=True)
class TrueMonth:
    """What was counted in one month.

    Attributes:
        period: ``YYYY-MM``.
        counts: measure id -> basis key -> number. Left-out keys are 0. Not shown in a traceback.
    """

    period: str
    counts: Mapping[str, Mapping[Key, int]] = field(repr=False)


def count_person(
    counts: Counter[Key], measure: Measure, single: Mapping[str, str], several: Iterable[tuple[str, ...]] = ()
) -> None:
    """Count one person in every basis cell of a measure that she belongs to, once each.

    Args:
        counts: the basis cells so far; changed.
        measure: what is counted.
        single: id -> code of each single-valued dimension.
        several: for a measure with multi-valued dimensions: the combinations of values that hold for her, in
            the order of these dimensions, e.g. {("housing", "self"), ("health", "child_0_2")}. "any" is added
            here.
    """
    combinations: set[tuple[str, ...]] = {
        mixed for values in several for mixed in itertools.product(*((value, ANY) for value in values))
    }
    if not any(dimension.multi for dimension in measure.dimensions):
        combinations = {()}
    for values in combinations:
        rest = iter(values)
        counts[tuple(next(rest) if each.multi else single[each.id] for each in measure.dimensions)] += 1


def complete(specification: Specification, month: TrueMonth) -> dict[str, Cells]:
    """All basis cells of all measures, zeros written out.

    Args:
        specification: which measures and cells there are.
        month: what was counted.

    Returns:
        measure id -> basis key -> number, in the order of the specification.

    Raises:
        BugError: a measure or cell that the specification does not have, or a number below 0. The number is
            not named.
    """
    known = {measure.id for measure in specification.measures}
    if unknown := set(month.counts) - known:
        raise BugError(f"counted a measure that is not published: {sorted(unknown)}")
    whole: dict[str, Cells] = {}
    for measure in specification.measures:
        given = month.counts.get(measure.id, {})
        if strange := set(given) - set(measure.basis):
            raise BugError(f"counted cells of {measure.id} that cannot occur: {sorted(strange)[:3]}")
        whole[measure.id] = {key: int(given.get(key, 0)) for key in measure.basis}
        if any(number < 0 for number in whole[measure.id].values()):
            raise BugError(f"a count of {measure.id} is below zero")
    return whole


def figure_values(measure: Measure, cells: Mapping[Key, int]) -> Cells:
    """The published figures of a measure, each the sum of its basis cells.

    Args:
        measure: what is published.
        cells: basis key -> number, complete.

    Returns:
        figure key -> number.
    """
    return {figure: sum([cells[part] for part in parts]) for figure, parts in measure.sums.items()}
