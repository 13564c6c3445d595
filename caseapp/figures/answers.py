"""Answers what a window asks of the figures: where months stand, shown numbers, publishing, handing over."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from caseapp.domain.requests import Changes, Kind, Outcome
from caseapp.errors import KnownError
from caseapp.figures import publishing, reading, requests
from caseapp.figures.ledger import Ledger
from caseapp.figures.office import Office
from caseapp.figures.specification import Measure

Steps = Callable[[int, int], None]
"""Told how many steps are done of how many; may raise to stop before the next one."""
_FIGURES = Changes(frozenset({Kind.FIGURES}))


class NoSigningKeyError(KnownError):
    """This session cannot sign."""

    code = "figures_no_signing_key"


def show_months(office: Office, _query: requests.ShowMonths) -> requests.Months:
    """Answer ``ShowMonths``."""
    today = office.now().date()
    status = reading.status(office.ledger, today, office.first_month())
    open_rows: list[requests.OpenRow] = []
    for month in status.open:
        before = tuple(each.month for each in open_rows)
        ready = today >= month.closes_from
        open_rows.append(requests.OpenRow(month.period, month.closes_from, before, can_close=ready))
    fingerprint = ""
    if office.signing_seed is not None:
        from caseapp.figures.writers import signature  # noqa: PLC0415 - cryptography, not before it is needed

        fingerprint = signature.fingerprint(signature.public_key(office.signing_seed))
    return requests.Months(
        closed=tuple(
            requests.ClosedRow(
                month.period,
                month.published,
                tuple(requests.Handed(who, why, _day(at), by) for who, why, at, by in month.delivered),
            )
            for month in status.closed
        ),
        open=tuple(open_rows),
        may_close=office.may_close,
        may_publish=office.signing_seed is not None,
        fingerprint=fingerprint,
    )


def _day(at: str) -> date:
    return datetime.fromisoformat(at).date()


def show_month(office: Office, query: requests.ShowMonth) -> requests.MonthFigures | None:
    """Answer ``ShowMonth``."""
    found = reading.month_tables(office.ledger, query.month)
    specification = office.ledger.specification(int(query.month[:4]))
    if found is None or specification is None:
        return None
    shapes = iter(
        [(measure, shape) for measure in specification.measures for shape in measure.shapes if shape]
    )
    return requests.MonthFigures(
        month=query.month,
        totals=tuple((measure, number) for measure, _title, number in found.totals),
        tables=tuple(_table(table, *next(shapes)) for table in found.tables),
        series=tuple(
            requests.Series(measure.id, measure.title, _points(office.ledger, measure, query.month))
            for measure in specification.measures
        ),
        definitions=found.definitions,
    )


def _table(table: reading.Table, measure: Measure, shape: tuple[str, ...]) -> requests.FigureTable:
    dimensions = {each.id: each for each in measure.dimensions}
    across, along = shape[0], shape[1] if len(shape) > 1 else ""
    return requests.FigureTable(
        measure=table.measure,
        title=table.title,
        rows=across,
        columns=along,
        rows_title=table.rows_title,
        heads=table.columns,
        lines=tuple(requests.FigureRow(row.code, row.label, row.numbers) for row in table.rows),
        adds_up=table.adds_up,
        heads_add_up=bool(along) and not dimensions[along].multi,
    )


def _points(ledger: Ledger, measure: Measure, month: str) -> tuple[tuple[str, int], ...]:
    whole = tuple(dimension.folded for dimension in measure.dimensions)
    return tuple(point for point in reading.series(ledger, measure.id, whole) if point[0] <= month)


def check_protection(office: Office, query: requests.CheckProtection) -> requests.Protection | None:
    """Answer ``CheckProtection``."""
    verdict = reading.protection(office.ledger, query.month)
    if verdict is None:
        return None
    return requests.Protection(
        verdict.safe, verdict.found, verdict.narrowest, verdict.figures, verdict.releases
    )


def read_proof(office: Office, query: requests.ReadProof) -> str:
    """Answer ``ReadProof``: of the release as it left, or of the month as it would leave."""
    from caseapp.figures.writers import proof  # noqa: PLC0415 - cryptography, not before it is needed

    release = office.ledger.release(query.month)
    if release is not None:
        return publishing.files_of(release)[proof.PROOF].decode()
    closed = office.ledger.closed()
    if query.month not in closed:
        return ""
    return publishing.drafts(office.ledger)[closed.index(query.month)][proof.PROOF].decode()


def verify_releases(_office: Office, query: requests.VerifyReleases) -> tuple[requests.Finding, ...]:
    """Answer ``VerifyReleases``."""
    from caseapp.figures.verify import verify  # noqa: PLC0415 - the standalone program, only when asked

    found = verify([Path(name) for name in query.files], query.fingerprint)
    return tuple(requests.Finding(each.state, each.release, each.sentence) for each in found)


def publish_month(
    office: Office, command: requests.PublishMonth, steps: Steps
) -> Outcome[requests.MonthPublished]:
    """Do ``PublishMonth``; each month is kept when its release is made, so a stop keeps those before it.

    Raises:
        NoSigningKeyError: the session cannot sign.
        KnownError: see `publishing.publish`.
    """
    if office.signing_seed is None:
        raise NoSigningKeyError(
            "This passphrase cannot sign figures. Publishing needs a worker's or manager's."
        )
    from caseapp.figures.writers import signature  # noqa: PLC0415 - cryptography, not before it is needed

    published = set(office.ledger.published())
    months = [command.month]
    if command.through:
        months = [each for each in office.ledger.closed() if each <= command.month and each not in published]
    for done, month in enumerate(months):
        steps(done, len(months))
        publishing.publish(office.ledger, month, office.signing_seed)
    new = tuple(month for month in months if month not in published)
    key = signature.fingerprint(signature.public_key(office.signing_seed))
    return Outcome(requests.MonthPublished(new, key), _FIGURES)


def export_month(
    office: Office, command: requests.ExportMonth, steps: Steps
) -> Outcome[requests.MonthExported]:
    """Do ``ExportMonth``.

    Raises:
        KnownError: see `publishing.export`.
    """
    months = [command.month]
    if command.through:
        months = [each for each in office.ledger.published() if each <= command.month]
    files: list[str] = []
    for done, month in enumerate(months):
        steps(done, len(months))
        file = publishing.export(
            office.ledger,
            month,
            Path(command.folder),
            recipient=command.recipient,
            purpose=command.purpose,
            by=office.by,
            at=office.now().isoformat(timespec="seconds"),
        )
        files.append(str(file))
    return Outcome(requests.MonthExported(tuple(files)), _FIGURES)


QUERIES: Mapping[type, Callable[..., Any]] = {
    requests.ShowMonths: show_months,
    requests.ShowMonth: show_month,
    requests.CheckProtection: check_protection,
    requests.ReadProof: read_proof,
    requests.VerifyReleases: verify_releases,
}
"""Which query is answered by what: ``handler(office, query)``."""

COMMANDS: Mapping[type, Callable[..., Any]] = {
    requests.PublishMonth: publish_month,
    requests.ExportMonth: export_month,
}
"""Which act is done by what: ``handler(office, command, steps)``."""
