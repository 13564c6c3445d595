"""Labels of list values in several languages: each is written by itself, a missing one falls back."""

import json

import pytest

from caseapp.casework.commands.team import SetTerm
from caseapp.casework.queries.team import Terms
from caseapp.domain.taxonomy import ListName, label_of
from caseapp.storage.tables import TaxonomyTerm
from tests.unit.casework_tools import World


def stored(world: World, code: str) -> dict[str, str]:
    (row,) = world.rows(TaxonomyTerm, TaxonomyTerm.code == code, TaxonomyTerm.list_name != "need_group")
    labels: dict[str, str] = json.loads(row.labels)
    return labels


def shown(world: World, code: str, language: str) -> str:
    terms = world.ask(Terms(language=language))
    return next(term.label for term in terms if term.code == code)


def test_a_label_is_written_in_the_language_in_use(world: World) -> None:
    world.do(SetTerm(ListName.TOPIC, "", "Vecinos", language="es"))
    assert stored(world, "vecinos") == {"es": "Vecinos"}
    assert [shown(world, "vecinos", language) for language in ("es", "en", "ar")] == ["Vecinos"] * 3
    world.do(SetTerm(ListName.TOPIC, "vecinos", "Neighbours"))
    assert stored(world, "vecinos") == {"es": "Vecinos", "en": "Neighbours"}
    assert [shown(world, "vecinos", language) for language in ("es", "en", "ar")] == [
        "Vecinos",
        "Neighbours",
        "Neighbours",
    ]


def test_a_value_that_comes_with_the_program_gets_a_name_of_ones_own(world: World) -> None:
    before = stored(world, "school_costs")
    world.do(SetTerm(ListName.NEED, "school_costs", "Gastos del cole", "children", language="es"))
    assert stored(world, "school_costs") == before | {"es": "Gastos del cole"}


def test_retiring_a_value_writes_no_foreign_label(world: World) -> None:
    before = stored(world, "school_costs")
    label = shown(world, "school_costs", "ka")
    world.do(SetTerm(ListName.NEED, "school_costs", label, "children", retired=True, language="ka"))
    assert stored(world, "school_costs") == before
    assert "ka" not in before


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"fr": "Gare", "en": "Station"}, "Gare"),
        ({"en": "Station", "es": "Estación"}, "Station"),
        ({"es": "Estación"}, "Estación"),
        ({"fr": "", "es": "Estación"}, "Estación"),
        ({}, "station"),
    ],
)
def test_what_a_value_is_called(labels: dict[str, str], expected: str) -> None:
    assert label_of(labels, "station", "fr") == expected
