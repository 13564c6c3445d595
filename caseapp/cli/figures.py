"""``caseapp figures`` and ``caseapp verify``."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseapp.cli.opening import open_asked, open_with_second, second_of
from caseapp.cli.saying import as_json, bar, said
from caseapp.domain.requests import Command, Outcome, Query

if TYPE_CHECKING:
    from caseapp.figures.requests import ExportMonth


def _ask(
    asked: argparse.Namespace, requests: Sequence[Query[Any] | Command[Any]], what: str = ""
) -> list[Any]:
    """Open the vault and have requests answered in order; a command's result."""
    from caseapp.room import answer

    room = open_asked(asked)
    try:
        return [_result(answer(room, each, bar(what))) for each in requests]
    finally:
        room.close()


def _result(answered: Any) -> Any:  # noqa: ANN401 - of any request
    return answered.result if isinstance(answered, Outcome) else answered


def _which(asked: argparse.Namespace) -> tuple[str, bool]:
    return (asked.through, True) if asked.through else (asked.month, False)


def _asked_for(asked: argparse.Namespace, month: str) -> bool:
    return month == asked.month if asked.month else month <= (asked.through or month)


def status(asked: argparse.Namespace) -> int:
    """Where the months stand; no number of any of them."""
    from caseapp.figures.requests import ShowMonths

    (months,) = _ask(asked, [ShowMonths()])
    closed = [row for row in months.closed if _asked_for(asked, row.month)]
    still_open = [row for row in months.open if _asked_for(asked, row.month)]
    if asked.json:
        as_json(
            {
                "closed": [
                    {"month": row.month, "published": row.published, "deliveries": len(row.handed)}
                    for row in closed
                ],
                "open": [
                    {
                        "month": row.month,
                        "closes_from": row.closes_from.isoformat(),
                        "waits_for": list(row.waits_for),
                        "can_close": row.can_close,
                    }
                    for row in still_open
                ],
                "fingerprint": months.fingerprint,
            }
        )
        return 0
    for row in closed:
        said(f"{row.month}  closed" + (", published" if row.published else ""))
    for row in still_open:
        waits = f"; first close {', '.join(row.waits_for)}" if row.waits_for else ""
        said(f"{row.month}  open, closes from {row.closes_from.isoformat()}{waits}")
    said(f"signing key {months.fingerprint}")
    return 0


def close(asked: argparse.Namespace) -> int:
    """Close a month, or every month up to one."""
    from caseapp.casework.commands.figures import CloseMonth

    month, through = _which(asked)
    (result,) = _ask(asked, [CloseMonth(month, through)], "closing")
    if asked.json:
        as_json({"closed": list(result.months)})
    else:
        said("Closed: " + (", ".join(result.months) or "nothing, all of them were closed already") + ".")
    return 0


def publish(asked: argparse.Namespace) -> int:
    """Make and keep the release of a month, or of every closed month up to one; hand over if told to."""
    from caseapp.figures.requests import PublishMonth
    from caseapp.room import answer

    month, through = _which(asked)
    handed = asked.out is not None or bool(asked.recipient or asked.purpose)
    room, typed = open_with_second(asked)
    files: list[str] = []
    try:
        command = PublishMonth(month, through, second_of(asked, typed))
        result = _result(answer(room, command, bar("publishing")))
        if handed:
            files += _result(answer(room, _export(asked), bar("publishing"))).files
    finally:
        room.close()
    if asked.json:
        as_json({"published": list(result.months), "fingerprint": result.fingerprint, "files": files})
    else:
        said("Published: " + (", ".join(result.months) or "nothing new, it was published already") + ".")
        for file in files:
            said(file)
        said(f"signing key {result.fingerprint}")
    return 0


def _export(asked: argparse.Namespace) -> "ExportMonth":
    from caseapp.figures.requests import ExportMonth

    month, through = _which(asked)
    return ExportMonth(month, str(asked.out or Path()), asked.recipient, asked.purpose, through)


def export(asked: argparse.Namespace) -> int:
    """Write the kept bytes of releases."""
    (result,) = _ask(asked, [_export(asked)], "writing")
    if asked.json:
        as_json({"files": list(result.files)})
    else:
        for file in result.files:
            said(file)
    return 0


def verify(asked: argparse.Namespace) -> int:
    """Check releases as their reader would; 1 when something failed."""
    from caseapp.figures.verify import main
    from caseapp.figures.verify import verify as findings_of

    paths = [asked.release, *asked.earlier]
    if not asked.json:
        words = [str(path) for path in paths]
        return main([*words, *(["--key", asked.key] if asked.key else [])])
    findings = findings_of(paths, key=asked.key)
    failed = any(finding.state == "FAILED" for finding in findings)
    said(
        json.dumps(
            {
                "verdict": "FAILED" if failed else "passed",
                "findings": [
                    {"state": each.state, "release": each.release, "sentence": each.sentence}
                    for each in findings
                ],
            },
            ensure_ascii=False,
        )
    )
    return 1 if failed else 0
