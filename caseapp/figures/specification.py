"""Which figures are published: measures, dimensions, tables and public relations, fixed once for a year.

A specification is data. It is written into the ledger before the first closing of a year, and no table
appears, disappears or coarsens within that year, because such a decision would read the truth and so tell of
it.
"""

import hashlib
import itertools
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from caseapp.errors import KnownError

ALL = "all"
"""Stands for the sum over a single-valued dimension."""
ANY = "any"
"""A value of its own of every multi-valued dimension: people with at least one of its values."""
NOT_SAID = "not_said"
MOST_CELLS = 5_000
"""Above this a measure has to be split into two with different names and no common total."""

Key = tuple[str, ...]
"""One code per dimension of a measure, in the order of its dimensions."""

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class SpecificationError(KnownError):
    """A specification that cannot be used."""

    code = "figures_specification"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way of dividing people.

    Attributes:
        id: its code, a column of the release.
        title: what it is called.
        values: the codes, in the order in which they are shown; all that *can* occur, whether or not it did.
        multi: whether a person may have several values in a month. Such values are never totalled.
        words: what each value is called, in the same order; figures are published with these words all year.
        any_words: what "any" is called, for a multi-valued one.
    """

    id: str
    title: str
    values: tuple[str, ...]
    words: tuple[str, ...]
    multi: bool = False
    any_words: str = ""

    @property
    def cell_values(self) -> tuple[str, ...]:
        """The codes a basis cell can carry here."""
        return (*self.values, ANY) if self.multi else self.values

    def word(self, code: str) -> str:
        """What a code is called."""
        return {ALL: "all", ANY: self.any_words}.get(code) or self.words[self.values.index(code)]

    @property
    def folded(self) -> str:
        """The code that stands in a table which does not show this dimension."""
        return ANY if self.multi else ALL


@dataclass(frozen=True)
class Measure:
    """What is counted, at which crossing, and which tables of it are published.

    Attributes:
        id: its code.
        title: what it is called.
        unit: what one is one of: ``people`` (each once a cell and month) or ``contacts``.
        definition: the rule of counting, in a sentence a reader of the release understands.
        dimensions: the basis is their crossing, values of multi-valued ones with "any".
        shapes: the published tables, each by the ids of its dimensions; the empty one is the total.
    """

    id: str
    title: str
    unit: str
    definition: str
    dimensions: tuple[Dimension, ...]
    shapes: tuple[tuple[str, ...], ...]

    @cached_property
    def basis(self) -> tuple[Key, ...]:
        """Keys of all basis cells, in a fixed order."""
        return tuple(itertools.product(*(dimension.cell_values for dimension in self.dimensions)))

    @cached_property
    def figures(self) -> tuple[Key, ...]:
        """Keys of all published figures, each once, in a fixed order."""
        return tuple(dict.fromkeys(key for shape in self.shapes for key in self.table(shape)))

    def table(self, shape: Sequence[str]) -> Iterator[Key]:
        """Keys of one published table.

        Args:
            shape: ids of the dimensions it shows.

        Yields:
            One key per cell; the dimensions not shown carry "all" or "any".
        """
        return itertools.product(
            *(
                dimension.cell_values if dimension.id in shape else (dimension.folded,)
                for dimension in self.dimensions
            )
        )

    @cached_property
    def sums(self) -> dict[Key, tuple[Key, ...]]:
        """Every published figure with the basis cells it is the sum of."""
        return {figure: tuple(self.parts(figure)) for figure in self.figures}

    def parts(self, figure: Key) -> Iterator[Key]:
        """The basis cells whose sum a figure is."""
        return itertools.product(
            *(
                dimension.values if code == ALL else (code,)
                for dimension, code in zip(self.dimensions, figure, strict=True)
            )
        )


class RelationKind(StrEnum):
    """The three forms of what everybody knows about the true counts."""

    WITHIN = "within"
    ANY = "any"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Relation:
    """One thing everybody knows about the true counts; the shown ones keep it as well.

    Attributes:
        kind: ``within``: figures of `measure` with "any" in all its multi-valued dimensions are at most the
            figure of `other` in the same cell. ``any``: along `dimension`, each value <= any <= sum of the
            values. ``overlap``: along `dimension`, for each value of `other`: (sum of the values) - any is at
            most what it is for any of `other`.
        sentence: the same for a reader.
        measure: the measure it is about.
        dimension: a multi-valued dimension, or empty.
        other: a measure (``within``) or a second multi-valued dimension (``overlap``), or empty.
    """

    kind: RelationKind
    sentence: str
    measure: str
    dimension: str = ""
    other: str = ""


@dataclass(frozen=True)
class Specification:
    """Everything that decides what a year of releases looks like.

    Attributes:
        version: 1 for the first year, and one more for each after it.
        year: the calendar year it holds for.
        first_period: the first month of that year that is closed, ``YYYY-MM``.
        measures: in the order in which they are rounded: a measure stands after the ones it is related to.
        relations: what everybody knows.
    """

    version: int
    year: int
    first_period: str
    measures: tuple[Measure, ...]
    relations: tuple[Relation, ...]

    @cached_property
    def text(self) -> str:
        """Canonical JSON: the same specification is the same text."""
        return json.dumps(self.as_data(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def measure(self, measure_id: str) -> Measure:
        """The measure of that id."""
        return next(measure for measure in self.measures if measure.id == measure_id)

    def as_data(self) -> dict[str, Any]:
        """The specification as JSON values, as it also stands in a release."""
        return {
            "version": self.version,
            "year": self.year,
            "first_period": self.first_period,
            "measures": [
                {
                    "id": measure.id,
                    "title": measure.title,
                    "unit": measure.unit,
                    "definition": measure.definition,
                    "dimensions": [
                        {
                            "id": each.id,
                            "title": each.title,
                            "values": list(each.values),
                            "words": list(each.words),
                            "multi": each.multi,
                            "any_words": each.any_words,
                        }
                        for each in measure.dimensions
                    ],
                    "shapes": [list(shape) for shape in measure.shapes],
                }
                for measure in self.measures
            ],
            "relations": [
                {
                    "kind": str(relation.kind),
                    "sentence": relation.sentence,
                    "measure": relation.measure,
                    "dimension": relation.dimension,
                    "other": relation.other,
                }
                for relation in self.relations
            ],
        }

    def for_year(self, year: int) -> "Specification":
        """The same tables for a later year, as the next version.

        Args:
            year: a year after this one's.
        """
        return checked(
            replace(self, version=self.version + year - self.year, year=year, first_period=period_of(year, 1))
        )


@lru_cache(maxsize=16)
def parse(text: str) -> Specification:
    """Read a specification back from its canonical text.

    Args:
        text: what `Specification.text` wrote.

    Raises:
        SpecificationError: the text is not one.
    """
    try:
        data = json.loads(text)
        return checked(
            Specification(
                version=int(data["version"]),
                year=int(data["year"]),
                first_period=str(data["first_period"]),
                measures=tuple(
                    Measure(
                        id=each["id"],
                        title=each["title"],
                        unit=each["unit"],
                        definition=each["definition"],
                        dimensions=tuple(
                            Dimension(
                                one["id"],
                                one["title"],
                                tuple(one["values"]),
                                tuple(one["words"]),
                                multi=one["multi"],
                                any_words=one["any_words"],
                            )
                            for one in each["dimensions"]
                        ),
                        shapes=tuple(tuple(shape) for shape in each["shapes"]),
                    )
                    for each in data["measures"]
                ),
                relations=tuple(
                    Relation(
                        kind=RelationKind(each["kind"]),
                        sentence=each["sentence"],
                        measure=each["measure"],
                        dimension=each["dimension"],
                        other=each["other"],
                    )
                    for each in data["relations"]
                ),
            )
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SpecificationError("The list of published figures cannot be read.") from error


def checked(specification: Specification) -> Specification:
    """Refuse a specification that could not be kept.

    Args:
        specification: a draft.

    Returns:
        The same specification.

    Raises:
        SpecificationError: a code that is no code, a value twice, an unknown dimension, too many cells.
    """
    if not parse_period(specification.first_period) or specification.first_period[:4] != str(
        specification.year
    ):
        raise SpecificationError(
            "The first month of the year {year} is not one of it.", year=specification.year
        )
    for measure in specification.measures:
        ids = [dimension.id for dimension in measure.dimensions]
        for dimension in measure.dimensions:
            _check_codes(dimension)
        if len(set(ids)) != len(ids) or any(name not in ids for shape in measure.shapes for name in shape):
            raise SpecificationError("The tables of {measure} name unknown dimensions.", measure=measure.id)
        # Multiplied, not made: a list of tables from elsewhere could ask for more than any memory holds.
        size = math.prod(len(dimension.cell_values) for dimension in measure.dimensions)
        if size > MOST_CELLS:
            raise SpecificationError(
                "{measure} would have {cells} cells; more than {most} cannot be protected at once. "
                "Merge areas or kinds, or split it into two measures.",
                measure=measure.title,
                cells=size,
                most=MOST_CELLS,
            )
    return specification


def _check_codes(dimension: Dimension) -> None:
    wrong = [code for code in dimension.values if not _CODE.fullmatch(code) or code in {ALL, ANY}]
    different = len(set(dimension.values)) == len(dimension.values) == len(dimension.words)
    if wrong or not different or not dimension.values:
        raise SpecificationError(
            'The values of "{dimension}" must be different codes of small letters, digits, _ and -.',
            dimension=dimension.title,
        )


def period_of(year: int, month: int) -> str:
    """A month as ``YYYY-MM``."""
    return f"{year:04d}-{month:02d}"


def parse_period(period: str) -> tuple[int, int] | None:
    """Year and month of ``YYYY-MM``, or None where it is not one."""
    match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", period)
    return (int(match[1]), int(match[2])) if match else None


def next_period(period: str) -> str:
    """The month after ``YYYY-MM``."""
    year, month = int(period[:4]), int(period[5:])
    return period_of(year + month // 12, month % 12 + 1)
