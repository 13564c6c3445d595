"""Passphrases from a prompt or a file."""

import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from caseapp.errors import KnownError

_LARGEST = 64 * 1024


class PassphraseError(KnownError):
    """A passphrase could not be had."""

    code = "passphrase_file"


def ask(file: str | None, prompts: Sequence[str]) -> tuple[str, ...]:
    """Get passphrases, one for each prompt.

    Args:
        file: a file with one a line, ``-`` for stdin, None to ask at the terminal.
        prompts: what each is for.

    Returns:
        The passphrases, without line ends.

    Raises:
        PassphraseError: the file cannot be read or has too few lines.
    """
    if file is None:
        return tuple(getpass.getpass(f"{prompt}: ") for prompt in prompts)
    lines = _read(file).splitlines()
    if len(lines) < len(prompts):
        raise PassphraseError(
            "The passphrase file has {n} of {wanted} lines: {prompts}.",
            n=len(lines),
            wanted=len(prompts),
            prompts=", then ".join(prompt.lower() for prompt in prompts),
        )
    return tuple(lines[: len(prompts)])


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read(_LARGEST)
        with Path(file).open(encoding="utf-8-sig") as opened:
            return opened.read(_LARGEST)
    except OSError as error:
        raise PassphraseError(
            "The passphrase file cannot be read ({reason}).", reason=error.strerror or "unknown"
        ) from None
    except UnicodeDecodeError:
        raise PassphraseError("The passphrase file is not text in UTF-8.") from None
