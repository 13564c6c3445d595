"""A disk that fails under a backup: the good one stays, a sentence says it, and the next attempt works."""

import errno
import os
import threading
from collections.abc import Callable

import pytest

from caseapp.errors import KnownError
from caseapp.room import Room
from caseapp.vault import files
from tests.security.backup_tools import add_person, back_up, names, room_of, status
from tests.security.vault_disk import SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE, Disk, Event
from tests.security.vault_tools import Ready

LARGEST = 400
EVERY = 3  # the harness of faults, which takes minutes, meets every single one


def attempt(room: Room) -> str | None:
    """Back up; the code of what it is refused with."""
    try:
        back_up(room)
    except KnownError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("kind", "code", "number"),
    [
        ("write", SQLITE_FULL, errno.ENOSPC),
        ("write", SQLITE_IOERR_WRITE, errno.EIO),
        ("sync", SQLITE_IOERR_FSYNC, errno.EIO),
    ],
)
def test_every_write_of_a_backup_may_fail(
    vault: Ready, kind: str, code: int, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nth of all writes to the set fails, through SQLite and past it, until a backup comes through."""
    counted, strikes = [0], [0]

    def strike() -> bool:
        counted[0] += 1
        return counted[0] == strikes[0]

    def refuse(event: Event) -> int:
        mine = threading.current_thread().name == "backup" and event.kind == kind
        return code if mine and strike() else 0

    real: Callable[..., None] = files.write_all if kind == "write" else os.fsync

    def plainly(*what: object) -> None:
        if threading.current_thread().name == "backup" and strike():
            raise OSError(number, "refused by the test")
        real(*what)

    disk = Disk()
    with disk.under(), room_of(vault) as room:
        good = back_up(room)
        if kind == "write":
            monkeypatch.setattr(files, "write_all", plainly)
        else:
            monkeypatch.setattr(os, "fsync", plainly)
        disk.refuse = refuse
        for strikes[0] in range(1, LARGEST, EVERY):
            add_person(room, f"Lio {strikes[0]}")
            counted[0] = 0
            code_said = attempt(room)
            if code_said is None:
                break
            assert code_said in {"disk_full", "device_failed"}
            assert status(room).problem is not None
            # A set that has its name and whose folder could not be synced is whole; no good one went for it.
            assert not [name for name in names(vault) if name.endswith(".part")]
            assert all(row.good for row in status(room).rows)
            assert kind == "sync" or (names(vault) == [good.name] and status(room).due)
        assert strikes[0] > EVERY
        assert status(room).problem is None
        assert not status(room).due
        disk.refuse = lambda _event: 0
