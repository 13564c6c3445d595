"""macOS: resource limits, pictures of the screen."""

import resource
import sys

# NSWindowSharingType of <AppKit/NSWindow.h>
_SHARING_NONE = 0
_SHARING_READ_ONLY = 1


def no_core_dump() -> bool:
    """Limit core files to nothing, so that a crash leaves no copy of memory."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def block_capture(view: int, *, on: bool) -> bool:
    """Keep the window of a view out of pictures of the screen, or let it in again.

    Args:
        view: a pointer to an NSView.
        on: whether to keep its window out.
    """
    if sys.platform != "darwin":
        return False
    from caseapp.osutils.objc import send  # noqa: PLC0415 - only here

    window = send(view, "window")
    if not window:
        return False
    send(window, "setSharingType:", _SHARING_NONE if on else _SHARING_READ_ONLY)
    return True
