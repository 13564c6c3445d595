"""The measures every organisation starts with, and what everybody knows of them."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from caseapp.figures.specification import (
    NOT_SAID,
    Dimension,
    Measure,
    Relation,
    RelationKind,
    Specification,
    SpecificationError,
    checked,
    period_of,
)

AGE_BANDS = ("under_25", "25_34", "35_44", "45_over", NOT_SAID)
FOR_WHOM = (
    "self",
    "child_0_2",
    "child_3_5",
    "child_6_11",
    "child_12_17",
    "child_grown",
    "child_not_said",
    "household",
)
STAGES = (
    "offered",
    "made",
    "accompanied",
    "attended",
    "helped",
    "ended_by_her",
    "ended_by_service",
    "ended_by_us",
    "ended_not_available",
)
_WORDS = {
    "area/not_said": "area not said",
    "age/under_25": "under 25",
    "age/25_34": "25 to 34",
    "age/35_44": "35 to 44",
    "age/45_over": "45 and over",
    "age/not_said": "age not said",
    "mother/yes": "mothers",
    "mother/no": "not mothers",
    "mother/not_said": "motherhood not said",
    "for_whom/self": "for herself",
    "for_whom/child_0_2": "for a child of 0 to 2",
    "for_whom/child_3_5": "for a child of 3 to 5",
    "for_whom/child_6_11": "for a child of 6 to 11",
    "for_whom/child_12_17": "for a child of 12 to 17",
    "for_whom/child_grown": "for a grown child",
    "for_whom/child_not_said": "for a child, age not said",
    "for_whom/household": "for the household",
    "stage/ended_not_available": "ended, not available",
    "setting/not_said": "setting not said",
}


def first_specification(
    year: int,
    areas: Sequence[str],
    need_kinds: Sequence[str],
    *,
    settings: Sequence[str],
    channels: Sequence[str],
    service_kinds: Sequence[str] | None = None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    first_period: str | None = None,
) -> Specification:
    """The specification of an organisation's first year, from the wizard's answers.

    Args:
        year: calendar year.
        areas: codes of the areas that figures speak of; ``not_said`` is added where it is missing.
        need_kinds: codes of the published kinds of need (no sensitive kind: those are a measure of their
            own).
        settings: codes of work settings; ``not_said`` is added where it is missing.
        channels: codes of contact channels.
        service_kinds: codes of the kinds of service; the kinds of need where left out.
        labels: id of a dimension (area, need_kind, service_kind, setting, channel) -> code -> the
            organisation's word for it.
        first_period: first month that will be closed, ``YYYY-MM``; January where left out.

    Returns:
        Version 1.

    Raises:
        SpecificationError: see `checked`.
    """
    own = labels or {}
    area = _dimension("area", "Area", _with_not_said(areas), own)
    age = _dimension("age", "Age", AGE_BANDS, own)
    returning = _dimension("returning", "New or returning", ("new", "returning"), own)
    mother = _dimension("mother", "Mother", ("yes", "no", NOT_SAID), own)
    kind = _dimension("need_kind", "Kind of need", need_kinds, own, "any kind of need")
    for_whom = _dimension("for_whom", "For whom", FOR_WHOM, own, "for anyone")
    services = need_kinds if service_kinds is None else service_kinds
    service = _dimension("service_kind", "Kind of service", services, own, "any kind of service")
    stage = _dimension("stage", "Stage reached this month", STAGES, own, "any stage")
    setting = _dimension("setting", "Setting", _with_not_said(settings), own)
    channel = _dimension("channel", "Channel", channels, own)
    measures = (
        Measure(
            "people_reached",
            "People reached",
            "people",
            "People with whom a contact was made, or for whom any step happened, in the month. Each person "
            "once. Adults who said they may be counted.",
            (area, age, returning, mother),
            (
                ("area", "age"),
                ("area", "returning"),
                ("area", "mother"),
                ("age", "mother"),
                ("area",),
                ("age",),
                ("returning",),
                ("mother",),
                (),
            ),
        ),
        Measure(
            "needs_raised",
            "People with a need raised",
            "people",
            "People who raised a need of the kind in the month, for themselves, a child or the household. "
            "Each person once in each figure; a person may have several kinds, so kinds are not added up: "
            "see any.",
            (kind, area, for_whom),
            (("need_kind", "area"), ("need_kind", "for_whom"), ("need_kind",)),
        ),
        Measure(
            "referrals",
            "People with a referral that moved on",
            "people",
            "People with a referral to the kind of service that reached the stage in the month. Each person "
            "once in each figure; kinds and stages are not added up: see any.",
            (service, stage),
            (("service_kind", "stage"),),
        ),
        Measure(
            "contacts",
            "Contacts",
            "contacts",
            "People met, day by day, in the whole organisation. A known person counts on at most 4 days a "
            "month; people not identified are counted as they were met.",
            (setting, channel),
            (("setting", "channel"), ("setting",), ("channel",), ()),
        ),
    )
    return checked(
        Specification(1, year, first_period or period_of(year, 1), measures, tuple(_relations(measures)))
    )


def is_ours(specification: Specification) -> bool:
    """Whether this program builds a specification by itself from its codes and words.

    A list of tables that was written by somebody else could ask for tables and promise relations that give
    people away. (When the measures change, what this version built must go on being known to the end of the
    year for which it is fixed.)

    Args:
        specification: as it was read.
    """
    by_id = {each.id: each for measure in specification.measures for each in measure.dimensions}
    wanted = {"area", "need_kind", "service_kind", "setting", "channel"}
    if not wanted <= by_id.keys():
        return False
    own = {name: by_id[name] for name in wanted}
    try:
        built = first_specification(
            specification.year,
            own["area"].values,
            own["need_kind"].values,
            settings=own["setting"].values,
            channels=own["channel"].values,
            service_kinds=own["service_kind"].values,
            labels={name: dict(zip(each.values, each.words, strict=True)) for name, each in own.items()},
            first_period=specification.first_period,
        )
    except (SpecificationError, ValueError, TypeError):
        return False
    return replace(built, version=specification.version).text == specification.text


def _dimension(
    name: str,
    title: str,
    codes: Sequence[str],
    labels: Mapping[str, Mapping[str, str]],
    any_words: str = "",
) -> Dimension:
    own = labels.get(name, {})
    words = (own.get(code) or _WORDS.get(f"{name}/{code}") or code.replace("_", " ") for code in codes)
    # A word on one line: it stands in a cell of a table.
    plain = tuple(" ".join(word.split()) for word in words)
    return Dimension(name, title, tuple(codes), plain, multi=bool(any_words), any_words=any_words)


def _with_not_said(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(codes) if NOT_SAID in codes else (*codes, NOT_SAID)


def _relations(measures: Sequence[Measure]) -> Iterator[Relation]:
    reached = measures[0]
    for measure in measures[1:]:
        if measure.unit != reached.unit:
            continue
        yield Relation(
            RelationKind.WITHIN,
            f"{measure.title}: no more than {reached.title.lower()} in the same cell.",
            measure.id,
            other=reached.id,
        )
        several = [dimension for dimension in measure.dimensions if dimension.multi]
        for dimension in several:
            yield Relation(
                RelationKind.ANY,
                f"{measure.title}, {dimension.title.lower()}: each is at most any, any is at most their sum.",
                measure.id,
                dimension.id,
            )
        for dimension, other in itertools.permutations(several, 2):
            yield Relation(
                RelationKind.OVERLAP,
                f"{measure.title}: who counts twice under {dimension.title.lower()} within one value of "
                f"{other.title.lower()} also counts twice over all of them.",
                measure.id,
                dimension.id,
                other.id,
            )
