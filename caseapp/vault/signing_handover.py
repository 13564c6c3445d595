"""What a key that signed releases says about the one after it, before it goes for good.

It stands in the audit of figures.db as the action of an entry, and later in every proof: readers who trust
the old key learn from it which key the organisation signs with now.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from caseapp.vault import envelope

PREFIX = "vault.signing_key."
_ACTION = re.compile(
    re.escape(PREFIX) + r"(\d{4}-\d\d-\d\d)\.([0-9a-f]{64})\.([0-9a-f]{64})\.([0-9a-f]{128})", re.ASCII
)
_MOST = 64  # named in a proof; who pinned a key from before that has to ask


@dataclass(frozen=True, slots=True)
class Handover:
    """One key vouches for the next.

    Attributes:
        day: when, ``YYYY-MM-DD``, UTC.
        old: public key that signed until then, hexadecimal.
        new: public key from then on, hexadecimal.
        signature: of the old key over :attr:`statement`, hexadecimal.
    """

    day: str
    old: str
    new: str
    signature: str

    @property
    def statement(self) -> str:
        """What is signed; `caseapp.figures.verify` says the same."""
        return f"caseapp signing key 1 {self.old} {self.new} {self.day}"

    @property
    def holds(self) -> bool:
        """Whether the old key signed it."""
        return envelope.is_signed(
            bytes.fromhex(self.old), bytes.fromhex(self.signature), self.statement.encode()
        )


def action(old_seed: bytes, new_seed: bytes) -> str:
    """The action of the audit entry by which the old key vouches for the new one.

    Args:
        old_seed: Ed25519 seed that signed until now.
        new_seed: the one from now on.
    """
    old, new = (envelope.signing_public(seed).hex() for seed in (old_seed, new_seed))
    unsigned = Handover(datetime.now(UTC).strftime("%Y-%m-%d"), old, new, "")
    signature = envelope.sign(old_seed, unsigned.statement.encode()).hex()
    return f"{PREFIX}{unsigned.day}.{old}.{new}.{signature}"


def leading_to(actions: Iterable[str], key: bytes) -> tuple[Handover, ...]:
    """The handovers by which earlier keys vouch for one, each for the next.

    Args:
        actions: of the audit of figures.db, in order. Whoever holds the figures secret can write there: what
            no key signed, or leads elsewhere, is left out.
        key: the public key that signs now, 32 bytes.

    Returns:
        Oldest first; empty where the keys were never changed.
    """
    found: list[Handover] = []
    wanted = key.hex()
    matches = [match for text in actions if (match := _ACTION.fullmatch(text))]
    for match in reversed(matches):
        each = Handover(*match.groups())
        if each.new == wanted and each.holds and len(found) < _MOST:
            found.append(each)
            wanted = each.old
    return tuple(reversed(found))
