"""Restoring in the real window over a real vault."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room, restore_vault
from caseapp.casework.commands.backups import BackUpNow
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.keys import ChangeAllKeys, MakeKeyFile
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.opened_set import Way
from caseapp.casework.queries.consent import WithdrawalPreview
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.room import answer
from caseapp.ui.pages.vault import VaultPage
from caseapp.ui.shell.restore import RestoreDialog
from caseapp.ui.widgets.access import unnamed_focusables
from tests.functional.real_window import RealWindow
from tests.functional.vaults import WORKER, give_home, new_vault


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with one backup."""
    with pytest.MonkeyPatch.context() as patch:
        give_home(tmp_path_factory.mktemp("home"), patch)
        folder = new_vault(tmp_path_factory.mktemp("made") / "Night.casevault").folder
        room = open_room(folder, WORKER)
        answer(room, BackUpNow())
        room.close()
        return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    give_home(tmp_path / "home", monkeypatch)
    return Path(shutil.copytree(made, tmp_path / "Night.casevault"))


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, folder)
    yield window
    if window.window.house is not None:
        with qtbot.waitSignal(window.window.locked, timeout=20_000):
            window.window.lock()


def restore_dialog(real: RealWindow) -> RestoreDialog:
    """Open it as the button under a refusal does."""
    real.window.open_restore()
    real.settle()
    (dialog,) = real.window.overlays()
    assert isinstance(dialog, RestoreDialog)
    return dialog


def test_a_backup_that_goes_with_a_key_file_is_restored(
    real: RealWindow, folder: Path, tmp_path: Path
) -> None:
    file, strange = tmp_path / "ana.casekey", tmp_path / "notes.txt"
    strange.write_text("no key file")
    room = open_room(folder, WORKER)
    answer(room, MakeKeyFile(str(file), WORKER))
    answer(room, BackUpNow())
    room.close()
    dialog = restore_dialog(real)
    assert not dialog.key_part.isVisible()
    real.tab_to(lambda widget: widget is dialog.words)
    real.write(WORKER)
    real.press("Return")
    real.wait(dialog.key_part.isVisible)
    assert real.reads("goes with a key file")
    assert not unnamed_focusables(dialog)
    real.write(str(strange))
    real.press("Return")
    real.wait(lambda: real.reads("is not a key file"))
    dialog.key_part.path.clear()
    real.write(str(file))
    assert not dialog.act.isEnabled()
    real.press("Return")
    real.wait(dialog.act.isEnabled)
    real.press("Return")
    real.wait(lambda: not real.window.overlays())
    room = open_room(folder, WORKER, key_file=file.read_bytes())
    room.close()
    assert list(folder.glob("replaced-*"))


def test_a_backup_from_before_a_change_of_the_keys_is_unlocked_as_the_vault_was(
    real: RealWindow, folder: Path
) -> None:
    room = open_room(folder, WORKER)
    answer(room, ChangeAllKeys(WORKER))
    room.close()
    dialog = restore_dialog(real)
    real.tab_to(lambda widget: widget is dialog.words)
    real.write(WORKER)
    real.press("Return")
    real.wait(dialog.act.isEnabled)
    real.press("Return")
    real.wait(lambda: not real.window.overlays())
    assert real.reads("Unlock as you did before: the keys of today stay.")
    real.unlock(WORKER)
    assert (folder / "generation-2" / "cases.db").exists()


def test_what_a_restore_kept_is_said_to_whom_it_matters_and_removed(
    real: RealWindow, folder: Path, tmp_path: Path
) -> None:
    room = open_room(folder, WORKER)
    today = room.house.today if room.house is not None else date.min
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, today)
    person = answer(room, AddPerson(PersonFacts(alias="Tee"), keep)).result
    preview = WithdrawalPreview(person, Purpose.KEEP, None, Answer.WITHDRAWN)
    assert [effect.template[:12] for effect in answer(room, preview)][-1] == "Backups made"
    room.close()
    (source,) = (folder / "backups").iterdir()
    restore_vault(folder, source, Way(WORKER))
    real.unlock(WORKER)
    desk = real.house.opened.desk
    person = desk.do(AddPerson(PersonFacts(alias="Tee"), keep)).result(60).result
    withdrawn = replace(keep, answer=Answer.WITHDRAWN)
    done = desk.do(RecordConsent(person, withdrawn)).result(60).result
    assert "restore kept" in done.receipt[-1].template
    (kept,) = folder.glob("replaced-*")
    real.house.open_page("vault")
    real.settle()
    page = real.page
    assert isinstance(page, VaultPage)
    assert page.kept is not None
    assert page.kept.isVisible()
    assert not unnamed_focusables(page)
    (remove,) = (one for one in page.kept.findChildren(QPushButton) if one.text() == "Remove…")
    real.tab_to_name(remove.accessibleName())
    real.press("Space")
    assert real.reads(kept.name)
    real.press("Escape")
    assert kept.exists()
    real.tab_to_name(remove.accessibleName())
    real.press("Space", "Ctrl+Return")
    real.wait(lambda: not kept.exists())
    real.wait(lambda: page.kept is not None and not page.kept.isVisible())
