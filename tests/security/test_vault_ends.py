"""An older file head beside newer stores: it would let saves go missing unnoticed afterwards."""

import shutil
from pathlib import Path

import pytest

from caseapp.vault.errors import ACCEPTABLE, HeadBehindError, MissingSavesError
from caseapp.vault.head import Which
from caseapp.vault.integrity import check
from tests.security.vault_tools import Ready, save


def saved(vault: Ready, numbers: range, which: Which) -> None:
    with vault.open() as session:
        connection = session.connect(which)
        for number in numbers:
            save(session, connection, number, which=which)


@pytest.mark.parametrize("which", list(Which))
def test_an_older_head_beside_newer_stores_is_a_question(vault: Ready, tmp_path: Path, which: Which) -> None:
    saved(vault, range(2), which)
    old = shutil.copy(vault.folder / "head", tmp_path / "head")
    saved(vault, range(2, 5), which)
    shutil.copy(old, vault.folder / "head")
    with pytest.raises(HeadBehindError) as found:
        vault.open()
    assert found.value.code in ACCEPTABLE
    assert "3 saves" in found.value.sentence
    assert which.file_name in found.value.sentence
    with vault.open(accept={"head_behind"}) as session:
        actions = [action for action, _ in session.chain(which).entries(session.connect(which))]
        assert actions[-1] == "vault.accepted.head_behind"
        assert session.read_head(which) == session.chain(which).last(session.connect(which))
    vault.open().close()


@pytest.mark.parametrize("which", list(Which))
def test_one_save_that_nobody_was_promised_is_no_question(vault: Ready, which: Which, tmp_path: Path) -> None:
    """The end of the program between commit and head; nobody was promised that save."""
    saved(vault, range(2), which)
    old = shutil.copy(vault.folder / "head", tmp_path / "head")
    saved(vault, range(2, 3), which)
    shutil.copy(old, vault.folder / "head")
    vault.open().close()


def test_an_older_head_does_not_hide_what_is_taken_afterwards(vault: Ready, tmp_path: Path) -> None:
    """The whole attack: the old head today, the old store tomorrow."""
    saved(vault, range(2), Which.CASES)
    old = vault.copy(tmp_path / "old.casevault")
    saved(vault, range(2, 5), Which.CASES)
    shutil.copy(old.folder / "cases.db", vault.folder / "cases.db")
    with pytest.raises(MissingSavesError):
        vault.open()


def test_check_says_it_too(vault: Ready, tmp_path: Path) -> None:
    old = shutil.copy(vault.folder / "head", tmp_path / "head")
    saved(vault, range(3), Which.CASES)
    with vault.open() as session:
        shutil.copy(old, vault.folder / "head")
        found = [finding.sentence for finding in check(session)]
    assert any("head is older than cases.db" in sentence for sentence in found)
