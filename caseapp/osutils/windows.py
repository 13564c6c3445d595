"""Windows: error reporting, pictures of the screen."""

import ctypes
import sys

# <errhandlingapi.h>, <werapi.h>, <winuser.h>
_SEM_FAILCRITICALERRORS = 0x0001
_SEM_NOGPFAULTERRORBOX = 0x0002
_WER_FAULT_REPORTING_FLAG_NOHEAP = 0x0001
_WDA_NONE = 0x00
_WDA_MONITOR = 0x01
_WDA_EXCLUDEFROMCAPTURE = 0x11


def no_core_dump() -> bool:
    """Keep Windows Error Reporting from writing a dump, and the heap out of any it writes all the same."""
    if sys.platform != "win32":
        return False
    kernel32 = ctypes.WinDLL("kernel32")
    kernel32.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
    return bool(kernel32.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP) == 0)


def affinities(*, on: bool) -> tuple[int, ...]:
    """What to ask of SetWindowDisplayAffinity, the best first: before Windows 10 2004 the window is black."""
    return (_WDA_EXCLUDEFROMCAPTURE, _WDA_MONITOR) if on else (_WDA_NONE,)


def block_capture(window: int, *, on: bool) -> bool:
    """Keep a window out of pictures of the screen, or let it in again.

    Args:
        window: an HWND of this process.
        on: whether to keep it out.
    """
    if sys.platform != "win32":
        return False
    function = ctypes.WinDLL("user32").SetWindowDisplayAffinity
    function.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    function.restype = ctypes.c_int
    return any(bool(function(window, affinity)) for affinity in affinities(on=on))
