"""Needs and their referrals: the way each has come, and what can be done with the one in focus."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseapp.casework.queries.person import NeedRow, PersonView
from caseapp.casework.queries.referrals import ReferralRow
from caseapp.domain.need import ForWhom
from caseapp.domain.taxonomy import ListName
from caseapp.ui.naming import Labels
from caseapp.ui.pages.person.words import need_chip, need_detail, open_first, steps_words
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.rows import RowList
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr


class RowsPanel(Panel):
    """A panel whose list is as high as its rows; the page scrolls, not the panel.

    Args:
        title: translated.
        icon_name: a Lucide name.
        empty: what will be here.
        parent: owner.
    """

    def __init__(self, title: str, icon_name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(title, icon_name, parent=parent)
        self.list = RowList(title)
        self.empty = text(empty, tone="text2", wrap=True)
        self.add_section(self.empty)
        self.body.addWidget(self.list)
        self.body.addStretch(1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows, or say what will be here; the current one stays current."""
        now = self.list.current_row()
        self.list.rows.set_rows(rows)
        holder = self.empty.parentWidget()
        if holder is not None:
            holder.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.setFixedHeight(max(self.list.whole_height(), 1))
        if now is not None:
            self.list.go_to(now.key)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched."""
        self.list.set_quiet(on)


class NeedsPanel(RowsPanel):
    """Needs of herself and the household, and every referral.

    Attributes:
        step_wanted: sent with a `ReferralRow`.
        state_wanted: sent with a `NeedRow`.
        refer_wanted: sent with the id of a need, or None.
        add_wanted: a need is to be added.
    """

    step_wanted = Signal(object)
    state_wanted = Signal(object)
    refer_wanted = Signal(object)
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Needs and referrals"), "waypoints", tr("No needs noted. She decides what is."), parent
        )
        self._rows: dict[object, NeedRow | ReferralRow] = {}
        self.add = Button(tr("&Add a need"), "quiet", icon_name="plus", size="small")
        self.add.setProperty("tone", "accent")
        self.add.clicked.connect(self.add_wanted)
        self.refer = Button(tr("&Refer"), "quiet", icon_name="waypoints", size="small")
        self.refer.setToolTip(tr("Offer a referral"))
        self.refer.clicked.connect(lambda: self.refer_wanted.emit(None))
        self.add_action(self.refer)
        self.add_action(self.add)
        self.list.set_actions(self._actions)
        self.list.taken.connect(self._taken)

    def show_view(self, view: PersonView, labels: Labels) -> None:
        """Show a person's needs and referrals."""
        self._rows = {}
        rows: list[Row] = []
        with_way = {row.need_id for row in view.referrals}
        for row in open_first(view.referrals):
            self._rows[row.referral_id] = row
            rows.append(
                Row(
                    key=row.referral_id,
                    title=labels.of(ListName.NEED, row.kind),
                    second=row.service or tr("no service chosen yet"),
                    steps=steps_words(row),
                    chevron=True,
                )
            )
        for need in sorted(view.needs, key=lambda one: not one.state.is_open):
            if need.for_whom is ForWhom.CHILD or need.need_id in with_way:
                continue
            self._rows[need.need_id] = need
            rows.append(need_as_row(need, labels))
        self.show_rows(rows)

    def _actions(self, row: Row) -> list[QWidget]:
        found = self._rows.get(row.key)
        if isinstance(found, ReferralRow):
            step = Button(tr("Next step"), size="small")
            step.clicked.connect(lambda: self.step_wanted.emit(found))
            return [step]
        if isinstance(found, NeedRow):
            return need_actions(found, self.state_wanted, self.refer_wanted)
        return []

    def _taken(self, key: object) -> None:
        found = self._rows.get(key)
        if isinstance(found, ReferralRow):
            self.step_wanted.emit(found)
        elif isinstance(found, NeedRow):
            self.state_wanted.emit(found)


def need_as_row(need: NeedRow, labels: Labels) -> Row:
    """A need as a row: what, for whom, where it stands."""
    return Row(
        key=need.need_id,
        title=labels.of(ListName.NEED, need.kind),
        second=need_detail(need),
        chips=(need_chip(need),),
        chevron=True,
    )


def need_actions(need: NeedRow, state: SignalInstance, refer: SignalInstance) -> list[QWidget]:
    """Buttons of the need in focus."""
    change = Button(tr("Change"), size="small")
    change.clicked.connect(lambda: state.emit(need))
    offer = Button(tr("Refer"), size="small")
    offer.clicked.connect(lambda: refer.emit(need.need_id))
    return [offer, change]


class ChildrenPanel(RowsPanel):
    """What her children need; no names are kept.

    Attributes:
        state_wanted: sent with a `NeedRow`.
        refer_wanted: sent with the id of a need.
    """

    state_wanted = Signal(object)
    refer_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Children’s needs"), "baby", tr("Nothing noted for children."), parent)
        self.set_aside(tr("no names kept"))
        self._rows: dict[object, NeedRow] = {}
        self.bands = text("", tone="text2", wrap=True)
        self.body.insertWidget(0, self._band_holder())
        self.list.set_actions(self._actions)
        self.list.taken.connect(self._taken)

    def _band_holder(self) -> QWidget:
        self._holder = QWidget()
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(px(14), px(8), px(14), px(4))
        column.addWidget(self.bands)
        return self._holder

    def show_needs(self, view: PersonView, labels: Labels, bands: str) -> None:
        """Show the needs of her children."""
        needs = [need for need in view.needs if need.for_whom is ForWhom.CHILD]
        self._rows = {need.need_id: need for need in needs}
        self.bands.setText(bands)
        self._holder.setVisible(bool(bands))
        self.show_rows([need_as_row(need, labels) for need in needs])

    def _actions(self, row: Row) -> list[QWidget]:
        need = self._rows.get(row.key)
        return need_actions(need, self.state_wanted, self.refer_wanted) if need is not None else []

    def _taken(self, key: object) -> None:
        if isinstance(key, UUID) and key in self._rows:
            self.state_wanted.emit(self._rows[key])
