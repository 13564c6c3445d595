"""Passphrases from a prompt or a file."""

import getpass
from collections.abc import Sequence

from caseapp.cli.reading import read_text
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
        FileUnreadableError: the file cannot be read.
        PassphraseError: it has too few lines.
    """
    if file is None:
        return tuple(getpass.getpass(f"{prompt}: ") for prompt in prompts)
    lines = read_text(file, _LARGEST, "The passphrase file").splitlines()
    if len(lines) < len(prompts):
        raise PassphraseError(
            "The passphrase file has {n} of {wanted} lines: {prompts}.",
            n=len(lines),
            wanted=len(prompts),
            prompts=", then ".join(prompt.lower() for prompt in prompts),
        )
    return tuple(lines[: len(prompts)])
