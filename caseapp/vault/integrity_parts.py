"""The parts of an inspection that need to know no table but the audit's."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from uuid import UUID

from caseapp.domain.sentences import Sentence
from caseapp.vault import errors, files, keyfile, leftovers, opener
from caseapp.vault.audit_check import Step, verify_states, walk
from caseapp.vault.audit_rows import FIRST_ROW, RowId, RowName
from caseapp.vault.head import Which
from caseapp.vault.integrity_part import Connect, Part, Readers, Slice
from caseapp.vault.key_folder import read_keys
from caseapp.vault.keyfile import COPY_NAME, FILE_NAME
from caseapp.vault.session import Session

REPAIR_KEYS_COPY: Final = "keys_copy"

# Each look stays under some ten milliseconds on a slow laptop.
_PAGES: Final = 256
_STATES: Final = 200
_ROWS: Final = 100


def whole(
    name: str, file: str, run: Callable[[], Iterable[Sentence]], repair: str = "", *, long: bool = False
) -> Part:
    """A part that is looked at in one go.

    Args:
        name: a stable word.
        file: the file a finding belongs to.
        run: gives sentences.
        repair: what would mend what it finds.
        long: whether it is one long statement, see :class:`Part`.
    """
    return Part(name, file, lambda _after: Slice(list(run())), repair=repair, long=long)


def parts_of_keys(session: Session) -> list[Part]:
    """The key file was whole when the vault was opened; it and its copy must be so still."""
    return [
        whole("keys", FILE_NAME, lambda: _keys(session)),
        whole("keys_copy", COPY_NAME, lambda: _keys_copy(session), REPAIR_KEYS_COPY),
        whole("leftovers", FILE_NAME, lambda: leftovers.findings(session.folder, session.generation)),
    ]


def _keys(session: Session) -> Iterable[Sentence]:
    try:
        read_keys(session.folder)
    except errors.VaultError as error:
        yield Sentence.of_error(error)


def _keys_copy(session: Session) -> Iterable[Sentence]:
    path = session.folder / COPY_NAME
    try:
        keyfile.parse(files.read_bounded(path, keyfile.LARGEST_FILE), COPY_NAME)
    except errors.VaultError as error:
        yield Sentence.of_error(error)


def parts_of_store(session: Session, which: Which, connect: Connect, readers: Readers) -> list[Part]:
    """What is looked at in one store.

    Args:
        session: an open session.
        which: the store.
        connect: gives the inspection's connection.
        readers: help of those who own the tables.
    """
    file = which.file_name
    parts = [
        _pages(session, which, connect),
        _by_table("structure", file, connect, _structure, 35.0),
        _by_table("links", file, connect, _links, 20.0),
        whole("head", file, lambda: _end(session, which, connect)),
        _entries(session, which, connect),
    ]
    if readers.row is not None:
        parts.append(_rows(session, which, connect, readers))
    return [*parts, *readers.parts(connect)]


def _pages(session: Session, which: Which, connect: Connect) -> Part:
    seals = session.page_seals(which)

    def look(after: str) -> Slice:
        first = int(after or 1)
        if first == 1:
            opener.checkpoint(connect())  # what the WAL holds comes into the file that is looked at
        found = [Sentence.of("Page {page} is damaged.", page=page) for page in seals.broken(first, _PAGES)]
        following = first + _PAGES
        return Slice(found, _PAGES, str(following) if following <= seals.count() else None)

    return Part("pages", which.file_name, look, seals.count, 12.0)


def _tables(connection: opener.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
    )
    return [str(name) for (name,) in rows]


def _by_table(
    name: str,
    file: str,
    connect: Connect,
    run: Callable[[opener.Connection, str], Iterable[Sentence]],
    cost: float,
) -> Part:
    """A part that looks at one table after the other; a unit is a page of the store."""

    def look(after: str) -> Slice:
        connection = connect()
        tables = _tables(connection)
        left = [table for table in tables if table > after]
        if not left:
            return Slice()
        pages = _page_count(connection)
        return Slice(
            list(run(connection, left[0])),
            pages // len(tables) + 1,
            left[0] if len(left) > 1 else None,
        )

    return Part(name, file, look, lambda: _page_count(connect()), cost, long=True)


def _page_count(connection: opener.Connection) -> int:
    return int(connection.execute("PRAGMA page_count").fetchone()[0])


def _structure(connection: opener.Connection, table: str) -> Iterable[Sentence]:
    for (message,) in connection.execute(f"PRAGMA quick_check({_quoted(table)})"):
        if message != "ok":
            yield Sentence.of("The structure is damaged: {what}.", what=message)


def _links(connection: opener.Connection, table: str) -> Iterable[Sentence]:
    for name, _row, parent, _index in connection.execute(f"PRAGMA foreign_key_check({_quoted(table)})"):
        yield Sentence.of(
            "A record in {table} points to one in {other} that is not there.", table=name, other=parent
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _end(session: Session, which: Which, connect: Connect) -> Iterable[Sentence]:
    loss = session.witnesses.loss(which, session.chain(which), connect())
    if loss is not None:
        yield Sentence.of_error(loss)


def _entries(session: Session, which: Which, connect: Connect) -> Part:
    chain = session.chain(which)

    walks: list[tuple[opener.Connection, str, Iterator[Step]]] = []

    def look(after: str) -> Slice:
        connection = connect()
        known = walks.pop() if walks else None
        if known is not None and known[:2] == (connection, after):
            steps = known[2]
        else:
            steps = walk(chain, connection, int(after or 0))
        found: list[Sentence] = []
        done, last = 0, after
        while done < _STATES:
            step = next(steps, None)
            if step is None:
                return Slice(found, done)
            found += step.found
            done += step.rows + 1
            last = str(step.last)
        walks.append((connection, last, steps))
        return Slice(found, done, last)

    def size() -> int:
        return _count_states(connect()) + 2 * chain.last(connect()).counter

    return Part("audit", which.file_name, look, size, 25.0)


def _rows(session: Session, which: Which, connect: Connect, readers: Readers) -> Part:
    chain = session.chain(which)

    def look(after: str) -> Slice:
        connection = connect()
        assert readers.row is not None
        found, last = verify_states(chain, connection, readers.row(connection), _row_name(after), _ROWS)
        return Slice(found, _ROWS, None if last is None else _written(last))

    return Part("rows", which.file_name, look, lambda: _count_states(connect()), 40.0)


def _count_states(connection: opener.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM audit_latest").fetchone()[0])


def _written(name: RowName) -> str:
    table, row_id = name
    kind = "u" if isinstance(row_id, UUID) else "i" if isinstance(row_id, int) else "s"
    return f"{table} {kind}{row_id}"


def _row_name(written: str) -> RowName:
    if not written:
        return FIRST_ROW
    table, _, rest = written.partition(" ")
    row_id: RowId = UUID(rest[1:]) if rest[0] == "u" else int(rest[1:]) if rest[0] == "i" else rest[1:]
    return table, row_id
