"""``python -m caseapp``: the window, or a subcommand."""

import gc
import sys
from collections.abc import Sequence

from caseapp.osutils.hardening import harden_process


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the program.

    Args:
        arguments: without the program's name; None = those of the process.

    Returns:
        The exit status: 0, 1 after an error that was said, 2 for wrong usage.
    """
    # Next to nothing made while starting is garbage; the window sweeps its own from its first paint on.
    gc.disable()
    harden_process()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words:
        from caseapp.entrance import open_window

        return open_window(None)
    from caseapp.cli import run

    gc.enable()

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
