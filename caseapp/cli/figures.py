"""``caseapp figures`` and ``caseapp verify``."""

import argparse
import json
from typing import Any

from caseapp.cli import passphrases
from caseapp.cli.saying import as_json, bar, said
from caseapp.domain.requests import Command, Outcome, Query


def _ask(asked: argparse.Namespace, request: Query[Any] | Command[Any], what: str = "") -> Any:  # noqa: ANN401
    """Open the vault and have one request answered; a command's result."""
    from caseapp.bootstrap import answer, open_room

    (passphrase,) = passphrases.ask(asked.passphrase_file, ("Passphrase",))
    room = open_room(asked.vault, passphrase)
    try:
        found = answer(room, request, bar(what))
    finally:
        room.close()
    return found.result if isinstance(found, Outcome) else found


def _which(asked: argparse.Namespace) -> tuple[str, bool]:
    return (asked.through, True) if asked.through else (asked.month, False)


def status(asked: argparse.Namespace) -> int:
    """Where the months stand; no number of any of them."""
    from caseapp.figures.requests import ShowMonths

    months = _ask(asked, ShowMonths())
    if asked.json:
        as_json(
            {
                "closed": [
                    {"month": row.month, "published": row.published, "deliveries": len(row.handed)}
                    for row in months.closed
                ],
                "open": [
                    {
                        "month": row.month,
                        "closes_from": row.closes_from.isoformat(),
                        "waits_for": list(row.waits_for),
                        "can_close": row.can_close,
                    }
                    for row in months.open
                ],
                "fingerprint": months.fingerprint,
            }
        )
        return 0
    for row in months.closed:
        said(f"{row.month}  closed" + (", published" if row.published else ""))
    for row in months.open:
        waits = f"; first close {', '.join(row.waits_for)}" if row.waits_for else ""
        said(f"{row.month}  open, closes from {row.closes_from.isoformat()}{waits}")
    said(f"signing key {months.fingerprint}")
    return 0


def close(asked: argparse.Namespace) -> int:
    """Close a month, or every month up to one."""
    from caseapp.casework.commands import CloseMonth

    month, through = _which(asked)
    result = _ask(asked, CloseMonth(month, through), "closing")
    if asked.json:
        as_json({"closed": list(result.months)})
    else:
        said("Closed: " + (", ".join(result.months) or "nothing, all of them were closed already") + ".")
    return 0


def publish(asked: argparse.Namespace) -> int:
    """Make and keep the release of a month, or of every closed month up to one."""
    from caseapp.figures.requests import PublishMonth

    month, through = _which(asked)
    result = _ask(asked, PublishMonth(month, through), "publishing")
    if asked.json:
        as_json({"published": list(result.months), "fingerprint": result.fingerprint})
    else:
        said("Published: " + (", ".join(result.months) or "nothing new, it was published already") + ".")
        said(f"signing key {result.fingerprint}")
    return 0


def export(asked: argparse.Namespace) -> int:
    """Write the kept bytes of releases."""
    from caseapp.figures.requests import ExportMonth

    month, through = _which(asked)
    result = _ask(
        asked, ExportMonth(month, str(asked.out), asked.recipient, asked.purpose, through), "writing"
    )
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
