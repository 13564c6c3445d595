"""Contacts as lines of a table."""

import datetime as dt

from caseapp.casework.queries.contact import ContactRow
from caseapp.domain.contact import Reached
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import CHANNELS, Labels, said
from caseapp.ui.pages.today.rows import what_words, who_cell
from caseapp.ui.theme.scale import Width
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.words import tr, trn, when_text


def contact_columns() -> list[Column]:
    """When, who, where, what, how long."""
    return [
        Column(tr("When"), 11),
        Column(tr("Who"), 14, stretch=True),
        Column(tr("Place"), 10, least=Width.MIDDLE),
        Column(tr("What"), 9, stretch=True, least=Width.WIDE),
        Column(tr("Minutes"), 6, at_end=True, least=Width.MIDDLE),
    ]


def contact_line(row: ContactRow, today: dt.date, labels: Labels) -> Line:
    """A contact in the list."""
    place = labels.of(ListName.PLACE, row.place)
    how = said(CHANNELS, row.channel)
    what = Cell(what_words(row, labels), private=bool(row.summary))
    if row.reached is not Reached.YES:
        what = Cell(chip=RowChip(tr("Not reached")))
    minutes = trn("{n} min", "{n} min", row.minutes) if row.minutes is not None else ""
    return Line(
        row.key,
        (
            Cell(when_text(row.when.local, today), tone="text2"),
            who_cell(row),
            Cell(place),
            what,
            Cell(minutes, tone="text2"),
        ),
        second=" · ".join(part for part in (place, how) if part),
    )
