"""What one release says, ready to be written; and the words of its codes."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseapp.figures.specification import ALL, ANY, Key, Measure, Specification

Labels = Mapping[str, Mapping[str, str]]
"""dimension id -> code -> what the organisation calls it."""

_WORDS: Labels = {
    "age": {"under_25": "under 25", "25_34": "25 to 34", "35_44": "35 to 44", "45_over": "45 and over"},
    "returning": {"new": "new", "returning": "returning"},
    "mother": {"yes": "mothers", "no": "not mothers"},
    "for_whom": {
        "self": "for herself",
        "child_0_2": "for a child of 0 to 2",
        "child_3_5": "for a child of 3 to 5",
        "child_6_11": "for a child of 6 to 11",
        "child_12_17": "for a child of 12 to 17",
        "child_grown": "for a grown child",
        "child_not_said": "for a child, age not said",
        "household": "for the household",
    },
    "stage": {
        "ended_by_her": "ended by her",
        "ended_by_service": "ended by the service",
        "ended_by_us": "ended by us",
        "ended_not_available": "ended: not available",
    },
}
_NOT_SAID = {
    "area": "area not said",
    "age": "age not said",
    "mother": "mother: not said",
    "setting": "setting not said",
}


@dataclass(frozen=True)
class Content:
    """One release, before it is files.

    Attributes:
        specification: of its year.
        period: ``YYYY-MM``.
        cells: measure id -> basis key -> shown number.
        before: measure id -> figure key -> shown sum over the earlier months of the year.
        previous: content digest of the release before, None for the first.
        labels: the organisation's words.
        fingerprint: of the signing key, or empty for a draft that is only attacked.
    """

    specification: Specification
    period: str
    cells: Mapping[str, Mapping[Key, int]]
    before: Mapping[str, Mapping[Key, int]]
    previous: str | None
    labels: Labels
    fingerprint: str

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Ids of all dimensions, each once: the columns between measure and value."""
        return tuple(
            dict.fromkeys(each.id for measure in self.specification.measures for each in measure.dimensions)
        )

    def columns(self, measure: Measure, key: Key) -> list[str]:
        """The codes of a cell under `dimensions`, empty where the measure has no such dimension."""
        codes = dict(zip((each.id for each in measure.dimensions), key, strict=True))
        return [codes.get(name, "") for name in self.dimensions]


def label(measure: Measure, key: Key, labels: Labels) -> str:
    """A figure in words, e.g. "People reached: Harbour, under 25".

    Args:
        measure: what is counted.
        key: figure or basis key.
        labels: the organisation's words; they go before the built-in ones.
    """
    words = []
    for dimension, code in zip(measure.dimensions, key, strict=True):
        if code == ANY:
            words.append(f"any {dimension.title.lower()}" if dimension.id != "for_whom" else "for anyone")
        elif code != ALL:
            words.append(word(dimension.id, code, labels))
    return f"{measure.title}: {', '.join(words)}" if words else measure.title


def word(dimension: str, code: str, labels: Labels) -> str:
    """One code in words.

    Args:
        dimension: id of its dimension.
        code: the code.
        labels: the organisation's words.
    """
    own = labels.get(dimension, {}).get(code)
    built_in = _WORDS.get(dimension, {}).get(code)
    if code == "not_said":
        built_in = _NOT_SAID.get(dimension, "not said")
    return " ".join((own or built_in or code.replace("_", " ")).split())
