"""``python -m tests.security.canary_walk``: goes through every page and dialog of the window with markers.

Tells on stdout what was typed where; its own folders come from the environment. At the end a form is half
typed; it waits for a line on stdin: ``lock`` locks and leaves, anything else is a kill.
"""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget

from caseapp.casework.queries.attachments import AttachmentRow, AttachmentsOf
from caseapp.casework.queries.backups import BackupStatus
from caseapp.casework.queries.drafts import Drafts
from caseapp.casework.queries.find import FindPeople
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.domain.referral import Step
from caseapp.domain.taxonomy import ListName
from caseapp.settings import Settings
from caseapp.ui.dialogs.attach_file import AttachFile
from caseapp.ui.dialogs.attachment import AttachmentDialog
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.copy_file import CopyFile
from caseapp.ui.dialogs.means import MeansDialog
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.need_state import NeedStateDialog
from caseapp.ui.dialogs.note import NoteDialog
from caseapp.ui.dialogs.person_facts import FactsDialog
from caseapp.ui.dialogs.referral import ReferralDialog
from caseapp.ui.dialogs.referral_step import StepDialog
from caseapp.ui.dialogs.waiting import WaitingDialog
from caseapp.ui.pages.lists.change import ChangeTerm
from caseapp.ui.pages.log_contact import LogContactPage
from caseapp.ui.pages.people.new_person import NewPerson
from caseapp.ui.pages.person import PersonPage
from caseapp.ui.pages.today.change import ChangeFollowUp
from caseapp.ui.pages.vault import VaultPage
from caseapp.ui.pages.vault.way_dialogs import AddDialog, CodeDialog, ReplaceDialog
from caseapp.ui.shell.restore import RestoreDialog
from caseapp.ui.shell.wizard_steps import SecretStep
from caseapp.ui.start import make_application
from tests.functional.real_window import RealWindow
from tests.security.canary_hand import Bot, Hand, tell
from tests.security.canary_words import in_clear
from tests.security.vault_disk import Disk, Event
from tests.unit.pictures import chunk, saved

PHRASE = "seven quiet lanterns drift "  # before the marker of a passphrase, so that it is one that holds


class Walk:
    """Everything a worker can open.

    Args:
        real: the window, at its first run.
    """

    def __init__(self, real: RealWindow) -> None:
        self.real = real
        self.hand = Hand(real)

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

    # --- the contact form ---------------------------------------------------------------------------------

    def _form(self) -> LogContactPage:
        self.real.house.log_contact()
        self.real.settle()
        page = self.real.page
        assert isinstance(page, LogContactPage)
        return page

    def _place_and_day(self, page: LogContactPage) -> None:
        page.when.place.setCurrentIndex(0)
        page.when.how.setCurrentIndex(0)
        day = date.today()  # noqa: DTZ011 - the local day
        for _ in range(1 if day.day >= 10 else 2):  # to a month that can be closed
            day = day.replace(day=1) - timedelta(days=1)
        page.when.moment.set_moment(page.when.moment.moment().replace(day.year, day.month, 15))
        self.real.settle()

    def contact(self) -> str:
        """A contact with somebody new, with every dialog of the form; returns her alias."""
        page, hand = self._form(), self.hand
        hand.fill(page, kind="replaced")  # before anybody is chosen
        alias = hand.type_into(page.who.search, "who")
        page.who.want_new()
        self.real.settle()
        page.keep_question.facts_wanted.emit()
        facts = hand.dialog(FactsDialog)
        hand.fill(facts)
        alias = hand.words[facts.alias]
        hand.act()
        page.asking.ask(Purpose.KEEP)
        self._answer("keep")
        self._place_and_day(page)
        self._need(page, "dental")
        assert page.needs.lines[-1].note is not None  # refused for want of consent
        page.asking.ask(Purpose.HEALTH)
        self._answer("health")
        self._need(page, "childcare_day")  # waits for the children's consent
        page.needs.offer_referral()
        referral = hand.dialog(ReferralDialog)
        referral.need.setCurrentIndex(referral.need.count() - 1)
        self.real.settle()
        hand.fill(referral)
        referral.service.choose(None)
        referral.need.setCurrentIndex(0)
        hand.act()
        for field in (page.going_well.words, page.note.words, page.next_step.what):
            hand.type_into(field, "log_contact")
        hand.act()
        assert self.real.page is not page, self.real.texts()
        return alias

    def _answer(self, where: str) -> None:
        question = self.hand.dialog(ConsentQuestion)
        question.answer.set_answer(Answer.GIVEN)
        question._look()
        self.hand.fill(question, where)
        self.hand.act()

    def _need(self, page: LogContactPage, kind: str) -> None:
        page.needs.add_need()
        dialog = self.hand.dialog(NeedDialog)
        self.hand.fill(dialog, f"need {kind}")
        dialog.kind.choose(kind)
        dialog._chosen(kind)
        self.hand.act()

    def waiting_person(self) -> None:
        """Somebody new who was not asked: she waits outside the record."""
        page = self._form()
        self.hand.type_into(page.who.search, "who waits")
        page.who.want_new()
        self.real.settle()
        self._place_and_day(page)
        self.hand.type_into(page.note.words, "note that waits")
        self.hand.act()
        assert self.real.page is not page, self.real.texts()

    # --- the person's page --------------------------------------------------------------------------------

    def person(self, alias: str) -> None:
        """Every dialog of the person's page."""
        real, hand = self.real, self.hand
        hit = real.ask(FindPeople(alias))[0]
        real.house.open_person(hit.person_id)
        real.settle()
        page = real.page
        assert isinstance(page, PersonPage)
        assert page.view is not None
        hand.fill(page)
        page.acts.add_means()
        hand.fill(hand.dialog(MeansDialog))
        hand.act()
        page.acts.change_need(next(need for need in page.view.needs if need.kind == "dental"))
        hand.fill(hand.dialog(NeedStateDialog))
        hand.act()
        page.acts.add_need()
        dialog = hand.dialog(NeedDialog)
        hand.fill(dialog, "need on the page")
        dialog.kind.choose("housing")
        hand.act()
        met = next(row for row in page.view.timeline if row.kind == "contact")
        page.acts.correct_note(met.row_id)
        hand.fill(hand.dialog(NoteDialog))
        hand.act()
        self._steps(page, hit.person_id)
        self._ledger(page)

    def _steps(self, page: PersonPage, person_id: object) -> None:
        (referral,) = self.real.ask(ShowPerson(person_id)).referrals
        for step in (
            Step.ACCEPTED,
            Step.NOT_ATTENDED,
            Step.CLOSED,
            Step.REOPENED,
            Step.ATTENDED,
            Step.HELPED,
        ):
            dialog = StepDialog(page.context, page.window(), page.labels, referral)
            if step.value not in {chip.value for chip in dialog.steps.chips}:
                dialog.close_with(done=False)
                continue
            dialog.steps.choose({step.value})
            dialog._look()
            dialog.open_over()
            self.hand.fill(dialog, f"step {step.value}")
            self.hand.act()
            (referral,) = self.real.ask(ShowPerson(person_id)).referrals

    def _ledger(self, page: PersonPage) -> None:
        hand = self.hand
        page.acts.open_ledger()
        ledger = hand.dialog(ConsentLedger)
        self.real.settle()
        for purpose, answer in (
            (Purpose.COUNT, Answer.GIVEN),
            (Purpose.CONTACT, Answer.DECLINED),
            (Purpose.HEALTH, Answer.WITHDRAWN),
        ):
            ledger.table.go_to(next(key for key, row in ledger._rows.items() if row.purpose is purpose))
            ledger._choose_answer(answer)
            self.real.settle()
            for box in ledger.effects.findChildren(QCheckBox):
                box.setChecked(True)  # keep it for a named reason
            self.real.settle()
            hand.fill(ledger, f"ledger {purpose.value}")
            hand.act()
        ledger.close_with(done=True)

    # --- her files ----------------------------------------------------------------------------------------

    def _hers(self, alias: str) -> PersonPage:
        real = self.real
        real.house.open_person(real.ask(FindPeople(alias))[0].person_id)
        real.settle()
        assert isinstance(real.page, PersonPage)
        return real.page

    def _attach(self, page: PersonPage, ending: str, picture: bytes, place: str) -> None:
        """Keep a file whose bytes and whose name tell something."""
        real, hand = self.real, self.hand
        inside, outside = hand.next(), hand.next()
        tell(place=place, name="bytes", marker=inside, kind="inside")
        tell(place=place, name="name of the file", marker=outside, kind="secret")
        path = Path(os.environ["CANARY_SOURCE"]) / f"{outside}{ending}"
        note = inside.encode()
        hidden = chunk(b"tEXt", b"Place\0" + note)
        path.write_bytes(picture[:-12] + hidden + picture[-12:] if picture else (note + b"\n") * 40_000)
        page.files.attach(path)
        dialog = hand.dialog(AttachFile)
        dialog.take_out.setChecked(False)
        hand.fill(dialog, place)
        hand.act()
        real.wait(lambda: not real.window.overlays())
        real.settle()
        path.unlink()

    def files(self, alias: str) -> None:
        """Attach a letter and a picture, look at the picture, rename it, and save a copy."""
        real, hand = self.real, self.hand
        page = self._hers(alias)
        self._attach(page, ".txt", b"", "letter")
        self._attach(page, ".png", saved("png"), "picture")
        row = self._row(page, FileKind.PNG)
        page.files.show(row.attachment_id)
        shown = hand.dialog(AttachmentDialog)
        real.wait(lambda: shown.picture.is_shown)
        real.window.grab()
        hand.fill(shown)
        hand.act()
        page.files.copy(self._row(page, FileKind.TEXT))
        copy = hand.dialog(CopyFile)
        copy.show_folder(os.environ["CANARY_SOURCE"])
        hand.fill(copy, kind="secret")
        hand.act()
        real.wait(lambda: not real.window.overlays())

    def _row(self, page: PersonPage, kind: FileKind) -> AttachmentRow:
        rows = self.real.ask(AttachmentsOf(page.person_id))
        return next(row for row in rows if row.kind is kind)

    def opened(self, alias: str) -> None:
        """Have another program show the letter; it stands in clear from now on."""
        page = self._hers(alias)
        handed: list[str] = []
        setattr(QDesktopServices, "openUrl", lambda url: handed.append(url.toLocalFile()) or True)  # noqa: B010 - a stand-in
        page.files.open(self._row(page, FileKind.TEXT))
        self.real.wait(lambda: handed)
        tell(opened=handed[0], in_clear=in_clear(Path(handed[0]).read_bytes()))

    # --- the other pages ----------------------------------------------------------------------------------

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

    def half_typed(self) -> None:
        """A contact that is not finished; its draft is written."""
        page = self._form()
        for field in (page.going_well.words, page.note.words, page.next_step.what):
            self.hand.type_into(field, "half typed")
        before = len(self.real.ask(Drafts()))
        self.real.wait(lambda: not page.keeper.waiting and len(self.real.ask(Drafts())) >= before)
        self.real.settle()


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
        walked = Walk(real)
        worker, manager = walked.first_run()
        alias = walked.contact()
        walked.waiting_person()
        walked.person(alias)
        walked.files(alias)
        walked.opened(alias)
        walked.lists()
        walked.settings()
        walked.vault()
        walked.restore(worker)
        walked.figures(out)
        walked.locked(worker, alias)
        walked.opened(alias)
        walked.half_typed()
        folder = str(real.window.opening.folder)
        tell(done=True, worker=worker, manager=manager, folder=folder, titles=walked.hand.titles())
        tell(written=written)
        if sys.stdin.readline().strip() == "lock":
            real.leave()
            tell(left=True, clipboard=QApplication.clipboard().text())
            tell(written=written)


if __name__ == "__main__":
    walk()
