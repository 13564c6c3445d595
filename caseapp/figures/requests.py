"""What a manager's (or a lead's) window asks of the figures room, as frozen dataclasses; cheap to import."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.requests import Command, Query
from caseapp.domain.second import Second


@dataclass(frozen=True, slots=True)
class PublishMonth(Command["MonthPublished"]):
    """Build and keep the release of a closed month; with ``through`` of all closed ones up to it.

    Where the organisation wants four eyes, a worker needs a ``second`` one.
    """

    month: str
    through: bool = False
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class MonthPublished:
    """Which months were published now, oldest first, and the key's fingerprint."""

    months: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class ExportMonth(Command["MonthExported"]):
    """Write the stored bytes of published months, one zip per release, and note the delivery."""

    month: str
    folder: str
    recipient: str = ""
    purpose: str = ""
    through: bool = False


@dataclass(frozen=True, slots=True)
class MonthExported:
    """The files written."""

    files: tuple[str, ...] = ()


# --- what the page of figures shows: closed months as they leave, open ones without a number ---------------


@dataclass(frozen=True, slots=True)
class Handed:
    """To whom a release was handed.

    Attributes:
        recipient, purpose: in the organisation's words.
        on: local date.
        by: label of who handed it over.
    """

    recipient: str
    purpose: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A closed month, ``YYYY-MM``."""

    month: str
    published: bool
    handed: tuple[Handed, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A month without numbers yet.

    Attributes:
        month: ``YYYY-MM``.
        closes_from: first day on which it can be closed.
        waits_for: earlier months that are still open.
        can_close: whether the day has come; the months in ``waits_for`` are closed with it, oldest first.
    """

    month: str
    closes_from: date
    waits_for: tuple[str, ...]
    can_close: bool


@dataclass(frozen=True, slots=True)
class Months:
    """Where the months stand, oldest first.

    Attributes:
        closed: with or without a release.
        open: up to the current one.
        may_close: whether this session can count (a worker's or lead's).
        may_publish: whether it can sign.
        fingerprint: of the signing key, empty where the session has none.
    """

    closed: tuple[ClosedRow, ...]
    open: tuple[OpenRow, ...]
    may_close: bool
    may_publish: bool
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class ShowMonths(Query[Months]):
    """Which months are closed, published and handed over."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row: a code, its words, and one shown number per column."""

    code: str
    label: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One published table of a month; only shown numbers.

    Attributes:
        measure: id of what is counted.
        title: its name.
        rows, columns: ids of the dimensions; `columns` is empty where there is one column of numbers.
        rows_title: what the rows are.
        heads: code and words of each column.
        lines: in the order of the specification, "all" or "any" last; never by number.
        adds_up: whether the last row is the sum of the others (it is not for "any").
        heads_add_up: the same along the columns.
    """

    measure: str
    title: str
    rows: str
    columns: str
    rows_title: str
    heads: tuple[tuple[str, str], ...]
    lines: tuple[FigureRow, ...]
    adds_up: bool
    heads_add_up: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over all closed months.

    Attributes:
        measure: id of what is counted.
        title: its name.
        points: month and shown number, oldest first.
    """

    measure: str
    title: str
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Everything shown of one closed month.

    Attributes:
        month: ``YYYY-MM``.
        totals: measure id -> the figure over everything.
        tables: all published tables.
        series: the totals over all closed months up to now.
        definitions: measure id, title and rule of counting.
    """

    month: str
    totals: tuple[tuple[str, int], ...]
    tables: tuple[FigureTable, ...]
    series: tuple[Series, ...]
    definitions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ShowMonth(Query["MonthFigures | None"]):
    """The protected figures of a closed month; None for an open one."""

    month: str


@dataclass(frozen=True, slots=True)
class Protection:
    """What the attack on a closed month, with all before it, came to.

    Attributes:
        safe: whether nothing was found.
        found: what was, in sentences about shown numbers only.
        narrowest: the narrowest interval left around a true number.
        figures: how many figures were tried.
        earlier: how many earlier months they were held against.
    """

    safe: bool
    found: tuple[str, ...]
    narrowest: tuple[int, int]
    figures: int
    earlier: int


@dataclass(frozen=True, slots=True)
class CheckProtection(Query["Protection | None"]):
    """Attack a closed month once more, as the release would be read from outside."""

    month: str


@dataclass(frozen=True, slots=True)
class ReadProof(Query[str]):
    """The proof file of a month as it leaves, JSON text; empty for an open month."""

    month: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a verification: ``ok``, ``FAILED`` or ``not checked``, which release, a sentence."""

    state: str
    release: str
    sentence: str


@dataclass(frozen=True, slots=True)
class VerifyReleases(Query[tuple[Finding, ...]]):
    """Check release files as their reader would.

    Attributes:
        files: zips or folders.
        fingerprint: the expected key, empty for whichever is in them.
    """

    files: tuple[str, ...] = ()
    fingerprint: str = ""
