"""Months, measures and codes of the figures in the language of the window."""

from typing import Final

from PySide6.QtCore import QDate, QLocale

from caseapp.domain.dates import Month
from caseapp.figures.requests import FigureRow, FigureTable
from caseapp.ui.words import mark, tr

# What the figures room says in English; named here so that it can be translated.
SAID: Final = (
    mark("under 25"),
    mark("25 to 34"),
    mark("35 to 44"),
    mark("45 and over"),
    mark("new"),
    mark("returning"),
    mark("mothers"),
    mark("not mothers"),
    mark("for herself"),
    mark("for a child of 0 to 2"),
    mark("for a child of 3 to 5"),
    mark("for a child of 6 to 11"),
    mark("for a child of 12 to 17"),
    mark("for a grown child"),
    mark("for a child, age not said"),
    mark("for the household"),
    mark("offered"),
    mark("made"),
    mark("accompanied"),
    mark("attended"),
    mark("helped"),
    mark("ended by her"),
    mark("ended by the service"),
    mark("ended by us"),
    mark("ended: not available"),
    mark("area not said"),
    mark("age not said"),
    mark("mother: not said"),
    mark("setting not said"),
    mark("not said"),
    mark("in person"),
    mark("phone"),
    mark("message"),
    mark("online"),
    mark("drop in"),
    mark("accompaniment"),
    mark("People reached"),
    mark("People with a need raised"),
    mark("People with a referral that moved on"),
    mark("Contacts"),
)
_WHOLE: Final = {
    "area": mark("All areas"),
    "age": mark("All ages"),
    "returning": mark("All"),
    "mother": mark("All"),
    "setting": mark("All settings"),
    "channel": mark("All"),
    "need_kind": mark("Any need"),
    "for_whom": mark("For anyone"),
    "service_kind": mark("Any service"),
    "stage": mark("Any step"),
}
_TITLES: Final = {
    ("needs_raised", "need_kind", "area"): mark("Needs by area"),
    ("needs_raised", "need_kind", "for_whom"): mark("Needs, for whom"),
    ("people_reached", "area", "age"): mark("People reached by area and age"),
    ("people_reached", "area", "returning"): mark("People reached by area, new or returning"),
    ("people_reached", "area", "mother"): mark("People reached by area, mothers"),
    ("people_reached", "age", "mother"): mark("People reached by age, mothers"),
    ("contacts", "setting", "channel"): mark("Contacts by setting and channel"),
    ("referrals", "service_kind", "stage"): mark("Referrals by stage reached"),
}
_ORDER: Final = tuple(_TITLES)
_DIMENSIONS: Final = {
    "need_kind": mark("Need"),
    "area": mark("Area"),
    "age": mark("Age"),
    "setting": mark("Setting"),
    "service_kind": mark("Service for"),
}


def month_words(month: str) -> str:
    """A month such as "October 2026".

    Args:
        month: ``YYYY-MM``.
    """
    parsed = Month.parse(month)
    return QLocale().toString(QDate(parsed.year, parsed.number, 1), "MMMM yyyy")


def short_month(month: str) -> str:
    """A month on an axis: "Oct", with the year in January."""
    parsed = Month.parse(month)
    return QLocale().toString(QDate(parsed.year, parsed.number, 1), "MMM yy" if parsed.number == 1 else "MMM")


def word_of(dimension: str, code: str, label: str) -> str:
    """A code in words: the whole by its dimension, anything else as the figures room says it."""
    if code in {"all", "any"} and dimension in _WHOLE:
        return tr(_WHOLE[dimension])
    words = tr(label)
    return words[:1].upper() + words[1:]


def title_of(table: FigureTable) -> str:
    """What a table is called in the choice of tables."""
    known = _TITLES.get((table.measure, table.rows, table.columns))
    if known is not None:
        return tr(known)
    return tr("{measure} by {rows}", measure=tr(table.title), rows=tr(table.rows_title).lower())


def rows_title_of(table: FigureTable) -> str:
    """The head of the first column."""
    known = _DIMENSIONS.get(table.rows)
    return tr(known) if known is not None else tr(table.rows_title)


def shown_tables(tables: tuple[FigureTable, ...]) -> list[FigureTable]:
    """The tables to choose from: those with two dimensions, whose margins are the others."""
    wide = [table for table in tables if table.columns]
    told = {table.measure for table in wide}
    rest = [table for table in tables if table.measure not in told]

    def place(table: FigureTable) -> int:
        key = (table.measure, table.rows, table.columns)
        return _ORDER.index(key) if key in _ORDER else len(_ORDER)

    return sorted([*wide, *rest], key=place)


def is_whole(row: FigureRow) -> bool:
    """Whether a row speaks of everything."""
    return row.code in {"all", "any"}
