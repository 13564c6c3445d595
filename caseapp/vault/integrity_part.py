"""One thing that an inspection looks at, a slice at a time; the owners of the tables give theirs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from caseapp.domain.sentences import Sentence
from caseapp.vault import opener
from caseapp.vault.audit_check import ReadRow


@dataclass(frozen=True, slots=True)
class Slice:
    """What one look gave.

    Attributes:
        found: what is not as it should be.
        done: units of the part that were looked at.
        after: where the next look of this part goes on, None at its end.
    """

    found: Sequence[Sentence] = ()
    done: int = 1
    after: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One thing that is looked at.

    Attributes:
        name: a stable word.
        file: the file a finding belongs to.
        look: looks at one slice from a place on; "" is the beginning.
        size: how many units there are, about.
        cost: of one unit, about, in microseconds: so that progress is even.
        repair: of its findings, see ``integrity.Finding``.
        long: whether a look may be one long statement, which is broken off when somebody waits.
    """

    name: str
    file: str
    look: Callable[[str], Slice]
    size: Callable[[], int] = field(default=lambda: 1)
    cost: float = 1000.0
    repair: str = ""
    long: bool = False


Connect = Callable[[], opener.Connection]
"""Gives the inspection's own connection to one store."""


@dataclass(frozen=True, slots=True)
class Readers:
    """How those who own the tables help to check a store.

    Attributes:
        row: makes of a connection what reads a row in the form its digest was made of; None leaves rows
            unchecked.
        parts: further parts (search index, ...).
    """

    row: Callable[[opener.Connection], ReadRow] | None = None
    parts: Callable[[Connect], Iterable[Part]] = field(default=lambda _connect: ())
