"""Tries to learn more from the releases than is promised. It reads release files only and knows nothing of the rounding.

Steps (the numbers of the method): 1 structure and 2 relations are `caseapp.figures.verify`'s checks; 3 the closed form;
5 subtraction. The other steps are about what leaves the closed form, and nothing does.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseapp.errors import KnownError
from caseapp.figures import verify
from caseapp.figures.verify import Measure, Release, Row


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
    found: list[str] = []
    releases = []
    for files in (*earlier, candidate):
        release, problems = verify.parse("", dict(files))
        if release is None:
            found += problems
        else:
            releases.append(release)
    if found:
        return Verdict(safe=False, found=tuple(found), narrowest=(0, 0), figures=0, releases=len(earlier))
    last = releases[-1]
    # The earlier ones were attacked when they were candidates; what is new is this one, alone and beside them.
    for check in (verify.structure, verify.sums, verify.relations, _subtraction):
        found += check(last)
    found += _beside(releases)
    intervals = [] if found else [_interval(shown) for shown in last.figures.values()]
    narrowest = min(intervals, key=lambda ends: ends[1] - ends[0], default=(0, 0))
    found += _closed_form(releases)
    return Verdict(
        safe=not found,
        found=tuple(found),
        narrowest=narrowest,
        figures=len(last.figures),
        releases=len(releases) - 1,
    )


def _interval(shown: int) -> tuple[int, int]:
    """What is left around a truth: the shown cells are a possible truth, and so is every step of up to 7 from them."""
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
    """Every pair of published tables of the same people must have the same totals, or their difference is a group.

    All tables of a measure are summed to all margins they share; values of a multi-valued dimension are compared
    each with itself, never summed.
    """
    for measure in release.proof["specification"]["measures"]:
        for one, other in itertools.combinations(measure["shapes"], 2):
            shared = [name for name in one if name in other]
            left, right = (_margin(release, measure, shape, shared) for shape in (one, other))
            for codes in left.keys() & right.keys():
                if left[codes] != right[codes]:
                    yield (
                        f"{measure['id']} {' '.join(codes)}: the tables by {' and '.join(one) or 'nothing'} and by "
                        f"{' and '.join(other) or 'nothing'} differ by {abs(left[codes] - right[codes])}"
                    )


def _margin(release: Release, measure: Measure, shape: list[str], kept: list[str]) -> dict[Row, int]:
    """A table summed over its single-valued dimensions that are not kept; multi-valued ones go by "any"."""
    margin: dict[Row, int] = {}
    for codes in verify.cells(measure, shape):
        folded = []
        for each, code in zip(measure["dimensions"], codes, strict=True):
            if each["id"] in kept:
                folded.append(code)
            elif each["multi"]:
                folded.append(code)
            else:
                folded.append("all")
        if all(
            code == "any"
            for each, code in zip(measure["dimensions"], folded, strict=True)
            if each["multi"] and each["id"] not in kept
        ):
            key = tuple(folded)
            margin[key] = margin.get(key, 0) + release.figures[verify.row_of(release, measure, codes)]
    return margin


def _beside(releases: Sequence[Release]) -> Iterator[str]:
    """The candidate against the months before: one release a month, and sums of the year that give nothing away."""
    last = releases[-1]
    if any(release.period >= last.period for release in releases[:-1]):
        yield f"{last.period}: not later than the releases before"
    before = releases[-2] if len(releases) > 1 and releases[-2].period[:4] == last.period[:4] else None
    yield from verify.year_sums(before, last)
    if before and before.proof["specification_digest"] != last.proof["specification_digest"]:
        yield f"{last.period}: other tables than {before.period} in the same year"
