"""Offer a referral: for which need, to which service, how far it is, may it be shared."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from caseapp.casework.commands.contact import NewReferral
from caseapp.casework.queries.services import ServiceRow, Services
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.referral import EndedBy, Step, StepFacts
from caseapp.ui.dialogs.answer import AnswerChips
from caseapp.ui.dialogs.need import need_picks
from caseapp.ui.naming import STEPS, Labels, said
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.dialog import Overlay
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice
from caseapp.ui.widgets.pick_field import Pick, PickField
from caseapp.ui.widgets.segments import Segments
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

_SO_FAR: Final = (Step.OFFERED, Step.ACCEPTED, Step.MADE, Step.DECLINED)
OTHER: Final = "\0other"  # a kind that is not among the needs of the form


def service_picks(rows: Sequence[ServiceRow], kind: str) -> list[Pick]:
    """Services to choose from: those that offer a kind of need first."""
    ordered = sorted(rows, key=lambda row: (kind not in row.facts.offers, row.facts.name.casefold()))
    return [
        Pick(
            row.service_id, row.facts.name, tr("offers this") if kind in row.facts.offers else row.facts.area
        )
        for row in ordered
    ]


class ReferralDialog(Overlay):
    """Offer a referral in the form or on the person page.

    Args:
        context: of the page.
        window: to cover.
        labels: of the lists.
        needs: key, kind and words of the needs it can belong to.
        chosen: key of the need it begins with, None for the last.
        day: the day it was offered.

    Attributes:
        offered: sent with the `NewReferral`, the key of the need or None, and the service's name.
    """

    offered = Signal(object, object, str)

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        labels: Labels,
        needs: Sequence[tuple[object, str, str]],
        day: date,
        chosen: object = None,
    ) -> None:
        super().__init__(window, tr("Offer a referral"), tr("The way from a need to a service."), wide=42)
        self._needs = tuple(needs)
        self._day = day
        self._services: tuple[ServiceRow, ...] = ()
        self.need = Choice()
        for key, _kind, words in self._needs:
            self.need.add(key, words)
        self.need.add(OTHER, tr("Another kind of need …"))
        self.kind = PickField(tr("Type a few letters: housing, school, teeth …"))
        self.kind.set_picks(need_picks(labels))
        self.service = PickField(tr("Type part of the service’s name"))
        self.so_far = Segments(tr("So far"), [(step, said(STEPS, step)) for step in _SO_FAR])
        self.share = AnswerChips(
            tr("May we share with this service?"), (Answer.GIVEN, Answer.DECLINED, Answer.NOT_ASKED)
        )
        self.share.set_answer(Answer.NOT_ASKED)
        self.outcome: QLabel = text("", "small", tone="text2", wrap=True)
        self._kind_field = Field(tr("&Kind of need"), self.kind)
        if self._needs:
            self.body.addWidget(Field(tr("&For the need"), self.need))
        self.body.addWidget(self._kind_field)
        self._service_field = Field(tr("&Service"), self.service, tr("can be chosen later"))
        self.body.addWidget(self._service_field)
        self.body.addWidget(Field(tr("So fa&r"), self.so_far))
        self.body.addWidget(Field(tr("&May we share with this service?"), self.share, "G  D  N"))
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        self.need.choose(chosen if chosen is not None else (self._needs[-1][0] if self._needs else OTHER))
        self.need.currentIndexChanged.connect(lambda _n: self._look())
        self.kind.chosen.connect(lambda _k: self._offer_services())
        self.so_far.chosen.connect(lambda _s: self._look())
        self.share.changed.connect(self._look)
        self.add_cancel()
        self.act = self.add_act(tr("Offer this referral"), self._offer)
        context.asker(self).ask(Services(), self._show_services)
        self._look()
        self.open_over(self.service if self._needs else self.kind)

    def _show_services(self, rows: tuple[ServiceRow, ...]) -> None:
        self._services = rows
        self._offer_services()

    def _offer_services(self) -> None:
        self.service.set_picks(service_picks(self._services, self._kind() or ""))

    def _kind(self) -> str | None:
        key = self.need.value()
        known = next((kind for at, kind, _words in self._needs if at == key), None)
        if known is not None:
            return known
        typed = self.kind.value()
        return typed if isinstance(typed, str) else None

    def _look(self) -> None:
        self._kind_field.setVisible(not self._needs or self.need.value() == OTHER)
        self._offer_services()
        made = self.so_far.value() is Step.MADE
        match self.share.answer():
            case Answer.GIVEN:
                words = tr("The service may be told who it is.")
            case Answer.DECLINED:
                words = tr("Information is given; no name leaves.")
            case _:
                words = tr("Not asked yet: information is given, no name leaves until she says yes.")
        self.outcome.setText(words if made or self.share.answer() is not Answer.NOT_ASKED else "")
        self._place()

    def _steps(self, *, shared: bool) -> tuple[StepFacts, ...]:
        first = StepFacts(Step.OFFERED, self._day)
        match self.so_far.value():
            case Step.ACCEPTED:
                return (first, StepFacts(Step.ACCEPTED, self._day))
            case Step.MADE:
                return (
                    first,
                    StepFacts(Step.ACCEPTED, self._day),
                    StepFacts(Step.MADE, self._day, named=shared),
                )
            case Step.DECLINED:
                return (first, StepFacts(Step.DECLINED, self._day, ended_by=EndedBy.PERSON))
            case _:
                return (first,)

    def _offer(self) -> None:
        kind = self._kind()
        if kind is None:
            self._kind_field.refuse(tr("choose one first: type a few letters, Enter takes a line"))
            return
        if self.so_far.value() is Step.MADE and self.service.value() is None:
            self._service_field.refuse(tr("it can only be made to a service: choose one"))
            return
        answer = self.share.answer()
        share = None
        if answer in {Answer.GIVEN, Answer.DECLINED}:
            share = ConsentEntry(Purpose.SHARE, answer, self._day, how=How.SPOKEN)
        service_id = self.service.value()
        referral = NewReferral(
            kind=kind,
            service_id=service_id if isinstance(service_id, UUID) else None,
            steps=self._steps(shared=answer is Answer.GIVEN),
            share=share,
        )
        key = self.need.value()
        name = self.service.text() if referral.service_id is not None else ""
        self.close_with(done=True)
        self.offered.emit(referral, None if key == OTHER else key, name)
