"""A vault that was written once opens in this version, with everything that was in it.

Made by ``python -m tests.golden.make``. A released format stays here for ever; a new one is put beside it.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from caseapp.storage.migrations import StoreIsNewerError
from caseapp.vault import errors
from caseapp.vault.keyfile import FORMAT
from tests.faults import acts, world
from tests.faults.acts import Place
from tests.faults.world import World
from tests.functional.vaults import give_home
from tests.golden import golden
from tests.golden.make import VAULT, write_letter
from tests.security.test_vault_keyfile import sealed


@pytest.fixture
def told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((golden.FOLDER / golden.FILE).read_text())
    return found


@pytest.fixture
def vault(told: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    home = give_home(tmp_path, monkeypatch)
    shutil.copytree(golden.FOLDER / VAULT, home / VAULT)
    return World(home / VAULT, told["recovery_code"])


@pytest.mark.parametrize("way", ["recovery_code", "worker"])
def test_a_vault_of_an_earlier_day_opens_and_everything_is_there(
    vault: World, told: dict[str, Any], way: str
) -> None:
    place = Place(vault, vault.open(None if way == "recovery_code" else told[way]))
    write_letter(vault.folder.parent)
    assert world.numbers(place.room) == set(told["people"])
    assert list(place.room.office.ledger.closed()) == told["closed"]
    assert golden.found(place.room, "tea") == told["found"] > 0
    assert acts.attach_there(place, 1)
    assert acts.draft_there(place, 4)
    assert acts.publish_there(place, 0)
    known = told["tables"]
    assert json.loads(json.dumps(golden.read_again(place.room, known))) == known
    assert world.findings(place.room) == []
    place.room.close()


def test_the_manager_of_an_earlier_day_opens_the_figures_alone(vault: World, told: dict[str, Any]) -> None:
    room = vault.open(told["manager"])
    assert room.house is None
    assert list(room.office.ledger.closed()) == told["closed"]
    assert world.findings(room) == []
    room.close()


def test_work_goes_on_in_it(vault: World, told: dict[str, Any]) -> None:
    place = Place(vault, vault.open())
    acts.save(place, 5)
    acts.close(place, 1)
    place.reopen()
    assert world.numbers(place.room) == {*told["people"], 5}
    assert world.findings(place.room) == []
    place.room.close()


def test_a_newer_format_of_the_keys_is_refused_in_a_sentence(vault: World) -> None:
    (vault.folder / "keys.json").write_bytes(sealed({"format": FORMAT + 1}))
    before = {path.name: path.read_bytes() for path in vault.folder.iterdir()}
    with pytest.raises(errors.NewerFormatError, match=f"format {FORMAT + 1}"):
        vault.open()
    assert {name: (vault.folder / name).read_bytes() for name in before} == before


def test_a_newer_format_of_the_cases_is_refused_in_a_sentence(vault: World) -> None:
    room = vault.open()
    connection = room.session.connect_cases()
    connection.execute("PRAGMA user_version = 999")
    room.session.release(connection)
    room.close()
    with pytest.raises(StoreIsNewerError, match="newer Caseapp"):
        vault.open()
