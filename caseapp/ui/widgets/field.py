"""A label above its control, tied together for the eye, the keyboard and the screen reader."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.text import text


def name_of(label: str) -> str:
    """A label without its mnemonic mark, as an accessible name."""
    return label.replace("&&", "\0").replace("&", "").replace("\0", "&").strip()


class Field(QWidget):
    """A labelled control.

    Args:
        label: translated, with ``&`` before the letter of Alt; unique on its page.
        control: what takes the focus.
        hint: secondary words after the label.
        body: a widget holding the control and more, when the control does not stand alone.
        parent: owner.
    """

    def __init__(
        self,
        label: str,
        control: QWidget,
        hint: str = "",
        *,
        body: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self.label: QLabel = text(label, "label")
        self.label.setBuddy(control)
        self.hint: QLabel = text(hint, "caption", tone="text2")
        if not hint:  # showing it before it has a parent would open a window
            self.hint.hide()
        if not control.accessibleName():
            control.setAccessibleName(name_of(label))
        if hint and not control.accessibleDescription():
            control.setAccessibleDescription(hint)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self.label)
        head.addWidget(self.hint)
        head.addStretch(1)
        self.head = head
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2 if theme().scale.compact else 4))
        column.addLayout(head)
        column.addWidget(body or control)

    def refuse(self, words: str) -> None:
        """Say beside the label what is missing here, aloud too, and go there."""
        self.set_hint(words, "warn")
        from caseapp.ui.widgets.access import announce  # noqa: PLC0415 - it names Qt, see ui/flags

        announce(self.control, words, urgent=True)
        self.control.setFocus()

    def set_hint(self, words: str, tone: str = "text2") -> None:
        """Change the secondary words, such as why the control cannot be used."""
        self.hint.setText(words)
        self.hint.setProperty("tone", tone)
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)
        self.hint.setVisible(bool(words))
        self.control.setAccessibleDescription(words)
