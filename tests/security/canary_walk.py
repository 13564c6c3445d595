"""``python -m tests.security.canary_walk``: goes through every page and dialog of the window with markers.

Tells on stdout what was typed where; its own folders come from the environment. At the end a form is half
typed; it waits for a line on stdin: ``lock`` locks and leaves, anything else is a kill.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QLineEdit

from caseapp.casework.queries.find import FindPeople
from caseapp.settings import Settings
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.shell.restore import RestoreDialog
from caseapp.ui.shell.wizard_steps import SecretStep
from caseapp.ui.start import make_application
from tests.functional.real_window import RealWindow
from tests.security.canary_form import FormWalk
from tests.security.canary_hand import Bot, Hand, tell
from tests.security.canary_pages import PagesWalk
from tests.security.canary_person import PersonWalk
from tests.security.canary_words import PHRASE, in_clear
from tests.security.vault_disk import Disk, Event


class DoorWalk:
    """The ways in: the first run, restoring, locking and unlocking.

    Args:
        hand: that types.
    """

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.real = hand.real

    def first_run(self) -> list[str]:
        """The wizard; returns the worker's and the manager's passphrase."""
        wizard, hand = self.real.window.wizard, self.hand
        assert wizard is not None
        hand.type_into(wizard.place.name, "wizard")
        wizard.go_on()
        phrases = []
        for step in (wizard.worker, wizard.manager):
            phrases.append(self._secret(step))
            wizard.go_on()
        hand.type_into(wizard.figures.first, "wizard")
        wizard.go_on()
        self.real.wait(lambda: wizard.code._groups)
        code = wizard.code
        for _place, line in code._asked:
            hand.type_into(line, "recovery code", kind="secret")
        wizard.go_on()  # refused: it is not what was shown
        for place, line in code._asked:
            line.setText(code._groups[place])
        wizard.go_on()
        self.real.wait(lambda: self.real.window.house is not None)
        self.real.settle()
        return phrases

    def _secret(self, step: SecretStep) -> str:
        self.hand.type_into(step.label, "wizard")
        phrase = PHRASE + self.hand.type_into(step.passphrase, "wizard", PHRASE)
        self.hand.type_into(step.repeat, "wizard")  # not the same: refused
        step.problem()
        step.repeat.setText(phrase)
        return phrase

    def restore(self, passphrase: str) -> None:
        """Lock, look inside the backup, put it in the place of the notes, and unlock them."""
        real, hand = self.real, self.hand
        real.lock()
        real.window.open_restore()
        dialog = hand.dialog(RestoreDialog)
        assert isinstance(dialog, RestoreDialog)
        hand.fill(dialog, kind="secret")
        dialog.look.click()  # refused: it is not the passphrase
        real.wait(dialog.look.isEnabled)
        dialog.words.setText(passphrase)
        dialog.look.click()
        real.wait(dialog.act.isEnabled)
        hand.act()
        real.wait(lambda: not real.window.overlays())
        real.window.unlock.passphrase.setText(passphrase)
        real.window.unlock._submit()
        real.wait(lambda: real.window.house is not None)
        real.settle()

    def locked(self, passphrase: str, alias: str) -> None:
        """Lock over a half typed dialog, type wrong things, unlock, and discard what came back."""
        real, hand = self.real, self.hand
        real.house.open_person(real.ask(FindPeople(alias))[0].person_id)
        real.settle()
        assert isinstance(real.page, PersonPage)
        real.page.acts.add_need()
        half = hand.dialog(NeedDialog)
        words = hand.type_into(half.words, "dialog, half typed", kind="secret")
        with real.qtbot.waitSignal(real.window.locked, timeout=60_000):
            real.window.lock()
        unlock = real.window.unlock
        hand.type_into(unlock.passphrase, "unlock")
        unlock._submit()
        real.wait(lambda: unlock.note is not None and unlock.note.isVisible())
        unlock.flip()
        assert unlock.code_part is not None
        for field in unlock.code_part.findChildren(QLineEdit):
            hand.type_into(field, "unlock by code", kind="secret")
        unlock._submit()
        unlock.flip()
        unlock.passphrase.setText(passphrase)
        unlock._submit()
        real.wait(lambda: real.window.house is not None and real.window.overlays())
        back = hand.dialog(NeedDialog)
        assert back.words.text() == words
        back.close_with(done=False)
        real.settle()


def walk() -> None:
    """Go through it all, then wait."""
    disk, written = Disk(), []

    def look(event: Event) -> int:
        if in_clear(event.data):
            written.append(event.file)
        return 0

    disk.refuse = look
    app = make_application(Settings())
    out = Path(os.environ["CANARY_OUT"])
    with disk.under():
        real = RealWindow(Bot(), app)
        hand = Hand(real)
        door, form, person, pages = DoorWalk(hand), FormWalk(hand), PersonWalk(hand), PagesWalk(hand)
        worker, manager = door.first_run()
        alias = form.contact()
        form.waiting_person()
        person.person(alias)
        person.files(alias)
        person.opened(alias)
        pages.lists()
        pages.settings()
        pages.vault()
        door.restore(worker)
        pages.figures(out)
        door.locked(worker, alias)
        person.opened(alias)
        form.half_typed()
        folder = str(real.window.opening.folder)
        tell(done=True, worker=worker, manager=manager, folder=folder, titles=hand.titles())
        tell(written=written)
        if sys.stdin.readline().strip() == "lock":
            real.leave()
            tell(left=True, clipboard=QApplication.clipboard().text())
            tell(written=written)


if __name__ == "__main__":
    walk()
