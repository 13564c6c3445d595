"""A power cut at any sync boundary loses no acknowledged save; and this test can fail."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from caseapp.errors import KnownError
from caseapp.vault import kdf, opener
from caseapp.vault.errors import WrongPassphraseError
from caseapp.vault.head import Which
from caseapp.vault.session import open_vault
from tests.faults.acts import words
from tests.security.vault_disk import FOLDER, Disk, Event
from tests.security.vault_driver import Contacts, Months, Notes, Passphrases, work
from tests.security.vault_driver import found as found_in
from tests.security.vault_replay import cuts, fresh
from tests.security.vault_tools import WORKER, Ready

Makes = type[Notes] | type[Contacts] | type[Months] | type[Passphrases]
FILES = ("cases.db", "figures.db", "head", "keys.json", "keys.json.copy")
RECORDED = (*FILES, "cases.db-wal", "figures.db-wal", "cases.db-shm", "figures.db-shm")
SAVES = 14
DEAR = 2  # saves that take their time


def record(vault: Ready, workload: Makes, saves: int) -> tuple[dict[str, bytes], list[Event]]:
    """Let the driver work on a real disk and keep what it did to it."""
    before = {name: (vault.folder / name).read_bytes() for name in FILES}
    disk = Disk()
    with disk.under(), vault.open() as session:
        work(workload(session), disk.acknowledge, 1, saves)
    return before, disk.events


def there(left: Ready, workload: Makes) -> set[int]:
    """The numbers of what is there after an opening."""
    if workload is not Passphrases:
        which = Which.FIGURES if workload is Months else Which.CASES
        with left.open() as session:
            return found_in(session.connect(which), *workload.where)
    for number in range(DEAR, -1, -1):
        with suppress(WrongPassphraseError), open_vault(left.folder, words(number) if number else WORKER):
            return set(range(1, number + 1))
    raise AssertionError("no passphrase opens it")


Kept = Callable[[Event], bool]


def losses(
    vault: Ready, scratch: Path, workload: Makes, seed: int, saves: int = SAVES, kept: Kept = lambda _: True
) -> list[str]:
    """Cut everywhere, open what is left, and name each cut after which something acknowledged is gone.

    Args:
        vault: to work on.
        scratch: a folder for what is left.
        workload: what is saved.
        seed: of what a cut leaves of unsynced writes.
        saves: how many.
        kept: which events really happened; the others were only meant to.
    """
    before, all_events = record(vault, workload, saves)
    events = [event for event in all_events if kept(event)]
    found: list[str] = []
    tried = 0
    for cut in cuts(before, events, seed):
        tried += 1
        left = Ready(fresh(vault.folder, scratch / "left", RECORDED), vault.recovery_code)
        cut.write(left.folder)
        try:
            missing = cut.acknowledged - there(left, workload)
        except KnownError as error:
            found.append(f"{cut.name}: {error.sentence}")
        else:
            if missing:
                found.append(f"{cut.name}: {sorted(missing)} missing without a word")
        shutil.rmtree(left.folder)
    # Two syncs a save at least, each cut before and after.
    assert tried > 4 * saves
    return found


@pytest.mark.parametrize("workload", [Notes, Contacts])
def test_no_acknowledged_save_is_lost_by_a_power_cut(vault: Ready, scratch: Path, workload: Makes) -> None:
    assert losses(vault, scratch, workload, 1) == []


def test_no_closed_month_is_lost_by_a_power_cut(vault: Ready, scratch: Path) -> None:
    assert losses(vault, scratch, Months, 1, 2) == []


def test_no_changed_passphrase_is_lost_by_a_power_cut_nor_the_vault(
    vault: Ready, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kdf, "derive", cache(kdf.derive))
    assert losses(vault, scratch, Passphrases, 1, DEAR) == []


@pytest.mark.parametrize("file", ["keys.json.new", FOLDER])
def test_the_replay_finds_a_key_file_that_is_not_synced(
    vault: Ready, scratch: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setattr(kdf, "derive", cache(kdf.derive))
    unsynced = Event("sync", file)
    assert losses(vault, scratch, Passphrases, 1, DEAR, lambda event: event != unsynced)


def weakened(monkeypatch: pytest.MonkeyPatch, name: str, setting: str, answer: int) -> None:
    monkeypatch.setattr(
        opener,
        "_SETTINGS",
        tuple(f"PRAGMA {name} = {setting}" if f" {name} " in line else line for line in opener._SETTINGS),
    )
    monkeypatch.setitem(opener.INVARIANTS, name, answer)


@pytest.mark.parametrize(
    ("setting", "answer", "workload"), [("OFF", 0, Notes), ("OFF", 0, Contacts), ("NORMAL", 1, Notes)]
)
def test_the_replay_finds_losses_when_saves_are_not_synced(
    vault: Ready,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    answer: int,
    workload: Makes,
) -> None:
    """A kill never loses the page cache, so only this can show what ``synchronous = FULL`` is worth."""
    weakened(monkeypatch, "synchronous", setting, answer)
    found = losses(vault, scratch, workload, 1)
    assert len(found) > SAVES
    # The head says so, rather than the notes being gone without a word.
    assert any("The last saves are missing" in loss for loss in found)
    assert not any("without a word" in loss for loss in found)


def test_the_replay_finds_a_head_that_is_written_too_early(vault: Ready, scratch: Path) -> None:
    """Head before commit: a cut between them would cry loss where nothing was promised."""

    class Hasty(Notes):
        def save(self, number: int) -> None:
            chain = self._session.audit
            self._connection.execute("BEGIN IMMEDIATE")
            head = chain.append(self._connection, None, "note.add", [], datetime.now(UTC))
            self._session.write_head(Which.CASES, head)
            self._connection.execute("COMMIT")

    assert any("The last saves are missing" in loss for loss in losses(vault, scratch, Hasty, 1))
