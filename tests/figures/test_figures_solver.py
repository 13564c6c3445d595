import json
import random
import sys
from datetime import date
from typing import Any

import pytest

from caseapp.figures import closing
from caseapp.figures.ledger import Ledger
from caseapp.figures.rounding import round_month
from caseapp.figures.solver import Solver, SolverError
from caseapp.vault import Connection
from tests.figures.figures_tools import DRAW_KEY, SMALL, TODAY, everything, random_month

MONTH = random_month(random.Random(3), 40)
SAYS = "import sys\nfor line in sys.stdin:\n    {}\n    sys.stdout.flush()"


def child(act: str) -> list[str]:
    return [sys.executable, "-c", SAYS.format(act)]


def row(columns: list[int], lower: int | None, upper: int | None) -> dict[str, Any]:
    """Two whole numbers from 0 to 9, one row."""
    return {
        "integers": 2,
        "cost": [1, 3],
        "lower": [0, 0],
        "upper": [9, 9],
        "row_lower": [lower],
        "row_upper": [upper],
        "start": [0, len(columns)],
        "index": columns,
        "value": [1] * len(columns),
    }


def test_it_solves_one_model_after_the_other(solver: Solver) -> None:
    assert solver.solve(row([0, 1], 12, None)) == [9, 3]
    assert solver.solve(row([1], 4, 4)) == [0, 4]
    with pytest.raises(SolverError, match="No set of rounded figures keeps every rule"):
        solver.solve(row([0, 1], 19, None))
    assert solver.solve(row([0, 1], None, 5)) == [0, 0]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("sys.exit(1)", "has stopped"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "has stopped"),
        ("print('nonsense')", "has stopped"),
        ("print('[]')", "has stopped"),
        ("print('null')", "has stopped"),
        ("print('{}')", "has stopped"),
        ('print(\'{"status": "other"}\')', "has stopped"),
        ('print(\'{"status": "time"}\')', "took too long"),
        ('print(\'{"status": "infeasible"}\')', "No set of rounded figures"),
    ],
)
def test_a_child_that_fails_leaves_the_month_open(
    fresh: tuple[Connection, Ledger], act: str, sentence: str
) -> None:
    connection, ledger = fresh
    before = list(everything(connection))
    with Solver(command=child(act)) as broken, pytest.raises(SolverError, match=sentence) as caught:
        closing.close_month(ledger, SMALL, MONTH, DRAW_KEY, {}, today=TODAY, solver=broken)
    assert "stays open; nothing was changed" in caught.value.sentence
    assert list(everything(connection)) == before
    assert ledger.closed() == ()


@pytest.mark.parametrize(
    "answer",
    [
        '{"status": "optimal", "values": [999983]}',
        '{"status": "optimal", "values": ["x"]}',
        '{"status": "optimal"}',
    ],
)
def test_an_answer_of_another_form_is_refused(answer: str) -> None:
    with (
        Solver(command=child(f"print('{answer}')")) as broken,
        pytest.raises(SolverError, match="has stopped"),
    ):
        round_month(SMALL, MONTH, DRAW_KEY, {}, broken)


def test_a_child_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caseapp.figures.solver.GRACE", 0.1)
    with (
        Solver(seconds=0.1, command=child("pass")) as hanging,
        pytest.raises(SolverError, match="took too long"),
    ):
        hanging.solve(row([0], 1, 1))


def test_cancelling_ends_the_child_and_changes_nothing(fresh: tuple[Connection, Ledger]) -> None:
    _, ledger = fresh
    asked = iter([False, False, True])
    hanging = Solver(cancelled=lambda: next(asked), command=child("pass"))
    with hanging, pytest.raises(SolverError, match="cancelled"):
        closing.close_month(ledger, SMALL, MONTH, DRAW_KEY, {}, today=TODAY, solver=hanging)
    assert hanging.ended
    assert ledger.closed() == ()


def test_cancelling_from_outside_reaches_the_child(fresh: tuple[Connection, Ledger]) -> None:
    _, ledger = fresh
    with pytest.raises(SolverError, match="cancelled"):
        closing.close_month(
            ledger, SMALL, MONTH, DRAW_KEY, {}, today=date(2026, 11, 21), cancelled=lambda: True
        )
    assert ledger.closed() == ()


class Listening(Solver):
    """Keeps what goes to the child."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def solve(self, problem: dict[str, Any]) -> list[int]:
        self.sent.append(json.dumps(problem))
        return super().solve(problem)


def test_the_child_learns_no_key_and_no_name() -> None:
    with Listening() as solver:
        round_month(SMALL, MONTH, DRAW_KEY, {}, solver)
    for sent in solver.sent:
        for secret in (DRAW_KEY.hex(), DRAW_KEY.decode(), "harbour", "people_reached", "2026"):
            assert secret not in sent


def test_infeasible_names_no_cell_and_no_number(fresh: tuple[Connection, Ledger]) -> None:
    """Two months that cannot be rounded, for different reasons, are refused with the same words."""
    sentences = set()
    for people in (3, 300):
        month = random_month(random.Random(people), people)
        with (
            Solver(command=child('print(\'{"status": "infeasible"}\')')) as broken,
            pytest.raises(SolverError) as caught,
        ):
            closing.close_month(fresh[1], SMALL, month, DRAW_KEY, {}, today=TODAY, solver=broken)
        sentences.add(caught.value.sentence)
        assert not any(character.isdigit() for character in caught.value.sentence)
    assert len(sentences) == 1
