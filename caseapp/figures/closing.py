"""Closes a month: true cells in, rounded cells kept for ever.

The true ones are in memory only and go with this call.
"""

from collections.abc import Callable
from datetime import date

from caseapp.errors import KnownError
from caseapp.figures import history, publishing
from caseapp.figures.attack import UnsafeError, attack
from caseapp.figures.cells import Cells, TrueMonth, complete, figure_values
from caseapp.figures.ledger import Ledger
from caseapp.figures.ledger_rows import digest_of
from caseapp.figures.rounding import POLICY_VERSION, Residuals, residual_key, round_month
from caseapp.figures.solver import Solver
from caseapp.figures.specification import Specification, next_period, parse_period
from caseapp.figures.writers.content import Content

CLOSING_DAY = 10
"""A month is closed from this day of the next one: late entries have their time."""


class CloseError(KnownError):
    """A month that cannot be closed (now)."""

    code = "figures_close"


def closes_from(period: str) -> date:
    """The first day on which a month can be closed.

    Args:
        period: ``YYYY-MM``.
    """
    following = next_period(period)
    return date(int(following[:4]), int(following[5:]), CLOSING_DAY)


def check_order(ledger: Ledger, period: str, today: date) -> None:
    """Refuse a month that is not the next one, or not over long enough. Asked before anything is counted.

    Args:
        ledger: figures.db.
        period: ``YYYY-MM``.
        today: the calendar date.

    Raises:
        CloseError: which says why and, where there are earlier open months, names them.
    """
    if parse_period(period) is None:
        raise CloseError("A month is written YYYY-MM.")
    if period in ledger.closed():
        raise CloseError("{period} is closed already and stays as it is.", period=period)
    following = ledger.next_to_close()
    if following is not None and period < following:
        raise CloseError("{period} lies before the first month of these figures.", period=period)
    if following is not None and period > following:
        raise CloseError(
            "Months are closed in order. Still open before {period}: {months}.",
            period=period,
            months=", ".join(_months(following, period)),
        )
    if today < closes_from(period):
        raise CloseError(
            "{period} closes from {day}. Nothing was changed.",
            period=period,
            day=closes_from(period).isoformat(),
        )


def close_month(
    ledger: Ledger,
    specification: Specification,
    month: TrueMonth,
    draw_key: bytes,
    residuals: Residuals,
    *,
    today: date,
    solver: Solver | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, int]:
    """Round a month, check it, attack it and keep it, or change nothing.

    Args:
        ledger: figures.db.
        specification: of the year; it is fixed with the first month that is closed under it.
        month: the true cells.
        draw_key: the secret behind the coins.
        residuals: as the last closing gave them back; those of an earlier year are left aside.
        today: the calendar date.
        solver: a running child process, for several months in a row; one is started where left out.
        cancelled: asked while the child works (with a `solver` of your own, it asks what it was given).

    Returns:
        The running residuals of the year, for the case store.

    Raises:
        CloseError: closed already, out of order (earlier open months are named), too early, other tables.
        SolverError: no solution, out of time, cancelled, or the child stopped.
        UnsafeError: the attack found something.
        LedgerError, VaultError: the store refused.
    """
    period = month.period
    ledger.verify()
    check_order(ledger, period, today)
    fixed = ledger.specification(int(period[:4]))
    if str(specification.year) != period[:4] or (fixed is not None and fixed.digest != specification.digest):
        raise CloseError(
            "The published figures of {year} are fixed and do not change within the year.", year=period[:4]
        )
    if fixed is None and not ledger.closed() and period != specification.first_period:
        raise CloseError("The first month of these figures is {period}.", period=specification.first_period)
    first_of_year = not any(closed[:4] == period[:4] for closed in ledger.closed())
    so_far: Residuals = {} if first_of_year else residuals
    if solver is not None:
        shown = round_month(specification, month, draw_key, so_far, solver)
    else:
        with Solver(cancelled=cancelled) as own:
            shown = round_month(specification, month, draw_key, so_far, own)
    _attack(ledger, specification, period, shown)
    cells = digest_of(shown)
    seal = history.seal_next(ledger, draw_key, period, specification.digest, POLICY_VERSION, cells)
    ledger.add_closing(specification, period, POLICY_VERSION, shown, seal)
    return residuals_after(specification, month, shown, so_far)


def _attack(ledger: Ledger, specification: Specification, period: str, shown: dict[str, Cells]) -> None:
    earlier = publishing.drafts(ledger)
    candidate = publishing.build(
        Content(
            specification=specification,
            period=period,
            cells=shown,
            before=publishing.sums_before(ledger, specification, period),
            previous=None,
            fingerprint="",
        )
    )
    if not attack(candidate, earlier).safe:
        raise UnsafeError(
            "{period} is not closed: the check against working numbers back failed. The month stays open; "
            "nothing was changed, published or lost. Please tell the people who look after the program.",
            period=period,
        )


def residuals_after(
    specification: Specification, month: TrueMonth, shown: dict[str, Cells], so_far: Residuals
) -> dict[str, int]:
    """What the year's figures are off by after a month.

    Args:
        specification: of the year.
        month: the true cells.
        shown: measure id -> shown basis cells.
        so_far: the residuals after the month before; empty for the first of a year.

    Returns:
        name of the figure -> shown minus true, over the months of the year.
    """
    truth = complete(specification, month)
    after: dict[str, int] = {}
    for measure in specification.measures:
        true_figures, figures = (
            figure_values(measure, truth[measure.id]),
            figure_values(measure, shown[measure.id]),
        )
        for key in measure.figures:
            name = residual_key(measure.id, key)
            after[name] = so_far.get(name, 0) + figures[key] - true_figures[key]
    return after


def _months(first: str, until: str) -> list[str]:
    months = []
    while first < until:
        months.append(first)
        first = next_period(first)
    return months
