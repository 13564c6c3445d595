"""How easily a new passphrase would be guessed."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from caseapp.ui.theme.theme import px, tokens
from caseapp.ui.widgets.passphrase import PassphraseEdit
from caseapp.ui.widgets.text import retone, text
from caseapp.ui.words import mark, tr

LONGEST_JUDGED = 72  # the judge's work grows with the square of the length
ENOUGH = 3  # of 4: out of reach of somebody who has the laptop and time

_VERDICTS = (
    mark("Would be guessed at once"),
    mark("Would be guessed quickly"),
    mark("Could be guessed by somebody with time"),
    mark("Hard to guess"),
    mark("Very hard to guess"),
)


class Strength(QWidget):
    """Four bars and a sentence under a new passphrase. The judge is loaded at the first letter.

    Args:
        watched: the field.
        parent: owner.

    Attributes:
        judged: sent with the score, 0 to 4.
    """

    judged = Signal(int)

    def __init__(self, watched: PassphraseEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watched = watched
        self._score = -1
        self._words = text("", "caption", tone="text2", wrap=True)
        self._bars = _Bars()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(self._bars)
        row.addWidget(self._words, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(150)
        self._timer.timeout.connect(self.judge)
        watched.textChanged.connect(self._timer.start)
        self._say(-1)

    def judge(self) -> int:
        """Judge what stands in the field now.

        Returns:
            0 to 4; -1 while it is empty.
        """
        self._timer.stop()
        words = self._watched.text()[:LONGEST_JUDGED]
        if not words:
            self._say(-1)
            return -1
        # Late: 30 ms and a list of words. The package ships no types.
        from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415

        score = int(zxcvbn(words)["score"])
        self._say(score)
        return score

    def _say(self, score: int) -> None:
        self._bars.show_score(score)
        if score < 0:
            self._words.setText(
                tr("Four or more words that do not belong together are easy to keep in mind.")
            )
            retone(self._words, tone="text2")
        else:
            self._words.setText(tr(_VERDICTS[score]))
            retone(self._words, tone="ok" if score >= ENOUGH else "warn")
        if score != self._score:
            self._score = score
            self.judged.emit(score)


class _Bars(QWidget):
    """Four short bars, filled by score; the sentence beside them says the same."""

    def __init__(self) -> None:
        super().__init__()
        self._score = -1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_score(self, score: int) -> None:
        self._score = score
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(100), px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        colours, gap = tokens(), px(3)
        ink = colours.ok if self._score >= ENOUGH else colours.warn
        width = (self.width() - 3 * gap) / 4
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(4):
            at = number if not self.isRightToLeft() else 3 - number
            painter.setBrush(QColor(ink if number < max(self._score, 0) else colours.border))
            painter.drawRoundedRect(QRectF(at * (width + gap), 0, width, self.height()), px(2), px(2))
