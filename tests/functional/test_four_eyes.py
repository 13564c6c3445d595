"""Where the organisation wants four eyes, one pair erases no record and publishes nothing."""

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.bootstrap import open_room
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.figures import CloseMonth
from caseapp.casework.commands.keys import AddWay, SetFourEyes, WayKind
from caseapp.casework.queries.people import PeopleIds, PeopleRows, PersonRow
from caseapp.casework.queries.person import ShowPerson
from caseapp.cli import run
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.requests import Query
from caseapp.domain.second import Second
from caseapp.errors import KnownError
from caseapp.figures.requests import ShowMonths
from caseapp.room import answer
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.second_worker import SecondWorker
from caseapp.ui.pages.figures import FiguresPage
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.widgets.access import unnamed_focusables
from tests.functional.cli.terminal import Call
from tests.functional.real_window import RealWindow
from tests.functional.vaults import Vault, give_home

JOLA = "three green bicycles"


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """A practice vault of two workers who wished for it, with people and closed months."""
    home, out = tmp_path_factory.mktemp("agreed"), io.StringIO()
    folder = home / "Notes.casevault"
    with pytest.MonkeyPatch.context() as patch:
        give_home(home, patch)
        patch.setattr(sys, "stdout", out)
        size = ("--people", "15", "--contacts", "60", "--months", "2", "--end", "2026-10")
        assert run(["demo", str(folder), *size, "--json"]) == 0
        facts = json.loads(out.getvalue().strip().splitlines()[-1])
        vault = Vault(folder, facts["worker_passphrase"], facts["manager_passphrase"])
        room = open_room(folder, vault.worker)
        answer(room, AddWay(WayKind.WORKER, "Jola", JOLA))
        answer(room, CloseMonth("2026-10"))
        answer(room, SetFourEyes(on=True))
        room.close()
    return vault


@pytest.fixture
def vault(agreed: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    give_home(tmp_path / "home", monkeypatch)
    folder = tmp_path / "Notes.casevault"
    shutil.copytree(agreed.folder, folder)
    return replace(agreed, folder=folder)


@pytest.fixture
def real(qtbot: QtBot, qapp: QApplication, vault: Vault) -> Iterator[RealWindow]:
    window = RealWindow(qtbot, qapp, vault.folder)
    window.unlock(vault.worker)
    yield window
    if window.window.house is not None:
        window.lock()


def somebody(ask: Callable[[Query[Any]], Any]) -> PersonRow:
    """A person who agreed to a record."""
    found: PersonRow = ask(PeopleRows(ask(PeopleIds())[:1]))[0]
    return found


def is_there(real: RealWindow, person_id: UUID) -> bool:
    try:
        return real.ask(ShowPerson(person_id)) is not None
    except KnownError:
        return False


def agree(real: RealWindow, passphrase: str) -> None:
    """The colleague types, in the dialog on top."""
    real.wait(lambda: isinstance(real.window.overlays()[-1], SecondWorker))
    dialog = real.window.overlays()[-1]
    assert not unnamed_focusables(dialog)
    real.tab_to_name("Passphrase of a second worker")
    real.press("Ctrl+A")
    real.write(passphrase)
    real.press("Return")


def test_a_record_is_erased_when_a_colleague_agrees(real: RealWindow, vault: Vault) -> None:
    person_id = somebody(real.ask).person_id
    real.house.open_person(person_id)
    real.settle()
    page = real.page
    assert isinstance(page, PersonPage)
    page.acts.open_ledger()
    real.settle()
    assert isinstance(real.dialog, ConsentLedger)
    real.press("Home", "W", "Ctrl+Return")
    agree(real, vault.worker)  # her own counts for nobody else's
    real.wait(lambda: real.reads("of no other worker here"))
    real.press("Escape")
    assert is_there(real, person_id)
    assert real.reads("wants a second worker")
    real.press("Ctrl+Return")
    agree(real, JOLA)
    real.wait(lambda: not real.window.overlays())
    assert not is_there(real, person_id)


def test_a_month_is_published_when_a_colleague_agrees(real: RealWindow) -> None:
    real.house.open_page("figures")
    real.settle()
    page = real.page
    assert isinstance(page, FiguresPage)
    real.wait(lambda: page.acts.act.text().startswith("Publish"))
    page.acts.act.click()
    real.settle()
    real.press("Ctrl+Return")
    real.wait(lambda: len(real.window.overlays()) == 1 and isinstance(real.dialog, SecondWorker))
    assert not real.ask(ShowMonths()).closed[-1].published
    agree(real, JOLA)
    real.wait(lambda: not real.window.overlays() and real.ask(ShowMonths()).closed[-1].published)


def test_no_other_door_erases_or_publishes_alone(
    vault: Vault, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = Call(capsys, monkeypatch)
    month = ("figures", "publish", vault.folder, "--month", "2026-10", "--json")
    assert call(*month, typed=(vault.worker,)).json["error"] == "second_needed"
    assert call(*month, "--second", typed=(vault.worker, vault.worker)).json["error"] == "second_needed"
    assert call(*month, "--second", typed=(vault.worker, JOLA)).json["published"] == ["2026-10"]
    room = open_room(vault.folder, vault.worker)
    try:
        house = room.house
        assert house is not None
        person = somebody(partial(answer, room))
        entry = ConsentEntry(Purpose.KEEP, Answer.WITHDRAWN, house.today, how=How.SPOKEN)
        for second in (None, Second(vault.worker), Second(vault.manager)):
            with pytest.raises(KnownError) as refused:
                answer(room, RecordConsent(person.person_id, entry, second=second))
            assert refused.value.code == "second_needed"
        counted = replace(entry, purpose=Purpose.COUNT)
        answer(room, RecordConsent(person.person_id, counted))  # a part of a record is nobody else's business
    finally:
        room.close()
    file = tmp_path / "contacts.json"
    said = {"purpose": "keep", "answer": "withdrawn"}
    contact = {"when": "2026-11-20T20:15:00+01:00", "place": "street_round", "channel": "in_person"}
    file.write_text(json.dumps({**contact, "people": [{"code": person.code, "consents": [said]}]}))
    refused_too = call("contacts", "add", vault.folder, "--from", file, "--json", typed=(vault.worker,))
    assert "together with a colleague" in refused_too.json["sentence"]
