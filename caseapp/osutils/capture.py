"""Keeping windows out of screenshots and screen sharing, where the system can."""

import sys


def can_block_capture() -> bool:
    """Whether this system can keep a window out of pictures of the screen.

    On Linux the programs that show the screen decide what is in a picture of it; a window is not asked.
    """
    return sys.platform in {"win32", "darwin"}


def block_capture(window: int, *, on: bool) -> bool:
    """Keep one window out of pictures of the screen, or let it in again.

    Args:
        window: the native handle, as Qt's `winId` gives it (an HWND; a pointer to an NSView).
        on: whether to keep it out.

    Returns:
        Whether the system did it.
    """
    if sys.platform == "win32":
        from caseapp.osutils import windows  # noqa: PLC0415 - each system has its own

        return windows.block_capture(window, on=on)
    if sys.platform == "darwin":
        from caseapp.osutils import macos  # noqa: PLC0415

        return macos.block_capture(window, on=on)
    return False
