"""macOS: resource limits."""

import resource


def no_core_dump() -> bool:
    """Limit core files to nothing, so that a crash leaves no copy of memory."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True
