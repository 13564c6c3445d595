"""The figures of an open vault and what this session may do with them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from caseapp.figures.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Office:
    """What every handler of the figures room works with.

    Attributes:
        ledger: closed months, releases, deliveries.
        signing_seed: Ed25519 seed of releases, 32 bytes.
        draw_key: key of the random draws; None in a manager's session, which therefore cannot close a month.
        label: what the signed-in user is called, for deliveries.
        today: the local calendar date.
    """

    ledger: Ledger
    signing_seed: bytes
    draw_key: bytes | None
    label: str
    today: Callable[[], date]

    def __repr__(self) -> str:
        return "<Office>"
