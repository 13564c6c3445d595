"""figures.csv and basis.csv: one row a number, in the order of the specification."""

import csv
import io

from caseapp.figures.cells import figure_values
from caseapp.figures.writers.content import Content, label

FIGURES = "figures.csv"
BASIS = "basis.csv"

_TAGS = {
    "measure": "#indicator+code",
    "period": "#date+month",
    "unit": "#indicator+unit",
    "area": "#loc+area+code",
    "age": "#population+age",
    "label": "#indicator+name",
    "value": "#indicator+value+num",
    "year_to_date": "#indicator+value+year_to_date+num",
}


def figures_columns(content: Content) -> list[str]:
    """The header of figures.csv."""
    return ["measure", "period", "unit", *content.dimensions, "label", "value", "year_to_date"]


def basis_columns(content: Content) -> list[str]:
    """The header of basis.csv."""
    return ["measure", "period", *content.dimensions, "value"]


def write_figures(content: Content) -> bytes:
    """Every published figure. The second row carries HXL tags and is declared a comment in datapackage.json.

    Args:
        content: the release.

    Returns:
        UTF-8 text, lines ended by LF.
    """
    header = figures_columns(content)
    rows: list[list[object]] = [[*header], [_tag(name) for name in header]]
    for measure in content.specification.measures:
        before = content.before.get(measure.id, {})
        for key, value in figure_values(measure, content.cells[measure.id]).items():
            words = label(measure, key)
            columns = content.columns(measure, key)
            rows.append(
                [measure.id, content.period, measure.unit, *columns, words, value, before.get(key, 0) + value]
            )
    return _text(rows)


def write_basis(content: Content) -> bytes:
    """Every basis cell, zeros too.

    Args:
        content: the release.

    Returns:
        UTF-8 text, lines ended by LF.
    """
    rows: list[list[object]] = [[*basis_columns(content)]]
    for measure in content.specification.measures:
        for key in measure.basis:
            value = content.cells[measure.id][key]
            rows.append([measure.id, content.period, *content.columns(measure, key), value])
    return _text(rows)


def _tag(column: str) -> str:
    return _TAGS.get(column, f"#indicator+{column.replace('_', '')}")


def _text(rows: list[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
