"""The page of a person and her files under the canary."""

import os
from pathlib import Path

from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox

from caseapp.casework.queries.attachments import AttachmentRow, AttachmentsOf
from caseapp.casework.queries.find import FindPeople
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.file_kinds import FileKind
from caseapp.domain.referral import Step
from caseapp.ui.dialogs.attach_file import AttachFile
from caseapp.ui.dialogs.attachment import AttachmentDialog
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.copy_file import CopyFile
from caseapp.ui.dialogs.means import MeansDialog
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.need_state import NeedStateDialog
from caseapp.ui.dialogs.note import NoteDialog
from caseapp.ui.dialogs.referral_step import StepDialog
from caseapp.ui.pages.person import PersonPage
from tests.security.canary_hand import Hand, tell
from tests.security.canary_words import in_clear
from tests.unit.pictures import chunk, saved


class PersonWalk:
    """Every dialog of the person's page, and her files.

    Args:
        hand: that types.
    """

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.real = hand.real

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
