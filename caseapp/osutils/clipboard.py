"""What tells programs that keep a history of the clipboard to pass something over.

Source: KDE's hint for password managers (x-kde-passwordManagerHint), which other histories follow too; "Cloud
Clipboard and Clipboard History Formats" in Microsoft's reference; http://nspasteboard.org.
"""

import sys
from typing import Final

_WINDOWS: Final = 'application/x-qt-windows-mime;value="{}"'  # how Qt names a registered format
_NO: Final = (0).to_bytes(4, "little")


def secret_formats(platform: str = sys.platform) -> dict[str, bytes]:
    """Formats to lay beside the words.

    Args:
        platform: as `sys.platform` says it.

    Returns:
        Data by name of the format, as Qt takes them. macOS has none: see `conceal`.
    """
    if platform == "win32":
        return {
            _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): _NO,
            _WINDOWS.format("CanIncludeInClipboardHistory"): _NO,
            _WINDOWS.format("CanUploadToCloudClipboard"): _NO,
        }
    if platform == "darwin":
        return {}
    return {"x-kde-passwordManagerHint": b"secret"}


def conceal() -> None:
    """Mark what was just put on the clipboard, on a system where Qt cannot."""
    if sys.platform == "darwin":
        from caseapp.osutils.objc import class_named, send, string  # noqa: PLC0415 - only here

        board = send(class_named("NSPasteboard"), "generalPasteboard")
        kind = string("org.nspasteboard.ConcealedType")
        send(board, "addTypes:owner:", send(class_named("NSArray"), "arrayWithObject:", kind), 0)
        send(board, "setString:forType:", string(""), kind)
