"""What the organisation decides for itself: who is counted, and its own words where a text is read aloud."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseapp.casework.commands.team import SetPreference
from caseapp.casework.queries.team import Preference
from caseapp.domain.consent import COUNT_POLICY, CountPolicy
from caseapp.ui.organisation_texts import LIMITS, SAFEGUARDING, shipped
from caseapp.ui.shell.page import PageContext
from caseapp.ui.theme.theme import px
from caseapp.ui.widgets.buttons import Button
from caseapp.ui.widgets.field import Field
from caseapp.ui.widgets.inputs import Choice, TextArea
from caseapp.ui.widgets.panel import Panel
from caseapp.ui.widgets.text import text
from caseapp.ui.words import tr

_KEEP_MS: Final = 1500  # what is typed is at most two seconds from being kept


class OwnText(QWidget):
    """One text in the organisation's words; kept as it is typed.

    Args:
        context: of the page.
        name: its key, see `caseapp.ui.organisation_texts`.
        label: translated, with the letter of Alt.
        hint: when it is read.
        parent: the section.
    """

    def __init__(self, context: PageContext, name: str, label: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kept", True)  # noqa: FBT003 - see `keep`
        self._context, self._name = context, name
        self._asker = context.asker(self)
        self._kept: str | None = None  # None until the vault has answered
        self.words = TextArea(lines=4)
        self.back = Button(tr("Back to the text that comes with Caseapp"), "link")
        self.back.clicked.connect(lambda _on: self._go_back())
        self.state = text("", "small", tone="text2", wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        foot.addWidget(self.state, 1)
        foot.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        field = Field(label, self.words, hint)
        self.back.setAccessibleName(
            tr("{text}: back to the text that comes with Caseapp", text=self.words.accessibleName())
        )
        column.addWidget(field)
        column.addLayout(foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self.keep)
        self.words.textChanged.connect(self._typed)
        self._asker.ask(Preference(name), self._show)

    def _show(self, own: str) -> None:
        self._kept = None
        self.words.setPlainText(own.strip() or shipped(self._name))
        self._kept = own
        self._look()

    def _now(self) -> str:
        """What is to be kept; nothing while it is the text that comes with the program."""
        words = self.words.toPlainText().strip()
        return "" if words == shipped(self._name) else words

    def _look(self) -> None:
        own = bool(self._now())
        self.back.setVisible(own)
        self.state.setText(
            tr("Your own text. It is kept as you type.") if own else tr("The text that comes with Caseapp.")
        )

    def _typed(self) -> None:
        if self._kept is not None:
            self._look()
            self._timer.start()

    def keep(self) -> None:
        """Write what is typed into the vault, if it is something new."""
        self._timer.stop()
        if self._kept is not None and self._now() != self._kept:
            self._kept = self._now()
            # The asker of the bridge: it is kept although the page is gone when it is done.
            self._context.asker(self._context.bridge).do(SetPreference(self._name, self._kept))

    def _go_back(self) -> None:
        before = self.words.toPlainText()
        self.words.setPlainText(shipped(self._name))
        self.keep()
        self.words.setFocus()

        def again() -> None:
            self.words.setPlainText(before)
            self.keep()

        self._context.messenger.say(tr("The text that comes with Caseapp is back."), again)


class OrganisationSection(Panel):
    """Who is counted, and the organisation's texts.

    Args:
        context: of the settings page.
        parent: the settings page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(tr("Your organisation"), "heart-handshake", tr("the same for the team"), parent)
        self._context = context
        self._asker = context.asker(self)
        self.counted = Choice()
        for policy, words in (
            (CountPolicy.GIVEN, tr("Only who said yes to being counted")),
            (CountPolicy.NOT_DECLINED, tr("Everybody who did not say no to it")),
        ):
            self.counted.add(policy, words)
        self.counted.activated.connect(lambda _row: self._count())
        self.add_section(
            Field(tr("&Who is counted in monthly figures"), self.counted, tr("from the next closing on"))
        )
        self.texts = (
            OwnText(
                context,
                LIMITS,
                tr("Limits of con&fidentiality"),
                tr("to read aloud before children or violence are asked"),
                self,
            ),
            OwnText(
                context,
                SAFEGUARDING,
                tr("Safeguarding, un&der 18"),
                tr("shown as soon as somebody is noted as under 18"),
                self,
            ),
        )
        for own in self.texts:
            self.add_section(own)
        self._policy = CountPolicy.GIVEN
        self._asker.ask(Preference(COUNT_POLICY), self._show_policy)

    def _show_policy(self, value: str) -> None:
        self._policy = CountPolicy(value) if value else CountPolicy.GIVEN
        self.counted.choose(self._policy)

    def _count(self) -> None:
        chosen = self.counted.value()
        assert isinstance(chosen, CountPolicy)
        if chosen is self._policy:
            return
        before, self._policy = self._policy, chosen

        def again() -> None:
            self._set(before)
            self._show_policy(before.value)

        words = {
            CountPolicy.GIVEN: tr("From the next closing on only who said yes is counted."),
            CountPolicy.NOT_DECLINED: tr("From the next closing on everybody is counted who did not say no."),
        }
        self._set(chosen, lambda: self._context.messenger.say(words[chosen], again))

    def _set(self, policy: CountPolicy, then: Callable[[], object] | None = None) -> None:
        def done(_none: None) -> None:
            if then is not None:
                then()

        self._asker.do(SetPreference(COUNT_POLICY, policy.value), done)

    def keep(self) -> None:
        """Write what is typed, such as before a lock."""
        for own in self.texts:
            own.keep()
