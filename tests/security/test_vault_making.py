"""Making a vault: what a new one is, what it covers and costs, and what a failure on the way leaves."""

import errno
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from caseapp.domain.roles import Role
from caseapp.vault import errors, kdf
from caseapp.vault.keyfile import SlotKind
from caseapp.vault.make import Made, make
from caseapp.vault.session import open_vault
from tests.security.failing_calls import Failing
from tests.security.vault_tools import AT_REST, MANAGER, TABLE, WORKER, Ready, names, numbers, save


def make_in(folder: Path, **changes: object) -> Made:
    options: dict[str, object] = {
        "name": "Night team",
        "worker_label": "Ana",
        "worker_passphrase": WORKER,
        "manager_label": "Bee",
        "manager_passphrase": MANAGER,
        "kdf": kdf.FLOOR,
    }
    return make(folder, **{**options, **changes})


def test_a_new_vault_is_private_and_complete(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = make_in(tmp_path / "New.casevault")
        made.session.close()
    finally:
        os.umask(before)
    folder = tmp_path / "New.casevault"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert names(Ready(folder, "")) == AT_REST
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert list(tmp_path.iterdir()) == [folder]


def test_making_gives_a_code_that_opens_and_two_people_who_do(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = make_in(tmp_path / "New.casevault", progress=lambda done, of: steps.append((done, of)))
    assert steps[0] == (0, steps[-1][0])
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]
    with made.session as session:
        assert (session.role, session.label, session.slot_kind) == (Role.WORKER, "Ana", SlotKind.WORKER)
        assert [slot.kind for slot in session.slots()] == list(SlotKind)
        session.connect_cases().execute(TABLE)
        save(session, session.connect_cases(), 1)
    with open_vault(tmp_path / "New.casevault", MANAGER) as session:
        assert (session.role, session.label) == (Role.MANAGER, "Bee")
    with open_vault(tmp_path / "New.casevault", recovery_code=made.recovery_code) as session:
        assert (session.role, session.slot_kind) == (Role.WORKER, SlotKind.RECOVERY)
        assert numbers(session.connect_cases()) == [1]


def test_two_vaults_share_no_key_and_no_code(tmp_path: Path) -> None:
    one, other = make_in(tmp_path / "One"), make_in(tmp_path / "Other")
    with one.session as first, other.session as second:
        assert first.vault_id != second.vault_id
        assert one.recovery_code != other.recovery_code
        assert set(first._store_keys.values()).isdisjoint(second._store_keys.values())
    with pytest.raises(errors.WrongRecoveryCodeError):
        open_vault(tmp_path / "One", recovery_code=other.recovery_code)


def test_an_empty_folder_may_become_a_vault(tmp_path: Path) -> None:
    (tmp_path / "Empty").mkdir()
    make_in(tmp_path / "Empty").session.close()
    open_vault(tmp_path / "Empty", WORKER).close()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"worker_passphrase": "short"}, errors.WeakPassphraseError),
        ({"manager_passphrase": ""}, errors.WeakPassphraseError),
        ({"manager_passphrase": "x" * 1025}, errors.WeakPassphraseError),
        ({"manager_passphrase": WORKER}, errors.PassphraseTakenError),
        ({"name": ""}, errors.BadLabelError),
        ({"worker_label": "\n"}, errors.BadLabelError),
        ({"manager_label": "x" * 200}, errors.BadLabelError),
        ({"kdf": kdf.KdfParameters(1024, 1, 1)}, errors.DamagedKeysError),
        ({"kdf": kdf.KdfParameters(8 << 20, 3, 4)}, errors.DamagedKeysError),
    ],
)
def test_a_vault_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, changes: dict[str, object], error: type[errors.VaultError]
) -> None:
    with pytest.raises(error):
        make_in(tmp_path / "New.casevault", **changes)
    assert list(tmp_path.iterdir()) == []


def test_a_new_vault_covers_nothing(tmp_path: Path) -> None:
    taken = tmp_path / "Taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("dear Jola")
    with pytest.raises(errors.ExistsAlreadyError):
        make_in(taken)
    with pytest.raises(errors.ExistsAlreadyError):
        make_in(taken / "letter.txt")
    with pytest.raises(errors.FolderAbsentError):
        make_in(tmp_path / "not there" / "New")
    assert (taken / "letter.txt").read_text() == "dear Jola"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (lambda memory, passes: 0.5, kdf.KdfParameters(256 * 1024, 6, 4)),
        (lambda memory, passes: 1.2, kdf.KdfParameters(256 * 1024, 3, 4)),
        (lambda memory, passes: memory / (64 * 1024), kdf.KdfParameters(64 * 1024, 3, 4)),
        (lambda memory, passes: 60.0, kdf.FLOOR),
        (lambda memory, passes: 0.0001, kdf.KdfParameters(256 * 1024, kdf.CEILING.passes, 4)),
    ],
)
def test_the_cost_is_calibrated_to_about_a_second_within_bounds(
    monkeypatch: pytest.MonkeyPatch, seconds: Callable[[int, int], float], expected: kdf.KdfParameters
) -> None:
    now = [0.0]

    def derive(_passphrase: str, _salt: bytes, parameters: kdf.KdfParameters) -> bytes:
        now[0] += seconds(parameters.memory_kib, parameters.passes)
        return bytes(32)

    monkeypatch.setattr(kdf, "derive", derive)
    monkeypatch.setattr(kdf.time, "perf_counter", lambda: now[0])
    assert kdf.calibrate() == expected
    assert expected.within_bounds


def test_too_little_memory_is_said_and_calibrated_for(monkeypatch: pytest.MonkeyPatch) -> None:
    real = kdf.Argon2id

    def small(**named: int) -> object:
        if named["memory_cost"] > 64 * 1024:
            raise MemoryError
        return real(**named)  # type: ignore[arg-type]

    monkeypatch.setattr(kdf, "Argon2id", small)
    assert kdf.calibrate().memory_kib == 64 * 1024
    with pytest.raises(errors.OutOfMemoryError, match="128 MiB"):
        kdf.derive("anything at all", bytes(16), kdf.KdfParameters(128 * 1024, 3, 4))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_fails_anywhere_in_making_leaves_nothing(tmp_path: Path, number: int) -> None:
    with pytest.MonkeyPatch.context() as caching:
        caching.setattr("caseapp.vault.make.derive", cache(kdf.derive))
        # One salt, so that the cache works.
        caching.setattr(os, "urandom", _unchanging(os.urandom))
        refused = 0
        for at in range(1, 80):
            with pytest.MonkeyPatch.context() as patched:
                failing = Failing(patched, at, number)
                try:
                    make_in(tmp_path / "New.casevault").session.close()
                except errors.VaultError:
                    refused += 1
                    assert list(tmp_path.iterdir()) == []
            if not failing.struck:
                break
        else:
            pytest.fail("the vault was never made")
    assert refused > 5


def _unchanging(real: Callable[[int], bytes]) -> Callable[[int], bytes]:
    kept: dict[int, bytes] = {}
    return lambda length: kept.setdefault(length, real(length)) if length == kdf.SALT_BYTES else real(length)
