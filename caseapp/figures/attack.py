"""Tries to learn more from the releases than is promised.

It reads release files only and knows nothing of the rounding.

Steps (the numbers of the method): 1 structure and 2 relations are `caseapp.figures.verify`'s checks; 3 the
closed form; 5 subtraction. The other steps are about what leaves the closed form, and nothing does.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caseapp.errors import KnownError
from caseapp.figures import verify
from caseapp.figures.verify import Cell, Release


class UnsafeError(KnownError):
    """The attack found something. Nothing leaves, and the month stays open."""

    code = "figures_unsafe"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the attack came to.

    Attributes:
        safe: whether nothing was found.
        found: what was, in sentences about released numbers only.
        narrowest: the narrowest interval left around a true month figure.
        figures: how many month figures of the release were tried.
        releases: how many earlier ones it was held against.
    """

    safe: bool
    found: tuple[str, ...]
    narrowest: tuple[int, int]
    figures: int
    releases: int


def attack(candidate: Mapping[str, bytes], earlier: Sequence[Mapping[str, bytes]]) -> Verdict:
    """Attack a release together with all earlier ones.

    Args:
        candidate: name -> bytes of its files; it need not be signed yet.
        earlier: the same of every earlier release, oldest first.

    Returns:
        The verdict.
    """
    try:
        releases = [Release("", dict(files)) for files in (*earlier, candidate)]
    except verify.MALFORMED as error:
        reason = (
            str(error) if isinstance(error, verify.MistakeError) else "a file has not the form of a release"
        )
        return Verdict(safe=False, found=(reason,), narrowest=(0, 0), figures=0, releases=len(earlier))
    # The earlier ones were attacked when they were candidates; what is new is this one, alone and beside
    # them.
    last = releases[-1]
    found: list[str] = list(last.structure())
    if not found:
        found += [
            *last.sums(),
            *last.relations(),
            *_subtraction(last),
            *_beside(releases),
            *_closed_form(releases),
        ]
    intervals = [] if found else [_interval(shown) for shown in last.figures.values()]
    return Verdict(
        safe=not found,
        found=tuple(found),
        narrowest=min(intervals, key=lambda ends: ends[1] - ends[0], default=(0, 0)),
        figures=len(last.figures),
        releases=len(earlier),
    )


def _interval(shown: int) -> tuple[int, int]:
    """What is left: the shown cells are a possible truth, and so is each step of up to 7 from them."""
    return max(0, shown - verify.WIDTH), shown + verify.WIDTH


def _closed_form(releases: Sequence[Release]) -> Iterator[str]:
    """The argument behind `_interval` holds only where everything released rests on the same promise."""
    for release in releases:
        policy = release.proof["policy"]
        if (policy["base"], policy["width"]) != (verify.BASE, verify.WIDTH):
            yield f"{release.period}: another rounding policy"
        if set(release.files) - {"signature"} != set(verify.FILES) - {"signature"}:
            yield f"{release.period}: a file whose numbers are not known to be sums of the cells"


def _subtraction(release: Release) -> Iterator[str]:
    """Two tables of the same people must have the same totals, or their difference is a group.

    All tables of a measure are summed to the margins they share. Values of a multi-valued dimension are
    compared each with itself and never summed.
    """
    for measure in release.measures.values():
        for one, other in itertools.combinations(measure["shapes"], 2):
            shared = set(one) & set(other)
            left, right = (_margin(release, measure, shape, shared) for shape in (one, other))
            for cell in left.keys() & right.keys():
                if left[cell] != right[cell]:
                    tables = " and ".join("/".join(shape) or "total" for shape in (one, other))
                    yield f"{' '.join(cell)}: the tables {tables} differ by {abs(left[cell] - right[cell])}"


def _margin(release: Release, measure: dict[str, Any], shape: list[str], kept: set[str]) -> dict[Cell, int]:
    """A table summed over its single-valued dimensions that are not kept."""
    margin: dict[Cell, int] = {}
    for cell in verify.cells(measure, shape):
        pairs = zip(measure["dimensions"], cell[1:], strict=True)
        codes = (code if each["id"] in kept or each["multi"] else "all" for each, code in pairs)
        folded = (cell[0], *codes)
        margin[folded] = margin.get(folded, 0) + release.figures[cell]
    return margin


def _beside(releases: Sequence[Release]) -> Iterator[str]:
    """The candidate against the months before: one release a month, sums of the year that add up."""
    last = releases[-1]
    if any(release.period >= last.period for release in releases[:-1]):
        yield f"{last.period}: not later than the releases before"
    before = releases[-2] if len(releases) > 1 and releases[-2].period[:4] == last.period[:4] else None
    yield from verify.year_sums(before, last)
    if before and before.proof["specification_digest"] != last.proof["specification_digest"]:
        yield f"{last.period}: other tables than {before.period} in the same year"
