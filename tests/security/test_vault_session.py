"""A vault at rest and locking: which files there are, who may read them, and that no key stays."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caseapp.errors import BugError
from caseapp.vault import connect, errors, files
from caseapp.vault.head import Head, Which
from caseapp.vault.session import Session, open_vault
from tests.security.vault_tools import AT_REST, WORKER, Ready, names, numbers, save


def test_a_vault_at_rest_is_single_private_files(vault: Ready) -> None:
    with vault.open() as session:
        save(session, session.connect_cases(), 1)
        save(session, session.connect_figures(), 1, which=Which.FIGURES)
        assert "cases.db-wal" in names(vault)
    assert names(vault) == AT_REST
    assert {path.stat().st_mode & 0o777 for path in vault.folder.iterdir()} == {0o600}


def test_a_vault_that_came_open_to_others_is_closed_to_them(vault: Ready) -> None:
    vault.folder.chmod(0o755)
    for path in vault.folder.iterdir():
        path.chmod(0o664)
    with vault.open():
        assert vault.folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in vault.folder.iterdir()} == {0o600}


def test_locking_drops_the_keys_and_every_way_to_them(vault: Ready) -> None:
    session = vault.open()
    chain, connection = session.audit, session.connect_cases()
    keys = [*session._store_keys.values(), *session._head_keys.values(), chain.key, session.signing_seed]
    session.close()
    session.close()
    assert session.closed
    held = repr(vars(session)) + repr(vars(session._heads))
    assert not any(repr(key) in held for key in keys)
    assert (session.draw_key, session.signing_seed) == (None, None)
    for use in (
        session.connect_cases,
        session.connect_figures,
        lambda: session.audit,
        lambda: session.opened,
    ):
        with pytest.raises(errors.ClosedError):
            use()
    for use in (
        lambda: session.read_head(Which.CASES),
        lambda: session.write_head(Which.CASES, Head(1, bytes(32))),
    ):
        with pytest.raises(errors.ClosedError):
            use()
    with pytest.raises(BugError):
        _ = chain.key
    with pytest.raises(Exception, match="closed"):
        connection.execute("SELECT 1")


def test_locking_empties_the_wal_even_while_something_still_reads(vault: Ready) -> None:
    """A connection that was left open keeps SQLite from doing it by itself at the last closing."""
    with vault.open() as session:
        save(session, session.connect_cases(), 1)
        left_open = connect(vault.folder / "cases.db", session._store_keys[Which.CASES])
    assert (vault.folder / "cases.db-wal").stat().st_size == 0
    left_open.close()
    with vault.open() as session:
        assert numbers(session.connect_cases()) == [1]


def test_a_file_is_on_the_disk_before_it_takes_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut after the rename leaves an empty key file."""
    calls: list[str] = []

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*values: object, **named: object) -> object:
            calls.append(name)
            return real(*values, **named)

        return call

    for name in ("write", "fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    files.write_whole(tmp_path / "keys.json", b"{}")
    assert calls == ["write", "fsync", "replace", "fsync"]


def test_an_unfinished_save_is_not_half_saved_by_locking(vault: Ready) -> None:
    with vault.open() as session:
        connection = session.connect_cases()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO note VALUES (x'00', 'tea', 1)")
    with vault.open() as session:
        assert numbers(session.connect_cases()) == []


def test_the_keys_go_even_when_the_checkpoint_fails(vault: Ready) -> None:
    session = vault.open()
    (vault.folder / "cases.db").rename(vault.folder / "away.db")
    with pytest.raises(errors.DamagedDatabaseError):
        session.close()
    assert session.closed
    (vault.folder / "away.db").rename(vault.folder / "cases.db")
    vault.open().close()


def test_copying_or_moving_the_folder_moves_the_vault(vault: Ready, tmp_path: Path) -> None:
    with vault.open() as session:
        save(session, session.connect_cases(), 7)
    moved = vault.folder.rename(tmp_path / "na\u00efve #1 100% ?.casevault")
    with open_vault(moved, WORKER) as session:
        assert numbers(session.connect_cases()) == [7]
        assert session.vault_name == "Night team"


def test_sessions_show_no_secret(vault: Ready) -> None:
    with vault.open() as session:
        assert isinstance(session, Session)
        assert repr(session) == "<Session worker open>"
    assert repr(session) == "<Session worker closed>"
