"""Panels: a head with icon, title, aside and action, and rows or anything else under it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from caseapp.ui.theme.theme import px, theme
from caseapp.ui.widgets.text import IconLabel, line, text


class Panel(QFrame):
    """A white frame with rounded corners.

    Args:
        title: translated; empty for a panel without head.
        icon_name: a Lucide name before the title.
        aside: secondary words after the title.
        parent: owner.

    Attributes:
        head: layout of the head; add actions at its end with `add_action`.
        body: layout under the head, without margins of its own.
    """

    def __init__(
        self,
        title: str = "",
        icon_name: str = "",
        aside: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self.head = QHBoxLayout()
        self.title: QLabel = text(title, "heading")
        self.aside: QLabel = text(aside, "small", tone="text2")
        if not aside:  # showing it before it has a parent would open a window
            self.aside.hide()
        if title:
            self._build_head(icon_name)
            self.setAccessibleName(title)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.column.addLayout(self.body, 1)

    def _build_head(self, icon_name: str) -> None:
        holder = QWidget()
        holder.setMinimumHeight(theme().scale.panel_head)
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        holder.setLayout(self.head)
        self.head.setContentsMargins(px(14), px(4), px(14), px(4))
        self.head.setSpacing(px(8))
        if icon_name:
            self.head.addWidget(IconLabel(icon_name, "text2"))
        self.head.addWidget(self.title)
        self.head.addWidget(self.aside)
        self.head.addStretch(1)
        self.column.addWidget(holder)
        self.column.addWidget(line())

    def set_aside(self, words: str) -> None:
        """Change the secondary words."""
        self.aside.setText(words)
        self.aside.setVisible(bool(words))

    def add_action(self, widget: QWidget) -> None:
        """Put a button, link or chip at the end of the head."""
        self.head.addWidget(widget)

    def add_section(self, widget: QWidget, *, stretch: int = 0, pad: int | None = None) -> None:
        """Add a part with the panel's padding; a line stands between two parts.

        Args:
            widget: the part.
            stretch: its share of room left over.
            pad: logical pixels above and below it, in place of the density's own.
        """
        if self.body.count():
            self.body.addWidget(line())
        holder = QWidget()
        inside = QVBoxLayout(holder)
        section = theme().scale.section if pad is None else pad
        inside.setContentsMargins(px(14), section, px(14), section)
        inside.addWidget(widget)
        self.body.addWidget(holder, stretch)

    def add_row(self, widget: QWidget) -> None:
        """Add a row over the full width; a line stands between two rows."""
        if self.body.count():
            self.body.addWidget(line())
        self.body.addWidget(widget)

    def pad_body(self) -> None:
        """Give the body the panel's padding, for content that is not rows."""
        self.body.setContentsMargins(px(14), px(10), px(14), px(12))
        self.body.setSpacing(px(8))
