"""The other pages under the canary."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from caseapp.casework.queries.backups import BackupStatus
from caseapp.domain.consent import Answer
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.waiting import WaitingDialog
from caseapp.ui.pages.lists.change import ChangeTerm
from caseapp.ui.pages.people.new_person import NewPerson
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.pages.vault import VaultPage
from caseapp.ui.pages.vault.way_dialogs import AddDialog, CodeDialog, ReplaceDialog
from tests.security.canary_hand import Hand
from tests.security.canary_words import PHRASE


class PagesWalk:
    """Lists, settings, the vault and the figures.

    Args:
        hand: that types.
    """

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.real = hand.real

    def lists(self) -> None:
        """Pages with a list: their filters, and what can be made and changed there."""
        real, hand, house = self.real, self.hand, self.real.house
        house.open_page("people")
        real.settle()
        hand.fill(real.page)
        real.page.filter.clear_all()
        house.open_page("people", new="")
        dialog = hand.dialog(NewPerson)
        dialog.answer.set_answer(Answer.GIVEN)
        dialog._look()
        hand.fill(dialog)
        hand.act()
        for key in ("contacts", "referrals", "help"):
            house.open_page(key)
            real.settle()
            hand.fill(real.page)
        house.open_page("services")
        real.settle()
        hand.fill(real.page, kind="replaced")
        real.page.filter.clear_all()
        real.page.make_new()
        hand.fill(real.page.form, "services")
        hand.act()
        real.page.make_new()
        hand.type_into(real.page.form.ask_for, "services, half typed")
        house.open_page("today")
        real.settle()
        hand.fill(real.page)
        real.page.follow_ups._toggle_all()
        real.settle()
        row = next(iter(real.page.follow_ups._rows.values()))
        real.page.follow_ups._change(row)
        hand.fill(hand.dialog(ChangeFollowUp))
        hand.act()
        real.page.drafts.open_waiting()
        dialog = hand.dialog(WaitingDialog)
        hand.fill(dialog)
        dialog.close_with(done=False)
        field = house.bar.search
        hand.type_into(field, "search")
        field.clear_all()

    def settings(self) -> None:
        """Lists of the organisation, and a passphrase that is not changed."""
        real, hand = self.real, self.hand
        real.house.open_page("settings")
        real.settle()
        hand.fill(real.page)
        section = real.page.findChild(QWidget, "lists") or next(
            w for w in real.page.findChildren(QWidget) if type(w).__name__ == "ListsSection"
        )
        section._add()
        next(w for w in real.page.findChildren(QWidget) if type(w).__name__ == "TeamSection").add.click()
        real.settle()
        term = next(t for t in section._labels.terms if t.list_name is ListName.TOPIC)
        section.choice.choose(ListName.TOPIC)
        section._show()
        section._change(term.code)
        hand.fill(hand.dialog(ChangeTerm))
        hand.act()
        real.page._change()  # refused: the passphrase until now is not the one

    def vault(self) -> None:
        """Every dialog about the vault, given up; one more worker, another code, a backup."""
        real, hand = self.real, self.hand
        real.house.open_page("vault")
        real.settle()
        page = real.page
        assert isinstance(page, VaultPage)
        hand.fill(page)
        for button in page.ways.findChildren(QPushButton):
            if button.isVisible():
                self._given_up(button)
        page.ways.add_worker.click()
        added = hand.dialog(AddDialog)
        hand.type_into(added.label, "another worker")
        added.words.words.setText(PHRASE * 2)
        added.words.repeat.setText(PHRASE * 2)
        hand.act()
        real.wait(lambda: not real.window.overlays())
        another = next(one for one in page.ways.findChildren(QPushButton) if one.text() == "New code")
        another.click()
        hand.dialog(ReplaceDialog)
        hand.act()
        real.wait(lambda: [type(one) for one in real.window.overlays()] == [CodeDialog])
        code = hand.dialog(CodeDialog)
        hand.fill(code, kind="secret")
        hand.act()  # refused: it is not what was shown
        code.close_with(done=True)
        assert page.backups is not None
        page.backups.now.click()
        real.wait(lambda: not real.window.overlays() and real.ask(BackupStatus()).rows)

    def _given_up(self, button: QPushButton) -> None:
        """Fill in the dialog that a button opens, and close it."""
        button.click()
        self.real.settle()
        (dialog,) = self.real.window.overlays()
        self.hand.fill(dialog, kind="secret")
        dialog.close_with(done=False)
        self.real.settle()

    def figures(self, out: Path) -> None:
        """Close, publish and hand over the month of the contact."""
        real, hand = self.real, self.hand
        real.house.open_page("figures")
        real.settle()
        page = real.page
        for verb, reached in (("Close ", "Closed, not published"), ("Publish ", "Closed and published")):
            real.wait(lambda words=verb: page.acts.act.text().startswith(words))
            hand.act()
            real.wait(real.window.overlays)
            hand.act()
            real.wait(lambda words=reached: real.reads(words) and not real.window.overlays())
            real.settle()
        page.acts.show_folder(str(out))
        hand.fill(page)
        hand.act()
        real.wait(lambda: list(out.iterdir()))
        real.settle()
