"""Opening a vault for a subcommand, with the questions that opening may ask."""

import argparse
import sys
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from caseapp.cli import passphrases
from caseapp.errors import KnownError

if TYPE_CHECKING:
    from caseapp.domain.second import Second
    from caseapp.room import Room


class AcceptError(KnownError):
    """``--accept`` names no question."""

    code = "accept"


def open_asked(asked: argparse.Namespace) -> "Room":
    """Ask for the passphrase and open the vault; see :func:`open_typed`."""
    (typed,) = passphrases.ask(asked.passphrase_file, (_first(asked),))
    return open_typed(asked, typed)


def _first(asked: argparse.Namespace) -> str:
    """What is asked for first."""
    return "Recovery code" if _by_code(asked) else "Passphrase"


def _by_code(asked: argparse.Namespace) -> bool:
    return bool(getattr(asked, "recovery_code", False))


def open_typed(asked: argparse.Namespace, typed: str) -> "Room":
    """Open the vault.

    What opening asks ("saves are missing. Go on?") is answered by ``--accept CODE``, or at the terminal; else
    it is refused. That somebody went on stands in the audit.

    Args:
        asked: the parsed arguments, with ``vault``, ``key_file`` and ``accept``.
        typed: the passphrase, or the recovery code where ``--recovery-code`` says so.

    Returns:
        The room, to be closed by the caller.

    Raises:
        KnownError: it does not open, or a question was not answered with yes.
    """
    from caseapp.bootstrap import open_room, read_key_file
    from caseapp.vault.errors import ACCEPTABLE

    accept = questions(asked, ACCEPTABLE)
    key_file = None if asked.key_file is None else read_key_file(asked.key_file)
    while True:
        try:
            if _by_code(asked):
                return open_room(asked.vault, recovery_code=typed, accept=accept)
            return open_room(asked.vault, typed, key_file=key_file, accept=accept)
        except KnownError as error:
            if error.code not in ACCEPTABLE - accept or not yes(error.sentence):
                raise
            accept.add(error.code)


def open_with_second(asked: argparse.Namespace, *prompts: str) -> "tuple[Room, list[str]]":
    """Ask for everything first, for a file of passphrases is read once; then open.

    Args:
        asked: the parsed arguments, with those of ``--second`` where an act knows it.
        *prompts: what else is asked for, after the passphrase.

    Returns:
        The room, and what was typed, the second worker's passphrase last.
    """
    seconds = ("Passphrase of a second worker",) if getattr(asked, "second", False) else ()
    typed = passphrases.ask(asked.passphrase_file, (_first(asked), *prompts, *seconds))
    return open_typed(asked, typed[0]), list(typed)


def second_of(asked: argparse.Namespace, typed: list[str]) -> "Second | None":
    """Who agrees, of what :func:`open_with_second` asked for; None where nobody was named."""
    from caseapp.domain.second import Second

    file = asked.second_key_file
    return Second(typed[-1], "" if file is None else str(file.absolute())) if asked.second else None


def questions(asked: argparse.Namespace, known: AbstractSet[str]) -> set[str]:
    """The questions that ``--accept`` answers with yes.

    Args:
        asked: the parsed arguments.
        known: codes of the questions there are.

    Raises:
        AcceptError: it names none of these.
    """
    accept = set(asked.accept)
    if unknown := accept - known:
        raise AcceptError(
            "--accept does not know {unknown}. It takes: {known}.",
            unknown=", ".join(sorted(unknown)),
            known=", ".join(sorted(known)),
        )
    return accept


def hint(code: str) -> str:
    """What to add to a refusal that is a question, empty for any other."""
    from caseapp.vault.backup_errors import QUESTIONS, RemovesForGoodError
    from caseapp.vault.errors import ACCEPTABLE

    known = ACCEPTABLE | QUESTIONS | {RemovesForGoodError.code}
    return f" To go on all the same: --accept {code}." if code in known else ""


def yes(question: str) -> bool:
    """Ask at the terminal; no without one."""
    if not _is_terminal():
        return False
    sys.stderr.write(f"{question}\nGo on? Type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
