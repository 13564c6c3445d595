"""Flags of Qt by number, for what is built before the first paint.

`PySide6.QtCore.Qt` is one class with 93 enumerations, all made when it is first named: a fifth of the time
from start to unlock page. A property takes the number as well as the name, and so does `QPainter.drawText`.
"""

from typing import Final

PLAIN_TEXT: Final = 0  # TextFormat
NO_FOCUS: Final = 0  # FocusPolicy
NO_SCROLL_BAR: Final = 1  # ScrollBarPolicy
CENTRED: Final = 0x0084  # AlignmentFlag
AT_RIGHT_EDGE: Final = 0x0092  # AlignmentFlag: AlignRight, AlignAbsolute, AlignVCenter
ONE_LINE: Final = 0x0100  # TextFlag
MNEMONIC: Final = 0x0800  # TextFlag
KEPT_FROM_KEYBOARDS: Final = 0x0046  # InputMethodHint: sensitive, not predicted, not in capitals
ENTER_KEYS: Final = frozenset({0x01000004, 0x01000005})  # Key: the large one and that of the number pad
KEYPAD: Final = 0x20000000  # KeyboardModifier
