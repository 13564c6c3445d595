"""Erasing the keys in the real window: words and passphrase, then a locked window that says so."""

from pathlib import Path

from caseapp.ui.pages.vault.erase_keys import EraseKeysDialog
from caseapp.ui.widgets.access import unnamed_focusables
from tests.functional.real_window import RealWindow
from tests.functional.vaults import WORKER
from tests.ui.test_vault_page import folder, made, page_of, press, real

__all__ = ["folder", "made", "real"]  # fixtures


def key_files(vault: Path) -> list[Path]:
    return [path for path in vault.rglob("*") if path.name.startswith("keys.json")]


def test_words_and_passphrase_are_typed_then_nothing_opens_any_more(real: RealWindow, folder: Path) -> None:
    page_of(real)
    press(real, "Erase the keys…")
    dialog = real.dialog
    assert isinstance(dialog, EraseKeysDialog)
    assert unnamed_focusables(dialog) == []
    assert real.reads("stay readable with their passphrase")
    real.press("Ctrl+Return")
    assert dialog.note.isVisible()
    real.tab_to(lambda widget: widget is dialog.typed)
    real.write("erase the keys")
    real.press("Ctrl+Return")  # no passphrase yet
    assert dialog.words.hasFocus()
    real.write("not her passphrase")
    real.press("Ctrl+Return")
    real.wait(lambda: real.reads("That did not open."))
    assert key_files(folder)
    real.tab_to(lambda widget: widget is dialog.words)
    real.press("Ctrl+A")
    real.write(WORKER)
    real.press("Ctrl+Return")
    real.wait(lambda: real.window.house is None)
    real.settle()
    assert real.reads("The keys of this vault are erased.")
    assert key_files(folder) == []
    # Typing the right passphrase tells since when, and that a copy can be restored.
    real.write(WORKER)
    real.press("Return")
    real.wait(lambda: real.reads("The keys of this vault were erased on"))
    assert not real.reads("damaged")
    assert real.reads("Restore a backup…")  # of a copy made before, on a stick
