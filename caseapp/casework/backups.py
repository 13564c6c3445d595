"""Backups of the open vault: in idle moments, at quitting, when asked; how they stand and what is in one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import select

from caseapp.casework.commands.backups import BackedUp, BackUpNow, SetSecondPlace
from caseapp.casework.house import House
from caseapp.casework.queries.backups import (
    BackupRow,
    BackupsNow,
    BackupStatus,
    Inside,
    LookInside,
    Place,
    SecondState,
    Sentence,
)
from caseapp.domain.requests import Changes, Kind, Outcome
from caseapp.errors import KnownError
from caseapp.storage.contents import contents
from caseapp.storage.tables import Preference
from caseapp.vault import backup_sets, errors, files, key_folder, keyfile
from caseapp.vault.backup import Copying, Order
from caseapp.vault.backup_errors import (
    BackupDamagedError,
    BackupFailedError,
    BackupOfAnotherVaultError,
    BackupOtherKeysError,
    SecondPlaceError,
)
from caseapp.vault.backup_sets import BackupSet
from caseapp.vault.head import Which
from caseapp.vault.session import Session

SECOND = "backup.second_place"
"""Name of the preference with the folder."""
EVERY = timedelta(hours=4)
"""In idle moments: long enough that a vault of gigabytes does not wear out the disk."""
AGAIN_AFTER = timedelta(minutes=10)
REMIND_AFTER = timedelta(days=7)
_STEP = 0.02  # seconds the vault thread waits for a step at most


class Steps(Protocol):
    """Told how far a long act is; raises when a stop was asked for."""

    def __call__(self, done: int, total: int, /) -> None:
        """Say how far it is."""


class Backups:
    """What belongs to the backups of one open vault; used on the vault thread.

    Args:
        session: a worker's session.
        house: its house.
    """

    def __init__(self, session: Session, house: House) -> None:
        self._session = session
        self._house = house
        self._mark = uuid4().hex
        self._copying: Copying | None = None
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self._newest: BackupSet | None = None
        self._problem: KnownError | None = None
        self._second_problem: KnownError | None = None
        self._order(None)  # a session without the case secret is told now
        backup_sets.clear_parts(self._place)
        try:
            self._look_again()
        except KnownError as error:  # no reason to keep anyone from her notes
            self._problem = error
        house.store.wiping.append(self.stop)

    # --- in idle moments ----------------------------------------------------------------------------------

    def idle(self) -> bool:
        """Do one step of a backup that is under way, or begin one that is due.

        Returns:
            Whether there is more to do now.
        """
        if self._copying is None:
            order = self._wanted()
            if order is None:
                return False
            self._begin(order[0], order[1])
            return True
        if self._copying.step(_STEP):
            return True
        self._end()
        return False

    def stop(self) -> None:
        """Drop a backup that is under way; it is due again."""
        if self._copying is not None:
            self._copying.stop()
            self._end()

    @property
    def running(self) -> bool:
        """Whether one is being made; the write-ahead file cannot be emptied meanwhile."""
        return self._copying is not None

    @property
    def due(self) -> bool:
        """Whether something was saved since the last good backup."""
        newest = self._newest
        if newest is None or newest.manifest is None:
            return True
        return any(self._session.read_head(which) != newest.manifest.heads[which] for which in Which)

    def _wanted(self) -> tuple[Order, BackupSet | None] | None:
        """What should be copied now, if anything."""
        now = self._now()
        if now < self._not_before:
            return None
        if self.due:
            if self._newest is None or not timedelta() <= now - self._newest.made_at < EVERY:
                return self._order(self._second), None
            return None
        second = self._second
        if second is not None and self._newest is not None and not self._is_there(second, self._newest):
            return self._order(second), self._newest
        return None

    def _is_there(self, second: Path, one: BackupSet) -> bool:
        place = backup_sets.place_in(second, self._session.vault_id)
        label = one.label
        assert label is not None
        return backup_sets.read_set(place / one.name, self._key).good_for(label)

    def _begin(self, order: Order, only_carry: BackupSet | None) -> Copying:
        copying = self._copying = Copying(order, only_carry)
        copying.start()
        return copying

    def _end(self) -> None:
        """Take in what came of it. What failed is tried again after a while, and said in the status."""
        copying, self._copying = self._copying, None
        assert copying is not None
        error, second = copying.error, copying.second_error
        known = error is None or isinstance(error, KnownError)
        self._problem = error if known else BackupFailedError(type(error).__name__)  # type: ignore[assignment]  # known
        if copying.made is not None:
            self._second_problem = second
        if error is not None or second is not None:
            self._not_before = self._now() + AGAIN_AFTER
        self._look_again()

    def _look_again(self) -> None:
        good = [one for one in backup_sets.sets_in(self._place, self._key) if one.manifest is not None]
        self._newest = next((one for one in good if one.good_for(self._order(None).label)), None)

    # --- asked for ----------------------------------------------------------------------------------------

    def back_up_now(self, command: BackUpNow, steps: Steps) -> Outcome[BackedUp]:
        """Do ``BackUpNow``.

        Raises:
            KnownError: it failed, or was stopped; the earlier backups are as they were.
        """
        second = Path(command.to).absolute() if command.to else self._second
        if command.to:
            self._check_place(command.to)
        newest = self._newest
        new = not command.only_if_due or self.due or newest is None
        if self._copying is None or command.to:
            self.stop()
            only_carry = None if new else newest
            if only_carry is not None and (second is None or self._is_there(second, only_carry)):
                return Outcome(BackedUp(only_carry.name, new=False), Changes())
            self._begin(self._order(second), only_carry)
        copying = self._copying
        assert copying is not None
        try:
            while copying.step(_STEP):
                steps(copying.done, max(copying.total, copying.done))
        except BaseException:
            self.stop()
            raise
        self._end()
        if copying.error is not None:
            raise copying.error
        assert copying.made is not None
        if command.to and copying.second_error is not None:
            raise copying.second_error
        done = BackedUp(copying.made.name, new=new, second=_sentence(copying.second_error))
        return Outcome(done, Changes(frozenset({Kind.SETTING})))

    def set_second_place(self, command: SetSecondPlace) -> Outcome[None]:
        """Do ``SetSecondPlace``.

        Raises:
            SecondPlaceError: it is no folder, or lies inside the vault.
        """
        if command.path:
            self._check_place(command.path)
        self.stop()
        with self._house.writing("backup.second_place", audited=False) as unit:
            path = str(Path(command.path).absolute()) if command.path else ""
            unit.put(Preference, name=SECOND, value=path)
        self._second_problem = None
        self._not_before = datetime.min.replace(tzinfo=UTC)
        return Outcome(None, unit.changes)

    def _check_place(self, path: str) -> None:
        place = Path(path).absolute()
        folder = self._session.folder.resolve()
        if not place.is_dir() or folder in (place.resolve(), *place.resolve().parents):
            raise SecondPlaceError

    def status(self, _query: BackupStatus) -> BackupsNow:
        """Answer ``BackupStatus``."""
        second = self._second
        rows = self._rows(backup_sets.sets_in(self._place, self._key), Place.VAULT)
        there: list[BackupRow] = []
        state = SecondState.NONE
        second_problem = self._second_problem
        if second is not None:
            state = SecondState.MISSING
            try:
                if second.is_dir():
                    place = backup_sets.place_in(second, self._session.vault_id)
                    there = self._rows(backup_sets.sets_in(place, self._key), Place.SECOND)
                    names = {row.name for row in there if row.good}
                    current = self._newest is not None and self._newest.name in names
                    state = SecondState.CURRENT if current else SecondState.BEHIND
            except KnownError as error:
                second_problem = error
        last, due = self._newest, self.due
        return BackupsNow(
            last_good=None if last is None else last.made_at,
            due=due,
            remind=due and (last is None or self._now() - last.made_at > REMIND_AFTER),
            running=self.running,
            problem=_sentence(self._problem),
            second="" if second is None else str(second),
            second_state=state,
            second_good=max((row.made_at for row in there if row.good), default=None),
            second_problem=_sentence(second_problem),
            rows=tuple(sorted(rows + there, key=lambda row: (row.made_at, row.name), reverse=True)),
        )

    def look_inside(self, query: LookInside, steps: Steps) -> Inside:
        """Answer ``LookInside``.

        Raises:
            BackupDamagedError: its manifest cannot be read.
            BackupOfAnotherVaultError: it is none of this vault.
            BackupOtherKeysError: it was made before the keys were changed.
        """
        one = backup_sets.read_set(Path(query.path), self._key)
        if one.label is not None and one.label.vault_id != self._session.vault_id:
            raise BackupOfAnotherVaultError(one.name)
        if one.label is not None and one.label.generation != self._session.generation:
            raise self._why_other_keys(one, one.label.generation)
        return inside(one, steps)

    def _why_other_keys(self, one: BackupSet, generation: int) -> KnownError:
        """A set whose manifest names other keys was made under them if its keys.json says so, too."""
        try:
            keys = key_folder.read_keys(one.path)
        except errors.DamagedKeysError:
            return BackupDamagedError(one.name, keyfile.FILE_NAME)
        if keys.generation != generation:
            return BackupDamagedError(one.name, "manifest")
        return BackupOtherKeysError(one.name)

    # --- what it stands on --------------------------------------------------------------------------------

    def _rows(self, sets: Iterable[BackupSet], place: Place) -> list[BackupRow]:
        label = self._order(None).label
        return [
            BackupRow(
                path=str(one.path),
                name=one.name,
                made_at=one.made_at,
                place=place,
                good=one.good_for(label),
                older_keys=one.label is not None and one.label.generation != label.generation,
                counts={} if one.manifest is None else dict(one.manifest.counts),
                newest=None if one.manifest is None else one.manifest.newest,
            )
            for one in sets
        ]

    def _order(self, second: Path | None) -> Order:
        return Order.of(self._session, self._mark, contents, second, self._now)

    @property
    def _place(self) -> Path:
        return self._session.folder / backup_sets.FOLDER

    @property
    def _key(self) -> bytes:
        return self._order(None).key

    @property
    def _second(self) -> Path | None:
        with self._house.reading() as session:
            found = session.scalar(select(Preference.value).where(Preference.name == SECOND))
        return Path(found) if found else None

    def _now(self) -> datetime:
        return self._house.now().astimezone(UTC)


def inside(one: BackupSet, steps: Steps) -> Inside:
    """Read every byte of a set and say what is in it.

    Args:
        one: the set, read with the key of its manifest.
        steps: told the bytes read.

    Raises:
        BackupDamagedError: its manifest cannot be read.
    """
    manifest = one.manifest
    if manifest is None:
        raise BackupDamagedError(one.name, "manifest")
    total = sum(seal.size for seal in manifest.files.values())
    read = 0

    def tick(size: int) -> None:
        nonlocal read
        read += size
        steps(read, total)

    damaged: KnownError | None = None
    ways = 0
    try:
        backup_sets.verify_bytes(one.path, manifest, one.name, tick)
        keys = files.read_bounded(one.path / keyfile.FILE_NAME, keyfile.LARGEST_FILE)
        ways = len(keyfile.parse(keys).slots)
    except BackupDamagedError as error:
        damaged = error
    return Inside(
        name=one.name,
        made_at=one.made_at,
        whole=damaged is None,
        damaged=_sentence(damaged),
        counts=dict(manifest.counts),
        newest=manifest.newest,
        saves=(manifest.heads[Which.CASES].counter, manifest.heads[Which.FIGURES].counter),
        ways=ways,
    )


def _sentence(error: KnownError | None) -> Sentence | None:
    return None if error is None else (error.template, dict(error.values))
