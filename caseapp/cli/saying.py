"""Output of the subcommands."""

import json
import sys
from collections.abc import Callable


def said(text: str) -> None:
    """One line on stdout."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def as_json(value: object) -> None:
    """One line of JSON on stdout."""
    said(json.dumps(value, ensure_ascii=False))


def bar(what: str) -> Callable[[int, int], None]:
    """A progress bar on stderr, drawn only for a terminal.

    Args:
        what: is being done.

    Returns:
        To be called with done and total.
    """
    shown = [-1]

    def draw(done: int, total: int) -> None:
        per_cent = 100 * done // total if total else 0
        if not sys.stderr.isatty() or per_cent == shown[0]:
            return
        shown[0] = per_cent
        full = per_cent * 30 // 100
        end = "\n" if total and done >= total else ""
        sys.stderr.write(f"\r{what} [{'#' * full}{'.' * (30 - full)}] {per_cent:3d} %{end}")
        sys.stderr.flush()

    return draw
