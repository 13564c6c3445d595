"""The figures of an open vault and what this session may do with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from caseapp.figures.ledger import Ledger


@dataclass(frozen=True)
class Office:
    """What every handler of the figures room works with; one for each session.

    Attributes:
        ledger: figures.db, open.
        now: the local time.
        by: label of who is signed in, for deliveries.
        first_month: of the figures, asked while nothing is closed yet; None where it is not known.
        signing_seed: Ed25519 seed of releases, None where the session has none.
        draw_key: key of the random draws; None in a manager's session, which therefore cannot close a month.
        earlier_draw_keys: from before the keys were changed, each with the last audit entry it held for.
    """

    ledger: Ledger
    now: Callable[[], datetime]
    by: str
    first_month: Callable[[], str | None] = lambda: None
    signing_seed: bytes | None = field(default=None, repr=False)
    draw_key: bytes | None = field(default=None, repr=False)

    earlier_draw_keys: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)

    @property
    def may_close(self) -> bool:
        """Whether true numbers can be counted here: only where cases can be opened."""
        return self.draw_key is not None
