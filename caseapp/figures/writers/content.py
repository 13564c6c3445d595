"""What one release says, ready to be written."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseapp.figures.specification import ALL, Key, Measure, Specification
from caseapp.vault.signing_handover import Handover


@dataclass(frozen=True)
class Content:
    """One release, before it is files.

    Attributes:
        specification: of its year.
        period: ``YYYY-MM``.
        cells: measure id -> basis key -> shown number.
        before: measure id -> figure key -> shown sum over the earlier months of the year.
        previous: content digest of the release before, None for the first.
        fingerprint: of the signing key, or empty for a draft that is only attacked.
        handovers: of the keys that signed before it, oldest first.
    """

    specification: Specification
    period: str
    cells: Mapping[str, Mapping[Key, int]]
    before: Mapping[str, Mapping[Key, int]]
    previous: str | None
    fingerprint: str
    handovers: tuple[Handover, ...] = ()

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


def label(measure: Measure, key: Key) -> str:
    """A figure in words, e.g. "People reached: Harbour, under 25".

    Args:
        measure: what is counted.
        key: figure or basis key.
    """
    pairs = zip(measure.dimensions, key, strict=True)
    words = ", ".join(dimension.word(code) for dimension, code in pairs if code != ALL)
    return f"{measure.title}: {words}" if words else measure.title
