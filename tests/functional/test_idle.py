"""What an open vault does while nobody waits."""

from pathlib import Path

from caseapp.bootstrap import open_room
from caseapp.storage.names import names_of
from tests.functional.vaults import new_vault


def test_the_first_idle_moment_reads_the_names_for_the_search(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "idle.casevault")
    room = open_room(vault.folder, vault.worker)
    assert room.house is not None
    assert not names_of(room.house.store).is_read
    assert room.idle()
    assert names_of(room.house.store).is_read
    while room.idle():
        pass
    room.close()
    manager = open_room(vault.folder, vault.manager)
    assert not manager.idle()  # there is no name to read
    manager.close()
