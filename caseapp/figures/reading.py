"""What may be shown of the figures: protected numbers of closed months, and where the months stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.figures.attack import Verdict, attack
from caseapp.figures.cells import figure_values
from caseapp.figures.closing import closes_from
from caseapp.figures.ledger import Ledger
from caseapp.figures.publishing import drafts
from caseapp.figures.specification import Key, Measure, next_period, period_of


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A closed month.

    Attributes:
        period: ``YYYY-MM``.
        published: whether its release is made.
        digest: of the release, empty before.
        delivered: to whom, for what, when, by whom; oldest first.
    """

    period: str
    published: bool
    digest: str = ""
    delivered: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A month without numbers yet.

    Attributes:
        period: ``YYYY-MM``.
        closes_from: first day on which it can be closed.
        can_close: whether that day has come and no earlier month is open.
        missing: what is missing, in sentences; empty when it can be closed.
    """

    period: str
    closes_from: date
    can_close: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """Where the months stand, oldest first."""

    closed: tuple[ClosedMonth, ...]
    open: tuple[OpenMonth, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a code, its words, and one shown number per column."""

    code: str
    label: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One published table of one month; only shown numbers.

    Attributes:
        measure: its id.
        title: what is counted, e.g. "People with a need raised".
        rows_title: what the rows are; empty for a single total.
        columns_title: what the columns are; empty where there is one column.
        columns: code and words of each column.
        rows: in the order of the specification, "all" or "any" last; never sorted by number.
        adds_up: whether the last row is the sum of the others (it is not for "any").
    """

    measure: str
    title: str
    rows_title: str
    columns_title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    adds_up: bool


@dataclass(frozen=True, slots=True)
class MonthTables:
    """Everything shown of one closed month."""

    period: str
    definitions: tuple[tuple[str, str, str], ...]  # measure id, title, definition
    totals: tuple[tuple[str, str, int], ...]  # measure id, title, number
    tables: tuple[Table, ...]


def status(ledger: Ledger, today: date, first_period: str | None = None) -> Status:
    """Where the months stand.

    Args:
        ledger: figures.db.
        today: the calendar date.
        first_period: first month of the figures, while the ledger has no specification yet.

    Returns:
        Closed months, then open ones up to the current month.
    """
    releases = {release.period: release.digest for release in ledger.releases()}
    handed: dict[str, list[tuple[str, str, str, str]]] = {}
    for each in ledger.deliveries():
        handed.setdefault(each.period, []).append((each.recipient, each.purpose, each.at, each.by))
    closed = tuple(
        ClosedMonth(period, period in releases, releases.get(period, ""), tuple(handed.get(period, ())))
        for period in ledger.closed()
    )
    months: list[OpenMonth] = []
    period = ledger.next_to_close() or first_period
    while period is not None and period <= period_of(today.year, today.month):
        day = closes_from(period)
        missing = [f"{each.period} is still open." for each in months]
        if today < day:
            missing.append(f"It closes from {day.day} {_MONTHS[day.month - 1]}.")
        months.append(OpenMonth(period, day, not missing, tuple(missing)))
        period = next_period(period)
    return Status(closed, tuple(months))


def month_tables(ledger: Ledger, period: str) -> MonthTables | None:
    """The tables of a closed month, for charts and their twins.

    Args:
        ledger: figures.db.
        period: ``YYYY-MM``.

    Returns:
        Its tables, or None for a month that is not closed: an open one shows no number.
    """
    specification = ledger.specification(int(period[:4]))
    if specification is None or period not in ledger.closed():
        return None
    cells = ledger.cells(period)
    tables: list[Table] = []
    totals: list[tuple[str, str, int]] = []
    for measure in specification.measures:
        figures = figure_values(measure, cells[measure.id])
        whole = tuple(dimension.folded for dimension in measure.dimensions)
        totals.append((measure.id, measure.title, figures.get(whole, 0)))
        tables += [_table(measure, shape, figures) for shape in measure.shapes if shape]
    definitions = tuple((each.id, each.title, each.definition) for each in specification.measures)
    return MonthTables(period, definitions, tuple(totals), tuple(tables))


def series(ledger: Ledger, measure_id: str, figure: Key) -> tuple[tuple[str, int], ...]:
    """One figure over all closed months that have it, for a chart.

    Args:
        ledger: figures.db.
        measure_id: which measure.
        figure: its key, one code per dimension.

    Returns:
        (period, shown number), oldest first.
    """
    points = []
    for period in ledger.closed():
        specification = ledger.specification(int(period[:4]))
        assert specification is not None
        for measure in specification.measures:
            if measure.id == measure_id and figure in measure.figures:
                cells = ledger.cells(period)[measure.id]
                points.append((period, sum(cells[part] for part in measure.parts(figure))))
    return tuple(points)


def protection(ledger: Ledger, period: str) -> Verdict | None:
    """The attack once more, on a closed month with all before it, for the protection panel.

    Args:
        ledger: figures.db.
        period: ``YYYY-MM``.

    Returns:
        Its verdict, or None for a month that is not closed.
    """
    closed = ledger.closed()
    if period not in closed:
        return None
    files = drafts(ledger)[: closed.index(period) + 1]
    return attack(files[-1], files[:-1])


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _table(measure: Measure, shape: Sequence[str], figures: dict[Key, int]) -> Table:
    across = next(each for each in measure.dimensions if each.id == shape[0])
    along = next((each for each in measure.dimensions if len(shape) > 1 and each.id == shape[1]), None)
    ids = [each.id for each in measure.dimensions]
    whole = tuple(each.folded for each in measure.dimensions)

    def number(row: str, column: str | None) -> int:
        key = list(whole)
        key[ids.index(across.id)] = row
        if along is not None and column is not None:
            key[ids.index(along.id)] = column
        return figures[tuple(key)]

    columns = [] if along is None else [*along.values, along.folded]
    rows = []
    for code in (*across.values, across.folded):
        numbers = [number(code, column) for column in columns] or [number(code, None)]
        rows.append(Row(code, across.word(code), tuple(numbers)))
    return Table(
        measure=measure.id,
        title=measure.title,
        rows_title=across.title,
        columns_title=along.title if along else "",
        columns=tuple((code, along.word(code)) for code in columns) if along else (("", measure.title),),
        rows=tuple(rows),
        adds_up=not across.multi,
    )
