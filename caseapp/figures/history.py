"""Whether a ledger holds all that workers closed, and nothing else.

Whoever holds the figures secret, a manager for one, can write any figures.db with a whole audit chain. Two
things she cannot do. Each closing carries a seal under the draw key, which only a worker's session has, over
its month, its specification, its numbers and the closings before it: so none can be planted or changed. And
the case store remembers the end of the chain after each closing: so none can be taken back.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence

from caseapp.domain.sentences import Sentence
from caseapp.figures.ledger import Ledger, LedgerError
from caseapp.vault.head import Head

_ONE_ROW = {"figures.publish": "release", "figures.deliver": "delivery"}
_VAULT = "vault."  # of the vault itself: keys changed, a question answered with "go on"
_OTHER_KIND = Sentence.of("an entry of another kind")

_REWRITTEN = (
    "The published figures are no longer those that were there when {month} was closed: figures.db was "
    "replaced, cut short or written anew. Nothing is closed with it, because a month that is rounded twice "
    "gives people away. Put back the newest figures.db from before that; your notes are not touched."
)
_PLANTED = (
    "figures.db holds what no worker of this vault has closed ({what}). Somebody with the manager's "
    "passphrase may have written it. Nothing is closed with it; your notes are not touched."
)


class HistoryError(LedgerError):
    """The ledger is not what workers' closings made it."""

    code = "figures_history"


def seal_next(
    ledger: Ledger, draw_key: bytes, period: str, specification: str, policy: int, cells: str
) -> str:
    """The seal of the closing that comes next.

    Args:
        ledger: figures.db.
        draw_key: only a worker's session has it.
        period: ``YYYY-MM``.
        specification: its digest.
        policy: version of the rounding policy.
        cells: digest of the shown cells.

    Returns:
        64 hexadecimal digits.
    """
    closings = ledger.closings()
    return _seal(draw_key, closings[-1].seal if closings else "", period, specification, policy, cells)


def check(
    ledger: Ledger,
    draw_key: bytes,
    ends: Mapping[str, Head],
    earlier: Sequence[tuple[int, bytes]] = (),
) -> None:
    """Refuse a ledger that is not what workers' closings made it. `Ledger.verify` is to be asked as well.

    Args:
        ledger: figures.db.
        draw_key: of a worker's session.
        ends: month -> end of the chain after it was closed, as the case store remembers them.
        earlier: draw keys from before the keys were changed, in order, each with the last audit entry of
            figures.db that it held for. What they sealed stays as it is: no month is drawn anew.

    Raises:
        HistoryError: something is there that no worker closed, or something is there no more.
    """
    for month, end in sorted(ends.items(), reverse=True):
        if not ledger.holds(end):
            raise HistoryError(_REWRITTEN, month=month)
    texts = ledger.specification_texts()
    entry_of = _entries_of_closings(ledger)
    previous, used = "", set[int]()
    for closing in ledger.closings():
        specification = hashlib.sha256(texts.get(closing.specification, "").encode()).hexdigest()
        number = entry_of.get(closing.period, 0)
        key = next((held for until, held in earlier if number <= until), draw_key)
        expected = _seal(key, previous, closing.period, specification, closing.policy, closing.cells)
        if not hmac.compare_digest(closing.seal.encode(), expected.encode()):
            raise HistoryError(_PLANTED, what=closing.period)
        previous = closing.seal
        used.add(closing.specification)
    if texts.keys() - used:
        raise HistoryError(_PLANTED, what=Sentence.of("a list of tables"))
    _check_entries(ledger)


def _entries_of_closings(ledger: Ledger) -> dict[str, int]:
    """Month -> number of the audit entry that closed it."""
    try:
        return {
            str(row_id): number
            for number, (_, rows) in enumerate(ledger.entries(), start=1)
            for table, row_id, _ in rows
            if table == "closing"
        }
    except ValueError:
        raise HistoryError(_PLANTED, what=_OTHER_KIND) from None


def _check_entries(ledger: Ledger) -> None:
    """Each entry does one thing that this program does, and no row is written twice."""
    seen: set[tuple[str, object]] = set()
    try:
        for action, rows in ledger.entries():
            names = [(table, row_id) for table, row_id, _ in rows]
            tables = [table for table, _ in names]
            fits = (
                tables in (["closing"], ["specification", "closing"])
                if action == "figures.close"
                else tables == ([_ONE_ROW[action]] if action in _ONE_ROW else [])
                and (action in _ONE_ROW or action.startswith(_VAULT))
            )
            if not fits or not seen.isdisjoint(names):
                raise HistoryError(_PLANTED, what=_OTHER_KIND)
            seen.update(names)
    except ValueError:
        raise HistoryError(_PLANTED, what=_OTHER_KIND) from None


def _seal(draw_key: bytes, previous: str, period: str, specification: str, policy: int, cells: str) -> str:
    text = json.dumps(["caseapp closing 1", previous, period, specification, policy, cells])
    return hmac.digest(draw_key, text.encode(), hashlib.sha256).hex()
