"""Making a new vault: aside, tried, then renamed into place."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from caseapp.vault import audit_schema, envelope, errors, files, keyfile, lockfile, opener, recovery, slots
from caseapp.vault.head import HeadFile, Which
from caseapp.vault.kdf import SALT_BYTES, KdfParameters, calibrate, check_new_passphrase, derive
from caseapp.vault.key_folder import keep_keys_copy, read_keys
from caseapp.vault.keyfile import FILE_NAME, Derivation, KeyFile, Slot, SlotKind
from caseapp.vault.keyring import Marks, Secrets
from caseapp.vault.last_seen import LastSeen
from caseapp.vault.session import Session
from caseapp.vault.slots import Way
from caseapp.vault.unlocking import unlock_by_recovery

Progress = Callable[[int, int], None]
RECOVERY_LABEL = "recovery"
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A new vault.

    Attributes:
        recovery_code: to be shown once and noted on paper.
        session: open, by the worker's slot.
    """

    recovery_code: str = field(repr=False)
    session: Session


def make(
    folder: Path,
    *,
    name: str,
    worker_label: str,
    worker_passphrase: str,
    manager_label: str,
    manager_passphrase: str,
    kdf: KdfParameters | None = None,
    progress: Progress | None = None,
    state_folder: Path | None = None,
) -> Made:
    """Make a vault with a worker's, a manager's and a recovery slot.

    It is made in a folder aside and renamed when all three slots have been opened again from what was
    written; a failure on the way leaves nothing behind.

    Args:
        folder: the new vault's folder, ``NAME.casevault``; must not exist, or be empty.
        name: what the vault is called; kept encrypted.
        worker_label: what the worker is called on her slot; kept encrypted.
        worker_passphrase: hers.
        manager_label: what the manager is called; kept encrypted.
        manager_passphrase: another one than the worker's.
        kdf: the cost of a guess; None to calibrate to about one second here.
        progress: called with steps done and steps in all.
        state_folder: where this computer remembers how far vaults had come.

    Returns:
        The recovery code and the open session.

    Raises:
        ExistsAlreadyError: something is there.
        WeakPassphraseError, PassphraseTakenError, BadLabelError: not with these.
        VaultError: no permission, disk full.
    """
    folder = folder.absolute()
    report = progress or (lambda _done, _all: None)
    check_new_passphrase(worker_passphrase)
    check_new_passphrase(manager_passphrase)
    if kdf is not None and not kdf.within_bounds:
        raise errors.DamagedKeysError
    for text in (name, worker_label, manager_label):
        slots.pad(text)
    _check_free(folder)
    report(0, _STEPS)
    derivation = Derivation(os.urandom(SALT_BYTES), kdf or calibrate())
    report(1, _STEPS)
    aside = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.making")
    made = aside
    try:
        aside.mkdir(mode=files.FOLDER_MODE)
        code = _fill(
            aside,
            derivation,
            name,
            (worker_label, worker_passphrase),
            (manager_label, manager_passphrase),
            report,
        )
        if folder.exists():
            folder.rmdir()  # found empty before
        made = aside.rename(folder)
        files.sync_folder(folder.parent)
        return Made(code.text, _open(folder, code.worker_key, state_folder))
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        raise errors.from_os_error(error, folder.parent.name) from None
    except BaseException:
        # Even the finished folder: its recovery code was never shown.
        shutil.rmtree(made, ignore_errors=True)
        raise


@dataclass(frozen=True, slots=True)
class _Written:
    text: str
    worker_key: bytes


def _check_free(folder: Path) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise errors.ExistsAlreadyError(folder.name)
        if not folder.parent.is_dir():
            raise errors.FolderAbsentError(folder.parent.name)
    except OSError as error:
        raise errors.from_os_error(error, folder.name) from None


def _fill(
    aside: Path,
    derivation: Derivation,
    name: str,
    worker: tuple[str, str],
    manager: tuple[str, str],
    report: Progress,
) -> _Written:
    vault_id = uuid4()
    secrets = Secrets.new()
    parameters = derivation.parameters
    assert parameters is not None
    worker_key = derive(worker[1], derivation.salt, parameters)
    report(2, _STEPS)
    manager_key = derive(manager[1], derivation.salt, parameters)
    if envelope.same(worker_key, manager_key):
        raise errors.PassphraseTakenError
    report(3, _STEPS)
    recovery_secret, code = recovery.new()
    by_code = Derivation(os.urandom(SALT_BYTES), None)
    marks = Marks.of(secrets)

    def slot(kind: SlotKind, label: str, way: Way) -> Slot:
        return slots.make_slot(vault_id, keyfile.FIRST_GENERATION, kind, label, secrets, marks, way)

    keys = KeyFile(
        vault_id=vault_id,
        name=envelope.wrap(
            secrets.figures_keys().name,
            slots.pad(name),
            keyfile.name_place(vault_id, keyfile.FIRST_GENERATION),
        ),
        slots=(
            slot(SlotKind.WORKER, worker[0], Way(derivation, worker_key)),
            slot(SlotKind.MANAGER, manager[0], Way(derivation, manager_key)),
            slot(
                SlotKind.RECOVERY,
                RECOVERY_LABEL,
                Way(by_code, slots.recovery_key(recovery_secret, by_code.salt)),
            ),
        ),
    )
    _create_stores(aside, secrets)
    files.write_whole(aside / FILE_NAME, keys.dump())
    report(4, _STEPS)
    _try(aside, (worker_key, manager_key), code)
    report(5, _STEPS)
    return _Written(code, worker_key)


def _create_stores(folder: Path, secrets: Secrets) -> None:
    case, figures = secrets.case_keys(), secrets.figures_keys()
    assert case is not None
    HeadFile(folder, {Which.CASES: case.head, Which.FIGURES: figures.head}).create()
    for which, key in ((Which.CASES, case.store), (Which.FIGURES, figures.store)):
        connection = opener.connect(folder / which.file_name, key, create=True)
        try:
            connection.execute("BEGIN IMMEDIATE")
            audit_schema.create_schema(connection)
            connection.execute("COMMIT")
            opener.checkpoint(connection, truncate=True)
        except opener.dbapi.Error as error:
            raise opener.known(error, which.file_name) from None
        finally:
            connection.close()


def _try(folder: Path, passphrase_keys: tuple[bytes, bytes], code: str) -> None:
    """Open every slot from the written file, and the stores with what was found in it."""
    keys = read_keys(folder)
    worker, manager = (
        slots.open_slot(keys, slot, key) for slot, key in zip(keys.slots, passphrase_keys, strict=False)
    )
    for opened in (worker, manager, unlock_by_recovery(keys, code)):
        open_stores(folder, opened.secrets)


def open_stores(folder: Path, secrets: Secrets) -> None:
    """Open and close each store that the secrets open.

    Raises:
        VaultError: one does not open.
    """
    case = secrets.case_keys()
    if case is not None:
        opener.connect(folder / Which.CASES.file_name, case.store).close()
    opener.connect(folder / Which.FIGURES.file_name, secrets.figures_keys().store).close()


def _open(folder: Path, worker_key: bytes, state_folder: Path | None) -> Session:
    """Open the new vault without asking for a second of derivation again."""
    keys = read_keys(folder)
    opened = slots.open_slot(keys, keys.slots[0], worker_key)
    session = Session(folder, keys, opened, lockfile.acquire(folder), LastSeen(state_folder))
    try:
        session.verify_ends()
        keep_keys_copy(folder, keys)
    except BaseException:
        session.abandon()
        raise
    return session
