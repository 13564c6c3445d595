"""Keeping what is in memory out of files: umask, core dumps, other programs' eyes.

Called first thing at start, before a key can be in memory. Nothing here hides memory from root or from the
hibernation file; SECURITY.md says so.
"""

import os
import sys
from collections.abc import Callable
from enum import StrEnum


class Protection(StrEnum):
    """What a system may grant."""

    PRIVATE_FILES = "private_files"
    NO_CORE_DUMP = "no_core_dump"
    NOT_READABLE = "not_readable"


def harden_process() -> frozenset[Protection]:
    """Make new files private, switch off core dumps, and keep other programs of the user out of our memory.

    Returns:
        What this system granted; what is missing is to be stated, not to stop anybody.
    """
    os.umask(0o077)
    granted = {Protection.PRIVATE_FILES}
    steps: dict[Protection, Callable[[], bool]]
    if sys.platform == "linux":
        from caseapp.osutils import linux  # noqa: PLC0415 - each system has its own

        steps = {Protection.NO_CORE_DUMP: linux.no_core_dump, Protection.NOT_READABLE: linux.not_readable}
    elif sys.platform == "darwin":
        from caseapp.osutils import macos  # noqa: PLC0415

        steps = {Protection.NO_CORE_DUMP: macos.no_core_dump}
    elif sys.platform == "win32":
        from caseapp.osutils import windows  # noqa: PLC0415

        steps = {Protection.NO_CORE_DUMP: windows.no_core_dump}
    else:
        steps = {}
    return frozenset(granted | {protection for protection, step in steps.items() if step()})


def set_process_name(name: str) -> bool:
    """Let lists of processes show a neutral name where the system allows a process to choose.

    Args:
        name: ASCII; Linux shows the first 15 characters.

    Returns:
        Whether it was changed.
    """
    if sys.platform == "linux":
        from caseapp.osutils import linux  # noqa: PLC0415 - each system has its own

        return linux.set_process_name(name)
    return False
