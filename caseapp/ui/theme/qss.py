"""The one style sheet, filled from tokens and scale at start, on theme change and on font change.

Widgets are chosen by dynamic property (``chip``, ``panel``, ``note``, ``type``, ``tone``), not by name.
"""

from string import Template

from caseapp.ui.theme.scale import Scale
from caseapp.ui.theme.tokens import Tokens

_SHEET = Template(
    """
* { outline: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $control; padding: ${p4}px ${p6}px; }
QWidget[ground="window"] { background: $window; }
QWidget[ground="surface"] { background: $surface; }
QWidget[ground="sunken"] { background: $sunken; }
QFrame[line="h"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[line="v"] { background: $border; border: none; max-width: 1px; min-width: 1px; }

QLabel { background: transparent; }
QLabel[type="caption"] { font-size: ${f_caption}px; }
QLabel[type="small"] { font-size: ${f_small}px; }
QLabel[type="label"] { font-size: ${f_small}px; font-weight: 600; }
QLabel[type="heading"] { font-size: ${f_heading}px; font-weight: 600; }
QLabel[type="title"] { font-size: ${f_title}px; font-weight: 600; }
QLabel[type="alias"] { font-size: ${f_alias}px; font-weight: 600; }
QLabel[type="read"] { font-size: ${f_read}px; }
QLabel[type="read-now"] { font-size: ${f_read_now}px; font-weight: 600; }
QLabel[weight="600"] { font-weight: 600; }
QLabel[weight="500"] { font-weight: 500; }
QLabel[tone="text2"] { color: $text2; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="info"] { color: $info; }
QLabel[tone="neutral"] { color: $neutral; }
QLabel[tone="on-fill"] { color: $on_fill; }

QLabel[key="true"] { font-size: ${f_caption}px; color: $text2; background: transparent;
  border: 1px solid $border; border-radius: ${p3}px; padding: 0 ${p4}px; }

QFrame[panel="true"] { background: $surface; border: 1px solid $border; border-radius: ${p6}px; }
QFrame[panel="popup"] { background: $surface; border: 1px solid $control; border-radius: ${p4}px; }
QFrame[bar="action"] { background: $surface; border: none; border-top: 1px solid $border; }
QFrame[bar="top"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QFrame[bar="foot"] { background: $window; border: none; border-top: 1px solid $border; }
QFrame[bar="practice"] { background: $warn_soft; border: none; border-bottom: 1px solid $border; }
QFrame[note="warn"] { background: $warn_soft; border: 1px solid $border; border-radius: ${p4}px; }
QFrame[note="bad"] { background: $bad_soft; border: 1px solid $border; border-radius: ${p4}px; }
QFrame[note="ok"] { background: $ok_soft; border: 1px solid $border; border-radius: ${p4}px; }
QFrame[note="info"] { background: $info_soft; border: 1px solid $border; border-radius: ${p4}px; }

QFrame[chip="ok"] { background: $ok_soft; border: $chip_edge; border-radius: ${p4}px; }
QFrame[chip="warn"] { background: $warn_soft; border: $chip_edge; border-radius: ${p4}px; }
QFrame[chip="bad"] { background: $bad_soft; border: $chip_edge; border-radius: ${p4}px; }
QFrame[chip="info"] { background: $info_soft; border: $chip_edge; border-radius: ${p4}px; }
QFrame[chip="neutral"] { background: $neutral_soft; border: $chip_edge; border-radius: ${p4}px; }
QFrame[chip="plain"] { background: $surface; border: 1px solid $border; border-radius: ${p4}px; }
QFrame[chip="unasked"] { background: transparent; border: none; }
QFrame[chip="person"] { background: $accent_soft; border: 1px solid $accent; border-radius: ${p4}px; }
QFrame[chip="person-off"] { background: $surface; border: 1px solid $control; border-radius: ${p4}px; }
QFrame[chip="person-off"] QToolButton { border: none; background: transparent; border-radius: ${p4}px; }
QFrame[chip="person"] QToolButton { border: none; background: transparent; border-radius: ${p4}px; }
QFrame[chip="person"] QToolButton:hover { background: $surface; }

QToolButton { background: transparent; color: $text; border: 1px solid transparent; border-radius: ${p4}px;
  padding: ${p2}px ${p4}px; min-height: ${p18}px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $accent_soft; }
QToolButton:disabled { color: $disabled; }
QToolButton[kind="frame"] { background: $surface; border: 1px solid $control; padding: ${p2}px ${p6}px; }
QToolButton[kind="frame"]:hover { background: $hover; }
QToolButton[kind="frame"]:pressed { background: $accent_soft; }
QToolButton::menu-indicator { image: none; width: 0; }

QFrame[chip="supply"] { background: $surface; border: 1px solid $control; border-radius: ${p4}px; }
QFrame[chip="supply"][on="true"] { background: $accent_soft; border-color: $accent; }
QFrame[chip="supply"] QLabel { font-size: ${f_small}px; font-weight: 600; color: $accent; }
QFrame[chip="supply"] QToolButton { border: none; border-radius: 0; background: transparent; padding: 0;
  min-width: ${p26}px; min-height: ${p26}px; }
QFrame[chip="supply"] QToolButton:hover { background: $hover; }
QFrame[chip="supply"] QToolButton:pressed { background: $surface; }
QFrame[chip="supply"] QSpinBox { background: $surface; border: none; border-left: 1px solid $accent;
  border-right: 1px solid $accent; border-radius: 0; padding: 0; font-weight: 600; min-height: ${p26}px;
  max-height: ${p28}px; }
QFrame[chip="stepper"] { background: $surface; border: 1px solid $control; border-radius: ${p4}px; }
QFrame[chip="stepper"] QToolButton { border: none; border-radius: 0; background: transparent; padding: 0;
  min-width: ${p28}px; min-height: ${p28}px; }
QFrame[chip="stepper"] QToolButton:hover { background: $hover; }
QFrame[chip="stepper"] QSpinBox { background: transparent; border: none; padding: 0; min-height: ${p28}px; }

QFrame[segments="true"] { background: $surface; border: 1px solid $control; border-radius: ${p4}px; }
QFrame[segments="true"] QToolButton { border: none; border-radius: ${p3}px; font-size: ${f_small}px;
  padding: 0 ${p10}px; min-height: ${p24}px; }
QFrame[segments="true"] QToolButton:checked { background: $accent_soft; color: $accent; }
QFrame[segments="true"] QToolButton[on="true"] { font-weight: 600; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateTimeEdit, QDateEdit, QTimeEdit, QComboBox {
  background: $surface; color: $text; border: 1px solid $control; border-radius: ${p4}px;
  selection-background-color: $fill; selection-color: $on_fill; }
QLineEdit, QSpinBox, QDateTimeEdit, QDateEdit, QTimeEdit, QComboBox {
  padding: 0 ${p9}px; min-height: ${p30}px; max-height: ${p30}px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { background: transparent; border: none; padding: 0;
  min-height: 0; }
QPlainTextEdit, QTextEdit { padding: ${p5}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDateTimeEdit:disabled, QComboBox:disabled {
  background: $window; color: $disabled; border-color: $disabled; }
QLineEdit[bare="true"] { border: none; background: transparent; padding: 0; min-height: 0; }
QLineEdit[tall="true"] { min-height: ${p38}px; max-height: ${p38}px; }
QLineEdit { lineedit-password-character: 8226; }
QComboBox:hover, QDateTimeEdit:hover, QDateEdit:hover { background: $surface; }
QComboBox { padding-right: ${p9}px; }
QComboBox:on { background: $accent_soft; }
QComboBox::drop-down, QDateTimeEdit::drop-down, QDateEdit::drop-down { subcontrol-origin: padding;
  subcontrol-position: center right; border: none; width: ${p26}px; background: transparent; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow, QDateEdit::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $control; padding: ${p2}px;
  selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: ${p30}px; padding: 0 ${p8}px; }
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button {
  width: 0; border: none; }
QSpinBox::up-arrow, QSpinBox::down-arrow, QTimeEdit::up-arrow, QTimeEdit::down-arrow {
  image: none; width: 0; }
QSpinBox QLineEdit { padding: 0 ${p7}px; }
QFrame[chip="supply"] QSpinBox QLineEdit, QFrame[chip="stepper"] QSpinBox QLineEdit { padding: 0; }

QCheckBox, QRadioButton { spacing: ${p8}px; min-height: ${p24}px; background: transparent; }

QListView, QTableView, QTreeView { background: $surface; border: none; gridline-color: $border;
  selection-background-color: $accent_soft; selection-color: $text; }
QTableView::item { padding: 0 ${p8}px; border: none; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { background: $window; color: $text2; border: none; border-bottom: 1px solid $border;
  padding: ${p4}px ${p8}px; font-size: ${f_caption}px; font-weight: 600; }
QAbstractScrollArea::corner { background: $surface; }
QScrollArea { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${p12}px; }
QScrollBar:horizontal { height: ${p12}px; }
QScrollBar::handle { background: $control; border-radius: ${p4}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p28}px; }
QScrollBar::handle:horizontal { min-width: ${p28}px; }
QScrollBar::handle:hover { background: $text2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; border: 1px solid $control; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p20}px ${p6}px ${p10}px; border-radius: ${p4}px; color: $text; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::separator { height: 1px; background: $border; margin: ${p4}px; }

QProgressBar { background: $surface; border: 1px solid $control; border-radius: ${p4}px; min-height: ${p8}px;
  max-height: ${p8}px; }
QProgressBar::chunk { background: $fill; border-radius: ${p3}px; }
QCalendarWidget QWidget { alternate-background-color: $window; }
QCalendarWidget QAbstractItemView { selection-background-color: $fill; selection-color: $on_fill; }
QDialog { background: $window; }
""",
)


_FIRST = ("*", "QWidget", "QLabel", 'QFrame[panel="', "QLineEdit", "QScroll", "QAbstractScrollArea")


def sheet_of(tokens: Tokens, scale: Scale, *, whole: bool = True) -> str:
    """Fill the style sheet.

    Args:
        tokens: the colours.
        scale: the lengths.
        whole: with all its rules, or with those alone that the unlock page needs: Qt tries every rule on
            every widget, and the first paint waits for it.

    Returns:
        A Qt style sheet for the application.
    """
    values: dict[str, str] = {
        name: tokens.colour(name) for name in Tokens._fields if name not in {"dark", "high_contrast"}
    }
    values |= {f"p{n}": str(scale.px(n)) for n in range(1, 41)}
    for style in ("caption", "small", "body", "heading", "title", "alias", "read", "read-now"):
        values["f_" + style.replace("-", "_")] = str(scale.font(style))
    # A state must not hang on its ground alone where all grounds are the system's.
    values["chip_edge"] = f"1px solid {tokens.control}" if tokens.high_contrast else "1px solid transparent"
    sheet = _SHEET.substitute(values)
    if whole:
        return sheet
    return "".join(rule + "}\n" for rule in sheet.split("}\n") if rule.strip().startswith(_FIRST))
