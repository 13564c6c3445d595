"""Turns the true cells of a month into multiples of 5 that add up, stay near and keep every relation.

One mixed-integer model per measure, solved to proven optimality in a child process
(`caseapp.figures.solver`). The variables are the basis cells in units of 5. Each published figure stays
within `WIDTH` of the truth (hard) and prefers to stay within `NEAR`. Which of its two neighbours a figure
takes is a keyed coin: left alone it goes up where u < remainder/5, with u from HMAC-SHA256(draw key, measure
| period | cell), so that it goes up in remainder/5 of all months, nobody without the key can tell which, and
the same month always comes out the same. Where figures must agree, going up costs the log odds of u less
those of remainder/5. (A cost of u - remainder/5 has the same sign, but drew small remainders down and large
ones up: worst mean error per true value 0.40 against 0.27, three months, 60 keys each.) Multiples of 5, zero
too, want to move by one step in 1 of 20 cases, so that a shown 5 does not prove that somebody is there. Basis
cells that are not published themselves carry random costs only: they make the sums work and say nothing.
"""

import hashlib
import hmac
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from caseapp.errors import BugError
from caseapp.figures.cells import Cells, TrueMonth, complete, figure_values
from caseapp.figures.solver import Solver
from caseapp.figures.specification import ANY, Key, Measure, Relation, RelationKind, Specification

BASE = 5
WIDTH = 7
"""K of the promise: no published month figure is further from the truth than this."""
NEAR = 4
"""Where a figure stays whenever all of them can."""
POLICY_VERSION = 1

MOVED_OF_THOUSAND = 50
"""How often a multiple of 5 moves by one step."""
_UNIT = 10_000
"""Cost of one whole step against the coin; costs are integers so that "optimal" is exact."""
_MOVE = 3 * _UNIT
_ALONG = 7 * _UNIT // 2
"""What a move of a multiple of 5 is worth, and what an unmoved multiple costs that has to come along.

Two moves carry it, one does not. If none did, zeros under a zero total would never move, and a 5 there
would prove that somebody is there; if one did, a total over a dozen zeros would move every other month.
"""
_FAR = 20 * _UNIT
_INNER = 30
_MOST_ODDS = 4.0
_RESIDUAL_FREE = 12
_RESIDUAL_SLOPE = 100
_RESIDUAL_MOST = 2_000

Residuals = Mapping[str, int]
"""Per published figure of the year, ``measure|code/...``: the sum of (shown - true) over its months."""


def residual_key(measure: str, figure: Key) -> str:
    """The name under which the running residual of a figure is kept."""
    return f"{measure}|{'/'.join(figure)}"


def round_month(
    specification: Specification, month: TrueMonth, draw_key: bytes, residuals: Residuals, solver: Solver
) -> dict[str, Cells]:
    """Round one month.

    Args:
        specification: measures in the order in which they are drawn, and the relations.
        month: the true basis cells.
        draw_key: the secret behind every coin.
        residuals: of the year so far; figures that have drifted away are led back gently.
        solver: a running child process.

    Returns:
        measure id -> basis key -> shown number, checked in integers against every rule.

    Raises:
        SolverError: no solution, out of time, cancelled, or the child is gone.
        BugError: the solver's answer breaks a rule. It is never used.
    """
    truth = complete(specification, month)
    shown: dict[str, Cells] = {}
    for measure in specification.measures:
        model = _Model(measure, truth[measure.id])
        model.add_figures(_Coins(draw_key, f"{measure.id}|{month.period}|"), residuals)
        for relation in specification.relations:
            if relation.measure == measure.id:
                model.add_relation(specification, relation, shown)
        values = solver.solve(model.problem())
        shown[measure.id] = {key: BASE * value for key, value in zip(measure.basis, values, strict=True)}
    check(specification, truth, shown)
    return shown


def check(
    specification: Specification,
    truth: Mapping[str, Mapping[Key, int]],
    shown: Mapping[str, Mapping[Key, int]],
) -> None:
    """Hold an answer against every rule, in integers and without the model.

    Args:
        specification: measures and relations.
        truth: measure id -> basis key -> true number, complete.
        shown: measure id -> basis key -> rounded number.

    Raises:
        BugError: a rule is broken. The sentence names the measure and the rule, never a number.
    """
    for measure in specification.measures:
        cells = shown[measure.id]
        if tuple(cells) != measure.basis:
            raise BugError(f"{measure.id}: not the cells of the basis")
        if any(value < 0 or value % BASE for value in cells.values()):
            raise BugError(f"{measure.id}: a cell is no multiple of {BASE}")
        true_figures, figures = figure_values(measure, truth[measure.id]), figure_values(measure, cells)
        if any(abs(figures[key] - true_figures[key]) > WIDTH for key in measure.figures):
            raise BugError(f"{measure.id}: a figure is further than {WIDTH} from the truth")
    for relation in specification.relations:
        measure = specification.measure(relation.measure)
        for terms in relation_terms(specification, relation):
            if sum(sign * shown[name][key] for sign, name, key in terms) > 0:
                raise BugError(f"{measure.id}: a relation of the kind {relation.kind} does not hold")


Term = tuple[int, str, Key]
"""Factor, measure id, basis key."""


def relation_terms(specification: Specification, relation: Relation) -> Iterator[list[Term]]:
    """A relation as sums of basis cells that are at most 0.

    Args:
        specification: where the measures are.
        relation: one of its relations.

    Yields:
        One list of terms per inequality.
    """
    measure = specification.measure(relation.measure)
    if relation.kind is RelationKind.WITHIN:
        yield from _within(specification, relation)
        return
    place = _place(measure, relation.dimension)
    values = measure.dimensions[place].values
    if relation.kind is RelationKind.ANY:
        for key in measure.basis:
            if key[place] != ANY:
                yield [(1, measure.id, key), (-1, measure.id, _with(key, place, ANY))]
            else:
                parts = [(-1, measure.id, _with(key, place, value)) for value in values]
                yield [(1, measure.id, key), *parts]
        return
    across = _place(measure, relation.other)
    for key in measure.basis:
        if key[place] == ANY and key[across] != ANY:
            whole = _with(key, across, ANY)
            yield [
                *((1, measure.id, _with(key, place, value)) for value in values),
                (-1, measure.id, key),
                *((-1, measure.id, _with(whole, place, value)) for value in values),
                (1, measure.id, whole),
            ]


def _within(specification: Specification, relation: Relation) -> Iterator[list[Term]]:
    """Cells with any everywhere: at most the other measure in the same values of shared dimensions."""
    measure, other = specification.measure(relation.measure), specification.measure(relation.other)
    shared = [each.id for each in measure.dimensions if not each.multi and each in other.dimensions]
    for figure in measure.table(shared):
        codes = dict(zip((each.id for each in measure.dimensions), figure, strict=True))
        greater = tuple(codes[each.id] if each.id in shared else each.folded for each in other.dimensions)
        yield [
            *((1, measure.id, part) for part in measure.parts(figure)),
            *((-1, other.id, part) for part in other.parts(greater)),
        ]


def _place(measure: Measure, dimension: str) -> int:
    return [each.id for each in measure.dimensions].index(dimension)


def _with(key: Key, place: int, code: str) -> Key:
    return (*key[:place], code, *key[place + 1 :])


class _Coins:
    """Keyed random numbers, one per purpose and cell."""

    def __init__(self, draw_key: bytes, prefix: str) -> None:
        self._draw_key = draw_key
        self._prefix = prefix

    def number(self, key: Key, purpose: str, below: int) -> int:
        """A number from 0 to below - 1, the same for the same cell and month."""
        text = f"{self._prefix}{'/'.join(key)}{purpose}"
        drawn = hmac.digest(self._draw_key, text.encode(), hashlib.sha256)
        return int.from_bytes(drawn[:8], "big") % below


@dataclass
class _Model:
    """The columns and rows of one measure.

    Columns: the basis cells in units of 5 (whole numbers), then per figure its steps away from floor(truth /
        5). The
    costs of these steps rise, so they fall into place without being declared whole.
    """

    measure: Measure
    truth: Mapping[Key, int] = field(repr=False)

    def __post_init__(self) -> None:
        self._cells = {key: column for column, key in enumerate(self.measure.basis)}
        self._cost: list[int] = [0] * len(self._cells)
        self._upper: list[int | None] = [None] * len(self._cells)
        self._row_lower: list[int | None] = []
        self._row_upper: list[int | None] = []
        self._start: list[int] = []
        self._index: list[int] = []
        self._value: list[int] = []

    def add_figures(self, coins: _Coins, residuals: Residuals) -> None:
        """Hold every published figure to its range, with the costs of its coin.

        Args:
            coins: of this measure and month.
            residuals: of the year so far.
        """
        inner = set(self.measure.basis).difference(self.measure.figures)
        for key in inner:
            self._cost[self._cells[key]] = coins.number(key, "", 2 * _INNER + 1) - _INNER
        for figure, true in figure_values(self.measure, self.truth).items():
            drift = residuals.get(residual_key(self.measure.id, figure), 0)
            steps = _steps(true, drift, coins, figure)
            parts = [self._cells[part] for part in self.measure.sums[figure]]
            most = true // BASE + sum(way for way, _ in steps if way > 0)
            for part in parts:
                known = self._upper[part]
                self._upper[part] = most if known is None else min(known, most)
            columns = [(1, part) for part in parts]
            for way, cost in steps:
                columns.append((-way, len(self._cost)))
                self._cost.append(cost)
                self._upper.append(1)
            self._add_row(columns, true // BASE, true // BASE)

    def add_relation(
        self, specification: Specification, relation: Relation, shown: Mapping[str, Mapping[Key, int]]
    ) -> None:
        """Demand a relation of the shown cells.

        Args:
            specification: where the measures are.
            relation: one that is about this measure.
            shown: the measures drawn before.
        """
        for terms in relation_terms(specification, relation):
            own = [(sign, self._cells[key]) for sign, name, key in terms if name == self.measure.id]
            fixed = sum(sign * shown[name][key] for sign, name, key in terms if name != self.measure.id)
            self._add_row(own, None, -fixed // BASE)

    def _add_row(self, columns: list[tuple[int, int]], lower: int | None, upper: int | None) -> None:
        self._start.append(len(self._index))
        self._index.extend(column for _, column in columns)
        self._value.extend(factor for factor, _ in columns)
        self._row_lower.append(lower)
        self._row_upper.append(upper)

    def problem(self) -> dict[str, Any]:
        """The model as `caseapp.figures.solve` reads it."""
        if any(upper is None for upper in self._upper):
            raise BugError(f"{self.measure.id}: a basis cell is in no published figure")
        return {
            "integers": len(self._cells),
            "cost": self._cost,
            "lower": [0] * len(self._cost),
            "upper": self._upper,
            "row_lower": self._row_lower,
            "row_upper": self._row_upper,
            "start": [*self._start, len(self._index)],
            "index": self._index,
            "value": self._value,
        }


def _steps(true: int, drift: int, coins: _Coins, figure: Key) -> list[tuple[int, int]]:
    """The steps of 5 a figure may take away from the multiple at or below the truth.

    Args:
        true: the true figure.
        drift: shown minus true over the year so far.
        coins: of this measure and month.
        figure: its key.

    Returns:
        (+1 or -1, cost) each, taken at most once; costs rise along each direction.
    """
    below, rest = true // BASE, true % BASE
    moved = rest == 0 and coins.number(figure, "|move", 1000) < MOVED_OF_THOUSAND
    upward = below == 0 or coins.number(figure, "|way", 2) == 1
    steps: list[tuple[int, int]] = []
    for way, distance in ((-1, rest + BASE), (1, BASE - rest), (1, 2 * BASE - rest)):
        if distance > WIDTH or (way < 0 and below == 0):
            continue
        if moved and (way > 0) == upward:
            steps.append((way, -_MOVE))
        elif rest == 0:
            steps.append((way, _ALONG))
        elif distance > NEAR:
            steps.append((way, _FAR * (distance - NEAR)))
        else:
            steps.append((way, _coin(coins.number(figure, "", _UNIT), rest) + _back(drift)))
    return steps


def _coin(drawn: int, rest: int) -> int:
    """The cost of going up.

    Args:
        drawn: a keyed number from 0 to `_UNIT` - 1.
        rest: the remainder, 1 to 4.

    Returns:
        Log odds of the one less those of the other; below 0 in rest/5 of all draws. Bounded, so that no coin
        is worth a figure beyond `NEAR`.
    """
    odds = math.log((2 * drawn + 1) / (2 * (_UNIT - drawn) - 1)) - math.log(rest / (BASE - rest))
    return round(max(-_MOST_ODDS, min(odds, _MOST_ODDS)) * _UNIT / 2)


def _back(drift: int) -> int:
    """What a drift adds to the cost of going up: nothing at first, so that months stay independent."""
    beyond = max(0, abs(drift) - _RESIDUAL_FREE)
    return min(beyond * _RESIDUAL_SLOPE, _RESIDUAL_MOST) * (1 if drift > 0 else -1)
