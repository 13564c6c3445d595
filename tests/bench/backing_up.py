"""A verified backup in idle steps, beside a plain copy of the files that is then checked."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from caseapp.bootstrap import open_room
from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.queries.backups import BackupStatus
from caseapp.room import Room, answer
from caseapp.tasks.desk import BETWEEN
from caseapp.vault.opener import checkpoint
from tests.bench.figure import Figure
from tests.bench.vault import Vault

TICK = 0.002  # how often the stand-in for the interface wants to be called
MEGABYTE = 1e6
REST = 5.0  # seconds


class _Interface(threading.Thread):
    """Wants to run every few milliseconds, as painting and typing do, and notes by how much it is late."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()
        self.latest = 0.0

    def run(self) -> None:
        while not self._end.is_set():
            wanted = time.perf_counter() + TICK
            self._end.wait(TICK)
            self.latest = max(self.latest, time.perf_counter() - wanted)

    def stop(self) -> float:
        """End it; the longest stall in seconds."""
        self._end.set()
        self.join()
        return self.latest


def _in_idle_steps(room: Room) -> tuple[float, float, float]:
    """Seconds of work of the whole process, the longest step, and the longest stall of the interface."""
    assert room.backups is not None
    while not room.backups.running:  # what else is done in idle moments has its own bars
        assert room.idle()
    interface = _Interface()
    interface.start()
    worked, longest, more = time.process_time(), 0.0, True
    while more:
        begun = time.perf_counter()
        more = room.idle()
        longest = max(longest, time.perf_counter() - begun)
        time.sleep(BETWEEN)
    return time.process_time() - worked, longest, interface.stop()


def _at_rest() -> float:
    """The longest stall while this program does nothing: what the computer adds by itself."""
    interface = _Interface()
    interface.start()
    time.sleep(REST)
    return interface.stop()


def _by_hand(room: Room, folder: Path) -> float:
    """Seconds for a copy of the closed files, synced, and the two checks that SQLCipher and SQLite offer."""
    stores = room.session.stores_folder
    for which in room.session.stores:
        connection = room.session.connect(which)
        checkpoint(connection, truncate=True)
        room.session.release(connection)
    begun = time.perf_counter()
    folder.mkdir()
    for which in room.session.stores:
        copy = folder / which.file_name
        shutil.copyfile(stores / which.file_name, copy)
        descriptor = os.open(copy, os.O_RDWR)
        os.fsync(descriptor)
        os.close(descriptor)
    for which in room.session.stores:
        connection = room.session.connect(which)
        connection.execute("PRAGMA cipher_integrity_check").fetchall()
        connection.execute("PRAGMA quick_check").fetchall()
        room.session.release(connection)
    return time.perf_counter() - begun


def measure(vault: Vault) -> Iterator[Figure]:
    """One backup in idle moments, one at quit, and the peer, of the same vault."""
    room = open_room(vault.folder, vault.worker)
    try:
        megabytes = (
            sum(
                (room.session.stores_folder / which.file_name).stat().st_size for which in room.session.stores
            )
            / MEGABYTE
        )
        per = 100 / megabytes
        worked, longest, stall = _in_idle_steps(room)
        rest = _at_rest()
        status = answer(room, BackupStatus())
        assert status.last_good is not None, status.problem
        begun = time.perf_counter()
        answer(room, BackUpNow())
        at_quit = time.perf_counter() - begun
        peer = _by_hand(room, vault.folder / "by hand")
    finally:
        room.close()
    yield Figure(
        f"verified backup of {megabytes:.0f} MB, per 100 MB",
        f"{worked * per:.1f} s of work, stall {stall * 1000:.0f} ms",
        "3 s of work, stall 50 ms",
        f"file copy and integrity check: {peer * per:.1f} s; at quit {at_quit * per:.1f} s; "
        f"longest idle step {longest * 1000:.0f} ms; stall at rest {rest * 1000:.0f} ms",
        worked * per <= 3 and stall <= 0.05,
    )
