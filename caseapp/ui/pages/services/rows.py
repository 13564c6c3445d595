"""Services as lines of a table."""

import datetime as dt
from typing import Final

from caseapp.casework.queries.services import ServiceRow
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import Labels
from caseapp.ui.theme.scale import Width
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.table_model import Cell, Column, Line
from caseapp.ui.words import day_text, tr

CHECK_AFTER_DAYS: Final = 182  # what the directory says is asked again twice a year


def service_columns() -> list[Column]:
    """Name, what it offers, area, open referrals, when it was checked."""
    return [
        Column(tr("Service"), 13, stretch=True),
        Column(tr("Offers"), 11, stretch=True, least=Width.WIDE),
        Column(tr("Area"), 7, least=Width.WIDE),
        Column(tr("Open"), 4.5, at_end=True),
        Column(tr("Last checked"), 11, least=Width.MIDDLE),
    ]


def checked_cell(row: ServiceRow, today: dt.date) -> Cell:
    """When somebody last looked whether it is still so."""
    if row.retired:
        return Cell(chip=RowChip(tr("Retired")))
    checked = row.facts.checked_on
    if checked is None:
        return Cell(chip=RowChip(tr("Never checked"), "warn", "clock"))
    words = day_text(checked, year=checked.year != today.year)
    if (today - checked).days > CHECK_AFTER_DAYS:
        return Cell(chip=RowChip(words, "warn", "clock"))
    return Cell(words, tone="text2")


def service_line(row: ServiceRow, today: dt.date, labels: Labels) -> Line:
    """A service in the list."""
    offers = labels.several(ListName.NEED, row.facts.offers)
    area = labels.of(ListName.AREA, row.facts.area) if row.facts.area else ""
    return Line(
        row.service_id,
        (
            Cell(row.facts.name, heavy=True),
            Cell(offers),
            Cell(area, tone="text2"),
            Cell(str(row.open_referrals) if row.open_referrals else "", tone="text2"),
            checked_cell(row, today),
        ),
        second=" · ".join(part for part in (offers, area) if part),
        sunken=row.retired,
    )
