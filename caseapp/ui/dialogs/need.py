"""A need: what for, for whom, how pressing in her view, in her words."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from caseapp.domain.need import ForWhom, NeedFacts, Pressing
from caseapp.domain.person import ChildBand
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.words import CHILD_BANDS, FOR_WHOM, PRESSING
from caseapp.ui.naming import Labels, said
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.pick_field import Pick, PickField
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


def need_picks(labels: Labels) -> list[Pick]:
    """The kinds of need to choose from, with the group each belongs to."""
    return [
        Pick(term.code, term.label, labels.of(ListName.NEED_GROUP, term.parent) if term.parent else "")
        for term in labels.choices(ListName.NEED)
    ]


class NeedDialog(Overlay):
    """Add a need: type part of its name, Enter, Ctrl+Enter.

    Args:
        window: to cover.
        labels: of the lists.
        who: what the person is called here.
        open_kinds: kinds of the needs she has open already; said, not refused.

    Attributes:
        noted: sent with the `NeedFacts`.
    """

    noted = Signal(object)

    def __init__(self, window: QWidget, labels: Labels, who: str, open_kinds: Collection[str] = ()) -> None:
        subtitle = tr("Only what {who} wants noted.", who=who) if who else ""
        super().__init__(window, tr("Add a need"), subtitle, wide=40)
        self._children_group = {
            term.code for term in labels.choices(ListName.NEED) if term.parent == "children"
        }
        self.kind = PickField(tr("Type a few letters: housing, school, teeth …"))
        self.kind.set_picks(need_picks(labels))
        self.for_whom = Segments(tr("For whom"), [(who_, said(FOR_WHOM, who_)) for who_ in ForWhom])
        self.band = ChipGroup(tr("Age of the child"), exclusive=True)
        self.band.set_choices([(band.value, said(CHILD_BANDS, band)) for band in ChildBand])
        self.pressing = ChipGroup(tr("How pressing"), exclusive=True)
        self.pressing.set_choices([(p.value, said(PRESSING, p)) for p in Pressing])
        self.words = QLineEdit()
        self._band_field = Field(tr("&Age of the child"), self.band, tr("no name, no date of birth"))
        self._open_kinds = open_kinds
        self.already = text(
            tr("She has this need open already. It can still be added."), "small", tone="info", wrap=True
        )
        self.already.hide()
        self.kind_field = Field(tr("&Need"), self.kind)
        self.body.addWidget(self.kind_field)
        self.body.addWidget(self.already)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(self.for_whom)
        row.addStretch(1)
        self.body.addWidget(Field(tr("&For whom"), self.for_whom, body=holder))
        self.body.addWidget(self._band_field)
        self.body.addWidget(Field(tr("How &pressing"), self.pressing, tr("in her view")))
        self.body.addWidget(Field(tr("Own &words"), self.words, tr("if wanted")))
        self.body.addStretch(1)
        self.for_whom.chosen.connect(lambda _value: self._look())
        self.kind.chosen.connect(self._chosen)
        self.add_cancel()
        self.act = self.add_act(tr("Add this need"), self._note)
        self._look()
        self.open_over(self.kind)

    def _chosen(self, kind: object) -> None:
        self.kind_field.set_hint("")
        self.already.setVisible(kind in self._open_kinds)
        if kind in self._children_group and self.for_whom.value() is ForWhom.SELF:
            self.for_whom.choose(ForWhom.CHILD)
            self._look()

    def _look(self) -> None:
        self._band_field.setVisible(self.for_whom.value() is ForWhom.CHILD)
        self._place()

    def facts(self) -> NeedFacts | None:
        """The need as filled in, None while no kind is chosen."""
        kind = self.kind.value()
        if not isinstance(kind, str):
            return None
        for_whom = self.for_whom.value()
        bands, pressing = self.band.codes(), self.pressing.codes()
        child = for_whom is ForWhom.CHILD
        return NeedFacts(
            kind=kind,
            for_whom=for_whom if isinstance(for_whom, ForWhom) else ForWhom.SELF,
            child_band=ChildBand(bands[0]) if child and bands else None,
            pressing=Pressing(pressing[0]) if pressing else None,
            words=self.words.text().strip(),
        )

    def _note(self) -> None:
        facts = self.facts()
        if facts is None:
            self.kind_field.refuse(tr("choose one first: type a few letters, Enter takes a line"))
            return
        self.close_with(done=True)
        self.noted.emit(facts)
