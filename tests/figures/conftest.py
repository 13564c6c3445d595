import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from caseapp.figures.cells import TrueMonth
from caseapp.figures.closing import close_month
from caseapp.figures.ledger import Ledger
from caseapp.figures.publishing import export, publish
from caseapp.figures.solver import Solver
from caseapp.vault import Connection
from tests.figures.figures_tools import DRAW_KEY, SEED, SMALL, TODAY, months, new_ledger, random_month


@dataclass
class Year:
    """Four closed and published months, their truth, and the zips that were handed over."""

    connection: Connection
    ledger: Ledger
    truth: dict[str, TrueMonth]
    zips: list[Path]


@pytest.fixture(scope="session")
def solver() -> Iterator[Solver]:
    with Solver() as running:
        yield running


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory, solver: Solver) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp("year")
    connection, ledger = new_ledger(folder)
    rng = random.Random(7)
    truth = {period: random_month(rng, 60, period) for period in months("2026-01", 4)}
    residuals: dict[str, int] = {}
    for month in truth.values():
        residuals = close_month(ledger, SMALL, month, DRAW_KEY, residuals, today=TODAY, solver=solver)
    out = folder / "out"
    out.mkdir()
    zips = []
    for period in truth:
        publish(ledger, period, SEED)
        zips.append(
            export(ledger, period, out, recipient="City fund", purpose="Grant 12", by="Lio", at="2026-11-21")
        )
    yield Year(connection, ledger, truth, zips)
    connection.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[Connection, Ledger]]:
    connection, ledger = new_ledger(tmp_path)
    yield connection, ledger
    connection.close()
