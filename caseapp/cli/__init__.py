"""Subcommands for scripts, tests and work without a window.

Errors are one sentence on stderr and exit status 1, wrong usage is 2. Passphrases come from a prompt or a
file, never from an argument, because arguments stand in the list of processes.
"""

import json
import sys
from collections.abc import Sequence

from caseapp.cli.opening import hint
from caseapp.cli.parser import make_parser
from caseapp.cli.saying import said
from caseapp.errors import KnownError


def run(words: Sequence[str]) -> int:
    """Carry out a subcommand.

    Args:
        words: the arguments after the program's name.

    Returns:
        0, or 1 after an error that was said on stderr, or 2 for wrong usage.
    """
    try:
        asked = make_parser().parse_args(words)
    except SystemExit as left:
        return int(left.code or 0)
    try:
        status: int = asked.act(asked)
    except KnownError as error:
        _refuse(error.sentence + hint(error.code), error.code, as_json=asked.json)
        return 1
    except KeyboardInterrupt:
        _refuse("Stopped. What was not finished has changed nothing.", "stopped", as_json=asked.json)
        return 1
    except BrokenPipeError:
        return 1
    except Exception as error:  # noqa: BLE001 - said without its text, which may hold what somebody typed
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        _refuse(
            f"Something went wrong inside the program ({kind}, {_place(error)}). It is a mistake of ours; "
            "nothing was half saved.",
            "bug",
            as_json=asked.json,
        )
        return 1
    return status


def _place(error: Exception) -> str:
    """File and line of the last frame, without any value."""
    trace = error.__traceback__
    place = "unknown place"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _refuse(sentence: str, code: str, *, as_json: bool) -> None:
    if as_json:
        said(json.dumps({"error": code, "sentence": sentence}, ensure_ascii=False))
    sys.stderr.write(" ".join(sentence.split()) + "\n")
