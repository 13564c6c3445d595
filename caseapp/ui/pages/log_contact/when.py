"""When, where and how, with the lesser questions folded away under it."""

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from caseapp.casework.queries.team import StaffRow
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dialogs.consent_question import LimitsNote
from caseapp.ui.dialogs.person_facts import yes_no
from caseapp.ui.naming import CHANNELS, REACHED, Labels, said
from caseapp.ui.pages.log_contact.state import FormState
from caseapp.ui.shell.asker import Asker
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.chip_group import ChipGroup
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, MomentEdit, Number
from caseapp.ui.words import to_qt, tr


def now_local() -> datetime:
    """The wall-clock time here, to the minute, without an offset."""
    return datetime.now().replace(second=0, microsecond=0)  # noqa: DTZ005 - what the clock on the wall says


class When(QWidget):
    """Date and time, place, how, minutes.

    Attributes:
        changed: sent when the user changed something.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = FormState()
        self.moment = MomentEdit()
        self.place = Choice()
        self.how = Choice()
        self.minutes = Number()
        self.minutes.setSingleStep(5)
        self.minutes.setSpecialValueText("–")
        self.minutes.setMinimumWidth(px(58))
        for choice in (self.place, self.how):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(7)
        for channel in Channel:
            self.how.add(channel, said(CHANNELS, channel))
        self.how.setCurrentIndex(-1)
        self.how.setPlaceholderText(tr("Choose"))
        self.place.setPlaceholderText(tr("Choose"))
        self._fields = [
            Field(tr("&Date and time"), self.moment),
            Field(tr("&Place"), self.place),
            Field(tr("&How"), self.how),
            Field(tr("&Minutes"), self.minutes),
        ]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(10))
        self._narrow: bool | None = None
        self._set_narrow(narrow=False)
        self.moment.dateTimeChanged.connect(self._changed)
        self.place.currentIndexChanged.connect(self._changed)
        self.how.currentIndexChanged.connect(self._changed)
        self.minutes.valueChanged.connect(self._changed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """One line, as long as each field can be read; else two."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as two fields beside each other."""
        widest = max(field.minimumSizeHint().width() for field in self._fields)
        return QSize(2 * widest + self._grid.horizontalSpacing(), super().minimumSizeHint().height())

    def _fit(self) -> None:
        gaps = (len(self._fields) - 1) * self._grid.horizontalSpacing()
        whole = sum(field.minimumSizeHint().width() for field in self._fields) + gaps
        self._set_narrow(narrow=self.width() < whole)
        if not self._narrow:  # who needs more room gets more: long names of places are cut short last
            for number, choice in ((1, self.place), (2, self.how)):
                words = choice.currentText() or choice.placeholderText()
                self._grid.setColumnStretch(number, choice.fontMetrics().horizontalAdvance(words) + px(46))

    def _set_narrow(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for number, field in enumerate(self._fields):
            self._grid.removeWidget(field)
            self._grid.addWidget(field, number // 2 if narrow else 0, number % 2 if narrow else number)
        for number, stretch in enumerate((1, 1, 0, 0) if narrow else (0, 1, 1, 0)):
            self._grid.setColumnStretch(number, stretch)

    def set_labels(self, labels: Labels) -> None:
        """Offer the organisation's own places."""
        self._fill(self.place, labels, ListName.PLACE, self._state.place)

    @staticmethod
    def _fill(choice: Choice, labels: Labels, list_name: ListName, chosen: str) -> None:
        choice.blockSignals(True)  # noqa: FBT003 - Qt's signature
        choice.clear()
        for term in labels.choices(list_name):
            choice.add(term.code, term.label)
        if not choice.choose(chosen):
            choice.setCurrentIndex(-1)
        choice.blockSignals(False)  # noqa: FBT003 - Qt's signature

    def show_state(self, state: FormState) -> None:
        """Show a form; a day that has not come cannot be set."""
        self._state = FormState()  # what is set here is not an act of the user
        now = now_local()
        self.moment.clearMaximumDate()
        self.moment.setDateTime(to_qt(state.when or now))
        self.moment.setMaximumDate(to_qt(now).date())  # the time of today is judged at the save
        if not self.place.choose(state.place):
            self.place.setCurrentIndex(-1)
        if not self.how.choose(state.channel):
            self.how.setCurrentIndex(-1)
        self.minutes.setValue(state.minutes or 0)
        self._state = state
        self._state.when = self.moment.moment()
        self._fit()

    def _changed(self) -> None:
        self._fit()
        place, how = self.place.value(), self.how.value()
        before, now = self._state.when, self.moment.moment()
        if before is not None and before.date() != now.date():
            self._state.move_day(before.date(), now.date())
        self._state.when = now
        self._state.place = place if isinstance(place, str) else ""
        self._state.channel = how if isinstance(how, Channel) else None
        self._state.minutes = self.minutes.value() or None
        self.changed.emit()


class More(QWidget):
    """Setting, reached or not, who was along, what was done on the spot, violence: folded until wanted.

    Args:
        asker: of the page.
        parent: owner.

    Attributes:
        changed: sent when the user changed something.
    """

    changed = Signal()

    def __init__(self, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = FormState()
        self._labels = Labels()
        self._staff: tuple[StaffRow, ...] = ()
        self.button = Button(tr("Mor&e"), "quiet", icon_name="chevron-down", size="small")
        self.button.clicked.connect(self.toggle)
        self.setting = Choice()
        self.reached = Choice()
        for reached in Reached:
            self.reached.add(reached, said(REACHED, reached))
        self.companions = ChipGroup(tr("With me"))
        self.spot = ChipGroup(tr("Done on the spot"))
        self.violence = yes_no(tr("Violence spoken of?"))
        self.limits = LimitsNote(asker)
        self.limits.hide()
        self.body = QWidget()
        grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(8))
        grid.addWidget(Field(tr("Sett&ing"), self.setting), 0, 0)
        grid.addWidget(Field(tr("Rea&ched?"), self.reached), 0, 1)
        grid.addWidget(Field(tr("With me"), self.companions), 1, 0, 1, 2)
        grid.addWidget(Field(tr("Done on the spot"), self.spot), 2, 0, 1, 2)
        grid.addWidget(self.limits, 3, 0, 1, 2)
        grid.addWidget(Field(tr("&Violence spoken of?"), self.violence), 4, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.body)
        self.body.hide()
        self.setting.currentIndexChanged.connect(self._changed)
        self.reached.currentIndexChanged.connect(self._changed)
        self.companions.changed.connect(self._changed)
        self.spot.changed.connect(self._changed)
        self.violence.currentIndexChanged.connect(self._changed)
        self.violence.installEventFilter(self)

    def toggle(self) -> None:
        """Fold or unfold."""
        folded = self.body.isVisibleTo(self)
        self.body.setVisible(not folded)
        self.button.set_icon_name("chevron-down" if folded else "chevron-up")
        self._summarise()
        if not folded:
            self.setting.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The limits of confidentiality are there to read aloud before violence is asked."""
        if watched is self.violence and event.type() is QEvent.Type.FocusIn:
            self.limits.show()
        return super().eventFilter(watched, event)

    def set_labels(self, labels: Labels) -> None:
        """Offer the organisation's own settings and services on the spot."""
        self._labels = labels
        self.setting.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.setting.clear()
        self.setting.add("", tr("not said"))
        for term in labels.choices(ListName.SETTING):
            self.setting.add(term.code, term.label)
        self.setting.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self.spot.set_choices([(t.code, t.label) for t in labels.choices(ListName.SPOT_SERVICE)])
        self.show_state(self._state)

    def set_staff(self, staff: tuple[StaffRow, ...]) -> None:
        """Offer the colleagues."""
        self._staff = staff
        self.companions.set_choices([(str(row.staff_id), row.label) for row in staff if not row.is_me])
        self.companions.choose({str(one) for one in self._state.companions})
        self._summarise()

    def show_state(self, state: FormState) -> None:
        """Show a form."""
        self._state = FormState()
        if not self.setting.choose(state.setting):
            self.setting.setCurrentIndex(0 if self.setting.count() else -1)
        self.reached.choose(state.reached)
        self.companions.choose({str(one) for one in state.companions})
        self.spot.choose(state.spot_services)
        self.violence.choose(state.violence_spoken)
        self.limits.hide()
        self._state = state
        self._summarise()

    def _changed(self) -> None:
        setting, reached = self.setting.value(), self.reached.value()
        self._state.setting = setting if isinstance(setting, str) else ""
        self._state.reached = reached if isinstance(reached, Reached) else Reached.YES
        self._state.companions = tuple(UUID(code) for code in self.companions.codes())
        self._state.spot_services = self.spot.codes()
        violence = self.violence.value()
        self._state.violence_spoken = violence if isinstance(violence, bool) else None
        self._summarise()
        self.changed.emit()

    def _summarise(self) -> None:
        state = self._state
        parts: list[str] = []
        if state.setting:
            parts.append(self._labels.of(ListName.SETTING, state.setting))
        if state.reached is not Reached.YES:
            parts.append(said(REACHED, state.reached))
        names = [row.label for row in self._staff if row.staff_id in state.companions]
        if names:
            parts.append(tr("with {names}", names=", ".join(names)))
        if state.spot_services:
            parts.append(self._labels.several(ListName.SPOT_SERVICE, state.spot_services))
        if state.violence_spoken is not None:
            parts.append(tr("violence spoken of") if state.violence_spoken else tr("no violence spoken of"))
        folded = not self.body.isVisibleTo(self)
        words = " · ".join(parts) or tr("setting, reached or not, with me, done on the spot, violence")
        self.button.set_detail(words if folded else "")
