"""A way to reach a person, with the rule that is read before it is used."""

from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from caseapp.casework.commands.people import RemoveContactMeans, SetContactMeans
from caseapp.casework.queries.person import MeansRow
from caseapp.domain.person import MeansKind, SafeContact
from caseapp.errors import KnownError
from caseapp.ui.dialogs.person_facts import yes_no
from caseapp.ui.dialogs.words import MEANS
from caseapp.ui.naming import said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.dialog import Overlay, confirm
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.note import Note
from caseapp.ui.words import sentence_of, tr


class MeansDialog(Overlay):
    """Add a way to reach her, or change one.

    Args:
        context: of the page.
        window: to cover.
        person_id: whose.
        row: the way to change, None for a new one.
    """

    def __init__(
        self, context: PageContext, window: QWidget, person_id: UUID, row: MeansRow | None = None
    ) -> None:
        title = tr("A way to reach her") if row is None else tr("Change this way to reach her")
        super().__init__(
            window, title, tr("The rule stands above the number, and is read before it is shown."), wide=46
        )
        self._context = context
        self._asker = context.asker(self)
        self._person_id, self._row = person_id, row
        rule = row.rule if row is not None else SafeContact()
        self.kind = Choice()
        for kind in MeansKind:
            self.kind.add(kind, said(MEANS, kind))
        self.kind.choose(row.kind if row is not None else MeansKind.PHONE)
        self.value = QLineEdit(row.value if row is not None else "")
        self.how = QLineEdit(rule.how)
        self.how.setPlaceholderText(tr("text only"))
        self.when = QLineEdit(rule.when)
        self.when.setPlaceholderText(tr("14:00 to 18:00"))
        self.say = QLineEdit(rule.say)
        self.say.setPlaceholderText(tr("Say you are from the library"))
        self.voicemail = yes_no(tr("Voice messages?"))
        self.voicemail.choose(rule.voicemail)
        self.by_whom = QLineEdit(rule.by_whom)
        self.others = yes_no(tr("Can others see it?"))
        self.others.choose(rule.seen_by_others)
        self.trouble = Note("bad")
        self.trouble.hide()
        self._build()
        if row is not None:
            self.erase = Button(tr("Erase this way"), "quiet", icon_name="trash", size="bar")
            self.erase.clicked.connect(self._ask_erase)
            self.foot.insertWidget(0, self.erase)
        self.add_cancel()
        self.act = self.add_act(tr("Note this way"), self._note)
        self.open_over(self.kind if row is None else self.how)

    def _build(self) -> None:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(12))
        grid.addWidget(Field(tr("&Kind"), self.kind), 0, 0)
        grid.addWidget(Field(tr("&Number or address"), self.value), 0, 1)
        grid.addWidget(Field(tr("What is &safe"), self.how), 1, 0)
        grid.addWidget(Field(tr("&When"), self.when), 1, 1)
        grid.addWidget(Field(tr("What may be sa&id"), self.say), 2, 0, 1, 2)
        grid.addWidget(Field(tr("&Voice messages?"), self.voicemail), 3, 0)
        grid.addWidget(Field(tr("Can &others see it?"), self.others), 3, 1)
        grid.addWidget(Field(tr("&By whom of the team"), self.by_whom, tr("if not by all")), 4, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addWidget(self.trouble)
        self.body.addWidget(form)
        self.body.addStretch(1)

    def _note(self) -> None:
        kind, value = self.kind.value(), self.value.text().strip()
        if not value:
            self.value.setFocus()
            return
        voicemail, others = self.voicemail.value(), self.others.value()
        rule = SafeContact(
            self.how.text().strip(),
            self.when.text().strip(),
            self.say.text().strip(),
            voicemail if isinstance(voicemail, bool) else None,
            self.by_whom.text().strip(),
            others if isinstance(others, bool) else None,
        )
        command = SetContactMeans(
            self._person_id,
            kind if isinstance(kind, MeansKind) else MeansKind.OTHER,
            value,
            rule,
            self._row.means_id if self._row is not None else None,
        )
        self._asker.do(command, lambda _id: self.close_with(done=True), self._failed)

    def _ask_erase(self) -> None:
        row = self._row
        if row is None:
            return
        points = [
            (tr("Goes:"), tr("the number or address, with its rule.")),
            (tr("Stays:"), tr("what was noted in contacts.")),
        ]
        confirm(self.window(), tr("Erase this way"), points, tr("Erase this way"), lambda: self._erase(row))

    def _erase(self, row: MeansRow) -> None:
        self._asker.do(
            RemoveContactMeans(row.means_id), lambda _none: self.close_with(done=True), self._failed
        )

    def _failed(self, error: KnownError) -> None:
        self.trouble.say(sentence_of(error))
        self.trouble.show()
        self._place()
