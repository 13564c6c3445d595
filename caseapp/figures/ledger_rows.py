"""What the ledger holds: closed months, releases and deliveries, and the one way to write a month's cells."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from caseapp.figures.specification import Key


@dataclass(frozen=True, slots=True)
class Release:
    """One published set of figures, as it left or may leave.

    Attributes:
        period: ``YYYY-MM``; also its id.
        specification: version of the specification.
        policy: version of the rounding policy.
        digest: content digest, hexadecimal.
        previous: digest of the release before, None for the first.
        content: the zip file's bytes.
    """

    period: str
    specification: int
    policy: int
    digest: str
    previous: str | None
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A closed month as it is kept.

    Attributes:
        period: ``YYYY-MM``.
        specification: its version.
        policy: version of the rounding policy.
        seal: by which a worker's session knows that one closed it; see `caseapp.figures.history`.
        cells: digest of its cells as they stand.
    """

    period: str
    specification: int
    policy: int
    seal: str
    cells: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """To whom a release was handed.

    Attributes:
        period: which release.
        recipient: in the organisation's words.
        purpose: in the organisation's words.
        at: when, ISO 8601.
        by: label or id of who handed it over.
    """

    period: str
    recipient: str
    purpose: str
    at: str
    by: str


def cell_rows(cells: Mapping[str, Mapping[Key, int]]) -> list[tuple[str, str, int]]:
    """A month's cells in the one order in which they are kept and sealed.

    Args:
        cells: measure id -> basis key -> shown number.

    Returns:
        Measure id, basis key in one string, number.
    """
    return sorted(
        (measure, "/".join(key), value) for measure, each in cells.items() for key, value in each.items()
    )


def digest_of(cells: Mapping[str, Mapping[Key, int]]) -> str:
    """SHA-256 of a month's cells, hexadecimal.

    Args:
        cells: measure id -> basis key -> shown number.
    """
    return hashlib.sha256(json.dumps(cell_rows(cells), separators=(",", ":")).encode()).hexdigest()


def release_of(row: tuple[object, ...]) -> Release:
    """A release as its row says it: period, specification, policy, digest, previous, content."""
    period, specification, policy, digest, previous, content = row
    assert isinstance(specification, int)
    assert isinstance(policy, int)
    assert isinstance(content, bytes)
    return Release(
        str(period), specification, policy, str(digest), None if previous is None else str(previous), content
    )
