"""Everything that can be found out about a vault without restoring anything.

SQLCipher's page HMAC finds damaged pages; old pages and old files that were put back are found by the audit
chain, the row digests and the file ``head``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from caseapp.vault import errors, files, keyfile, opener
from caseapp.vault.audit import ReadRow
from caseapp.vault.head import Which
from caseapp.vault.key_folder import read_keys
from caseapp.vault.keyfile import COPY_NAME, FILE_NAME
from caseapp.vault.session import Session

_MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        file: which file of the vault.
        sentence: what was found, in plain words.
    """

    file: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Readers:
    """How those who own the tables help to check a store.

    Attributes:
        row: gives a row in the form its audit digest was made of; None leaves rows unchecked.
        extra: further checks (search index, ...) that give findings in plain words.
    """

    row: ReadRow | None = None
    extra: Sequence[Callable[[opener.Connection], Iterable[str]]] = field(default=())


Progress = Callable[[str, int, int], None]
Step = Callable[[opener.Connection], Iterable[str]]


def check(
    session: Session, readers: Mapping[Which, Readers] | None = None, progress: Progress | None = None
) -> list[Finding]:
    """Check every store the session opens, the key file and the file head.

    Runs on the thread that owns the session's connections, outside a transaction.

    Args:
        session: an open session.
        readers: help for each store.
        progress: called with the step's name, steps done and steps in all.

    Returns:
        What was found, at most 100 findings for each step; empty when all is well.
    """
    report = progress or (lambda _step, _done, _all: None)
    steps: list[tuple[Which, str, Step]] = []
    for which in session.stores:
        reader = (readers or {}).get(which, Readers())
        steps += [(which, name, step) for name, step in _steps(session, which, reader)]
    found = _check_keys(session.folder)
    for done, (which, name, step) in enumerate(steps):
        report(name, done, len(steps))
        found += [Finding(which.file_name, sentence) for sentence in _run(session, which, step)]
    report("done", len(steps), len(steps))
    return found


def _steps(session: Session, which: Which, readers: Readers) -> list[tuple[str, Step]]:
    chain = session.chain(which)
    steps: list[tuple[str, Step]] = [
        ("pages", _pages),
        ("structure", _structure),
        ("links", _links),
        ("head", lambda connection: _end(session, which, connection)),
        ("audit", chain.verify_chain),
    ]
    if readers.row is not None:
        row = readers.row
        steps.append(("rows", lambda connection: chain.verify_rows(connection, row)))
    steps += [("index", step) for step in readers.extra]
    return steps


def _run(session: Session, which: Which, step: Step) -> list[str]:
    """Run one step on a connection of its own: one that met damage answers nothing right any more."""
    try:
        connection = session.connect(which)
    except errors.VaultError as error:
        return [error.sentence]
    try:
        return list(step(connection))[:_MOST_FINDINGS]
    except opener.dbapi.Error as error:
        known = opener.known(error, which.file_name)
        if isinstance(known, errors.VaultError):
            return [known.sentence]
        raise known from None
    finally:
        session.release(connection)


def _pages(connection: opener.Connection) -> Iterable[str]:
    """Each page against its HMAC. It reads the file itself, so the WAL comes into it first."""
    opener.checkpoint(connection)
    for (message,) in connection.execute("PRAGMA cipher_integrity_check"):
        yield f"A page is damaged: {message}."


def _structure(connection: opener.Connection) -> Iterable[str]:
    for (message,) in connection.execute("PRAGMA quick_check"):
        if message != "ok":
            yield f"The structure is damaged: {message}."


def _links(connection: opener.Connection) -> Iterable[str]:
    for table, _row, parent, _index in connection.execute("PRAGMA foreign_key_check"):
        yield f"A record in {table} points to one in {parent} that is not there."


def _end(session: Session, which: Which, connection: opener.Connection) -> Iterable[str]:
    loss = session.witnesses.loss(which, session.chain(which), connection)
    if loss is not None:
        yield loss.sentence


def _check_keys(folder: Path) -> list[Finding]:
    """The key file was whole when the vault was opened; it and its copy must be so still."""
    found = []
    try:
        read_keys(folder)
    except errors.VaultError as error:
        found.append(Finding(FILE_NAME, error.sentence))
    try:
        keyfile.parse(files.read_bounded(folder / COPY_NAME, keyfile.LARGEST_FILE), COPY_NAME)
    except errors.VaultError as error:
        found.append(Finding(COPY_NAME, error.sentence))
    return found
