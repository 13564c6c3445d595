"""Everything that can be found out about a vault without restoring anything, a slice at a time.

SQLCipher's page HMAC finds damaged pages; old pages and old files that were put back are found by the audit
chain, the row digests and the file ``head``. Every look is short, so that the same inspection serves the
command line, which runs it through, and the moments in which nobody asks anything of an open vault.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from caseapp.domain.sentences import Sentence
from caseapp.errors import BugError
from caseapp.vault import errors, opener
from caseapp.vault.head import Which
from caseapp.vault.integrity_part import Part, Readers, Slice
from caseapp.vault.integrity_parts import parts_of_keys, parts_of_store
from caseapp.vault.session import Session

MOST_FINDINGS: Final = 100
"""Of one part; more tell nothing new."""
_OPERATIONS: Final = 5_000
"""Of SQLite's machine between two looks at whether somebody waits; well under a millisecond."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        file: which file of the vault.
        said: what was found, in plain words.
        repair: what would mend it, a name that ``tasks.vault_requests`` knows; empty when nothing does but a
            backup.
    """

    file: str
    said: Sentence
    repair: str = ""

    @property
    def sentence(self) -> str:
        """What was found, in English."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Place:
    """How far an inspection has come.

    Attributes:
        part: name and file of the part that is next, empty at the beginning.
        after: where in it.
    """

    part: str = ""
    after: str = ""


class Reading:
    """A connection of an inspection's own: one that met damage answers nothing right any more.

    Args:
        session: an open session.
        which: the store.
        impatient: asked now and then in a long statement, which is broken off when it says yes.
    """

    def __init__(self, session: Session, which: Which, impatient: Callable[[], bool]) -> None:
        self._session = session
        self._which = which
        self._impatient = impatient
        self._connection: opener.Connection | None = None

    def __call__(self) -> opener.Connection:
        """The connection, opened when it is first asked for.

        Raises:
            VaultError: it does not open.
        """
        if self._connection is None:
            self._connection = self._session.connect(self._which)
            self._connection.set_progress_handler(self._impatient, _OPERATIONS)
        return self._connection

    def close(self) -> None:
        """Close it; the next call opens another."""
        if self._connection is not None and not self._session.closed:
            self._session.release(self._connection)
        self._connection = None


class Inspection:
    """One pass over a vault. Every call comes from the thread that owns the session, outside a transaction.

    Args:
        session: an open session.
        readers: help for each store.
        others: parts that belong to no store, such as backups.
        place: where an earlier pass was left.
        impatient: whether somebody waits; a long statement is then broken off, and its look comes again.
    """

    def __init__(
        self,
        session: Session,
        readers: Mapping[Which, Readers] | None = None,
        others: Sequence[Part] = (),
        place: Place | None = None,
        impatient: Callable[[], bool] = lambda: False,
    ) -> None:
        self.findings: list[Finding] = []
        self.done = 0.0
        """Microseconds of work done, about; see :meth:`total`."""
        self.put_off = False
        """Whether the last look was broken off because somebody waited."""
        self._long = False
        self._readings: list[Reading] = []
        self._parts = parts_of_keys(session)
        for which in session.stores:
            reading = Reading(session, which, lambda: self._long and impatient())
            self._readings.append(reading)
            self._parts += parts_of_store(session, which, reading, (readers or {}).get(which, Readers()))
        self._parts += others
        self._place = place or Place()
        names = [_name(part) for part in self._parts]
        self._number = names.index(self._place.part) if self._place.part in names else 0
        self._after = self._place.after if self._place.part in names else ""
        self._found_here = 0

    @property
    def finished(self) -> bool:
        """Whether everything was looked at."""
        return self._number >= len(self._parts)

    @property
    def part(self) -> str:
        """The name of the part that is next, ``done`` at the end."""
        return "done" if self.finished else self._parts[self._number].name

    @property
    def repairs(self) -> str:
        """What would mend what the next part finds; see :class:`Finding`."""
        return "" if self.finished else self._parts[self._number].repair

    @property
    def place(self) -> Place:
        """How far it has come, to go on from there another day."""
        return Place() if self.finished else Place(_name(self._parts[self._number]), self._after)

    def total(self) -> float:
        """Microseconds that the whole pass takes, about. Counts rows: not for a moment that must be short."""
        return sum(_size(part) * part.cost for part in self._parts)

    def look(self) -> list[Finding]:
        """Look at one slice.

        Returns:
            What was found in it.
        """
        self.put_off = False
        part = self._parts[self._number]
        self._long = part.long
        try:
            looked = part.look(self._after)
        except (opener.dbapi.Error, OSError, errors.VaultError, BugError, ValueError, TypeError) as error:
            if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                self.put_off = True
                return []
            looked = Slice([_said(error, part.file)])
            self.close()
        return self._note(part, looked)

    def _note(self, part: Part, looked: Slice) -> list[Finding]:
        found = [Finding(part.file, said, part.repair) for said in looked.found]
        found = found[: max(0, MOST_FINDINGS - self._found_here)]
        self._found_here += len(found)
        self.findings += found
        self.done += looked.done * part.cost
        if looked.after is None:
            self.skip()
        else:
            self._after = looked.after
        return found

    def skip(self) -> None:
        """Go on with the next part."""
        self._number, self._after, self._found_here = self._number + 1, "", 0

    def close(self) -> None:
        """Give the connections back; the next look opens others."""
        for reading in self._readings:
            reading.close()


def _name(part: Part) -> str:
    return f"{part.name} {part.file}"


def _size(part: Part) -> int:
    """How many units a part has; what cannot be counted is one, and its look says why."""
    with suppress(opener.dbapi.Error, OSError, errors.VaultError):
        return max(1, part.size())
    return 1


def _said(error: Exception, file: str) -> Sentence:
    if isinstance(error, opener.dbapi.Error):
        error = opener.known(error, file)
    if isinstance(error, errors.VaultError):
        return Sentence.of_error(error)
    if isinstance(error, OSError):
        return Sentence.of_error(errors.from_os_error(error, file))
    # A page of another day can put any value anywhere, and take any table away.
    return Sentence.of("Something in it is not what this program writes. Nothing was changed.")


Progress = Callable[[str, int, int], None]


def check(
    session: Session,
    readers: Mapping[Which, Readers] | None = None,
    progress: Progress | None = None,
    others: Sequence[Part] = (),
) -> list[Finding]:
    """Check every store the session opens, the key file and the file head.

    Runs on the thread that owns the session's connections, outside a transaction.

    Args:
        session: an open session.
        readers: help for each store.
        progress: called with the part's name, milliseconds of work done and in all, about; may raise to stop.
        others: parts that belong to no store, such as backups.

    Returns:
        What was found, at most 100 findings for each part; empty when all is well.
    """
    inspection = Inspection(session, readers, others)
    try:
        total = int(inspection.total() / 1000) + 1
        while not inspection.finished:
            if progress is not None:
                progress(inspection.part, min(int(inspection.done / 1000), total - 1), total)
            inspection.look()
        if progress is not None:
            progress("done", total, total)
    finally:
        inspection.close()
    return inspection.findings
