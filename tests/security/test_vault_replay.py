"""A power cut at any sync boundary loses no acknowledged save; and this test can fail."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseapp.errors import KnownError
from caseapp.vault import opener
from caseapp.vault.head import Which
from tests.security.vault_disk import Disk, Event
from tests.security.vault_driver import Contacts, Notes, work
from tests.security.vault_driver import found as found_in
from tests.security.vault_replay import cuts, fresh
from tests.security.vault_tools import Ready

Makes = type[Notes] | type[Contacts]
STORES = ("cases.db", "figures.db", "head")
RECORDED = (*STORES, "cases.db-wal", "figures.db-wal", "cases.db-shm", "figures.db-shm")
SAVES = 14


def record(vault: Ready, workload: Makes) -> tuple[dict[str, bytes], list[Event]]:
    """Let the driver work on a real disk and keep what it did to it."""
    before = {name: (vault.folder / name).read_bytes() for name in STORES}
    disk = Disk()
    with disk.under(), vault.open() as session:
        work(workload(session), disk.acknowledge, 1, SAVES)
    return before, disk.events


def losses(vault: Ready, scratch: Path, workload: Makes, seed: int) -> list[str]:
    """Cut everywhere, open what is left, and name each cut after which something acknowledged is gone."""
    before, events = record(vault, workload)
    found: list[str] = []
    tried = 0
    for cut in cuts(before, events, seed):
        tried += 1
        left = Ready(fresh(vault.folder, scratch / "left", RECORDED), vault.recovery_code)
        cut.write(left.folder)
        try:
            with left.open() as session:
                missing = cut.acknowledged - found_in(session.connect_cases(), *workload.where)
        except KnownError as error:
            found.append(f"{cut.name}: {error.sentence}")
        else:
            if missing:
                found.append(f"{cut.name}: {sorted(missing)} missing without a word")
        shutil.rmtree(left.folder)
    # Two syncs a save at least, each cut before and after.
    assert tried > 4 * SAVES
    return found


@pytest.mark.parametrize("workload", [Notes, Contacts])
def test_no_acknowledged_save_is_lost_by_a_power_cut(vault: Ready, scratch: Path, workload: Makes) -> None:
    assert losses(vault, scratch, workload, 1) == []


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
