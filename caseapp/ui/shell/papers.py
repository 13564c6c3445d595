"""Papers to fill in that come with the program: saved as a copy, to be kept outside the vault."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from caseapp.assets import resource
from caseapp.errors import KnownError
from caseapp.ui.naming import language
from caseapp.ui.shell.page import Messenger
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.file_dialog import FileDialog
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import mark, sentence_of, tr

PAPERS: Final = (
    (
        "lost_laptop",
        mark("A laptop is gone"),
        mark(
            "What to do in the first hour, on the same day and within 72 hours. Print it before it happens."
        ),
    ),
    (
        "impact_assessment",
        mark("Data protection impact assessment"),
        mark("What is kept, why, and what could go wrong for the people in it."),
    ),
    (
        "record_of_processing",
        mark("Record of processing"),
        mark("The sheet an authority may ask for."),
    ),
)
"""Stem of each file in resources/help/papers, its title and what it is for."""


class CopyError(KnownError):
    """The copy could not be written."""

    code = "paper_copy"

    def __init__(self, folder: str) -> None:
        super().__init__(
            "Nothing can be written in {folder}. Choose another folder; nothing was changed.", folder=folder
        )


def save_copy(paper: str, code: str, folder: Path) -> Path:
    """Write a paper into a folder, beside what may be there already.

    Args:
        paper: one of the stems in `PAPERS`.
        code: language; English where there is none in it.
        folder: where.

    Returns:
        The new file; a filled-in one of the same name is never covered.

    Raises:
        CopyError: the folder refuses.
    """
    papers = resource("help", "papers")
    found = papers / f"{paper}.{code}.md"
    if not found.is_file():
        found = papers / f"{paper}.en.md"
    number = 1
    while True:
        target = folder / (f"{paper}.md" if number == 1 else f"{paper}_{number}.md")
        try:
            with target.open("x", encoding="utf-8") as file:
                file.write(found.read_text(encoding="utf-8"))
        except FileExistsError:
            number += 1
        except OSError:
            raise CopyError(folder.name) from None
        else:
            return target


class PapersPanel(Panel):
    """A row for each paper, with the way to save it.

    Args:
        page: on which the panel stands; the file dialog is its child, so that a lock takes it away.
        messenger: told what was saved.
    """

    def __init__(self, page: QWidget, messenger: Messenger) -> None:
        super().__init__(tr("Papers to fill in"), "file-text", tr("they hold nothing from the vault"))
        self._page = page
        self._messenger = messenger
        self.pad_body()
        for paper, title, purpose in PAPERS:
            row = QHBoxLayout()
            row.setSpacing(px(10))
            words = QVBoxLayout()
            words.setSpacing(px(2))
            words.addWidget(text(tr(title), weight=600, wrap=True))
            words.addWidget(text(tr(purpose), "small", tone="text2", wrap=True))
            row.addLayout(words, 1)
            save = Button(tr("Save a copy…"), size="small")
            save.setAccessibleName(tr("Save a copy of {paper}", paper=tr(title)))
            save.clicked.connect(lambda _on, paper=paper: self._choose(paper))
            row.addWidget(save)
            self.body.addLayout(row)

    def _choose(self, paper: str) -> None:
        dialog = FileDialog(self._page, tr("Notes"), QDir.homePath(), QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self._save(paper, Path(folder)))
        dialog.open()

    def _save(self, paper: str, folder: Path) -> None:
        try:
            saved = save_copy(paper, language(), folder)
        except CopyError as error:
            self._messenger.warn(sentence_of(error))
        else:
            self._messenger.say(tr("Saved {file} in {folder}.", file=saved.name, folder=folder.name))
