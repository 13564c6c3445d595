"""Closes a month: counts it, hands the counts to figures, and notes how far the rows had come.

Two stores take part, and a crash may fall between them. So the order is: the closing row with the keys
reached, in the transaction of the counting; then the ledger, which alone decides whether the month is
closed; then the residuals. `reconcile` mends what a crash left: it takes back a closing row whose month
the ledger does not have, writes one that is missing (an older copy of the cases was put back), and
works out missing residuals by counting the month as it was.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.casework.commands.figures import CloseMonth, MonthClosed
from caseapp.casework.counting import OTHER, SENSITIVE_GROUPS, count_month
from caseapp.casework.house import House
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Month
from caseapp.domain.requests import Changes, Kind, Outcome
from caseapp.domain.taxonomy import ListName, label_of
from caseapp.errors import BugError, KnownError
from caseapp.figures import closing, history
from caseapp.figures.ledger import Ledger
from caseapp.figures.measures import first_specification, is_ours
from caseapp.figures.office import Office
from caseapp.figures.solver import Solver
from caseapp.figures.specification import Specification
from caseapp.storage import local_seals
from caseapp.storage.engine import driver_of
from caseapp.storage.tables import (
    Closing,
    Contact,
    ContactPerson,
    LedgerEnd,
    Need,
    Preference,
    ReferralStep,
    Residual,
    TaxonomyTerm,
)
from caseapp.storage.unit_of_work import UnitOfWork
from caseapp.vault.head import Head

SETTINGS = "figures.settings"
"""Name of the preference with the work settings that figures tell apart, a JSON list of codes."""
_THROUGH = "through"
"""Name of the residual that says up to which month of its year the others run."""


class Steps(Protocol):
    """Told how far a long act is, and asked whether to stop."""

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for."""

    def __call__(self, done: int, total: int) -> None:
        """Say how far the act is; raises when a stop was asked for."""


def close_month(house: House, command: CloseMonth, steps: Steps) -> Outcome[MonthClosed]:
    """Do ``CloseMonth``. Each month is closed for itself; a stop keeps those before it.

    Args:
        house: a worker's house with its figures.
        command: which month, or through which.
        steps: told how many months are done.

    Raises:
        KnownError: not a month, not its turn, too early, stopped, refused by the rounding or the attack.
    """
    reconcile(house)
    check_ledger(house)
    months = _months_to_close(house, _office(house).ledger, command)
    done: list[str] = []
    with Closer(house, lambda: steps.stopping) as closer:
        for month in months:
            if steps.stopping and done:
                break
            steps(len(done), len(months))
            closer.close(month)
            done.append(month)
    return Outcome(MonthClosed(tuple(done)), Changes(frozenset({Kind.FIGURES})))


class Closer:
    """Closes months in a row with one running solver.

    Args:
        house: a worker's house with its figures.
        cancelled: asked while the solver works.
    """

    def __init__(self, house: House, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._house = house
        self._office = _office(house)
        self._solver = Solver(cancelled=cancelled)

    def __enter__(self) -> Self:
        self._solver.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._solver.__exit__(None, None, None)

    def close(self, month: str) -> None:
        """Close one month, or change nothing.

        Args:
            month: ``YYYY-MM``, the next one that is open.

        Raises:
            KnownError: not its turn, too early, refused by the rounding or the attack.
        """
        _close(self._house, self._office, Month.parse(month), self._solver)


def _office(house: House) -> Office:
    office = house.figures
    if not isinstance(office, Office) or office.draw_key is None:
        raise BugError("a month is closed in a worker's session only")
    return office


def _months_to_close(house: House, ledger: Ledger, command: CloseMonth) -> list[str]:
    try:
        last = Month.parse(command.month)
    except ValueError:
        raise closing.CloseError("A month is written YYYY-MM.") from None
    start = ledger.next_to_close() or first_month(house)
    if not command.through or start is None or start > str(last):
        if start is not None and not ledger.closed() and start < str(last):
            # The ledger does not know yet where its figures begin.
            raise closing.CloseError(
                "Months are closed in order. Still open before {period}: {months}.",
                period=str(last),
                months=", ".join(_months(Month.parse(start), last.previous)),
            )
        closing.check_order(ledger, str(last), house.today)
        return [str(last)]
    return list(_months(Month.parse(start), last))


def _months(first: Month, last: Month) -> Iterator[str]:
    while first <= last:
        yield str(first)
        first = first.next


def first_month(house: House) -> str | None:
    """The month of the earliest fact: where the figures begin; None while there is none."""
    with house.reading() as session:
        days = [
            session.scalar(select(func.min(column)))
            for column in (Contact.on_date, Need.raised_on, ReferralStep.on_date)
        ]
    known = [day for day in days if day is not None]
    return str(Month.of(min(known))) if known else None


# --- closing one month ------------------------------------------------------------------------------------


def _close(house: House, office: Office, month: Month, solver: Solver) -> None:
    ledger = office.ledger
    closing.check_order(ledger, str(month), house.today)
    with house.writing("figures.count", audited=False) as unit:
        specification = specification_for(unit.session, ledger, month)
        counted = count_month(unit.session, specification, month)
        before = _residuals(unit.session, month)
        _note_closing(unit, month)
    assert office.draw_key is not None
    try:
        after = closing.close_month(
            ledger, specification, counted, office.draw_key, before, today=house.today, solver=solver
        )
    except BaseException:
        with suppress(KnownError):  # what stopped the closing is told; a row that stays is taken back later
            reconcile(house)
        raise
    _keep_residuals(house, month, after)


def check_ledger(house: House) -> None:
    """Refuse a ledger that is not what workers' closings made it, whoever has the keys of figures.db.

    Args:
        house: a worker's house with its figures.

    Raises:
        HistoryError: closings or tables that are not a worker's, or something is there no more.
    """
    office = _office(house)
    assert office.draw_key is not None
    history.check(office.ledger, office.draw_key, kept_ends(house), office.earlier_draw_keys)
    for specification in office.ledger.specifications():
        if not is_ours(specification):
            raise history.HistoryError(_NOT_OURS, year=specification.year)


_NOT_OURS = (
    "figures.db names tables that this version does not build for {year}. Nothing is closed with it; use the "
    "version of Caseapp that closed the first month of that year. Your notes are not touched."
)


def kept_ends(house: House) -> dict[str, Head]:
    """Month -> where the audit chain of figures.db ended after it was closed.

    Args:
        house: a worker's house.
    """
    with house.reading() as session:
        rows = session.execute(
            select(LedgerEnd.month, LedgerEnd.counter, LedgerEnd.mac).order_by(LedgerEnd.counter)
        )
        return {row.month: Head(row.counter, bytes.fromhex(row.mac)) for row in rows}


def _note_closing(unit: UnitOfWork, month: Month) -> None:
    """Note how far the local keys have come: what comes later counts in a later month."""
    last = {
        name: unit.session.scalar(select(func.max(column))) or 0
        for name, column in (
            ("last_contact", Contact.key),
            ("last_contact_person", ContactPerson.key),
            ("last_need", Need.key),
            ("last_referral_step", ReferralStep.key),
        )
    }
    unit.replace(Closing, [{"month": str(month), **last}], month=str(month))


def _residuals(session: Session, month: Month) -> dict[str, int]:
    rows = session.execute(select(Residual.figure, Residual.value).where(Residual.year == month.year))
    return {row.figure: row.value for row in rows if row.figure != _THROUGH}


def _keep_residuals(house: House, month: Month, after: Mapping[str, int]) -> None:
    """Keep the residuals of the year, those of years that ended go; and where the ledger ends now."""
    rows = [
        {"year": month.year, "figure": figure, "value": value}
        for figure, value in {**after, _THROUGH: month.number}.items()
    ]
    end = _office(house).ledger.end()
    with house.writing("figures.close") as unit:
        unit.replace(Residual, rows)
        unit.insert(LedgerEnd, month=str(month), counter=end.counter, mac=end.mac.hex())


# --- what the figures of a year are -----------------------------------------------------------------------


def specification_for(session: Session, ledger: Ledger, month: Month) -> Specification:
    """Which figures are published of a month: fixed for its year, or made of the lists as they stand.

    Args:
        session: an open reading session on the case store.
        ledger: figures.db.
        month: the month to close.
    """
    fixed = ledger.specification(month.year)
    if fixed is not None:
        return fixed
    earlier = ledger.specifications()
    words = _labels(session)
    made = first_specification(
        month.year,
        list(words["area"]),
        list(words["need_kind"]),
        settings=list(words["setting"]),
        channels=list(words["channel"]),
        labels=words,
        first_period=str(month),
    )
    return replace(made, version=earlier[-1].version + 1) if earlier else made


def _labels(session: Session) -> dict[str, dict[str, str]]:
    """The organisation's words for what figures tell apart: dimension id -> code -> label, in order."""
    rows = session.execute(
        select(TaxonomyTerm.list_name, TaxonomyTerm.code, TaxonomyTerm.labels)
        .where(
            TaxonomyTerm.list_name.in_(
                [ListName.AREA.value, ListName.NEED_GROUP.value, ListName.SETTING.value]
            ),
            TaxonomyTerm.retired.is_(False),
        )
        .order_by(TaxonomyTerm.position, TaxonomyTerm.code)
    )
    found: dict[str, dict[str, str]] = {name.value: {} for name in ListName}
    for row in rows:
        texts: dict[str, str] = json.loads(row.labels)
        found[row.list_name][row.code] = label_of(texts, row.code, "en")
    groups = {
        code: label
        for code, label in found[ListName.NEED_GROUP.value].items()
        if code not in SENSITIVE_GROUPS
    }
    groups.setdefault(OTHER, "Other")
    chosen = session.scalar(select(Preference.value).where(Preference.name == SETTINGS))
    counted: list[str] = json.loads(chosen) if chosen else list(found[ListName.SETTING.value])
    return {
        "area": found[ListName.AREA.value],
        "need_kind": groups,
        "service_kind": groups,
        "setting": {code: label for code, label in found[ListName.SETTING.value].items() if code in counted},
        "channel": {channel.value: channel.value.replace("_", " ") for channel in Channel},
    }


# --- after a crash ----------------------------------------------------------------------------------------


_LOST = (
    "The store of figures does not know any more that these months were closed: {months}. An older copy of "
    "figures.db seems to have been put back. Nothing is closed with it, because a month that is rounded "
    "twice gives people away. Put back the newest copy of figures.db that you have; your notes are not "
    "touched."
)


_NOTES_OLD = (
    "The notes of closed months are not as they were last saved: a part of cases.db is of an earlier day. "
    "Nothing is closed with it, because late entries would be lost to the figures. Restore the newest "
    "backup; what was saved stays readable."
)


def reconcile(house: House) -> tuple[str, ...]:
    """Bring the notes of closings in step with the ledger, which alone decides what is closed.

    Args:
        house: a worker's house with its figures.

    Returns:
        The months that something was mended for.

    Raises:
        CloseError: the ledger has lost months that were closed, as when an older figures.db was put back.
        HistoryError: it holds what no worker closed; nothing of that is taken over.
    """
    ledger = _office(house).ledger
    closed = ledger.closed()
    with house.reading() as session:
        noted = set(session.scalars(select(Closing.month)))
        driver = driver_of(session.connection())
        notes_fit, residuals_fit = (local_seals.fits(driver, name) for name in ("closings", "residuals"))
        through = [
            Month(row.year, row.value)
            for row in session.execute(
                select(Residual.year, Residual.value).where(Residual.figure == _THROUGH)
            )
        ]
    # A closing that came to its end left residuals. The ledger had that month, and would be made to round the
    # same truth twice: two sets of numbers about one month are what nobody may ever have.
    lost = sorted(
        month for month in noted.difference(closed) if any(Month.parse(month) <= each for each in through)
    )
    if lost:
        raise closing.CloseError(_LOST, months=", ".join(lost))
    mended = sorted(noted.symmetric_difference(closed))
    lacking = [
        month
        for month in closed
        if month[:4] == closed[-1][:4]
        and (not residuals_fit or all(Month.parse(month) > each for each in through))
    ]
    if mended and not notes_fit:
        raise closing.CloseError(_NOTES_OLD)
    if mended or lacking:
        check_ledger(house)
    if mended:
        with house.writing("figures.reconcile", audited=False) as unit:
            for month in mended:
                if month in noted:
                    unit.replace(Closing, month=month)
                else:
                    _note_closing(unit, Month.parse(month))
    for month in lacking:
        _work_out_residuals(house, ledger, Month.parse(month))
    return tuple(sorted({*mended, *lacking}))


def _work_out_residuals(house: House, ledger: Ledger, month: Month) -> None:
    """Count a closed month as it was then, and hold it against what was shown."""
    specification = ledger.specification(month.year)
    if specification is None:
        return
    with house.reading() as session:
        counted = count_month(session, specification, month, closed=True)
        before = _residuals(session, month)
    shown = ledger.cells(str(month))
    first = not any(period[:4] == str(month)[:4] and period < str(month) for period in ledger.closed())
    after = closing.residuals_after(specification, counted, shown, {} if first else before)
    _keep_residuals(house, month, after)
