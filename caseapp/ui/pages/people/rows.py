"""People as lines of a table."""

import datetime as dt

from caseapp.casework.queries.people import PersonRow
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import Labels, age_words
from caseapp.ui.pages.follow_up_words import to_do
from caseapp.ui.theme.scale import Width
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.words import day_text, tr, trn


def people_columns() -> list[Column]:
    """Who, age, area, when last seen, open needs, what comes next."""
    return [
        Column(tr("Person"), 13, stretch=True),
        Column(tr("Age"), 9, least=Width.MIDDLE),
        Column(tr("Area"), 9, least=Width.MIDDLE),
        Column(tr("Last contact"), 10, least=Width.MIDDLE),
        Column(tr("Open needs"), 8),
        Column(tr("Next step"), 16, stretch=True, least=Width.WIDE),
    ]


def near_day(day: dt.date, today: dt.date) -> str:
    """A day; with its year where it is not this one's."""
    if day == today:
        return tr("Today")
    return day_text(day, year=day.year != today.year)


def person_line(row: PersonRow, today: dt.date, labels: Labels) -> Line:
    """A person in the list; on a narrow page what does not fit stands under her name."""
    age = age_words(row.age_band)
    area = labels.of(ListName.AREA, row.area) if row.area else ""
    last = near_day(row.last_on, today) if row.last_on is not None else ""
    needs = Cell(chip=RowChip(trn("{n} open", "{n} open", row.open_needs))) if row.open_needs else Cell()
    return Line(
        row.key,
        (
            Cell(row.alias or tr("no alias"), row.code, heavy=True, private=True),
            Cell(age, tone="text2"),
            Cell(area),
            Cell(last, tone="text2"),
            needs,
            _next_cell(row, today),
        ),
        second=" · ".join(part for part in (age, area, last) if part),
    )


def _next_cell(row: PersonRow, today: dt.date) -> Cell:
    if row.next_on is None:
        missing = row.open_needs > 0
        return Cell(tr("no next step"), icon="clock", tone="warn") if missing else Cell()
    words = f"{near_day(row.next_on, today)}  {to_do(row.next_what, row.next_tells)}".strip()
    return Cell(words, private=True)
