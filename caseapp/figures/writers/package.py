"""datapackage.json: what the two tables hold, for programs (Frictionless Data Package, https://specs.frictionlessdata.io)."""

import hashlib
import json
from typing import Any

from caseapp.figures.specification import ALL, ANY
from caseapp.figures.writers.content import Content
from caseapp.figures.writers.tables import BASIS, FIGURES, basis_columns, figures_columns

PACKAGE = "datapackage.json"

_DESCRIPTIONS = {
    "measure": "Which figure; definitions stand in proof.json.",
    "period": "Calendar month.",
    "unit": "What one is one of.",
    "label": "The figure in words.",
    "value": "Shown number: a multiple of 5, within 7 of the truth; expect 4.",
    "year_to_date": "Sum of the shown numbers of this year's months. A sum of people is person-months.",
}


def write_package(content: Content, figures: bytes, basis: bytes) -> bytes:
    """Describe both tables.

    Args:
        content: the release.
        figures: bytes of figures.csv.
        basis: bytes of basis.csv.

    Returns:
        JSON, UTF-8.
    """
    values = {
        dimension.id: dimension.values
        for measure in content.specification.measures
        for dimension in measure.dimensions
    }
    fields = {name: _field(name, values.get(name)) for name in figures_columns(content)}
    key = ["measure", "period", *content.dimensions]
    data = {
        "profile": "tabular-data-package",
        "name": f"figures-{content.period}",
        "title": f"Protected figures of {content.period}",
        "resources": [
            _resource(FIGURES, figures, [fields[name] for name in figures_columns(content)], key)
            | {"description": "Every published figure."},
            _resource(BASIS, basis, [fields[name] for name in basis_columns(content)], key)
            | {
                "description": "The cells every figure is a sum of, so that sums can be checked. A cell "
                "that is not itself in figures.csv was placed at random and says nothing."
            },
        ],
    }
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _field(name: str, codes: tuple[str, ...] | None) -> dict[str, Any]:
    if name in {"value", "year_to_date"}:
        return {
            "name": name,
            "type": "integer",
            "description": _DESCRIPTIONS[name],
            "constraints": {"required": True, "minimum": 0},
        }
    if codes is not None:
        return {
            "name": name,
            "type": "string",
            "description": f'"{ALL}": sum; "{ANY}": at least one; empty: not of this measure.',
            "constraints": {"enum": [*codes, ALL, ANY]},
        }
    return {
        "name": name,
        "type": "yearmonth" if name == "period" else "string",
        "description": _DESCRIPTIONS[name],
        "constraints": {"required": True},
    }


def _resource(path: str, content: bytes, fields: list[dict[str, Any]], key: list[str]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": path.removesuffix(".csv"),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True, "commentChar": "#"},
        "schema": {"fields": fields, "primaryKey": key, "missingValues": [""]},
    }
