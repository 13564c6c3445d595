"""A small working vault that faults are let loose on: cases, figures, and all that can be done with them.

Opened by the recovery code, so that no time goes into deriving. What it holds is invented.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from caseapp import bootstrap
from caseapp.casework.commands.contact import LogContact, NewNeed, PersonPart
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import AgeBand, PersonFacts
from caseapp.errors import KnownError
from caseapp.room import Room, answer, check_room
from caseapp.storage import migrations
from caseapp.vault import Connection, kdf
from caseapp.vault.head import Which
from caseapp.vault.key_folder import read_keys

WORKER = "seven quiet lanterns drift"
MANAGER = "eleven paper boats wander"
FIRST = date(2026, 9, 3)
INDEX = "search_index"
AHEAD = timedelta(days=15 * 365)  # so that there are always months left to close
ALIASES = ("Marisol", "Tee", "Jola", "Nadi", "Ruby", "Sam")


def memory() -> Path:
    """Where thousands of copies cost no disk: memory where there is a folder in it."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    return shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())


def live_in(home: Path) -> None:
    """Let this process keep its own settings and state below a folder of ours."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ["HOME"] = str(home)


def derive_once() -> None:
    """Each passphrase costs its derivation once in this process and its children, however often it opens."""
    kdf.derive = cache(kdf.derive)


def derive_now(here: "World", passphrases: Sequence[str]) -> None:
    """Derive ahead, after :func:`derive_once`, so that no child spends time on it."""
    for how in {slot.derivation for slot in read_keys(here.folder).slots}:
        if how.parameters is not None:
            for passphrase in passphrases:
                kdf.derive(passphrase, how.salt, how.parameters)


@dataclass(frozen=True)
class World:
    """A vault folder that is nobody else's.

    Attributes:
        folder: the vault.
        code: its recovery code.
    """

    folder: Path
    code: str

    def open(self, passphrase: str | None = None, *, accept: frozenset[str] = frozenset()) -> Room:
        """By the recovery code, or by a passphrase; the time is the one of this story."""
        code = self.code if passphrase is None else None
        room = bootstrap.open_room(self.folder, passphrase, recovery_code=code, accept=accept)
        return at_its_time(room)

    def copy(self, to: Path) -> "World":
        shutil.copytree(self.folder, to)
        return World(to, self.code)


def now() -> datetime:
    """The time of this story; it goes on as ours does."""
    return datetime.now(UTC) + AHEAD


def at_its_time(room: Room) -> Room:
    """Set the clocks of a room."""
    object.__setattr__(room.office, "now", now)
    if room.house is not None:
        room.house.now = now
        room.house.figures = room.office
    return room


def meet(room: Room, number: int, on: date, words: str = "", alias: str = "Lio") -> None:
    """Log a contact that can be told by its number."""
    agreed = tuple(ConsentEntry(purpose, Answer.GIVEN, on) for purpose in (Purpose.KEEP, Purpose.HEALTH))
    her = PersonPart(
        new=PersonFacts(alias=f"{alias} {number}", age_band=AgeBand.FROM_25, area="north"),
        consents=agreed,
        her_words=words,
        needs=(NewNeed(NeedFacts("housing")),),
    )
    when = Moment.of(datetime.combine(on, time(20), UTC))
    answer(room, LogContact(when, "street_round", Channel.IN_PERSON, people=(her,)))


def make_world(folder: Path) -> World:
    """Make a vault at the lowest cost of a passphrase guess, with six people met in September and October."""
    room, code = bootstrap.make_room(
        folder,
        name="Night team",
        worker=("Ana", WORKER),
        manager=("Noor", MANAGER),
        areas=("North", "Harbour"),
        kdf=kdf.FLOOR,
    )
    at_its_time(room)
    for place, alias in enumerate(ALIASES):
        meet(room, 900_000 + place, FIRST.replace(month=9 + place % 2), "tea " * 40 * place, alias)
    room.close()
    return World(folder, code)


def make_earlier(folder: Path) -> World:
    """The same vault one format of the case store earlier: a step of migration is ahead of it."""
    here = make_world(folder)
    room = here.open()
    connection = room.session.connect(Which.CASES)
    connection.execute("DROP TABLE local_seals")
    connection.execute(f"PRAGMA user_version = {migrations.LATEST - 1}")
    room.session.release(connection)
    room.close()
    return here


def make_killed(folder: Path) -> World:
    """The same vault left by a kill: the last saves stand in the write-ahead file alone."""
    here = make_world(folder)
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            room = here.open()
            for place in range(3):
                meet(room, 900_100 + place, FIRST)
        os._exit(0)
    os.waitpid(child, 0)
    assert (folder / "cases.db-wal").stat().st_size
    return here


# --- what is in a vault -----------------------------------------------------------------------------------


def read_out(connection: Connection) -> dict[str, bytes]:
    """A digest of each table with all its rows, that content alone decides; of the schema under no name.

    The tables in which the search index keeps itself stand for what a search finds: that is compared instead.
    """
    names = [
        str(name)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    schema = sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"), key=repr)
    found = {"": sha256(repr(schema).encode()).digest()}
    for name in sorted(name for name in names if not name.startswith(INDEX)):
        found[name] = _digest(connection.execute(f'SELECT * FROM "{name}"'))
    if INDEX in names:
        found[INDEX] = _digest(_searches(connection))
    return found


def _digest(rows: Iterable[object]) -> bytes:
    digest = sha256()
    for row in sorted(map(repr, rows)):
        digest.update(row.encode("utf-8", "surrogatepass"))
    return digest.digest()


def _searches(connection: Connection) -> Iterator[object]:
    """Every word of the index with its places, and what a search for it and for its beginning finds."""
    connection.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '{INDEX}', 'instance')")
    instances = connection.execute("SELECT * FROM temp.words").fetchall()
    connection.execute("DROP TABLE temp.words")
    yield from instances
    terms = {str(row[0]) for row in instances}
    for asked in sorted({f'"{term}"' for term in terms} | {f'"{term[:2]}"*' for term in terms}):
        yield (
            asked,
            connection.execute(
                f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH ? ORDER BY rowid", (asked,)
            ).fetchall(),
        )


def content(room: Room) -> dict[str, bytes]:
    """What both stores of an open room hold, read on connections of their own."""
    found: dict[str, bytes] = {}
    for which in room.session.stores:
        connection = room.session.connect(which)
        try:
            tables = read_out(connection)
        finally:
            room.session.release(connection)
        found |= {f"{which.file_name}:{table}": digest for table, digest in tables.items()}
    return found


def findings(room: Room) -> list[str]:
    """What the whole check says; empty when all is well."""
    return [f"{found.file}: {found.sentence}" for found in check_room(room)]


def numbers(room: Room) -> set[int]:
    """Numbers of the people met; each has a contact of her own."""
    connection = room.session.connect(Which.CASES)
    try:
        return {int(alias.split()[1]) for (alias,) in connection.execute("SELECT alias FROM people")}
    finally:
        room.session.release(connection)


def sentence_of(error: KnownError) -> str:
    return f"{type(error).__name__}: {error.sentence}"
