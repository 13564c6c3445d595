"""The only place where all rooms are wired together.

Everything heavy is imported when a vault is opened, so that the unlock window is there at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.domain.roles import Role
from caseapp.errors import KnownError
from caseapp.room import Room, backup_parts, check_room, keep_preference, readers_of

if TYPE_CHECKING:
    from datetime import datetime

    from caseapp.casework.commands.backups import Restored
    from caseapp.casework.commands.keys import ChangeAllKeys, EraseKeys
    from caseapp.casework.house import House
    from caseapp.casework.keys import Keys
    from caseapp.casework.opened_set import Way
    from caseapp.domain.requests import Outcome
    from caseapp.figures.office import Office
    from caseapp.figures.requests import MonthPublished, PublishMonth
    from caseapp.tasks.desk import Handler, Long
    from caseapp.tasks.progress import Progress
    from caseapp.vault.kdf import KdfParameters
    from caseapp.vault.session import Session


def state_folder() -> Path:
    """Where this computer remembers how far vaults had come; made if absent."""
    from caseapp.paths import places, private_folder

    return private_folder(places().settings_file.parent)


def open_room(
    folder: Path,
    passphrase: str | None = None,
    *,
    recovery_code: str | None = None,
    key_file: bytes | None = None,
    accept: AbstractSet[str] = frozenset(),
) -> Room:
    """Open a vault for work, on the calling thread.

    Args:
        folder: the vault.
        passphrase: of a worker or a manager; or
        recovery_code: the code, which opens as a worker.
        key_file: content of the key file that goes with the passphrase, if one does.
        accept: codes of questions answered with "go on".

    Raises:
        KnownError: it does not open; the sentence says why.
    """
    from caseapp.vault.session import open_vault

    session = open_vault(
        folder,
        passphrase,
        recovery_code=recovery_code,
        key_file=key_file,
        accept=accept,
        state_folder=state_folder(),
    )
    return _furnish(session)


def read_key_file(path: Path) -> bytes:
    """Read a key file that the user chose.

    Raises:
        KnownError: it is none, is damaged, or may not be read.
    """
    from caseapp.vault.key_factor import read

    return read(path.absolute())


def make_room(
    folder: Path,
    *,
    name: str,
    worker: tuple[str, str],
    manager: tuple[str, str],
    areas: tuple[str, ...] = (),
    counted_settings: tuple[str, ...] = (),
    kdf: KdfParameters | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Room, str]:
    """Make a vault and open it as its worker.

    Args:
        folder: where; must not exist, its parent must.
        name: of the organisation or team.
        worker: label and passphrase.
        manager: label and passphrase.
        areas: coarse areas as typed; empty = neutral ones.
        counted_settings: codes of work settings the figures tell apart; empty = all of the list.
        kdf: cost of a passphrase guess; None = calibrated on this computer.
        progress: told steps done and total.

    Returns:
        The room, and the recovery code, which is kept nowhere.

    Raises:
        KnownError: it could not be made; nothing is left behind.
    """
    from caseapp.vault.make import make

    made = make(
        folder,
        name=name,
        worker_label=worker[0],
        worker_passphrase=worker[1],
        manager_label=manager[0],
        manager_passphrase=manager[1],
        kdf=kdf,
        progress=progress,
        state_folder=state_folder(),
    )
    room = _furnish(made.session, areas=areas)
    if counted_settings:
        import json

        keep_preference(room, "figures.settings", json.dumps(counted_settings))
    return room, made.recovery_code


def _furnish(session: Session, *, areas: tuple[str, ...] = ()) -> Room:
    """Open the stores that the session's keys open, and say who answers what; closes it all on failure."""
    from caseapp.casework.opened_files import remove_left_behind
    from caseapp.casework.opening import open_house

    try:
        remove_left_behind()
        house = open_house(session, areas=areas) if session.role is Role.WORKER else None
        office = _office(session, house)
        if house is not None:
            house.figures = office
            _mend(house)
        room = Room(session, office, house, _handlers(house, office))
        if house is not None:
            _keep_backups(room, house)
        _look_after_keys(room)
        _keep_checks(room)
    except BaseException:
        session.close()
        raise
    return room


def _look_after_keys(room: Room) -> None:
    """Say who answers what is asked about the ways into the vault."""
    from caseapp.casework.commands.keys import ChangeAllKeys, EraseKeys
    from caseapp.casework.keys import Keys
    from caseapp.casework.queries.keys import IsSecond
    from caseapp.figures.requests import PublishMonth
    from caseapp.tasks.desk import Long

    keys = Keys(room.session, room.house)
    if room.house is not None:
        room.house.agrees = lambda second: keys.is_second(IsSecond(second))
    room.handlers = {
        **room.handlers,
        **keys.handlers,
        ChangeAllKeys: Long(partial(_change_all_keys, room)),
        PublishMonth: Long(partial(_publish, keys, room.office)),
        EraseKeys: partial(_erase_keys, room, keys),
    }


def _erase_keys(room: Room, keys: Keys, command: EraseKeys) -> Outcome[None]:
    """Erase the keys; a backup under way would put them back."""
    if room.backups is not None:
        room.backups.stop()
    return keys.erase(command)


def _publish(
    keys: Keys, office: Office, command: PublishMonth, progress: Callable[[int, int], None]
) -> Outcome[MonthPublished]:
    """Publish, once a second worker agreed where one is wanted."""
    from caseapp.figures.answers import publish_month

    keys.require_second(command.second)
    return publish_month(office, command, progress)


def _change_all_keys(
    room: Room, command: ChangeAllKeys, progress: Callable[[int, int], None]
) -> Outcome[None]:
    """Change the keys completely, and let the room go on with the new ones.

    Raises:
        KnownError: refused, stopped or failed; the room goes on with the old keys.
    """
    from caseapp.casework.keys import Keys
    from caseapp.domain.requests import Changes, Outcome

    change = Keys(room.session, room.house).prepared_change(command)
    room.put_down()
    try:
        room.session = change(progress)
    finally:
        if not room.session.closed:
            furnished = _furnish(room.session)
            room.office, room.house, room.backups = furnished.office, furnished.house, furnished.backups
            room.handlers = {**room.handlers, **furnished.handlers}
            _look_after_keys(room)
            _keep_checks(room)
    return Outcome(None, Changes())


def restore_vault(
    folder: Path,
    source: Path,
    way: Way,
    *,
    accept: AbstractSet[str] = frozenset(),
    progress: Progress | None = None,
) -> Restored:
    """Put a backup in the place of a vault that nobody has open; see ``casework.restore``.

    Args:
        folder: the vault, or where one is to be.
        source: the backup's folder.
        way: what opens the backup.
        accept: codes of questions answered with "go on".
        progress: told done and total; may raise to stop until the exchange begins.

    Raises:
        KnownError: refused or failed; nothing was changed.
    """
    from caseapp.casework.restore import restore

    return restore(
        folder,
        source,
        way,
        furnish=_furnish,
        check=check_room,
        steps=progress or (lambda _done, _total: None),
        accept=accept,
        state_folder=state_folder(),
    )


def _keep_backups(room: Room, house: House) -> None:
    """Make backups of a worker's room, and say who answers what is asked about them."""
    from caseapp.casework import device
    from caseapp.casework.backups import Backups
    from caseapp.casework.commands.backups import BackUpNow, RemoveKept, SetSecondPlace
    from caseapp.casework.kept import KeptFolders
    from caseapp.casework.queries.backups import BackupStatus, KeptByRestores, LookInside
    from caseapp.tasks.desk import Long

    if not device.device_of(house):
        device.mint(house)
    backups = room.backups = Backups(room.session, house)
    kept = KeptFolders(room.session, backups)
    house.copies = kept.copies
    room.handlers = {
        **room.handlers,
        BackUpNow: Long(backups.back_up_now),
        SetSecondPlace: backups.set_second_place,
        BackupStatus: backups.status,
        LookInside: Long(backups.look_inside),
        KeptByRestores: kept.rows,
        RemoveKept: kept.remove,
    }


def _keep_checks(room: Room) -> None:
    """Check a room's vault slowly in idle moments, and say who answers what is asked about it."""
    from caseapp.casework.backup_checks import held_before
    from caseapp.casework.checks import Checks, Helpers
    from caseapp.casework.commands.checks import FaultsTold, Repair
    from caseapp.casework.queries.checks import CheckStatus, LookOn, StopLooking
    from caseapp.tasks.desk import Long

    def held(before: datetime) -> datetime | None:
        return None if room.backups is None else held_before(room.backups, before)

    checks = room.checks = Checks(
        room.session, room.house, Helpers(partial(readers_of, room), partial(backup_parts, room), held)
    )
    checks.somebody_waits = lambda: room.somebody_waits()  # noqa: PLW0108 - the desk sets it later
    room.handlers = {
        **room.handlers,
        CheckStatus: checks.status,
        LookOn: checks.look_on,
        StopLooking: checks.stop,
        Repair: Long(checks.repair),
        FaultsTold: checks.told,
    }


def _mend(house: House) -> None:
    """Put in order what a crash in a closing left; what cannot be written now waits for the next closing."""
    from caseapp.casework.close_month import reconcile
    from caseapp.errors import KnownError

    with suppress(KnownError):
        reconcile(house)


def _office(session: Session, house: House | None) -> Office:
    from caseapp.casework.opening import local_now
    from caseapp.figures.ledger import Ledger, create_schema
    from caseapp.figures.office import Office
    from caseapp.vault.head import Which

    connection = session.connect_figures()
    create_schema(connection)
    ledger = Ledger(
        connection,
        session.figures_audit,
        lambda head: session.write_head(Which.FIGURES, head),
        staff_id=None if house is None else house.staff_id,
    )
    if house is None:
        return Office(ledger, local_now, session.label, signing_seed=session.signing_seed)

    from caseapp.casework.close_month import first_month

    return Office(
        ledger,
        house.now,
        session.label,
        first_month=partial(first_month, house),
        signing_seed=session.signing_seed,
        draw_key=session.draw_key,
        earlier_draw_keys=session.earlier_draw_keys,
    )


def _handlers(house: House | None, office: Office) -> Mapping[type, Handler | Long]:
    from caseapp.figures import answers
    from caseapp.tasks.desk import Long

    found: dict[type, Handler | Long] = {}
    for request, handler in answers.QUERIES.items():
        found[request] = partial(handler, office)
    for request, handler in answers.COMMANDS.items():
        found[request] = Long(partial(handler, office))
    if house is not None:
        from caseapp.casework import handlers
        from caseapp.casework.close_month import close_month
        from caseapp.casework.commands.figures import CloseMonth

        for request, handler in {**handlers.QUERIES, **handlers.COMMANDS}.items():
            run = partial(handler, house)
            found[request] = Long(run) if request in handlers.LONG else run
        found[CloseMonth] = Long(partial(close_month, house))
    return found


class WhoseError(KnownError):
    """Several workers have a passphrase, and it was not said whose is lost."""

    code = "whose_passphrase"

    def __init__(self, names: str) -> None:
        super().__init__(
            "Whose passphrase is to be replaced? This vault has these workers: {names}. Nothing was changed.",
            names=names,
        )


def replace_lost_passphrase(folder: Path, code: str, new_passphrase: str, whose: str = "") -> None:
    """Give a worker a new passphrase by the recovery code.

    Args:
        folder: the vault.
        code: the recovery code.
        new_passphrase: from now on.
        whose: label of the worker; may be empty where there is but one.

    Raises:
        WhoseError: there are several, and none or more than one is called so.
        KnownError: the code is wrong or the vault does not open; nothing is changed.
    """
    from caseapp.vault.keyfile import SlotKind
    from caseapp.vault.noting import note
    from caseapp.vault.passphrases import replace_lost
    from caseapp.vault.session import open_vault
    from caseapp.vault.slot_changes import ways_in

    with open_vault(folder, recovery_code=code, state_folder=state_folder()) as session:
        workers = [way for way in ways_in(session) if way.kind is SlotKind.WORKER]
        meant = [way for way in workers if way.label == whose] if whose else workers
        if len(meant) != 1:
            raise WhoseError(", ".join(way.label for way in workers))
        replace_lost(session, meant[0].id, new_passphrase)
        with suppress(KnownError):
            note(session, f"vault.passphrase_replaced.{meant[0].id}", None)
