"""Papers to fill in: saved whole, beside what is there, and only where the folder takes them."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from caseapp.ui.shell.help_page import HelpPage
from caseapp.ui.shell.papers import PAPERS, CopyError, PapersPanel, save_copy
from caseapp.ui.theme.theme import Theme
from tests.ui.house_desk import TestHouse


@pytest.mark.parametrize("paper", [paper for paper, _title, _purpose in PAPERS])
def test_each_is_there_and_can_be_saved(paper: str, tmp_path: Path) -> None:
    saved = save_copy(paper, "en", tmp_path)
    assert saved == tmp_path / f"{paper}.md"
    assert saved.read_text(encoding="utf-8").startswith("# ")
    assert len(saved.read_text(encoding="utf-8")) > 1000


def test_a_language_without_one_gets_english(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    assert (
        save_copy("lost_laptop", "xx", tmp_path).read_bytes()
        == save_copy("lost_laptop", "en", there).read_bytes()
    )


def test_one_that_was_filled_in_is_never_covered(tmp_path: Path) -> None:
    first = save_copy("lost_laptop", "en", tmp_path)
    first.write_text("filled in", encoding="utf-8")
    second = save_copy("lost_laptop", "en", tmp_path)
    assert first.read_text(encoding="utf-8") == "filled in"
    assert second.name == "lost_laptop_2.md"


def test_a_folder_that_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="Choose another folder"):
        save_copy("lost_laptop", "en", tmp_path / "gone")


def test_from_the_help_page(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    house = TestHouse()
    page = HelpPage(house.context)
    qtbot.addWidget(page)
    page.show()
    panel = page.findChild(PapersPanel)
    assert panel is not None
    panel.findChildren(QPushButton)[0].click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path))
    assert (tmp_path / "lost_laptop.md").is_file()
    assert house.recorder.said[-1].startswith("Saved lost_laptop.md")
    house.close()
