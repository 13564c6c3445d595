"""Linux: prctl and resource limits."""

import ctypes
import resource

# <linux/prctl.h>
_PR_SET_DUMPABLE = 4
_PR_SET_NAME = 15


def _prctl(option: int, value: object) -> bool:
    """Call prctl(2); False when the C library has none or the kernel refuses."""
    try:
        function = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return False
    unused = ctypes.c_ulong(0)
    return bool(function(ctypes.c_int(option), value, unused, unused, unused) == 0)


def no_core_dump() -> bool:
    """Limit core files to nothing, so that a crash leaves no copy of memory."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def not_readable() -> bool:
    """Clear the dumpable flag: no core to a pipe, no ptrace and no /proc/PID/mem for other programs."""
    return _prctl(_PR_SET_DUMPABLE, ctypes.c_ulong(0))


def set_process_name(name: str) -> bool:
    """Name the calling (main) thread, which is what lists of processes show."""
    return _prctl(_PR_SET_NAME, ctypes.c_char_p(name.encode("ascii", "replace")))
