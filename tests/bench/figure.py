"""One measured figure beside its bar and its peer of the same run."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the report.

    Attributes:
        what: what was measured.
        measured: the figures, in words.
        bar: what it should be.
        beside: the peer, measured in the same run.
        holds: whether the bar holds; None where the bar is not a number.
    """

    what: str
    measured: str
    bar: str
    beside: str = "--"
    holds: bool | None = None

    def __str__(self) -> str:
        mark = {True: "holds", False: "MISSED", None: ""}[self.holds]
        return f"{self.what:<44} {self.measured:<34} bar: {self.bar:<26} beside: {self.beside}  {mark}"


def spread(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th and 99th percentile in milliseconds."""
    ordered = sorted(seconds)
    last = len(ordered) - 1

    def at(share: float) -> float:
        return ordered[min(last, round(share * last))] * 1000

    return statistics.median(ordered) * 1000, at(0.95), at(0.99)
