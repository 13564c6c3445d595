"""Copying an open vault, page by page, and believing the copy only when it has been read again.

The copy is made on a thread of its own, with connections of its own that hold one state of each store from
beginning to end (a reading transaction, begun while nobody saves): saves go on meanwhile and neither disturb
the copy nor get into it. The thread goes one step whenever it is given leave, so that whoever owns the vault
decides how much is done now. While the state is held the write-ahead file cannot be emptied; that is why a
copy is dropped when something is erased.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from caseapp.errors import BugError
from caseapp.vault import backup_manifest, backup_sets, errors, files, keyfile, opener, rotation
from caseapp.vault.audit import AuditChain
from caseapp.vault.backup_errors import BackupNotTrueError, SecondPlaceMissingError
from caseapp.vault.backup_manifest import Label, Manifest
from caseapp.vault.backup_sets import BackupSet
from caseapp.vault.head import Head, HeadFile, Which
from caseapp.vault.keyring import Secrets
from caseapp.vault.session import Session
from caseapp.vault.store_copies import Synced, page_count, row_counts, sync_file, verify_copy

PAGES = 128
"""Pages of 4 KiB in one step: a few milliseconds."""
_OPERATIONS = 20_000  # of SQLite between two looks at whether to stop

Describe = Callable[[opener.Connection], tuple[Mapping[str, int], date | None]]
"""Counts what is in a case store by kind, and says the date of its newest contact."""


class _StoppedError(Exception):
    """The copy is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be copied, taken from an open session once, because the copy has a thread of its own.

    Attributes:
        folder: the vault.
        stores: where its stores lie.
        label: its id and generation of keys.
        secrets: both secrets.
        session: a mark of this opening of the vault.
        describe: what a look inside will show.
        second: a second place, None without one.
        now: the time, UTC.
    """

    folder: Path
    stores: Path
    label: Label
    secrets: Secrets = field(repr=False)
    session: str
    describe: Describe
    second: Path | None
    now: Callable[[], datetime]

    @classmethod
    def of(
        cls,
        session: Session,
        mark: str,
        describe: Describe,
        second: Path | None,
        now: Callable[[], datetime],
    ) -> "Order":
        """The order for an open session of a worker."""
        secrets = session.opened.secrets
        if secrets.case is None:
            raise errors.ClosedError
        label = Label(session.vault_id, session.generation)
        return cls(session.folder, session.stores_folder, label, secrets, mark, describe, second, now)

    @property
    def place(self) -> Path:
        """Where the vault's own backups lie."""
        return self.folder / backup_sets.FOLDER

    @property
    def key(self) -> bytes:
        """The key of manifests."""
        key = backup_manifest.manifest_key(self.secrets)
        assert key is not None
        return key


@dataclass
class _Store:
    """One store on its way: the state that is held, and what it was found to be."""

    which: Which
    key: bytes = field(repr=False)
    chain: AuditChain
    source: opener.Connection
    head: Head
    rows: Mapping[str, int] = field(default_factory=dict)


class Copying:
    """One backup under way. Every method is called on one thread, the one that owns the vault.

    Args:
        order: what is to be copied.
        only_carry: a set that is made already and only lacks in the second place.

    Attributes:
        error: what ended it; None while it runs, after it has succeeded, and when it was stopped.
        second_error: why the set was not carried to the second place; the set itself is good.
        made: the set in its place, None before.
        done, total: how far it is, in pages.
    """

    def __init__(self, order: Order, only_carry: BackupSet | None = None) -> None:
        self._order = order
        self._only_carry = only_carry
        self._turn = threading.Condition()
        self._may_go = False
        self._stopping = False
        self._over = False
        self._held = threading.Event()
        self._thread = threading.Thread(target=self._live, name="backup", daemon=True)
        self.error: BaseException | None = None
        self.second_error: errors.VaultError | None = None
        self.made: BackupSet | None = None
        self.done, self.total = 0, 0

    # --- the owner's side ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin; on return the states of the stores are held, so what is saved from now on is not in it."""
        self._thread.start()
        self._held.wait()

    @property
    def running(self) -> bool:
        """Whether it has not come to its end."""
        return not self._over

    def step(self, wait: float) -> bool:
        """Give leave for one step.

        Args:
            wait: seconds to wait for its end at most; it goes on by itself after that.

        Returns:
            Whether there is more to do.
        """
        with self._turn:
            self._may_go = True
            self._turn.notify_all()
            self._turn.wait_for(lambda: self._over or not self._may_go, wait)
        return self.running

    def stop(self) -> None:
        """Drop it, and take away what there is of it. A set that is in its place stays."""
        with self._turn:
            self._stopping = True
            self._turn.notify_all()
        self._thread.join()

    # --- the thread's side --------------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            if self._only_carry is None:
                self._make()
            else:
                self._held.set()
                self.made = self._only_carry
            self._second()
        except _StoppedError:
            pass
        except BaseException as error:  # noqa: BLE001 - handed to the owner whole, nothing is swallowed
            self.error = error
        finally:
            self._held.set()
            with self._turn:
                self._over = True
                self._turn.notify_all()

    def _pause(self) -> None:
        """The end of a step: wait for leave."""
        with self._turn:
            self._may_go = False
            self._turn.notify_all()
            self._turn.wait_for(lambda: self._may_go or self._stopping)
        self._look()

    def _look(self) -> None:
        if self._stopping:
            raise _StoppedError

    def _tick(self, size: int) -> None:
        self.done += size // 4096
        self._pause()

    def _make(self) -> None:
        order = self._order
        place = order.place
        if not place.exists():
            backup_sets.make_folder(place)
            backup_sets.sync_folders(order.folder)
        backup_sets.clear_parts(place)
        with contextlib.ExitStack() as held:
            stores = [held.enter_context(self._hold(which)) for which in Which]
            keys = files.read_bounded(order.folder / keyfile.FILE_NAME, keyfile.LARGEST_FILE)
            if keyfile.parse(keys).generation != order.label.generation:
                raise BugError("the keys were changed under an open session")
            assert keys is not None
            self._held.set()
            rounds = 3 if order.second is None else 5
            self.total = rounds * sum(page_count(store.source) for store in stores)
            made_at, name = self._free_name(stores)
            aside = place / (name + backup_sets.PART)
            backup_sets.make_folder(aside)
            try:
                inside = keyfile.stores_folder(aside, order.label.generation)
                if inside != aside:
                    backup_sets.make_folder(inside)
                for store in stores:
                    self._copy(store, inside / store.which.file_name)
                held.close()  # from here on the write-ahead file may be emptied again
                self._finish(aside, inside, stores, keys, made_at)
                backup_sets.put_in_place(aside, place / name)
            except BaseException:
                backup_sets.remove(aside)
                raise
        self.made = backup_sets.read_set(place / name, order.key)
        rotate(place, order.label, order.key, order.now(), self.made.name)

    def _free_name(self, stores: list[_Store]) -> tuple[datetime, str]:
        made_at = self._order.now().replace(microsecond=0)
        while True:
            name = backup_sets.name_of(made_at, stores[0].head.counter)
            if not (self._order.place / name).exists():
                return made_at, name
            made_at += timedelta(seconds=1)

    @contextlib.contextmanager
    def _hold(self, which: Which) -> Iterator[_Store]:
        """Open a store and hold its state as it is now."""
        secrets = self._order.secrets
        keys = secrets.case_keys() if which is Which.CASES else secrets.figures_keys()
        assert keys is not None
        source = opener.connect(self._order.stores / which.file_name, keys.store)
        try:
            self._obey(source)
            chain = AuditChain(keys.audit)
            source.execute("BEGIN")
            yield _Store(which, keys.store, chain, source, chain.last(source))
        finally:
            source.close()

    def _obey(self, connection: opener.Connection) -> None:
        """Let a long statement end when the copy is to stop."""
        connection.set_progress_handler(lambda: self._stopping, _OPERATIONS)

    @contextlib.contextmanager
    def _named(self, which: Which) -> Iterator[None]:
        """Say what a store reports in a sentence; a statement that was told to end is no error."""
        try:
            yield
        except opener.dbapi.Error as error:
            self._look()
            raise opener.known(error, which.file_name) from None

    def _copy(self, store: _Store, path: Path) -> None:
        before = self.done
        with self._named(store.which):
            store.rows = row_counts(store.source)
            target = opener.connect_copy(path, store.key)
            try:
                with Synced(path) as synced:

                    def stepped(_status: int, left: int, pages: int) -> None:
                        self.done = before + pages - left
                        synced.step()
                        self._pause()

                    store.source.backup(target, pages=PAGES, progress=stepped)
            finally:
                target.close()

    def _finish(
        self, aside: Path, inside: Path, stores: list[_Store], keys: bytes, made_at: datetime
    ) -> None:
        """Read the copies again, and put down the rest of the set."""
        order = self._order
        counts, newest = self._read_again(inside, stores)
        case, figures = order.secrets.case_keys(), order.secrets.figures_keys()
        assert case is not None
        heads = HeadFile(inside, {Which.CASES: case.head, Which.FIGURES: figures.head})
        heads.create()
        try:
            for store in stores:
                heads.write(store.which, store.head)
        finally:
            heads.close()
        files.write_whole(aside / keyfile.FILE_NAME, keys)
        manifest = Manifest(
            label=order.label,
            made_at=made_at,
            session=order.session,
            heads={store.which: store.head for store in stores},
            counts=counts,
            newest=newest,
            files={
                name: backup_sets.seal_of(path, self._tick)
                for name, path in backup_sets.paths_in(aside, order.label).items()
            },
        )
        files.write_whole(aside / backup_manifest.FILE_NAME, backup_manifest.dump(manifest, order.key))
        backup_sets.sync_folders(inside, aside)

    def _read_again(self, inside: Path, stores: list[_Store]) -> tuple[Mapping[str, int], date | None]:
        described: tuple[Mapping[str, int], date | None] = ({}, None)
        for store in stores:
            path = inside / store.which.file_name
            with self._named(store.which):
                copy = opener.connect(path, store.key)
                try:
                    self._obey(copy)
                    verify_copy(copy, store.which.file_name)
                    if row_counts(copy) != store.rows or store.chain.last(copy) != store.head:
                        raise BackupNotTrueError(store.which.file_name)
                    if store.which is Which.CASES:
                        described = self._order.describe(copy)
                    self.done += page_count(copy)
                finally:
                    copy.close()
            sync_file(path)
            self._pause()
        return described

    def _second(self) -> None:
        """Carry the set to the second place; that it is not there takes nothing from the set here."""
        order, made = self._order, self.made
        if order.second is None or made is None:
            return
        try:
            if not order.second.is_dir():
                raise SecondPlaceMissingError
            place = backup_sets.place_in(order.second, order.label.vault_id)
            if not backup_sets.read_set(place / made.name, order.key).good_for(order.label):
                if (place / made.name).exists():
                    backup_sets.drop(backup_sets.read_set(place / made.name, order.key))
                backup_sets.carry(made, place, self._tick)
            rotate(place, order.label, order.key, order.now(), made.name)
        except errors.VaultError as error:
            self.second_error = error


def rotate(place: Path, label: Label, key: bytes, now: datetime, just_made: str) -> None:
    """Take away the sets of a vault that the rule does not keep.

    Args:
        place: where they lie.
        label: the vault and its generation.
        key: of manifests.
        now: the time, UTC.
        just_made: the set that was verified a moment ago; it always stays.

    Raises:
        VaultError: the place cannot be looked into.
    """
    sets = [
        one
        for one in backup_sets.sets_in(place, key)
        if one.label is None or one.label.vault_id == label.vault_id
    ]
    candidates = [
        rotation.Candidate(
            one.name,
            one.made_at,
            one.name if one.manifest is None else one.manifest.session,
            one.good_for(label),
        )
        for one in sets
    ]
    stay = rotation.kept(candidates, now) | {just_made}
    for one in sets:
        if one.name not in stay:
            backup_sets.drop(one)
