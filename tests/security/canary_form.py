"""The form of a contact under the canary."""

from datetime import date, timedelta

from caseapp.casework.queries.drafts import Drafts
from caseapp.domain.consent import Answer, Purpose
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.need import NeedDialog
from caseapp.ui.dialogs.person_facts import FactsDialog
from caseapp.ui.dialogs.referral import ReferralDialog
from caseapp.ui.pages.log_contact import LogContactPage
from tests.security.canary_hand import Hand


class FormWalk:
    """Contacts: with every dialog of the form, one that waits, one that is half typed.

    Args:
        hand: that types.
    """

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.real = hand.real

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

    def half_typed(self) -> None:
        """A contact that is not finished; its draft is written."""
        page = self._form()
        for field in (page.going_well.words, page.note.words, page.next_step.what):
            self.hand.type_into(field, "half typed")
        before = len(self.real.ask(Drafts()))
        self.real.wait(lambda: not page.keeper.waiting and len(self.real.ask(Drafts())) >= before)
        self.real.settle()
